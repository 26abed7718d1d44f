/** @file The form of a problem's rule, and the reason where it has none. Made once per program and function. */
import { UserError } from "../../base/errors.ts";
import type { Program } from "../../rule/program.ts";
import { lowerModule } from "../../rule/syntax/lowerModule.ts";
import { Source } from "../../rule/syntax/source.ts";
import { list, type Value } from "../../rule/value.ts";
import type { Problem } from "../../task/problem.ts";
import { type FormProgram, formProgram } from "./formProgram.ts";
import { formListing } from "./formTrace.ts";
import { type FormValue, Unstatable } from "./formValue.ts";
import { formNames } from "./formVocabulary.ts";

/** A rule with the letters that its variables have. */
export interface FormRule {
  readonly program: FormProgram;
  readonly rename: (name: string) => string;
  /** The variable that has a letter. */
  readonly nameOf: (letter: string) => string;
}

type Read = { readonly rule: FormRule } | { readonly reason: string };

const cache = new WeakMap<Program, Map<string, Read>>();

/** Why a rule cannot be stated as a form, as a sentence's predicate ("it calls sorted"); undefined where it can. */
export function unstatableReason(program: Program, functionName: string): string | undefined {
  const read = readForm(program, functionName);
  return "reason" in read ? read.reason : undefined;
}

/** Throws a UserError that names the reason. */
export function formRule({ program, functionName, expression }: Problem): FormRule {
  const read: Read = expression
    ? { reason: "its call is more than a function with literal arguments" }
    : readForm(program, functionName);
  if ("rule" in read) return read.rule;
  throw unwritable(`The rule ${functionName}`, read.reason);
}

/** The error for a rule or a problem that no form can hold. */
export function unwritable(what: string, reason: string): UserError {
  return new UserError(
    "method-unheld",
    `${what} cannot be written as a form: ${reason}.`,
    "Choose another method, or write it with whole numbers and lists of them, assignments, branches and loops.",
  );
}

function readForm(program: Program, functionName: string): Read {
  const known = cache.get(program) ?? new Map<string, Read>();
  cache.set(program, known);
  const read = known.get(functionName) ?? tryForm(program, functionName);
  known.set(functionName, read);
  return read;
}

function tryForm(program: Program, functionName: string): Read {
  const definition = lowerModule(new Source(program.source)).functions.find(({ name }) => name === functionName);
  if (!definition) return { reason: "it is no function of the file's own" };
  try {
    const form = formProgram(definition);
    const rule = renamed(form);
    // Writing the listing meets every expression once.
    formListing(form, rule);
    return { rule };
  } catch (error) {
    if (error instanceof Unstatable) return { reason: error.message };
    throw error;
  }
}

/** Variables that have a letter of the form's keep it; the others take the next that is free. */
function renamed(program: FormProgram): FormRule {
  const { names } = program;
  if (names.length > formNames.length) throw new Unstatable(`it has more than ${formNames.length} variables`);
  const own = new Set(names.filter((name) => formNames.includes(name)));
  const free = formNames.filter((letter) => !own.has(letter));
  const letters = new Map(names.map((name) => [name, own.has(name) ? name : (free.shift() ?? "")]));
  const back = new Map([...letters].map(([name, letter]) => [letter, name]));
  return { program, rename: (name) => letters.get(name) ?? name, nameOf: (letter) => back.get(letter) ?? letter };
}

/** Throws an `Unstatable` for what no form can hold. */
export function formValueOf(value: Value): FormValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "object" && value.kind === "list" && value.variant === undefined) {
    return value.items.map((item) => {
      const element = formValueOf(item);
      if (typeof element === "object" && element !== null) throw new Unstatable("a list holds a list");
      return element;
    });
  }
  throw new Unstatable("an argument is neither a whole number nor a list of them");
}

/** The rule language's value; a range becomes the list of what is left of it. */
export function valueOfForm(value: FormValue): Value {
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "boolean" || value === null) return value;
  if (Array.isArray(value)) return list(value.map((item) => valueOfForm(item)));
  return list(Array.from({ length: Math.max(0, value.to - value.from) }, (_, i) => BigInt(value.from + i)));
}
