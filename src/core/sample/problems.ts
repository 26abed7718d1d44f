/**
 * @file Which problems a recipe trains on and which it is measured on. A fixed tenth of each length, told by a hash of the problem's
 * text, is held out: training never draws it, evaluation draws nothing else. So the two never share a problem, whatever the seeds;
 * of the 100 one-digit additions, for example, about 10 are held out. Where operands can change places, a problem and its mirror image are
 * held out together: a model that has seen 58+47 has seen 47+58.
 */

import { hashText, spreadBits } from "../base/hash.ts";
import { Rng } from "../base/rng.ts";
import type { DecoderRecipe } from "../recipe/decoderRecipe.ts";
import type { Value } from "../rule/value.ts";
import { mirrorText } from "../task/mirror.ts";
import { type TaskChoice, taskName, taskNamed } from "../task/registry.ts";
import { divide, type Split } from "../task/split.ts";
import type { Task } from "../task/task.ts";

/** One in so many problems is held out. */
export const heldOutShare = 10;

/**
 * How the tenth is told: `pairs` by a problem and its mirror image together; `texts` by each text alone, as trainings of recipes of
 * version 1 did.
 */
export type HoldOut = "pairs" | "texts";

export function holdOutOf({ version }: Pick<DecoderRecipe, "version">): HoldOut {
  return version === 1 ? "texts" : "pairs";
}

/** Whether a problem, by its task's text, is reserved for evaluation. */
export function heldOut(task: Task, text: string, by: HoldOut = "pairs"): boolean {
  const mirror = by === "pairs" ? mirrorText(task, text) : text;
  const first = mirror < text ? mirror : text;
  return spreadBits(hashText(`${task.name}:${first}`)) % heldOutShare === 0;
}

/** Neither the problem nor its mirror image was trained on. */
function isUnseen(task: Task, text: string, { by = "pairs", trained }: EvaluationDraw): boolean {
  const mirror = mirrorText(task, text);
  if (trained !== undefined) return !trained.has(text) && !trained.has(mirror);
  return heldOut(task, text, by) && (by === "pairs" || heldOut(task, mirror, by));
}

/**
 * The distinct training problems of each length, as texts: `samples` of them in all, shared out evenly among the lengths; what a
 * short length lacks goes to the longer ones. They are the first distinct problems of each length's seeded sampler. Where the recipe has
 * a split, all problems that it leaves for training, under length 0.
 */
export function trainingProblems(recipe: DecoderRecipe): ReadonlyMap<number, readonly string[]> {
  const task = theTask(recipe.task);
  const { split, samples = 0, lengths: [shortest, longest] = [1, 0] } = recipe;
  if (split !== undefined) return new Map([[0, splitProblems(task, split)]]);
  const pools = new Map<number, readonly string[]>();
  const allowed = (text: string): boolean => !heldOut(task, text, holdOutOf(recipe));
  let left = samples;
  for (let length = shortest; length <= longest; length++) {
    const wanted = Math.ceil(left / (longest - length + 1));
    const rng = new Rng(recipe.seed).fork(`training ${length}`);
    const pool = distinct(task, { rng, length, wanted, allowed, carryHeavy: recipe.carryHeavy });
    pools.set(length, pool);
    left -= pool.length;
  }
  return pools;
}

/**
 * Held-out problems of one length for measuring, distinct, at most `count`; fewer where there are not so many. A model that was trained on
 * the cells of a split may have seen held-out ones: `trained` leaves those out instead, by their texts. Of a training that held out texts
 * alone only those problems are drawn whose mirror image was held out as well.
 */
export function evaluationProblems(
  chosen: TaskChoice,
  length: number,
  draw: EvaluationDraw,
): readonly (readonly Value[])[] {
  const task = theTask(chosen);
  const rng = new Rng(draw.seed).fork(`evaluation ${length}`);
  const allowed = (text: string): boolean => isUnseen(task, text, draw);
  const texts = distinct(task, { rng, length, wanted: draw.count, allowed, carryHeavy: 0 });
  return texts.map((text) => task.fromText(text) ?? []);
}

/** Throws a UserError where the split makes no sense on the task's space. */
function splitProblems({ name, space, toText }: Task, split: Split): string[] {
  if (space === undefined) throw new RangeError(`The task ${name} has no sample space.`);
  return divide(space, split).training.map(({ row, column }) => toText(space.at(row, column) ?? []));
}

function theTask(chosen: TaskChoice): Task {
  const found = taskNamed(chosen);
  if (!found) throw new RangeError(`There is no task ${taskName(chosen)}.`);
  return found;
}

export interface EvaluationDraw {
  readonly count: number;
  readonly seed: number;
  readonly trained?: ReadonlySet<string> | undefined;
  /** How the model's training held problems out. */
  readonly by?: HoldOut | undefined;
}

interface Draw {
  readonly rng: Rng;
  readonly length: number;
  readonly wanted: number;
  /** Which problems may be drawn. */
  readonly allowed: (text: string) => boolean;
  readonly carryHeavy: number;
}

function distinct(task: Task, { rng, length, wanted, allowed, carryHeavy }: Draw): string[] {
  const found = new Set<string>();
  // A small space is drawn until nearly surely all of it has come up; a large one never needs that many draws.
  // At least one: a person's own task says so where it has no such length.
  const draws = Math.min(Math.max(1, 30 * task.problemsOfLength(length)), 100 * wanted + 10_000);
  for (let i = 0; i < draws && found.size < wanted; i++) {
    const text = task.toText(task.sample(rng, length, { carryHeavy }));
    if (!found.has(text) && allowed(text)) found.add(text);
  }
  return [...found];
}
