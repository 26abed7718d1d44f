/**
 * @file Where this window runs rules: in processes of their own, one that reads documents and one that judges responses, so that neither a
 * document nor a rule can keep the editor. Their code and their processes are loaded when they are first asked.
 */
import type { Judge } from "../../client/judging.ts";
import type { RuleClient, RuleRequestOptions } from "../../client/ruleClient.ts";
import type { DocumentToRead, RuleDocuments, StatedDocument } from "../../client/ruleDocuments.ts";
import type { ReadRun, ToJudge } from "../../client/ruleJudge.ts";
import type { ImportReport } from "../../client/store/runFiles.ts";
import type { PromptSpans } from "../../core/attention/promptSpans.ts";
import type { PathReach } from "../../core/base/dataPath.ts";
import type { Disposable } from "../../core/base/disposable.ts";
import type { Dialect } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import type { TextProblem } from "../../core/task/problem.ts";
import type { CaptureShape } from "../../protocol/activations.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { Event, Params, RequestName, Result } from "../../protocol/request.ts";
import type { RuleContract } from "../../protocol/ruleContract.ts";
import type { Trace } from "../trace/trace.ts";

/** A file of many thousand runs takes minutes. */
const importDeadlineMs = 600_000;

export interface RuleHostOptions {
  /** The process's bundled script. */
  readonly entry: string;
  readonly log: (line: string) => void;
}

export class RuleHost implements Disposable {
  readonly #options: RuleHostOptions;
  #documents: Promise<RuleDocuments> | undefined;
  #judging: Promise<RuleClient> | undefined;
  #asking: Promise<RuleClient> | undefined;
  #lastAsked: Promise<unknown> = Promise.resolve();
  readonly #clients = new Set<RuleClient>();
  #disposed = false;

  constructor(options: RuleHostOptions) {
    this.#options = options;
  }

  async readDocument(document: DocumentToRead, signal: CancelSignal): Promise<StatedDocument> {
    return (await this.#reading()).read(document, signal);
  }

  /** The names of the trainings that a recipe's text asks for. */
  async plan(text: string, path: string, reach: PathReach): Promise<readonly string[]> {
    return (await this.#reading()).plan(text, path, reach);
  }

  #reading(): Promise<RuleDocuments> {
    this.#documents ??= this.#client("documents").then(async (client) => {
      const { RuleDocuments } = await import("../../client/ruleDocuments.ts");
      return new RuleDocuments(client);
    });
    return this.#documents;
  }

  /** Starts what judges responses, ahead of the first run. With a problem it reads that one's rule, so that the run finds it read. */
  prestart(problem?: TextProblem): void {
    void this.#prepare(problem).catch(() => {}); // the run itself says what is wrong
  }

  async #prepare(problem: TextProblem | undefined): Promise<void> {
    const client = await this.#judge();
    if (problem === undefined) return;
    const { problemText } = await import("../../client/ruleDocuments.ts");
    const method = { name: "rfft", dialect: "compact" } as const;
    const { run } = await client.request("openRun", { ...problemText(problem), method });
    await client.request("endRun", { run, how: "cut" });
  }

  /** A judge of responses; `onStep` is told of each step. */
  async judge(onStep?: (step: RunStep) => void): Promise<Judge<TextProblem>> {
    const [client, { ruleJudge }] = await Promise.all([this.#judge(), import("../../client/ruleJudge.ts")]);
    return ruleJudge(client, onStep);
  }

  /** A whole response, read and judged. */
  async judged(params: ToJudge): Promise<ReadRun> {
    const [client, { judgeWith }] = await Promise.all([this.#judge(), import("../../client/ruleJudge.ts")]);
    return judgeWith(client, params);
  }

  /**
   * The problem that a record tells of, on the rule as it was, and whether the record's own text states it. Throws a UserError where the
   * record holds no rule that runs.
   */
  async recorded(record: RunRecord): Promise<{ readonly problem: TextProblem; readonly stands: boolean }> {
    const [client, { readRecorded }] = await Promise.all([this.#judge(), import("../../client/ruleDocuments.ts")]);
    return readRecorded(client, record);
  }

  /** Where the rule's lines stand in a run's prompt, as the model read it. */
  async promptSpans(
    { problem, method: name, prompt = "" }: Pick<Trace, "problem" | "method" | "prompt">,
    dialect: Dialect,
    { tokens, promptTokens }: CaptureShape,
  ): Promise<PromptSpans> {
    const [client, { problemText }] = await Promise.all([this.#judge(), import("../../client/ruleDocuments.ts")]);
    const texts = tokens.slice(0, promptTokens).map(({ text }) => text);
    const params = { ...problemText(problem), method: { name, dialect }, prompt, texts };
    const { lines, problem: whole, operands } = await client.request("promptSpans", params);
    return { lines, problem: whole ?? undefined, operands: operands ?? undefined };
  }

  /** Runs of a file put into a store. Rejects with a UserError where the file or the rule cannot be used. */
  importRuns(params: Params<RuleContract, "importRuns">): Promise<ImportReport> {
    return this.requestAlone("importRuns", params, { deadlineMs: importDeadlineMs });
  }

  /** What a command or a view asks now and then: one process answers all of it. */
  async ask<N extends RequestName<RuleContract>>(
    name: N,
    params: Params<RuleContract, N>,
    options: RuleRequestOptions<Event<RuleContract, N>>,
  ): Promise<Result<RuleContract, N>> {
    this.#asking ??= this.#client("commands");
    const client = await this.#asking;
    // In turn, so that the deadline of one is not used up by another, nor another ended by it.
    const answer = this.#lastAsked.then(() => client.request(name, params, options));
    this.#lastAsked = answer.catch(() => {});
    return answer;
  }

  /** What may take long, in a process of its own, so that nothing else waits for it. */
  async requestAlone<N extends RequestName<RuleContract>>(
    name: N,
    params: Params<RuleContract, N>,
    options: RuleRequestOptions<Event<RuleContract, N>>,
  ): Promise<Result<RuleContract, N>> {
    const client = await this.#client(name);
    try {
      return await client.request(name, params, options);
    } finally {
      client.dispose();
      this.#clients.delete(client);
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const client of this.#clients) client.dispose();
  }

  #judge(): Promise<RuleClient> {
    this.#judging ??= this.#client("judging");
    return this.#judging;
  }

  async #client(name: string): Promise<RuleClient> {
    const { RuleClient } = await import("../../client/ruleClient.ts");
    const client = new RuleClient({ ...this.#options, name });
    if (this.#disposed) client.dispose();
    else client.start();
    this.#clients.add(client);
    return client;
  }
}
