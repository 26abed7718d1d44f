/**
 * @file Many runs of one model at once: problems decoded together, each turned into its record as soon as it ends. Several times the
 * throughput of one run after another.
 */

import { UserError } from "../core/base/errors.ts";
import { methodOf } from "../core/method/methods.ts";
import type { RunRecord } from "../core/record/run.ts";
import type { Problem } from "../core/task/problem.ts";
import type { BatchEvent } from "../protocol/contract.ts";
import { defined, LiveRun } from "./liveRun.ts";
import { greetingOf, interrupted, promptTokensOf, type RunProblemOptions } from "./runProblem.ts";

type Shared = "client" | "model" | "method" | "device" | "sampling" | "maxNewTokens" | "topK" | "signal" | "clock";

export interface RunProblemsOptions extends Pick<RunProblemOptions, Shared | "document" | "version" | "onLost"> {
  readonly problems: readonly Problem[];
  /** A run that is over, with the index of its problem; in the order in which they end. */
  readonly onRun: (record: RunRecord, index: number) => void;
  /** The model cannot run this problem at all. */
  readonly onRefused: (error: UserError, index: number) => void;
}

/**
 * Resolves when all are over. After a cancel, or when the engine is lost, the runs that had begun are recorded as far as they came and
 * the others are left out. Rejects with a UserError when the model cannot run at all.
 */
export async function runProblems(options: RunProblemsOptions): Promise<void> {
  const { client, model, problems, document, sampling, signal, version, onRun, clock = Date.now } = options;
  const method = methodOf(options.method ?? model.manifest.method, model.manifest.dialect);
  const prompts = problems.map((problem) => method.prompt(problem));
  const begun = new Map<number, { readonly run: LiveRun; seconds: number }>();
  const engine = await greetingOf(client, signal);
  const device = await client
    .loadModel(model.dir, options.device, signal)
    .then((loaded) => loaded.device)
    .catch((error: unknown) => void interrupted(error, options.onLost));
  if (device === undefined) return;
  const read = await promptTokensOf(
    client,
    { modelDir: model.dir, prompts, ...defined({ device: options.device }) },
    signal,
  );
  const end = (index: number, stop: RunRecord["stop"]): void => {
    const live = begun.get(index);
    if (live === undefined) return;
    begun.delete(index);
    const { run, seconds } = live;
    const promptTokens = read[index];
    onRun(run.end({ stop, device, engine, seconds, promptTokens, startedAt: clock() - seconds * 1000 }), index);
  };
  const take = ({ row, tokens, seconds, stop, refused }: BatchEvent): void => {
    const problem = problems[row];
    if (problem === undefined) return;
    if (refused !== undefined) {
      options.onRefused(new UserError(refused.code, refused.message, refused.remedy), row);
      return;
    }
    const subject = { problem, model, method, prompt: prompts[row] ?? "", document, sampling, version };
    const live = begun.get(row) ?? { run: new LiveRun(subject), seconds };
    begun.set(row, live);
    live.seconds = seconds;
    for (const token of tokens) live.run.token(token);
    if (stop !== undefined) end(row, stop);
  };
  const wishes = defined({ device: options.device, sampling, maxNewTokens: options.maxNewTokens, topK: options.topK });
  try {
    await client.generateBatch({ modelDir: model.dir, prompts, ...wishes }, take, signal);
  } catch (error) {
    const { stop } = interrupted(error, options.onLost);
    for (const index of [...begun.keys()]) end(index, stop);
  }
}
