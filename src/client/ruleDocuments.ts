/**
 * @file Documents read by another process, one at a time. What takes too long or too much is shown as far as it was read, with one
 * diagnostic that names the rule and its line.
 */

import type { PathReach } from "../core/base/dataPath.ts";
import { Cancelled, messageOf, UserError } from "../core/base/errors.ts";
import type { InferenceProblem } from "../core/document/inferenceLines.ts";
import type { RuleOrigin } from "../core/document/problems.ts";
import type { RunRecord } from "../core/record/run.ts";
import type { Diagnostic } from "../core/rule/diagnostic.ts";
import type { Program } from "../core/rule/program.ts";
import type { StatedProblem, TextProblem } from "../core/task/problem.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type { DocumentText, ProblemText } from "../protocol/ruleContract.ts";
import type { RuleClient } from "./ruleClient.ts";
import { RuleStopped } from "./ruleProcess.ts";

/** A document's problems as the editor knows them. */
export interface StatedDocument {
  readonly problems: readonly TextProblem[];
  readonly inferences?: readonly InferenceProblem[];
  readonly program?: Program;
  readonly origin?: RuleOrigin;
  readonly diagnostics: readonly Diagnostic[];
  readonly defaults?: { readonly method?: string; readonly model?: string };
}

export interface DocumentToRead {
  readonly text: string;
  readonly kind: "python" | "problems";
  /** The text of a file that a header names; undefined where it cannot be read. */
  readonly load: (path: string) => Promise<string | undefined>;
}

export class RuleDocuments {
  readonly #client: RuleClient;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: RuleClient) {
    this.#client = client;
  }

  /** The names of the trainings that a recipe asks for. Rejects with a UserError where it asks for none, or takes too long. */
  plan(text: string, path: string, { within }: PathReach): Promise<readonly string[]> {
    const params = { text, path, within: within === undefined ? null : [...within] };
    const read = this.#last.then(async () => {
      const { plan } = await this.#client.request("readPlan", params);
      return plan.variants.map(({ name }) => name);
    });
    this.#last = read.catch(() => {});
    return read;
  }

  /** Rejects with `Cancelled`. */
  read(document: DocumentToRead, signal: CancelSignal): Promise<StatedDocument> {
    const read = this.#last.then(() => readWith(this.#client, document, signal));
    this.#last = read.catch(() => {});
    return read;
  }
}

/** Rejects with `Cancelled`. */
export async function readWith(
  client: RuleClient,
  { text, kind, load }: DocumentToRead,
  signal?: CancelSignal,
): Promise<StatedDocument> {
  const files: { path: string; text: string | null }[] = [];
  for (;;) {
    let parsed: DocumentText | undefined;
    let at = { line: 1, name: "" };
    try {
      const { document, missing } = await client.request(
        "readDocument",
        { text, kind, files },
        {
          signal,
          onEvent: (event) => {
            if (event.kind === "parsed") parsed = event.document;
            else at = event;
          },
        },
      );
      if (missing.length === 0) return stated(document);
      for (const path of missing) files.push({ path, text: (await load(path)) ?? null });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      return stopped(parsed, at, whyStopped(error));
    }
  }
}

function whyStopped(error: unknown): string {
  if (error instanceof RuleStopped) return error.why;
  const message = messageOf(error);
  return /call stack/.test(message) ? "needed to go too deep" : `failed (${message.replace(/\.$/, "")})`;
}

function stopped(
  parsed: DocumentText | undefined,
  { line, name }: { readonly line: number; readonly name: string },
  why: string,
): StatedDocument {
  const known = parsed === undefined ? { problems: [], diagnostics: [] } : stated(parsed);
  const message =
    name === ""
      ? `Reading this file ${why} and was stopped: its problems are not known.`
      : `Trying the rule ${name} ${why} and was stopped: which task it solves is not known.`;
  const place = { line, column: 0, endLine: line, endColumn: 1 };
  return { ...known, diagnostics: [...known.diagnostics, { message, ...place }] };
}

function stated({ problems, inferences, program, ...rest }: DocumentText): StatedDocument {
  const source = program?.source ?? "";
  const functions = new Map(program?.functions.map((each) => [each.name, each]));
  const made: Program = { source, functions };
  return {
    ...rest,
    problems: problems.map((problem) => ({ ...problem, program: made })),
    ...(program ? { program: made } : {}),
    ...(inferences
      ? { inferences: inferences.map((each) => ({ ...each, expected: each.expected ?? undefined })) }
      : {}),
  };
}

/** The problem that a record tells of, on the rule as it was. Throws a UserError where the record holds no rule that runs. */
export async function readRecorded(
  client: RuleClient,
  { problem, rule }: Pick<RunRecord, "problem" | "rule">,
): Promise<{ readonly problem: TextProblem; readonly stands: boolean }> {
  const { id, line, call, functionName, task, expected } = problem;
  if (rule === undefined) throw unusable(call, "holds no rule");
  const { program, problems } = await readWith(client, {
    text: rule.source,
    kind: "python",
    load: async () => undefined,
  });
  if (program?.functions.has(functionName) !== true) throw unusable(call, `holds no rule ${functionName} that can run`);
  return {
    problem: {
      ...{ id, line, call, functionName, program },
      ...(task === undefined ? {} : { task }),
      ...(expected === undefined ? {} : { expected }),
    },
    stands: problems.some((each) => each.call === call),
  };
}

function unusable(call: string, why: string): UserError {
  return new UserError("run-unusable", `The recorded run of ${call} ${why}.`, "Run the problem again.");
}

/** What crosses to say which problem is meant. */
export function problemText(problem: TextProblem): ProblemText {
  const { program, id, line, call, functionName, task, expected } = problem;
  return {
    problem: {
      ...{ id, line, call, functionName },
      ...(task === undefined ? {} : { task }),
      ...(expected === undefined ? {} : { expected }),
    },
    source: program.source,
  };
}

/** What to tell a person whose rule could not be run to its end. */
export function stoppedError(problem: Pick<StatedProblem, "call">, error: unknown): unknown {
  if (!(error instanceof RuleStopped)) return error;
  return new UserError(
    "rule-stopped",
    `Running the rule on ${problem.call} ${error.why} and was stopped.`,
    "Correct the rule, or run a smaller problem.",
  );
}
