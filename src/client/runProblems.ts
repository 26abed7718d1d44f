/**
 * @file Many runs of one model at once: problems decoded together, each turned into its record as soon as it ends. Several times the
 * throughput of one run after another.
 */

import { messageOf, UserError } from "../core/base/errors.ts";
import type { PromptTokens, RunRecord } from "../core/record/run.ts";
import type { StatedProblem } from "../core/task/problem.ts";
import type { BatchEvent } from "../protocol/contract.ts";
import type { Judging, MethodChoice, RuleEnd } from "./judging.ts";
import { defined, LiveRun } from "./liveRun.ts";
import { greetingOf, interrupted, methodFor, type RunProblemOptions } from "./runProblem.ts";

type Shared = "client" | "model" | "method" | "device" | "sampling" | "maxNewTokens" | "topK" | "signal" | "clock";

export interface RunProblemsOptions<P extends StatedProblem>
  extends Pick<RunProblemOptions<P>, Shared | "judge" | "document" | "version" | "onLost"> {
  readonly problems: readonly P[];
  /** A run that is over, with the index of its problem; in the order in which they end. */
  readonly onRun: (record: RunRecord, index: number, rule: RuleEnd) => void;
  /** The model cannot run this problem at all. */
  readonly onRefused: (error: UserError, index: number) => void;
}

/**
 * Resolves when all are over. After a cancel, or when the engine is lost, the runs that had begun are recorded as far as they came and
 * the others are left out. Rejects with a UserError when the model cannot run at all.
 */
export async function runProblems<P extends StatedProblem>(options: RunProblemsOptions<P>): Promise<void> {
  const { client, model, document, sampling, signal, version, onRun, clock = Date.now } = options;
  const method = methodFor(model, options.method);
  const able = await judged(options, method);
  const prompts = able.map(({ judging }) => judging.prompt);
  const ends: Promise<void>[] = [];
  const begun = new Map<
    number,
    { readonly run: LiveRun; readonly promptTokens: PromptTokens | undefined; seconds: number }
  >();
  const engine = await greetingOf(client, signal);
  const device = await client
    .loadModel(model.dir, options.device, signal)
    .then((loaded) => loaded.device)
    .catch((error: unknown) => void interrupted(error, options.onLost));
  if (device === undefined) return;
  const end = (index: number, stop: RunRecord["stop"]): void => {
    const live = begun.get(index);
    if (live === undefined) return;
    begun.delete(index);
    const { run, promptTokens, seconds } = live;
    const ended = run.end({ stop, device, engine, seconds, promptTokens, startedAt: clock() - seconds * 1000 });
    const { row, judging } = able[index] ?? { row: index };
    ends.push(
      ended.then(
        (record) => judging && onRun(record, row, judging.rule),
        (error: unknown) => options.onRefused(refusal(error), row),
      ),
    );
  };
  const take = ({ row, prompt, tokens, seconds, stop, refused }: BatchEvent): void => {
    const found = able[row];
    if (found === undefined) return;
    const { problem, judging } = found;
    if (refused !== undefined) {
      options.onRefused(new UserError(refused.code, refused.message, refused.remedy), found.row);
      return;
    }
    const subject = { problem, model, method, judging, document, sampling, version };
    const live = begun.get(row) ?? { run: new LiveRun(subject), promptTokens: prompt, seconds };
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
  await Promise.all(ends);
}

interface Judged<P> {
  readonly problem: P;
  readonly judging: Judging;
  /** Among the problems that were asked for. */
  readonly row: number;
}

/** The problems whose rule can be run; the others are refused. */
async function judged<P extends StatedProblem>(
  { problems, judge, onRefused }: RunProblemsOptions<P>,
  method: MethodChoice,
): Promise<readonly Judged<P>[]> {
  const found: Judged<P>[] = [];
  for (const [row, problem] of problems.entries()) {
    try {
      found.push({ problem, judging: await judge(problem, method), row });
    } catch (error) {
      onRefused(refusal(error), row);
    }
  }
  return found;
}

function refusal(error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError("rule-lost", messageOf(error), "Run again.");
}
