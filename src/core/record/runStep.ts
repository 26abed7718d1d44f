/** @file One checked step as records and views hold it: values are texts as Python's `repr` writes them. */

import { firstAbove } from "../base/firstAbove.ts";
import type { CheckedStep, Expected, Verdict } from "../check/verdict.ts";
import { identical } from "../rule/identical.ts";
import { repr, type State, type Value } from "../rule/value.ts";
import type { Texts } from "./textChanges.ts";

export interface ExpectedText {
  readonly line: number;
  readonly state: Texts;
  readonly returned?: string | undefined;
  readonly raised?: string | undefined;
}

export interface RunStep {
  readonly index: number;
  /** 1-based document line; null where the text names none. */
  readonly line: number | null;
  /** All variables that the text claims to hold after the step. */
  readonly state: Texts;
  readonly changed: readonly string[];
  readonly text: string;
  /** UTF-16 offsets in the response, [start, end). */
  readonly span: readonly [number, number];
  /** Indices of the tokens that the span touches, [first, end). */
  readonly tokens: readonly [number, number];
  readonly verdict: Verdict;
  readonly locallyValid: boolean | null;
  readonly message: string;
  readonly malformed?: string | undefined;
  readonly entered?: true | undefined;
  readonly returned?: string | undefined;
  readonly raised?: string | undefined;
  readonly expected?: ExpectedText | undefined;
  /** Index of the gold step it was compared with, where the rule has one. */
  readonly goldIndex?: number | undefined;
}

/** Writes values, each only once as long as a variable keeps it. */
export class ValueTexts {
  readonly #claimed = new Map<string, Written>();
  readonly #expected = new Map<string, Written>();

  /** One checked step as the record holds it. `tokenEnds` are the offsets at which the response's tokens end. */
  step(
    { step: made, verdict, locallyValid, expected: wanted, message, goldIndex }: CheckedStep,
    ends: readonly number[],
  ): RunStep {
    const { index, line, span, text, changed, malformed, entered, returned, raised } = made;
    return {
      index,
      line: line ?? null,
      state: written(made.state, this.#claimed, this.#expected),
      changed: [...changed],
      text,
      span: [span[0], span[1]],
      tokens: tokensIn(span, ends),
      verdict,
      locallyValid: locallyValid ?? null,
      message,
      ...given({ malformed, entered, raised, goldIndex }),
      ...(returned === undefined ? {} : { returned: repr(returned) }),
      ...(wanted === undefined ? {} : { expected: this.expected(wanted) }),
    };
  }

  expected({ line, state, returned, raised }: Expected): ExpectedText {
    const ending = {
      ...(returned === undefined ? {} : { returned: repr(returned) }),
      ...(raised === undefined ? {} : { raised }),
    };
    return { line, state: written(state, this.#expected, this.#claimed), ...ending };
  }
}

interface Written {
  readonly value: Value;
  readonly text: string;
}

/** `other` are the texts of the other side: what is the same there needs no text of its own. */
function written(state: State, last: Map<string, Written>, other: ReadonlyMap<string, Written>): Texts {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => {
      let known = last.get(name);
      if (known === undefined || known.value !== value) {
        const theirs = other.get(name);
        known = { value, text: theirs !== undefined && identical(theirs.value, value) ? theirs.text : repr(value) };
        last.set(name, known);
      }
      return [name, known.text];
    }),
  );
}

/** The tokens that a span of the response touches. */
export function tokensIn([start, end]: readonly [number, number], ends: readonly number[]): [number, number] {
  const from = firstAbove(ends, start);
  const last = firstAbove(ends, end - 1);
  return [from, Math.max(from, Math.min(ends.length, last + 1))];
}

/** Offsets in the response at which each token ends. */
export function tokenEnds(tokens: readonly { readonly text: string }[]): number[] {
  let at = 0;
  return tokens.map(({ text }) => {
    at += text.length;
    return at;
  });
}

/** The fields that have a value. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
