/** @file One problem by every method at once, for comparing. The traces in the editor stay as they are. */
import type { EngineClient } from "../../client/engineClient.ts";
import { messageOf } from "../../core/base/errors.ts";
import { type MethodName, methodNames } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import type { Models } from "../model/models.ts";
import type { RuleHost } from "../rule/ruleHost.ts";
import type { Settings } from "../setting/settings.ts";
import type { Entry } from "./shownComparison.ts";

export interface MethodRunsOptions {
  readonly client: Promise<EngineClient>;
  readonly rules: RuleHost;
  readonly models: Models;
  readonly settings: Settings;
  readonly problem: TextProblem;
  readonly document: string;
  readonly signal: AbortSignal;
  /** Rulescope's own, for the record. */
  readonly version: string;
  /** Keeps a run that is over. */
  readonly saveRun: (record: RunRecord) => Promise<void>;
  /** What is known so far, one entry for each method, after every change. */
  readonly changed: (entries: readonly Entry[]) => void;
}

/** Never rejects: a method that cannot run says why in its column. */
export async function runMethods(options: MethodRunsOptions): Promise<void> {
  const { problem } = options;
  const entries: Entry[] = methodNames.map((method) => ({
    kind: "pending",
    call: problem.call,
    method,
    model: "…",
    tokens: 0,
  }));
  const put = (index: number, entry: Entry): void => {
    entries[index] = entry;
    options.changed([...entries]);
  };
  options.changed([...entries]);
  await Promise.all(methodNames.map((method, index) => runMethod(method, options, (entry) => put(index, entry))));
}

async function runMethod(
  method: MethodName,
  { client, rules, models, settings, problem, document, signal, version, saveRun }: MethodRunsOptions,
  put: (entry: Entry) => void,
): Promise<void> {
  let pending: Extract<Entry, { kind: "pending" }> = {
    kind: "pending",
    call: problem.call,
    method,
    model: "…",
    tokens: 0,
  };
  try {
    const { model } = await models.forRun(settings, problem.task, method);
    pending = { ...pending, model: model.manifest.name };
    put(pending);
    const { runProblem } = await import("../../client/runProblem.ts");
    const record = await runProblem({
      client: await client,
      model,
      problem,
      judge: await rules.judge(),
      document,
      method,
      version,
      device: settings.device,
      maxNewTokens: settings.maxNewTokens,
      signal,
      onToken: ({ index }) => {
        pending = { ...pending, tokens: index + 1 };
        put(pending);
      },
      onLost: () => {},
    });
    await saveRun(record);
    put({ kind: "record", record });
  } catch (error) {
    put({ ...pending, failure: messageOf(error) });
  }
}
