/** @file The learning rate as a function of the step. */

export type ScheduleName = "constant" | "cosine" | "linear";

export interface ScheduleConfig {
  readonly schedule: ScheduleName;
  /** The highest rate. */
  readonly learningRate: number;
  /** The last step's rate as a share of the highest. */
  readonly finalLearningRateRatio: number;
  /** Steps over which the rate rises from zero. */
  readonly warmupSteps: number;
  readonly steps: number;
  /** The way down begins after this step; after the warm-up when absent. */
  readonly decayFrom?: number;
}

/** The rate of one step, counted from 1: a linear rise, then the schedule's way down to the final rate at the last step. */
export function learningRateAt(config: ScheduleConfig, step: number): number {
  const { schedule, learningRate, finalLearningRateRatio, warmupSteps, steps, decayFrom = warmupSteps } = config;
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  const progress = Math.min(1, Math.max(0, (step - decayFrom) / Math.max(1, steps - decayFrom)));
  return learningRate * (finalLearningRateRatio + (1 - finalLearningRateRatio) * remaining(schedule, progress));
}

/** From 1 at the start to 0 at the end. */
function remaining(schedule: ScheduleName, progress: number): number {
  switch (schedule) {
    case "constant":
      return 1;
    case "cosine":
      return (1 + Math.cos(Math.PI * progress)) / 2;
    case "linear":
      return 1 - progress;
  }
}
