/**
 * @file The in-context probe: does a model that is shown worked problems use the similar ones (cases) or any of them (the rule)? Problems
 * that it cannot solve alone are shown with similar and random shots, and every subset of either group is taken away in turn (Hu et al.,
 * ICML 2024, in-context experiments). Knows no engine: a passed function answers prompts.
 */

import { Rng } from "../../base/rng.ts";
import { countOf, percentText } from "../../format/figures.ts";
import type { InContextRecipe } from "../../recipe/inContextRecipe.ts";
import type { InContextRecord, ProbedProblem } from "../../record/inContextRecord.ts";
import type { Value } from "../../rule/value.ts";
import { taskProblem } from "../../sample/corpus.ts";
import { evaluationProblems } from "../../sample/problems.ts";
import type { Problem } from "../../task/problem.ts";
import type { Task } from "../../task/task.ts";
import { allMasks, contributions, estimate, meanOf } from "./contribution.ts";
import { promptWriter } from "./prompt.ts";
import { drawShots } from "./shots.ts";

/** Answers each prompt once; undefined where the model cannot read it. `generation` counts the samples of one prompt. */
export type CompletePrompts = (
  prompts: readonly string[],
  options: { readonly generation: number; readonly longest: number },
) => Promise<readonly (string | undefined)[]>;

