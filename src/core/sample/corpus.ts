/**
 * @file The training samples of a recipe: an endless, seeded stream that can be stopped and taken up again at any sample. Each draw
 * picks the task or a part of the mixture by its share, then a length uniformly, then, for the task, the next problem of that length's
 * distinct problems in an order that is shuffled anew each time they have all come up; for the mixture a fresh one.
 */

import { Rng, type RngState } from "../base/rng.ts";
import type { Rendered } from "../method/method.ts";
import { methodOf } from "../method/methods.ts";
import type { DecoderRecipe } from "../recipe/decoderRecipe.ts";
import { type Program, parseProgram } from "../rule/program.ts";
import { repr, type Value } from "../rule/value.ts";
import { auxiliaryRule } from "../task/auxiliary.ts";
import type { Problem } from "../task/problem.ts";
import { type TaskChoice, taskName, taskNamed } from "../task/registry.ts";
import { cellsOf } from "../task/space.ts";
import type { Task } from "../task/task.ts";
import { wordsOf } from "../tokenizer/tokenizerBuilder.ts";
import { trainingProblems } from "./problems.ts";

export interface Sample extends Rendered {
  /** The task's name, or the auxiliary rule's. */
  readonly source: string;
  readonly length: number;
}

/** Where the stream stands: JSON, kept in checkpoints. */
export interface CorpusState {
  readonly rng: RngState;
  /** For each length of the task: how many of its problems have been drawn. */
  readonly drawn: Readonly<Record<string, number>>;
}

export interface Corpus {
  next(): Sample;
  readonly state: CorpusState;
  restore(state: CorpusState): void;
  /** Distinct problems of the task, over all lengths. */
  readonly distinct: number;
}

/** Throws a RangeError when no length of the recipe has a problem to train on. */
export function corpus(recipe: DecoderRecipe): Corpus {
  return new RecipeCorpus(recipe);
}

/** A problem of a task or of an auxiliary rule, from its arguments. */
export function problemOf(program: Program, functionName: string, args: readonly Value[], task?: string): Problem {
  const call = `${functionName}(${args.map(repr).join(", ")})`;
  return { id: call, line: 1, call, functionName, args, program, ...(task === undefined ? {} : { task }) };
}

function isTask(chosen: TaskChoice | Task): chosen is Task {
  return typeof chosen !== "string" && "ruleSource" in chosen;
}

/** The task's rule, parsed once. */
export function taskProblem(chosen: TaskChoice | Task): (args: readonly Value[]) => Problem {
  const task = isTask(chosen) ? chosen : taskNamed(chosen);
  if (!task) throw new RangeError(`There is no task ${isTask(chosen) ? chosen.name : taskName(chosen)}.`);
  const { program } = parseProgram(task.ruleSource);
  return (args) => problemOf(program, task.functionName, args, task.name);
}

/** Words of fewer samples come from the problems, not from the rules, and are written letter by letter. */
const samplesOfWord = 5;

/**
 * The words of a recipe's prompts and responses, for its tokenizer: those that return in the first samples of each source, with room
 * for labels of longer rules than these.
 */
export function vocabularyWords(recipe: DecoderRecipe): string[] {
  const words = new Set<string>();
  const cut = (text: string) => wordsOf(text, words, recipe.numbers);
  const samples = new Map<string, number>();
  const sources = 1 + new Set(recipe.mixture.flatMap(({ rules = [] }) => rules)).size;
  const fewer = recipe.samples === undefined ? {} : { samples: Math.min(recipe.samples, 2_000) };
  const stream = new RecipeCorpus({ ...recipe, ...fewer });
  for (let i = 0; i < 200 * sources; i++) {
    const { prompt, response } = stream.next();
    for (const word of wordsOf(response, wordsOf(prompt, new Set(), recipe.numbers), recipe.numbers))
      samples.set(word, (samples.get(word) ?? 0) + 1);
  }
  for (const [word, count] of samples) if (count >= samplesOfWord) words.add(word);
  // Numbers that are kept whole are words of which each occurs in few problems.
  if (recipe.numbers === "whole") {
    for (const text of spaceTexts(recipe)) cut(text);
    for (const text of mixedTexts(recipe)) cut(text);
  }
  if (recipe.method === "rfft" && recipe.dialect === "compact") {
    words.add("L1");
    for (let label = 2; label <= 40; label++) words.add(`\nL${label}`);
  }
  return [...words].sort();
}

/** The prompts and responses of all cells of the task's space. */
function* spaceTexts({ task, method, dialect }: DecoderRecipe): Generator<string> {
  const space = taskNamed(task)?.space;
  if (space === undefined) return;
  const problem = taskProblem(task);
  for (const { row, column } of cellsOf(space)) {
    const { prompt, response } = methodOf(method, dialect).render(problem(space.at(row, column) ?? []));
    yield prompt;
    yield response;
  }
}

