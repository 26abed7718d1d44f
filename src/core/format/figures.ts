/** @file Figures as people read them: one form of a percentage, a count, a duration and a size, the same wherever the program speaks. */

/** `97.2 %`, near either end `99.98 %` and `0.34 %`; never rounds what is not all to 100, nor what is not nothing to 0. */
export function percentText(share: number): string {
  return `${percentNumber(share)} %`;
}

/** `96.1 to 98.9 %` */
export function percentRange(low: number, high: number): string {
  return `${percentNumber(low)} to ${percentNumber(high)} %`;
}

/** A percentage without its sign, for a column whose heading has it. */
export function percentNumber(share: number): string {
  if (share === 0) return "0";
  // A sum of single-precision floats that should be 1 misses it by less than this.
  if (Math.abs(share - 1) < 5e-7) return "100";
  if (share > 0 && share < 0.00005) return "< 0.01";
  if (share >= 0.99995 && share < 1) return "> 99.99";
  const nearAnEnd = Math.abs(share) < 0.01 || (share > 0.99 && share < 1);
  return (100 * share).toFixed(nearAnEnd ? 2 : 1);
}

/** `12,345` */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 step`, `1,200 steps` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `950`, `12.3 k`, `4.2 M`, where a glance is enough. */
export function shortCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} k` : `${(count / 1e6).toFixed(1)} M`;
}

/** A measured number in at most four digits that tell something. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return countText(value);
  return Math.abs(value) >= 1000 ? countText(Math.round(value)) : String(Number(value.toPrecision(4)));
}

/** `8.3 ms`, `340 ms`, `1.2 s`, `42 s`, `3 min 05 s`, `1 h 20 min`: always two or three digits that tell something. */
export function durationText(seconds: number): string {
  if (seconds === 0) return "0 s";
  const ms = 1000 * seconds;
  if (ms < 999.5) return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `512 MiB`, `1.3 GiB`; rounded up, so that what is too large never reads as what is allowed. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(bytes) / 10)));
  return `${countText(Math.ceil((10 * bytes) / 2 ** (10 * power)) / 10)} ${units[power]}`;
}
