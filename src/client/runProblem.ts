/**
 * @file One run: a problem through a method and a model. The response is parsed and checked while it streams, so that a wrong step is
 * known while the model still writes. The extension and the command line both run problems through here.
 */

import { Cancelled, EngineLost } from "../core/base/errors.ts";
import { checker } from "../core/check/check.ts";
import type { CheckedStep, Verdicts } from "../core/check/verdict.ts";
import type { Method, MethodName, ModelStep } from "../core/method/method.ts";
import { methodOf } from "../core/method/methods.ts";
import { type RunRecord, type RunToken, recordRun } from "../core/record/run.ts";
import type { Problem } from "../core/task/problem.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type { DeviceSetting, Generation, Sampling, TokenEvent } from "../protocol/contract.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Model } from "./models.ts";

export interface RunProblemOptions {
  readonly client: EngineClient;
  readonly model: Model;
  readonly problem: Problem;
  /** Where the problem stands, for the record. */
  readonly document?: string | undefined;
  /** The model's own when absent. */
  readonly method?: MethodName | undefined;
  /** The client's when absent. */
  readonly device?: DeviceSetting | undefined;
  /** Greedy when absent. */
  readonly sampling?: Sampling | undefined;
  readonly maxNewTokens?: number | undefined;
  /** How many of the most probable tokens to keep with each token. */
  readonly topK?: number | undefined;
  readonly signal?: CancelSignal | undefined;
  /** Each token as it arrives; the steps that it completes follow. */
  readonly onToken?: ((token: TokenEvent) => void) | undefined;
  readonly onStep?: ((step: CheckedStep) => void) | undefined;
  /** The engine was lost in mid-run: the message for people. The record of what came before it is still returned. */
  readonly onLost?: ((error: EngineLost) => void) | undefined;
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Resolves with the record, also when the run was cancelled or the engine was lost: then its `stop` says so and it holds what
 * came before. Rejects with a UserError when the model cannot run the problem at all.
 */
export async function runProblem(options: RunProblemOptions): Promise<RunRecord> {
  const { client, model, problem, document, device, sampling, signal, clock = Date.now } = options;
  const { manifest, dir } = model;
  const method = methodOf(options.method ?? manifest.method, manifest.dialect);
  const startedAt = clock();
  const prompt = method.prompt(problem);
  const reading = new Reading(problem, method, options.onStep);
  const tokens: RunToken[] = [];
  const wishes = defined({ device, sampling, maxNewTokens: options.maxNewTokens, topK: options.topK });
  const { generation, stop } = await client
    .generate(
      { modelDir: dir, prompt, ...wishes },
      (token) => {
        const { index: _, ...kept } = token;
        tokens.push(kept);
        options.onToken?.(token);
        reading.push(token.text);
      },
      signal,
    )
    .then(finished, (error: unknown) => interrupted(error, options.onLost));
  const { verdicts, answer, answerText, goldAnswer } = reading.end(stop === "end");
  return recordRun({
    problem,
    method,
    model: manifest.name,
    prompt,
    response: tokens.map(({ text }) => text).join(""),
    tokens,
    verdicts,
    stop,
    startedAt: new Date(startedAt),
    seconds: (clock() - startedAt) / 1000,
    ...defined({ document, device: generation?.device.label, answer, answerText, goldAnswer }),
    ...(sampling?.kind === "sampled" ? { seed: sampling.seed, temperature: sampling.temperature ?? 1 } : {}),
  });
}

interface Ended {
  readonly generation?: Generation;
  readonly stop: RunRecord["stop"];
}

const finished = (generation: Generation): Ended => ({ generation, stop: generation.stop });

function interrupted(error: unknown, onLost: RunProblemOptions["onLost"]): Ended {
  if (error instanceof Cancelled) return { stop: "cancelled" };
  if (!(error instanceof EngineLost)) throw error;
  onLost?.(error);
  return { stop: "lost" };
}

/** The response as it grows: text to steps to verdicts. */
class Reading {
  readonly #parser: ReturnType<Method["parser"]>;
  readonly #checker: ReturnType<typeof checker>;
  readonly #gold: ReturnType<Method["gold"]>;
  readonly #onStep: ((step: CheckedStep) => void) | undefined;
  #checked = 0;

  constructor(problem: Problem, method: Method, onStep: ((step: CheckedStep) => void) | undefined) {
    this.#gold = method.gold(problem);
    this.#parser = method.parser(problem);
    this.#checker = checker(problem, method.name, this.#gold);
    this.#onStep = onStep;
  }

  push(text: string): void {
    this.#check(this.#parser.push(text));
  }

  end(ended: boolean): Pick<Parameters<typeof recordRun>[0], "answer" | "answerText" | "goldAnswer"> & {
    readonly verdicts: Verdicts;
  } {
    const { steps, answer, answerText } = this.#parser.end();
    this.#check(steps.slice(this.#checked));
    const { outcome } = this.#gold;
    const goldAnswer = outcome.kind === "returned" ? outcome.value : undefined;
    return { verdicts: this.#checker.end(ended ? "ended" : "cut"), ...defined({ answer, answerText, goldAnswer }) };
  }

  #check(steps: readonly ModelStep[]): void {
    for (const step of steps) {
      const checked = this.#checker.push(step);
      this.#checked++;
      this.#onStep?.(checked);
    }
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value: an absent option and one that is undefined mean the same here, but not to the contract. */
function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
}
