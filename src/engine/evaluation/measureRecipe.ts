/** @file Measures a trained model as its recipe asks: the case map of the sample space with what the oracle predicts, and lengths. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { coverageSteps } from "../../core/experiment/coverageMap.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { CaseMap } from "../../core/record/caseMap.ts";
import { holdOutOf, trainingProblems } from "../../core/sample/problems.ts";
import { taskName, taskNamed } from "../../core/task/registry.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { LengthAccuracy } from "../../protocol/contract.ts";
import type { OpenModel } from "../model/openModel.ts";
import { evaluateModel } from "./evaluateModel.ts";
import { evaluateSpace, type MeasuredCells } from "./evaluateSpace.ts";

export interface Measured {
  readonly accuracy: LengthAccuracy[];
  readonly map?: CaseMap;
}

export interface MeasureOptions {
  readonly model: OpenModel;
  readonly recipe: DecoderRecipe;
  readonly signal: CancelSignal;
  /** Answers drawn, of how many; with the cells of the map that were just answered. */
  readonly onProgress: (done: number, total: number, cells?: MeasuredCells) => void;
}

/** Throws `Cancelled`. */
export async function measureRecipe({ model, recipe, signal, onProgress }: MeasureOptions): Promise<Measured> {
  const { task, split, evaluation } = recipe;
  const { seed, temperature, generations = 1, perLength = 1 } = evaluation;
  const map = split && (await mapOf({ model, recipe, signal, onProgress }, { generations, temperature, seed, split }));
  if (evaluation.lengths === undefined) return { accuracy: [], ...(map && { map }) };
  const [shortest, longest] = evaluation.lengths;
  const lengths = Array.from({ length: longest - shortest + 1 }, (_, i) => shortest + i);
  const trained = split && new Set([...trainingProblems(recipe).values()].flat());
  const accuracy = await evaluateModel({
    model,
    task,
    lengths,
    perLength,
    seed,
    trained,
    by: holdOutOf(recipe),
    signal,
    onProgress: (done, total) => onProgress(done, total),
  });
  return { accuracy, ...(map && { map }) };
}

interface Drawing {
  readonly split: NonNullable<DecoderRecipe["split"]>;
  readonly generations: number;
  readonly temperature: number;
  readonly seed: number;
}

async function mapOf({ model, recipe, signal, onProgress }: MeasureOptions, drawing: Drawing): Promise<CaseMap> {
  const { task, method, dialect } = recipe;
  const space = taskNamed(task)?.space;
  if (space === undefined) throw new Error(`The task ${taskName(task)} has no sample space.`);
  const map = await evaluateSpace({ model, task, space, ...drawing, signal, onProgress });
  const steps = coverageSteps({ task, space, method, dialect, split: drawing.split });
  for (let turn = 1; ; turn++) {
    const { done, value } = steps.next();
    if (done === true) return { ...map, uncovered: [...value.uncovered], testDigits: [...value.testDigits] };
    // A cancel arrives as a message, and messages are read between turns of the event loop.
    if (turn % 64 === 0) await nextTurn();
    throwIfCancelled(signal);
  }
}