export interface ProbeOptions {
  readonly task: Task;
  readonly recipe: InContextRecipe;
  readonly complete: CompletePrompts;
  /** What is being done, and how much of it. */
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

export type ProbeResult = Pick<
  InContextRecord,
  "candidates" | "zeroShot" | "fewShot" | "refused" | "problems" | "similar" | "random" | "verdict"
>;

export async function probe({ task, recipe, complete, onProgress = () => {} }: ProbeOptions): Promise<ProbeResult> {
  const { style, text, generations, seed, selection, shots: shotOptions } = recipe;
  const writer = promptWriter(task, style, text);
  const rng = new Rng(seed).fork("in-context");
  const problemOf = taskProblem(task);
  let refused = 0;

  /** The share of right answers to each prompt. */
  const accuracies = async (
    prompts: readonly { readonly target: Problem; readonly prompt: string }[],
  ): Promise<number[]> => {
    const right = prompts.map(() => 0);
    const longest = Math.max(0, ...prompts.map(({ target }) => writer.longest(target)));
    for (let generation = 0; generation < generations; generation++) {
      const answers = await complete(
        prompts.map(({ prompt }) => prompt),
        { generation, longest },
      );
      for (const [i, { target }] of prompts.entries()) {
        const answer = answers[i];
        if (answer === undefined) refused += generation === 0 ? 1 : 0;
        else if (writer.isRight(target, answer)) right[i] = (right[i] ?? 0) + 1;
      }
    }
    return right.map((count) => count / generations);
  };

  const targets = evaluationProblems(recipe.task, recipe.length, { count: selection.candidates, seed }).map(problemOf);
  onProgress("without shots", 0, targets.length);
  const zero = await accuracies(targets.map((target) => ({ target, prompt: writer.prompt([], target) })));
  const hard = targets
    .map((target, i) => ({ target, zero: zero[i] ?? 0 }))
    .filter((each) => each.zero <= selection.zeroShotAtMost)
    .slice(0, selection.problems)
    .map((each) => ({ ...each, shown: shown(rng, task, each.target, { ...shotOptions, problemOf }) }));
  onProgress("with all shots", targets.length, targets.length);
  const full = await accuracies(
    hard.map(({ target, shown: { all } }) => ({
      target,
      prompt: writer.prompt(
        all.map(({ problem }) => problem),
        target,
      ),
    })),
  );
  const problems: ProbedProblem[] = [];
  for (const [
    i,
    {
      target,
      zero: alone,
      shown: { all },
    },
  ] of hard.entries()) {
    const withAll = full[i] ?? 0;
    const known = { problem: task.toText(target.args), zeroShot: alone, fewShot: withAll };
    const kept = all.map(({ problem, group }) => ({ group, problem: task.toText(problem.args) }));
    onProgress("taking shots away", i, hard.length);
    if (withAll - alone < selection.gainAtLeast) {
      problems.push({ ...known, shots: kept });
      continue;
    }
    const without = async (group: Shown["group"]) => {
      const masks = allMasks(shotOptions.count);
      const prompts = masks.map((mask) => {
        const left = all.filter((shot) => shot.group !== group || ((mask >> shot.index) & 1) === 0);
        return {
          target,
          prompt: writer.prompt(
            left.map(({ problem }) => problem),
            target,
          ),
        };
      });
      const accuracy = await accuracies(prompts);
      const ablations = masks.map((removed, at) => ({ removed, accuracy: accuracy[at] ?? 0 }));
      const shares = contributions(shotOptions.count, ablations, { zero: alone, full: withAll });
      return { ablations, contributions: shares };
    };
    problems.push({ ...known, shots: kept, similar: await without("similar"), random: await without("random") });
  }
  const meanBy = (group: Shown["group"]) =>
    estimate(
      problems.flatMap((each) => meanOf(each[group]?.contributions ?? []) ?? []),
      rng.fork(`${group} interval`),
    );
  const [similar, random] = [meanBy("similar"), meanBy("random")];
  return {
    candidates: targets.length,
    zeroShot: meanOf(zero) ?? 0,
    fewShot: meanOf(full) ?? null,
    refused,
    problems,
    ...(similar ? { similar } : {}),
    ...(random ? { random } : {}),
    verdict: verdictOf({ candidates: targets.length, hard: hard.length, refused, similar, random }, recipe),
  };
}

interface Shown {
  readonly group: "similar" | "random";
  /** Within its group. */
  readonly index: number;
  readonly problem: Problem;
}

/** Both groups in one order, the same for all masks of a problem. */
function shown(
  rng: Rng,
  task: Task,
  target: Problem,
  { problemOf, ...options }: InContextRecipe["shots"] & { readonly problemOf: (args: readonly Value[]) => Problem },
): { readonly all: readonly Shown[] } {
  const drawn = drawShots(rng, task, target.args, options);
  const of = (group: Shown["group"]): Shown[] =>
    drawn[group].map((args, index) => ({ group, index, problem: problemOf(args) }));
  return { all: rng.shuffle([...of("similar"), ...of("random")]) };
}

type Estimates = Pick<ProbeResult, "similar" | "random">;

/** What was found, or why nothing was, in one sentence. */
function verdictOf(
  {
    candidates,
    hard,
    refused,
    similar,
    random,
  }: { [K in keyof Estimates]: Estimates[K] | undefined } & {
    readonly candidates: number;
    readonly hard: number;
    readonly refused: number;
  },
  { selection, shots }: InContextRecipe,
): string {
  if (refused > 0 && hard > 0 && similar === undefined)
    return `The model could not read ${refused} of the prompts, and no problem was left to take shots away from.`;
  if (hard === 0)
    return `Nothing to measure: the model already solves each of the ${candidates} problems alone more often than ${percentText(selection.zeroShotAtMost)}.`;
  if (similar === undefined || random === undefined)
    return `Nothing to measure: ${2 * shots.count} shots raised none of the ${hard} problems that it cannot solve alone by ${percentText(selection.gainAtLeast)} or more. It does not learn from shots.`;
  const [low, high] = [similar.interval?.[0] ?? similar.mean, random.interval?.[1] ?? random.mean];
  const words = `similar shots contribute ${similar.mean.toFixed(2)}, random ones ${random.mean.toFixed(2)}, on ${countOf(similar.count, "problem")}`;
  if (similar.count < 2) return `Too little to tell: ${words}.`;
  if (low > high) return `Case-based: ${words}, and their intervals do not meet.`;
  return `No clear difference: ${words}.`;
}
