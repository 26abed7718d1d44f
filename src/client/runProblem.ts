/**
 * @file One run: a problem through a method and a model. The response is parsed and checked while it streams, so that a wrong step is
 * known while the model still writes. The extension and the command line both run problems through here.
 */

import { Cancelled, EngineLost } from "../core/base/errors.ts";
import type { MethodName } from "../core/method/method.ts";
import type { PromptTokens, RunRecord, RunToken } from "../core/record/run.ts";
import type { StatedProblem } from "../core/task/problem.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type { Generation, Sampling, TokenEvent } from "../protocol/contract.ts";
import type { DeviceSetting } from "../protocol/device.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Judge, MethodChoice } from "./judging.ts";
import { defined, type Greeting, LiveRun, type RunEnd } from "./liveRun.ts";
import type { Model } from "./models.ts";

export interface RunProblemOptions<P extends StatedProblem = StatedProblem> {
  readonly client: EngineClient;
  readonly model: Model;
  readonly problem: P;
  /** Reads and judges the response; told of its steps by whoever made it. */
  readonly judge: Judge<P>;
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
  /** Goes on from these tokens of an earlier run of the same problem, method and model, then from `text`, and then freely. */
  readonly continueFrom?: { readonly tokens: readonly RunToken[]; readonly text: string } | undefined;
  /** The run that this one is branched from, for the record. */
  readonly parent?: RunRecord["parent"];
  readonly signal?: CancelSignal | undefined;
  /** What the model is given, before the first token. */
  readonly onPrompt?: ((prompt: string) => void) | undefined;
  /** The prompt as the model reads it, after `onPrompt` and before the first token. */
  readonly onPromptTokens?: ((tokens: PromptTokens) => void) | undefined;
  /** Each new token as it arrives. */
  readonly onToken?: ((token: TokenEvent) => void) | undefined;
  /** The engine was lost in mid-run: the message for people. The record of what came before it is still returned. */
  readonly onLost?: ((error: EngineLost) => void) | undefined;
  /** Rulescope's own, for the record. */
  readonly version?: string | undefined;
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Resolves with the record, also when the run was cancelled or the engine was lost: then its `stop` says so and it holds what
 * came before. Rejects with a UserError when the model cannot run the problem at all.
 */
export async function runProblem<P extends StatedProblem>(options: RunProblemOptions<P>): Promise<RunRecord> {
  const { client, model, problem, document, device, sampling, signal, clock = Date.now } = options;
  const { manifest, dir } = model;
  const method = methodFor(model, options.method);
  const startedAt = clock();
  const judging = await options.judge(problem, method);
  const { prompt } = judging;
  options.onPrompt?.(prompt);
  const kept = beforeEnd(options.continueFrom?.tokens ?? [], manifest.endTokenId);
  const continueFrom = options.continueFrom && { ids: kept.map(({ id }) => id), text: options.continueFrom.text };
  const { version, parent } = options;
  const subject = { problem, model, method, judging, document, sampling, version, parent };
  const run = new LiveRun(subject, kept);
  const greeting = greetingOf(client, signal);
  const wishes = defined({ device, sampling, maxNewTokens: options.maxNewTokens, topK: options.topK, continueFrom });
  let promptTokens: PromptTokens | undefined;
  const ended = await client
    .generate(
      { modelDir: dir, prompt, ...wishes },
      {
        onPromptTokens: (tokens) => {
          promptTokens = tokens;
          options.onPromptTokens?.(tokens);
        },
        onToken: (token) => {
          options.onToken?.(token);
          run.token(token);
        },
        signal,
      },
    )
    .then(finished, (error: unknown) => interrupted(error, options.onLost));
  const seconds = (clock() - startedAt) / 1000;
  return run.end({ ...ended, startedAt, seconds, engine: await greeting, promptTokens });
}

/** The given method, else the model's own, in the model's dialect. */
export function methodFor({ manifest }: Model, method: MethodName | undefined): MethodChoice {
  return { name: method ?? manifest.method, dialect: manifest.dialect ?? "compact" };
}

function beforeEnd(tokens: readonly RunToken[], endTokenId: number): readonly RunToken[] {
  const end = tokens.findIndex(({ id }) => id === endTokenId);
  return tokens.slice(0, end < 0 ? undefined : end);
}

type Ended = Pick<RunEnd, "stop" | "device">;

const finished = ({ stop, device }: Generation): Ended => ({ stop, device });

/** How a run ends whose request failed; what is no interruption is thrown. */
export function interrupted(error: unknown, onLost: RunProblemOptions["onLost"]): Ended {
  if (error instanceof Cancelled) return { stop: "cancelled" };
  if (!(error instanceof EngineLost)) throw error;
  onLost?.(error);
  return { stop: "lost" };
}

/** Undefined where no engine came up: the run itself says why. */
export async function greetingOf(
  client: EngineClient,
  signal: CancelSignal | undefined,
): Promise<Greeting | undefined> {
  if (signal?.aborted) return undefined;
  try {
    return await client.ready();
  } catch {
    return undefined;
  }
}
