/**
 * @file A trace that somebody else's program wrote, as a record: a prompt and a response (one JSON object a line), read by a method and
 * checked against a rule. Stored runs can be read the same way, which checks them against the rule as it is now.
 */

import * as v from "valibot";
import { UserError } from "../base/errors.ts";
import { readResponse } from "../check/reading.ts";
import type { ReadProblems } from "../document/problems.ts";
import { type Dialect, dialects, type Method, type MethodName, methodNames } from "../method/method.ts";
import { methodOf } from "../method/methods.ts";
import { parseCall } from "../rule/call.ts";
import { repr, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf, tasks } from "../task/registry.ts";
import { issueText } from "./parseRecord.ts";
import { type RunRecord, recordRun } from "./run.ts";

const foreignTrace = v.looseObject({
  prompt: v.optional(v.string(), ""),
  response: v.string(),
  /** The call of the rule, or the problem as its task writes it. Without it the prompt is searched. */
  call: v.optional(v.string()),
  problem: v.optional(v.union([v.string(), v.looseObject({ call: v.string() })])),
  method: v.optional(v.picklist(methodNames)),
  dialect: v.optional(v.picklist(dialects)),
  model: v.optional(v.string(), "unknown"),
});

/** A rule to check traces against: the file's program, and the problems that stand in it. */
export type Rule = Required<Pick<ReadProblems, "program">> & Pick<ReadProblems, "problems">;

export interface ForeignOptions {
  readonly rule: Rule;
  /** The rule's file. */
  readonly document?: string | undefined;
  /** For traces that do not say it; rule-following where nobody does. */
  readonly method?: MethodName | undefined;
  /** For traces that do not say it; the one that reads more of the response where nobody does. */
  readonly dialect?: Dialect | undefined;
  readonly startedAt: Date;
}

/** Throws a UserError that says what is missing, in the words of one line of a file. */
export function foreignRun(json: unknown, options: ForeignOptions): RunRecord {
  const read = v.safeParse(foreignTrace, json);
  if (!read.success) throw unusable(`it is no trace (${issueText(read.issues[0])})`);
  const { prompt, response, call, problem: named, model, ...asked } = read.output;
  const text = call ?? (typeof named === "object" ? named.call : named);
  const problem = text === undefined ? problemIn(prompt, options.rule) : problemNamed(text, options.rule);
  const name = asked.method ?? options.method ?? "rfft";
  const method = best(problem, { name, dialect: asked.dialect ?? options.dialect, response });
  const { outcome } = method.gold(problem);
  if (outcome.kind === "limit") throw unusable(`the rule was stopped at line ${outcome.line}: ${outcome.message}`);
  const document = options.document === undefined ? {} : { document: options.document };
  const facts = { problem, method, model, prompt, response, tokens: [], stop: "end", ...document } as const;
  return recordRun({ ...facts, startedAt: options.startedAt, ...readResponse(problem, method, response) });
}

function problemNamed(text: string, rule: Rule): Problem {
  const problem = fromCall(text, rule) ?? fromTask(text, rule);
  if (problem !== undefined) return problem;
  const rules = [...rule.program.functions.keys()].join(", ") || "none";
  throw unusable(`its problem ${JSON.stringify(text.slice(0, 60))} calls no rule here (rules: ${rules})`);
}

/** The last call of a rule in the prompt, or its last line as a task writes problems. */
function problemIn(prompt: string, rule: Rule): Problem {
  const names = [...rule.program.functions.keys()].map((name) => name.replaceAll("$", "\\$"));
  const heads =
    names.length === 0 ? [] : [...prompt.matchAll(new RegExp(`(?<![\\w.])(?:${names.join("|")})\\(`, "gu"))];
  for (const { index } of heads.toReversed()) {
    const line = prompt.slice(index).split("\n", 1)[0] ?? "";
    const problem = fromCall(line.slice(0, line.lastIndexOf(")") + 1), rule);
    if (problem !== undefined) return problem;
  }
  const problem = fromTask(prompt.trimEnd().split("\n").at(-1) ?? "", rule);
  if (problem !== undefined) return problem;
  throw unusable("neither a field `call` nor its prompt says which problem it is for");
}

function fromCall(text: string, rule: Rule): Problem | undefined {
  const read = parseCall(text);
  if (read.problem || !rule.program.functions.has(read.functionName)) return undefined;
  return problemOf(read.functionName, read.args, rule);
}

function fromTask(text: string, rule: Rule): Problem | undefined {
  for (const { functionName, fromText } of tasks) {
    const args = rule.program.functions.has(functionName) ? fromText(text.trim()) : undefined;
    if (args !== undefined) return problemOf(functionName, args, rule);
  }
  return undefined;
}

/** The problem as it stands in the rule's file; on the rule's own line where it does not. */
function problemOf(functionName: string, args: readonly Value[], { program, problems }: Rule): Problem {
  const call = `${functionName}(${args.map(repr).join(", ")})`;
  const same = (each: Problem) =>
    each.functionName === functionName && each.args.map(repr).join() === args.map(repr).join();
  const standing = problems.find(same);
  if (standing !== undefined) return standing;
  const line = program.functions.get(functionName)?.line ?? 1;
  const problem = { id: call, line, call, functionName, args, program };
  const task = taskOf(problem);
  return task === undefined ? problem : { ...problem, task: task.name };
}

/** The method, in the dialect that is asked for or else in the one in which more of the response can be read. */
function best(
  problem: Problem,
  {
    name,
    dialect,
    response,
  }: { readonly name: MethodName; readonly dialect: Dialect | undefined; readonly response: string },
): Method {
  if (dialect !== undefined || name !== "rfft") return methodOf(name, dialect);
  const steps = (method: Method): number => {
    const parser = method.parser(problem);
    parser.push(response);
    return parser.end().steps.filter(({ malformed }) => malformed === undefined).length;
  };
  const [compact, full] = dialects.toReversed().map((each) => methodOf(name, each));
  return compact && full && steps(full) > steps(compact) ? full : methodOf(name);
}

function unusable(why: string): UserError {
  return new UserError("trace-unusable", `This trace cannot be checked: ${why}.`, "");
}
