/**
 * @file The texts of a form, as tokens: the listing that a model reads, the call, and the trace that it should write. A line of the
 * trace recites its code with the value of each read, states what changed, and says where it goes.
 */

import type { FormState } from "./formExpressions.ts";
import { ending, type FormProgram, type FormRow } from "./formProgram.ts";
import { type FormValue, Unstatable, writeValue } from "./formValue.ts";
import { FormWriter } from "./formWriter.ts";

/** One line of a trace, its label first. */
export interface FormLine {
  readonly row: FormRow;
  readonly tokens: readonly string[];
}

export interface FormTrace {
  readonly lines: readonly FormLine[];
  /** What it returns; absent where it was stopped. */
  readonly result?: FormValue;
  /** Why the next line cannot be stated. */
  readonly stopped?: string;
}

export interface FormStyle {
  readonly rename: (name: string) => string;
  /** Labels begin this much later than `L1`. */
  readonly shift?: number;
  readonly recite?: boolean;
  /** Lines after which a trace is given up. */
  readonly mostSteps?: number;
}

/** What a model reads of the rule: for each row its code, the names it changes, and where it goes. */
export function formListing(program: FormProgram, { rename, shift = 0 }: FormStyle): string[] {
  const writer = new FormWriter({ rename });
  const tokens: string[] = [];
  for (const row of program.rows) {
    const label = shifted(row.label, shift);
    writer.row(row);
    tokens.push(`\n${label}`, ...writer.take());
    if (row.effects.length > 0) tokens.push(";", ...row.effects.map((name) => writer.name(name)));
    tokens.push("->");
    if (row.otherwise === "") tokens.push(shifted(row.next, shift));
    else tokens.push("T", shifted(row.next, shift), "F", shifted(row.otherwise, shift));
  }
  return tokens;
}

/** The call with its arguments, after the listing; the model writes on from here. */
export function formCall(program: FormProgram, args: readonly FormValue[], { rename }: FormStyle): string[] {
  const tokens = ["\n>>>"];
  program.definition.parameters.forEach(({ name }, i) => {
    tokens.push(rename(name));
    writeValue(args[i] ?? null, tokens);
  });
  return tokens;
}

/** As far as the form can say what the rule does. */
export function formTrace(program: FormProgram, args: readonly FormValue[], style: FormStyle): FormTrace {
  const { rename, shift = 0, recite = true, mostSteps = 200 } = style;
  const state: FormState = new Map();
  program.definition.parameters.forEach(({ name }, i) => {
    const value = args[i] ?? null;
    state.set(name, Array.isArray(value) ? [...value] : value);
  });
  const writer = new FormWriter({ rename, state, recite });
  const lines: FormLine[] = [];
  let row = program.rows[0];
  try {
    while (row) {
      if (lines.length >= mostSteps) throw new Unstatable(`it takes more than ${mostSteps} steps`);
      const { taken, value } = writer.row(row);
      const tokens = [`\n${shifted(row.label, shift)}`, ...writer.take()];
      stateEffects(row, state, writer, tokens, taken);
      tokens.push("->");
      if (taken !== undefined) tokens.push(taken ? "T" : "F");
      lines.push({ row, tokens });
      if (row.kind === "return") return { lines, result: value ?? null };
      row = program.byLabel.get(taken === false ? row.otherwise : row.next);
    }
  } catch (error) {
    if (error instanceof Unstatable) return { lines, stopped: error.message };
    throw error;
  }
  return { lines, stopped: "it has no lines" };
}

/** One line from the variables before it, with what `after` says has changed: a line that a person has edited. */
export function formLine(
  row: FormRow,
  before: FormState,
  after: FormState,
  { rename, shift = 0, recite = true }: FormStyle,
): string[] {
  const writer = new FormWriter({ rename, state: before, recite });
  const { taken } = writer.row(row);
  const tokens = [`\n${shifted(row.label, shift)}`, ...writer.take()];
  for (const name of row.effects) if (after.has(name)) before.set(name, after.get(name) ?? null);
  stateEffects(row, before, writer, tokens, taken);
  tokens.push("->");
  if (taken !== undefined) tokens.push(taken ? "T" : "F");
  return tokens;
}

/** After a row has run: the names it changes with their values; an iterator that is empty changes nothing. */
function stateEffects(row: FormRow, state: FormState, writer: FormWriter, tokens: string[], taken?: boolean): void {
  if (row.effects.length === 0 || (row.kind === "next" && taken === false)) return;
  tokens.push(";");
  for (const name of row.effects) {
    const value = state.get(name);
    if (value === undefined) continue;
    tokens.push(writer.name(name));
    writeValue(value, tokens);
  }
}

function shifted(label: string, by: number): string {
  return by === 0 || label === ending ? label : `${label.charAt(0)}${Number(label.slice(1)) + by}`;
}
