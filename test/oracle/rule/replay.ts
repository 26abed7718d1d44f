/** @file Reads the oracle's records and replays them: what the interpreter gives, written the way CPython's tracer wrote it. */
import { readCall } from "../../../src/core/rule/expression.ts";
import { type Step, traceOf } from "../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { repr, type State } from "../../../src/core/rule/value.ts";

/** One finished line: line, depth, changed variables (null: no longer bound), and how the call was left or interrupted there. */
export type RecordedStep = [number, number, Record<string, string | null>, Ending?];

export type Ending = { readonly returned: string } | { readonly yielded: string } | { readonly raised: string };

export interface RecordedCall {
  readonly call: string;
  readonly steps: RecordedStep[];
  readonly value?: string;
  readonly printed?: string;
  /** Type and message; then, unless no line was executed, line, function, depth and state. */
  readonly error?: [string, string] | [string, string, number, string, number, Record<string, string>];
}

export interface RecordedProgram {
  readonly name: string;
  readonly source: string;
  readonly calls: readonly RecordedCall[];
}

export function readPrograms(jsonLines: string): RecordedProgram[] {
  return jsonLines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedProgram);
}

export function written(state: State): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, repr(value)]));
}

/** The interpreter's record of one call, in the oracle's form. Throws where the program or the call cannot be read. */
export function replay(source: string, call: string): RecordedCall {
  const { program, diagnostics } = parseProgram(source);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ line, message }) => `${line}: ${message}`).join("\n"));
  const read = readCall(program, call);
  if (read.problem !== undefined) throw new Error(read.problem.message);
  const { steps, outcome } = traceOf(
    program,
    read.functionName,
    read.args,
    read.expression ? { expression: call } : {},
  );
  const frames: Record<string, string>[] = [];
  const recorded = steps.map((step): RecordedStep => {
    const { line, depth, state } = step;
    const before = frames[depth] ?? {};
    const now = written(state);
    const changes: Record<string, string | null> = {};
    for (const [name, text] of Object.entries(now)) if (before[name] !== text) changes[name] = text;
    for (const name of Object.keys(before)) if (!(name in now)) changes[name] = null;
    const ending = endingOf(step);
    frames[depth] = ending === undefined ? now : {};
    return ending === undefined ? [line, depth, changes] : [line, depth, changes, ending];
  });
  const printed = outcome.printed === undefined ? {} : { printed: outcome.printed };
  switch (outcome.kind) {
    case "returned":
      return { call, steps: recorded, value: repr(outcome.value), ...printed };
    case "raised": {
      const { type, message, line, functionName, depth, state } = outcome;
      const error: RecordedCall["error"] =
        functionName === "" ? [type, message] : [type, message, line, functionName, depth, written(state)];
      return { call, steps: recorded, error, ...printed };
    }
    case "limit":
      throw new Error(`stopped at line ${outcome.line}: ${outcome.message}`);
  }
}

function endingOf({ returned, yielded, raised }: Step): Ending | undefined {
  if (raised !== undefined) return { raised };
  if (yielded !== undefined) return { yielded: repr(yielded) };
  return returned === undefined ? undefined : { returned: repr(returned) };
}
