/**
 * @file The weight of the divergence as a function of the step, in cycles, against a z that the decoder learns to ignore.
 * Fu et al., "Cyclical annealing schedule: a simple approach to mitigating KL vanishing", 2019.
 */

/** Of a cycle: at zero, then rising. The rest is held. */
const zeroShare = 0.25;
const riseShare = 0.25;

/** For `step` from 1 of `steps`: a quarter of each cycle 0, a quarter rising in a line, half at `beta`. */
export function betaAt(step: number, { steps, beta, cycles }: { steps: number; beta: number; cycles: number }): number {
  const inCycle = (((step - 1) * cycles) / steps) % 1;
  return beta * Math.min(1, Math.max(0, (inCycle - zeroShare) / riseShare));
}