/** The prompts and responses of what comes up in the mixture's tasks. */
function* mixedTexts(recipe: DecoderRecipe): Generator<string> {
  const method = methodOf(recipe.method, recipe.dialect);
  const rng = new Rng(recipe.seed).fork("mixed words");
  for (const part of recipe.mixture) {
    if (part.task === undefined) continue;
    const draw = taskDraw(part.task);
    for (let i = 0; i < 5_000; i++) {
      const { prompt, response } = method.render(draw(rng, rng.integer(...part.lengths)).problem);
      yield prompt;
      yield response;
    }
  }
}

interface Pool {
  readonly length: number;
  readonly texts: readonly string[];
  drawn: number;
  epoch: number;
  order: Uint32Array;
}

interface Source {
  readonly upTo: number;
  draw(rng: Rng): Sample;
}

class RecipeCorpus implements Corpus {
  readonly distinct: number;
  readonly #recipe: DecoderRecipe;
  readonly #pools: readonly Pool[];
  readonly #sources: readonly Source[];
  #rng: Rng;

  constructor(recipe: DecoderRecipe) {
    this.#recipe = recipe;
    this.#rng = new Rng(recipe.seed).fork("stream");
    this.#pools = [...trainingProblems(recipe)]
      .filter(([, texts]) => texts.length > 0)
      .map(([length, texts]) => ({ length, texts, drawn: 0, epoch: -1, order: new Uint32Array(0) }));
    if (this.#pools.length === 0) throw new RangeError("The recipe leaves no problem to train on.");
    this.distinct = this.#pools.reduce((sum, { texts }) => sum + texts.length, 0);
    this.#sources = this.#makeSources();
  }

  get state(): CorpusState {
    const drawn = Object.fromEntries(this.#pools.map((pool) => [pool.length, pool.drawn]));
    return { rng: this.#rng.state, drawn };
  }

  restore(state: CorpusState): void {
    this.#rng = new Rng(state.rng);
    for (const pool of this.#pools) pool.drawn = state.drawn[pool.length] ?? 0;
  }

  next(): Sample {
    const at = this.#rng.next();
    const source = this.#sources.find(({ upTo }) => at < upTo) ?? this.#sources.at(-1);
    if (!source) throw new RangeError("The recipe has no source of samples.");
    return source.draw(this.#rng);
  }

  #makeSources(): Source[] {
    const { task: chosen, mixture } = this.#recipe;
    const method = methodOf(this.#recipe.method, this.#recipe.dialect);
    const sources: Source[] = [];
    let upTo = 0;
    for (const part of mixture) {
      const draws = part.task === undefined ? (part.rules ?? []).map(auxiliaryDraw) : [taskDraw(part.task)];
      upTo += part.share;
      sources.push({
        upTo,
        draw: (rng) => {
          const draw = rng.pick(draws);
          const length = rng.integer(...part.lengths);
          const { problem, source } = draw(rng, length);
          return { ...method.render(problem), source, length };
        },
      });
    }
    const task = taskNamed(chosen);
    const problem = taskProblem(chosen);
    sources.push({
      upTo: 1,
      draw: (rng) => {
        const pool = rng.pick(this.#pools);
        const args = task?.fromText(this.#draw(pool)) ?? [];
        return { ...method.render(problem(args)), source: task?.name ?? "", length: pool.length };
      },
    });
    return sources;
  }

  /** The next problem of a pool; which one depends on the seed and the count of draws alone. */
  #draw(pool: Pool): string {
    const epoch = Math.floor(pool.drawn / pool.texts.length);
    if (epoch !== pool.epoch) {
      pool.epoch = epoch;
      const order = Array.from(pool.texts, (_, index) => index);
      pool.order = Uint32Array.from(new Rng(this.#recipe.seed).fork(`order ${pool.length} ${epoch}`).shuffle(order));
    }
    const index = pool.order[pool.drawn % pool.texts.length] ?? 0;
    pool.drawn++;
    return pool.texts[index] ?? "";
  }
}

/** Fresh problems of one source of the mixture. */
type Draw = (rng: Rng, length: number) => { readonly problem: Problem; readonly source: string };

function auxiliaryDraw(name: string): Draw {
  const { functionName, source, sample } = auxiliaryRule(name);
  const { program } = parseProgram(source);
  return (rng, length) => ({ problem: problemOf(program, functionName, sample(rng, length)), source: name });
}

function taskDraw(choice: TaskChoice): Draw {
  const task = taskNamed(choice);
  const problem = taskProblem(choice);
  return (rng, length) => ({ problem: problem(task?.sample(rng, length) ?? []), source: taskName(choice) });
}
