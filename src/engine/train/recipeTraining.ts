/** @file What the trainings of recipes of different kinds differ in. `trainRecipe` is the order in which it happens. */
import type { TrainingRecord } from "../../core/record/training.ts";
import type { Parameters } from "../../onnx/parameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LengthAccuracy, MapSummary, TrainingProgress } from "../../protocol/contract.ts";
import type { LatentSummary } from "../../protocol/latentContract.ts";
import type { Runtime } from "../model/runtime.ts";
import type { ModelContent } from "./modelFolder.ts";
import type { Extent } from "./room.ts";
import type { Trainee } from "./trainer.ts";

export interface RecipeTraining {
  readonly trainee: Trainee;
  readonly extent: Extent;
  /** The model's files with these weights. */
  content(name: string, parameters: Parameters): ModelContent;
  /** Measures the model in a folder as the recipe asks. Throws `Cancelled`. */
  measure(dir: string, options: MeasureOptions): Promise<MeasuredTraining>;
}

export interface MeasureOptions {
  readonly runtime: Pick<Runtime, "open">;
  readonly signal: CancelSignal;
  /** Answers drawn, of how many; with the cells of a map that were just answered. */
  readonly onProgress: (done: number, total: number, cells?: TrainingProgress["cells"]) => void;
  /** Milliseconds. */
  readonly clock: () => number;
  /** What the record says of every training. */
  readonly common: CommonRecord;
}

export type CommonRecord = Omit<Extract<TrainingRecord, { kind: "decoder" }>, DecoderFields>;
type DecoderFields = "kind" | "from" | "distinctProblems" | "tokens" | "accuracy" | "map";

export interface MeasuredTraining {
  readonly record: TrainingRecord;
  /** What the host is told; the record has everything. */
  readonly summary: TrainingSummary;
}

export interface TrainingSummary {
  /** By length; empty where the recipe does not measure it. */
  readonly accuracy: LengthAccuracy[];
  readonly map?: MapSummary;
  /** Of a VAE. */
  readonly rules?: LatentSummary;
}

/** Where a recipe and its paths are from, and where its model goes. */
export interface TrainingPlace {
  readonly recipePath: string;
  /** Absolute. */
  readonly outDir: string;
  readonly threads: number;
}
