/**
 * @file Student's t distribution, for any number of degrees of freedom: its distribution function by the regularized incomplete beta
 * function (continued fraction, Press et al., Numerical Recipes, 6.4) and its quantiles. Nothing is tabulated.
 */

/** The t that `share` of the distribution lies below, for a `share` above one half: `studentQuantile(0.975, 10)` is 2.228. */
export function studentQuantile(share: number, degrees: number): number {
  if (!(share > 0.5 && share < 1 && degrees > 0))
    throw new RangeError(`Student's t has no quantile ${share} for ${degrees} degrees of freedom.`);
  let [low, high] = [0, 1];
  while (studentCdf(high, degrees) < share) [low, high] = [high, 2 * high];
  // Halving ends where the middle is one of both ends: no double lies between them.
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (studentCdf(middle, degrees) < share) low = middle;
    else high = middle;
  }
}

/** The share of the distribution that lies below t. */
export function studentCdf(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + t ** 2), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** The regularized incomplete beta function I_x(a, b), for x from 0 to 1 and a, b above 0. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast below the mean; above it, its mirror image does.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return (front / a) * betaFraction(x, a, b);
}

const mostTerms = 10_000;
const tiny = 1e-300;

/** Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const nonzero = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= mostTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let last = 1;
    for (const term of [even, odd]) {
      d = 1 / nonzero(1 + term * d);
      c = nonzero(1 + term / c);
      last = c * d;
      fraction *= last;
    }
    if (Math.abs(last - 1) < 1e-16) break;
  }
  return fraction;
}

/** Lanczos' approximation, g = 7 with nine terms: 15 digits. */
const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
] as const;

function logGamma(z: number): number {
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const at = z - 1;
  const sum = lanczos.reduce((total, term, i) => total + term / (at + i + 1), 0.9999999999998099);
  const base = at + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(base) - base + Math.log(sum);
}
