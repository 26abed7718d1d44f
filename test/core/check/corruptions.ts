/** @file Ways of damaging a gold trace of addition, each with the verdict that the damaged line must get. */

import type { Rng } from "../../../src/core/base/rng.ts";
import type { Verdict } from "../../../src/core/check/verdict.ts";
import type { ResponseEnd } from "../../../src/core/method/method.ts";

export interface Damaged {
  readonly lines: readonly string[];
  /** Index of the line that must get the verdict; the count of lines for the ending. */
  readonly at: number;
  readonly locallyValid?: boolean;
  readonly how?: ResponseEnd;
}

export interface Corruption {
  readonly name: string;
  readonly verdict: Verdict;
  /** Undefined when the trace has no place for it. */
  readonly apply: (lines: readonly string[], rng: Rng) => Damaged | undefined;
}

/** A random line that matches, changed. */
function change(pattern: RegExp, make: (line: string, rng: Rng) => string): Corruption["apply"] {
  return (lines, rng) => {
    const places = lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
    if (places.length === 0) return undefined;
    const at = rng.pick(places);
    const line = lines[at] ?? "";
    const damaged = make(line, rng);
    return damaged === line ? undefined : { lines: lines.with(at, damaged), at, locallyValid: false };
  };
}

function otherDigit(digit: string, rng: Rng): string {
  return String((Number(digit) + rng.integer(1, 9)) % 10);
}

export const additionCorruptions: readonly Corruption[] = [
  {
    name: "a wrong total",
    verdict: "wrong-value",
    apply: change(/^L7 /, (line) => line.replace(/\d+$/, (n) => `${Number(n) + 1}`)),
  },
  {
    name: "a wrong carry",
    verdict: "wrong-value",
    apply: change(/^L9 /, (line) => line.replace(/\d$/, (n) => (n === "0" ? "1" : "0"))),
  },
  {
    name: "a wrong digit put in front of the result",
    verdict: "wrong-value",
    apply: change(/^L8 /, (line, rng) => line.replace(/\d$/, (n) => otherDigit(n, rng))),
  },
  { name: "a wrong constant", verdict: "wrong-value", apply: change(/^L3 /, (line) => line.replace("=0", "=1")) },
  {
    name: "a digit that is not the one popped",
    verdict: "copy-error",
    apply: change(/^L5 num1- digit1=/, (line, rng) => line.replace(/\d$/, (n) => otherDigit(n, rng))),
  },
  { name: "popped from the other end", verdict: "copy-error", apply: popsOtherEnd },
  { name: "a pop left out", verdict: "wrong-value", apply: change(/^L6 num2- /, (line) => line.replace("num2- ", "")) },
  {
    name: "an unchanged variable restated otherwise",
    verdict: "copy-error",
    apply: change(/^L7 /, (line) => `${line} result=[1,2,3,4,5,6,7,8,9]`),
  },
  {
    name: "another answer returned than the result",
    verdict: "copy-error",
    apply: change(/^L12 =/, (line) => line.replace("[", "[1,")),
  },
  {
    name: "the returned value missing",
    verdict: "wrong-value",
    apply: (lines) => {
      const at = lines.length - 1;
      return { lines: lines.with(at, "L12"), at };
    },
  },
  {
    name: "a step left out",
    verdict: "skipped",
    apply: (lines, rng) => {
      const at = rng.integer(0, lines.length - 2);
      // To leave out the whole body of an `if` is to take the other branch.
      return lines[at]?.startsWith("L11") ? undefined : { lines: lines.toSpliced(at, 1), at };
    },
  },
  {
    name: "two steps left out",
    verdict: "skipped",
    apply: (lines, rng) => {
      const places = lines.flatMap((line, index) => (/^L[67]/.test(line) ? [index] : []));
      const at = rng.pick(places);
      return { lines: lines.toSpliced(at, 2), at };
    },
  },
  {
    name: "the loop left too early",
    verdict: "wrong-line",
    apply: (lines, rng) => {
      const heads = lines.flatMap((line, index) => (line === "L4" ? [index] : [])).slice(0, -1);
      if (heads.length === 0) return undefined;
      const at = rng.pick(heads) + 1;
      return { lines: [...lines.slice(0, at), "L10", "L12 =[]"], at, locallyValid: false };
    },
  },
  {
    name: "the loop entered once too often",
    verdict: "wrong-line",
    apply: (lines) => {
      const at = lines.lastIndexOf("L4") + 1;
      return {
        lines: lines.toSpliced(at, 0, "L5 digit1=0", "L6 digit2=0", "L7 total=0", "L8 result^0", "L9 carry=0", "L4"),
        at,
        locallyValid: false,
      };
    },
  },
  {
    name: "a step made twice",
    verdict: "wrong-line",
    apply: (lines, rng) => {
      const at = rng.integer(0, lines.length - 2);
      const line = lines[at] ?? "";
      return { lines: lines.toSpliced(at, 0, line), at: at + 1, locallyValid: false };
    },
  },
  {
    name: "the other branch taken",
    verdict: "wrong-line",
    apply: (lines) => {
      const at = lines.indexOf("L10") + 1;
      return lines[at]?.startsWith("L11")
        ? undefined
        : { lines: lines.toSpliced(at, 0, "L11 result^1"), at, locallyValid: false };
    },
  },
  {
    name: "the response cut short",
    verdict: "stopped-early",
    apply: (lines, rng) => {
      const at = rng.integer(1, lines.length - 1);
      return { lines: lines.slice(0, at), at };
    },
  },
  {
    name: "steps after the end",
    verdict: "does-not-stop",
    apply: (lines) => ({ lines: [...lines, "L4", "L10"], at: lines.length }),
  },
  {
    name: "a loop without end, cut off at the limit",
    verdict: "does-not-stop",
    apply: (lines) => {
      const last = lines.lastIndexOf("L4") + 1;
      const pass = ["L5 digit1=0", "L6 digit2=0", "L7 total=0", "L8 result^0", "L9 carry=0", "L4"];
      const endless = Array.from({ length: 12 }, () => pass).flat();
      return { lines: [...lines.slice(0, last), ...endless], at: last + endless.length, how: "cut" };
    },
  },
  {
    name: "a line that cannot be read",
    verdict: "malformed",
    apply: (lines, rng) => {
      const at = rng.integer(0, lines.length - 1);
      const line = lines[at] ?? "";
      const garbage = rng.pick(["???", "L99 x=1", "x=", `${line} =`, "L7 total=1 2", "L8 result^", "12"]);
      return { lines: lines.with(at, garbage), at };
    },
  },
];

/** Only where it shows: the list has two different ends, and one element is left to tell. */
function popsOtherEnd(lines: readonly string[], rng: Rng): Damaged | undefined {
  const places = lines.flatMap((line, index) => (/^L5 num1- /.test(line) ? [index] : []));
  if (places.length < 2) return undefined;
  const at = rng.pick(places.slice(0, -1));
  const popped = places.map((index) => lines[index]?.at(-1)).slice(places.indexOf(at));
  if (new Set(popped).size !== popped.length) return undefined;
  return { lines: lines.with(at, (lines[at] ?? "").replace("num1-", "num1-^")), at, locallyValid: false };
}
