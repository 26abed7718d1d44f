/**
 * @file A trace that somebody else's program wrote, as a record: read in any of the shapes of `foreignTrace.ts`, by a method, and checked
 * against a rule. Stored runs can be read the same way, which checks them against the rule as it is now.
 */

import { UserError } from "../base/errors.ts";
import { readResponse } from "../check/reading.ts";
import {
  type Dialect,
  dialects,
  type Method,
  type MethodName,
  methodNames,
  type ResponseEnd,
} from "../method/method.ts";
import { methodOf } from "../method/methods.ts";
import type { Problem } from "../task/problem.ts";
import { problemIn, problemNamed, problemWritten, type Rule } from "./foreignProblem.ts";
import { type ForeignTrace, readForeign } from "./foreignTrace.ts";
import { recordRun } from "./judgement.ts";
import type { RunRecord } from "./run.ts";

export interface ForeignOptions {
  readonly rule: Rule;
  /** The rule's file. */
  readonly document?: string | undefined;
  /** For traces that do not say it; rule-following where nobody does. */
  readonly method?: MethodName | undefined;
  /** For traces that do not say it; the one that reads more of the response where nobody does. */
  readonly dialect?: Dialect | undefined;
  /** The response's field, where it is none that is known. */
  readonly field?: string | undefined;
  /** The prompts, by id, where the traces do not hold it. */
  readonly prompts?: ReadonlyMap<string, Pick<ForeignTrace, "prompts" | "call">> | undefined;
  readonly startedAt: Date;
}

/** The records of one object of a file: one for each response in it. Throws a UserError that says what is missing. */
export function foreignRuns(json: unknown, options: ForeignOptions): readonly RunRecord[] {
  return readForeign(json, options.field).map((trace) => {
    const prompt = trace.id === undefined ? undefined : options.prompts?.get(trace.id);
    return foreignRun(prompt === undefined ? trace : { ...trace, ...prompt }, options);
  });
}

function foreignRun(trace: ForeignTrace, options: ForeignOptions): RunRecord {
  const { response, how, model = "unknown", prompts } = trace;
  const name = choice("method", trace.method, methodNames) ?? options.method ?? "rfft";
  const dialect = choice("dialect", trace.dialect, dialects) ?? options.dialect;
  const problem = problemOf(trace, options.rule);
  const method = best(problem, { name, dialect, response, how });
  const { outcome } = method.gold(problem);
  if (outcome.kind === "limit") throw unusable(`the rule was stopped at line ${outcome.line}: ${outcome.message}`);
  const document = options.document === undefined ? {} : { document: options.document };
  const stop = how === "cut" ? "length" : "end";
  const facts = { problem, method, model, prompt: prompts[0] ?? "", response, tokens: [], stop, ...document } as const;
  return recordRun({ ...facts, startedAt: options.startedAt, ...readResponse(problem, method, response, how) });
}

function problemOf({ call, prompts, id, response }: ForeignTrace, rule: Rule): Problem {
  const rules = [...rule.program.functions.keys()].join(", ") || "none";
  if (call !== undefined) {
    const problem = problemNamed(call, rule);
    if (problem !== undefined) return problem;
    throw unusable(`its problem ${JSON.stringify(call.slice(0, 60))} calls no rule here (rules: ${rules})`);
  }
  for (const prompt of id === undefined ? prompts : [...prompts, id]) {
    const problem = problemIn(prompt, rule);
    if (problem !== undefined) return problem;
  }
  const written = prompts.length === 0 ? problemWritten(response, rule) : undefined;
  if (written !== undefined) return written;
  throw unusable(
    "neither a field `call` nor its prompt says which problem it is for; name the file of prompts with --prompts",
  );
}

/** The method, in the dialect that is asked for or else in the one in which more of the response can be read. */
function best(problem: Problem, { name, dialect, response, how }: Reading): Method {
  if (dialect !== undefined || name !== "rfft") return methodOf(name, dialect);
  const steps = (method: Method): number => {
    const parser = method.parser(problem);
    parser.push(response);
    return parser.end(how).steps.filter(({ malformed }) => malformed === undefined).length;
  };
  const [compact, full] = dialects.toReversed().map((each) => methodOf(name, each));
  return compact && full && steps(full) > steps(compact) ? full : methodOf(name);
}

interface Reading {
  readonly name: MethodName;
  readonly dialect: Dialect | undefined;
  readonly response: string;
  readonly how: ResponseEnd;
}

function choice<T extends string>(field: string, value: unknown, known: readonly T[]): T | undefined {
  if (value === undefined || value === null) return undefined;
  const found = known.find((each) => each === value);
  if (found === undefined)
    throw unusable(`its field \`${field}\` is ${JSON.stringify(value)?.slice(0, 60)}, none of ${known.join(", ")}`);
  return found;
}

function unusable(why: string): UserError {
  return new UserError("trace-unusable", `This trace cannot be checked: ${why}.`, "");
}
