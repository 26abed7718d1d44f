/**
 * @file Long addition of two numbers given as lists of digits, in any base up to ten: the task that the study starts with (Hu et al.,
 * "Case-Based or Rule-Based", ICML 2024). Problem text `59+13=`, answer `72`; the sampler draws the longer operand with exactly L
 * digits, the other with 1 to L, and swaps them half of the time, as the study's length test does.
 */

import type { Rng } from "../base/rng.ts";
import type { PyList, State, Value } from "../rule/value.ts";
import { numberGrid } from "./space.ts";
import type { SampleOptions, Task } from "./task.ts";

export interface DigitAdditionOptions {
  readonly name: string;
  readonly functionName: string;
  /** 2 to 10. */
  readonly base: number;
}

/** The rule of the study, with the base in two places. */
function ruleSource({ functionName, base }: DigitAdditionOptions): string {
  return `def ${functionName}(num1, num2):
    # Initialize result and carry.
    result = []
    carry = 0
    # Loop through the digits, from the last to the first.
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % ${base})
        carry = total // ${base}
    # Check whether a carry remains.
    if carry:
        result.insert(0, carry)
    # Return the result.
    return result
`;
}

export function digitAddition(options: DigitAdditionOptions): Task {
  const { name, functionName, base } = options;
  const isOperand = (value: Value): boolean => {
    const digits = digitsOf(value);
    return digits !== undefined && digits !== "" && [...digits].every((digit) => Number(digit) < base);
  };
  const read = (digits: string): PyList | undefined => {
    const value = digitList(digits);
    return isOperand(value) ? value : undefined;
  };
  return {
    name,
    functionName,
    example: [digitList(`5${base - 1}`), digitList("13")],
    ruleSource: ruleSource(options),
    sample: (rng, length, sampling = {}) => sample(rng, length, { base, ...sampling }),
    accepts: (args) => args.length === 2 && args.every(isOperand),
    lengthOf: (args) => Math.max(...args.map((arg) => digitsOf(arg)?.length ?? 0)),
    problemsOfLength: (length) => problemsOfLength(length, base),
    toText: (args) => `${args.map((arg) => digitsOf(arg) ?? "?").join("+")}=`,
    fromText(text) {
      const match = /^\s*([0-9]+)\s*\+\s*([0-9]+)\s*=?\s*$/.exec(text);
      const [left, right] = [read(match?.[1] ?? ""), read(match?.[2] ?? "")];
      return left === undefined || right === undefined ? undefined : [left, right];
    },
    answerText: numberText,
    answerFromText: (text) => (/^[0-9]+$/.test(text.trim()) ? read(text.trim()) : undefined),
    scratchpad: {
      variables: ["num1", "num2", "result", "carry"],
      writes: scratchpadWrites,
      claim,
      write: writeState,
      key: stepKey,
      read: readState,
    },
    commutative: true,
    space: numberGrid("a", "b", 100, (a, b) => [a, b].map((value) => digitList(value.toString(base)))),
  };
}

/** `longer` has exactly `length` digits, `shorter` 1 to `length`; no leading zeros, except that one digit may be 0. */
function sample(
  rng: Rng,
  length: number,
  { base, carryHeavy = 0 }: SampleOptions & { readonly base: number },
): Value[] {
  const longer = number(rng, length, base);
  const shorter = number(rng, rng.integer(1, length), base);
  if (rng.next() < carryHeavy) raiseCarries(rng, longer, shorter, base);
  const swap = rng.next() < 0.5;
  const operands = swap ? [shorter, longer] : [longer, shorter];
  return operands.map((digits) => ({ kind: "list", items: digits.map(BigInt) }) satisfies PyList);
}

function number(rng: Rng, length: number, base: number): number[] {
  const digits: number[] = [];
  for (let i = 0; i < length; i++) digits.push(rng.integer(i === 0 && length > 1 ? 1 : 0, base - 1));
  return digits;
}

/** Redraws the shorter operand so that each of its columns sums to at least `base` - 1: carries start, and the highest digits pass them on. */
function raiseCarries(rng: Rng, longer: readonly number[], shorter: number[], base: number): void {
  const offset = longer.length - shorter.length;
  for (let i = 0; i < shorter.length; i++) {
    const least = base - 1 - (longer[i + offset] ?? 0);
    shorter[i] = rng.integer(i === 0 && shorter.length > 1 ? Math.max(1, least) : least, base - 1);
  }
}

/** Ordered pairs whose longer number has exactly `length` digits. */
function problemsOfLength(length: number, base: number): number {
  const upTo = base ** length;
  const shorter = length === 1 ? 0 : base ** (length - 1);
  return upTo * upTo - shorter * shorter;
}

function digitList(digits: string): PyList {
  return { kind: "list", items: [...digits].map(BigInt) };
}

/** `[7, 2]` as `72`; undefined for anything but a list of at least one digit. */
function numberText(value: Value | undefined): string | undefined {
  return digitsOf(value) || undefined;
}

/** The same, where an empty list is an empty text. */
function digitsOf(value: Value | undefined): string | undefined {
  if (value === null || typeof value !== "object" || value.kind !== "list") return undefined;
  let text = "";
  for (const item of value.items) {
    if (typeof item !== "bigint" || item < 0n || item > 9n) return undefined;
    text += item;
  }
  return text;
}

/** A state is written at each visit of the loop's head, and after the carry that remains has been put in front. */
function scratchpadWrites(code: string): boolean {
  return code.startsWith("while ") || code === "result.insert(0,carry)";
}

/** What a line of scratchpad claims of the rule's variables. Its last line shows the carry as used up: `+,108,C:0`. */
function claim(state: State, code: string): State {
  const { num1 = null, num2 = null, result = null, carry = null } = state;
  return { num1, num2, result, carry: code.startsWith("while ") ? carry : 0n };
}

/** `5+1,2,C:1`: digits left of both operands, the answer so far, the carry. */
function writeState(state: State): string | undefined {
  const [left, right, result] = [digitsOf(state.num1), digitsOf(state.num2), digitsOf(state.result)];
  if (left === undefined || right === undefined || result === undefined) return undefined;
  return `${left}+${right},${result},C:${String(state.carry)}`;
}

/** The digits written so far decide nothing. */
function stepKey(state: State): string | undefined {
  const [left, right] = [digitsOf(state.num1), digitsOf(state.num2)];
  return left === undefined || right === undefined ? undefined : `${left}+${right},C:${String(state.carry)}`;
}

function readState(line: string): State | undefined {
  const match = /^([0-9]*) ?\+ ?([0-9]*), ?([0-9]*), ?C ?: ?(-?[0-9]+)$/i.exec(line);
  if (!match) return undefined;
  const [, num1 = "", num2 = "", result = "", carry = "0"] = match;
  return { num1: digitList(num1), num2: digitList(num2), result: digitList(result), carry: BigInt(carry) };
}
