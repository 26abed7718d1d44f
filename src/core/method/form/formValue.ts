/**
 * @file The values that a form can state, as plain JavaScript values, and what Python's operators make of them. Whoever asks for
 * more than the form can say gets an `Unstatable`, whose message is the reason in the words of the rule's author.
 */

/** What `range` gives, with what is left of it: [from, to). */
export interface FormRange {
  readonly from: number;
  readonly to: number;
}

export type FormList = FormScalar[];
export type FormScalar = number | boolean | null;
export type FormValue = FormScalar | FormList | FormRange;

/** The rule, or this problem of it, needs more than the form can say. */
export class Unstatable extends Error {
  override readonly name = "Unstatable";
}

/** The smallest and the largest number that has a token. */
export const lowestNumber = -99;
export const highestNumber = 255;
/** Elements of a list. */
export const longestList = 10;

export function truthOf(value: FormValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return value.from < value.to;
  return Boolean(value);
}

export function arithmetic(operator: string, left: FormValue, right: FormValue): FormValue {
  if (Array.isArray(left) && Array.isArray(right) && operator === "+") return [...left, ...right];
  const a = numberOf(left, operator);
  const b = numberOf(right, operator);
  if ((operator === "//" || operator === "%") && b === 0) throw new Unstatable("it divides by zero");
  const quotient = Math.floor(a / b);
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "//":
      return quotient + 0;
    case "%":
      return a - b * quotient + 0;
    default:
      throw new Unstatable(`it uses the operator ${operator}`);
  }
}

export function compared(operator: string, left: FormValue, right: FormValue): boolean {
  if (operator === "in" || operator === "not in") {
    if (!Array.isArray(right)) throw new Unstatable(`it asks for what is in something else than a list`);
    return right.some((item) => Number(item) === Number(left)) === (operator === "in");
  }
  if ((operator === "==" || operator === "!=") && Array.isArray(left) && Array.isArray(right)) {
    const same = left.length === right.length && left.every((item, i) => Number(item) === Number(right[i]));
    return same === (operator === "==");
  }
  const a = numberOf(left, operator);
  const b = numberOf(right, operator);
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      throw new Unstatable(`it compares by ${operator}`);
  }
}

/** The place of a list's item that `index` names. */
export function placeOf(list: FormList, index: FormValue): number {
  const at = numberOf(index, "[ ]");
  const place = at < 0 ? at + list.length : at;
  if (place < 0 || place >= list.length) throw new Unstatable("it asks for an item that the list does not have");
  return place;
}

export function numberOf(value: FormValue, operator: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  throw new Unstatable(`it uses ${operator} on something that is no number`);
}

/** The tokens of a value. */
export function writeValue(value: FormValue, into: string[]): void {
  if (Array.isArray(value)) {
    if (value.length > longestList) throw new Unstatable(`a list grows past ${longestList} items`);
    into.push("[[");
    for (const item of value) {
      if (Array.isArray(item)) throw new Unstatable("a list holds a list");
      writeValue(item, into);
    }
    into.push("]]");
  } else if (value === null) into.push("None");
  else if (typeof value === "boolean") into.push(value ? "T" : "F");
  else if (typeof value === "number") into.push(numberToken(value));
  else into.push(numberToken(value.from), "..", numberToken(value.to));
}

function numberToken(value: number): string {
  if (value < lowestNumber || value > highestNumber) {
    throw new Unstatable(`a number leaves ${lowestNumber} to ${highestNumber}`);
  }
  return String(value);
}
