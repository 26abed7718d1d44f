/** @file Compares what a step claims with what the rule does, and tells values that were carried over wrongly from wrong results. */

import type { LineFacts } from "../method/lineFacts.ts";
import type { ModelStep } from "../method/method.ts";
import { returnedName } from "../method/movement.ts";
import { identical } from "../rule/identical.ts";
import { equals, repr, type State, type Value } from "../rule/value.ts";

/** What the rule does in one step. */
export interface Done {
  readonly before: State;
  readonly after: State;
  readonly returned?: Value | undefined;
  readonly raised?: string | undefined;
}

/** What is known of the line, as far as it decides between a copy error and a wrong value. */
export interface ValueContext {
  /** Names that the line binds to something it works out. */
  readonly computes: (name: string) => boolean;
  /** Names whose new value or new element the line takes from elsewhere. */
  readonly moves: (name: string) => boolean;
  /** Names whose value is a new one altogether, not the old one edited. */
  readonly replaces: (name: string) => boolean;
  /** Lists that the line extends at the front. */
  readonly front: (name: string) => boolean;
}

export interface ValueJudgement {
  readonly verdict: "correct" | "wrong-value" | "copy-error";
  readonly message: string;
}

const correct: ValueJudgement = { verdict: "correct", message: "" };

/** The context of one rule line. */
export function lineContext({ bound, moved, derived, front }: LineFacts): ValueContext {
  return {
    computes: (name) => bound.has(name) && !moved.has(name),
    moves: (name) => moved.has(name),
    replaces: (name) => bound.has(name) && !derived.has(name),
    front: (name) => front.has(name),
  };
}

/** A state written between many lines: its containers are edited, its plain values worked out. */
export function stateContext(after: State): ValueContext {
  const plain = (name: string): boolean => elementsOf(heldIn(after, name)) === undefined;
  return { computes: plain, moves: () => false, replaces: plain, front: () => false };
}

/** `ignored` names are not judged: the text before did not let their values be known. */
export function judgeValues(
  step: ModelStep,
  done: Done,
  { context, ignored }: { readonly context: ValueContext; readonly ignored: ReadonlySet<string> },
): ValueJudgement {
  let worst = judgeEnding(step, done, context);
  const { impossible } = step;
  if (impossible && !ignored.has(impossible.name))
    worst = { verdict: "wrong-value", message: `Impossible: ${impossible.why}.` };
  const { misread } = step;
  if (misread && !ignored.has(misread.name) && worst.verdict === "correct") {
    worst = { verdict: "copy-error", message: difference(misread.name, misread.before, misread.value) };
  }
  for (const name of namesToCompare(step, done)) {
    if (ignored.has(name)) continue;
    const claimed = heldIn(step.state, name);
    const expected = heldIn(done.after, name);
    if (agrees(claimed, expected)) continue;
    const copied = copyError(name, claimed, done, context);
    if (worst.verdict === "wrong-value" || (worst.verdict === "copy-error" && copied)) continue;
    worst = { verdict: copied ? "copy-error" : "wrong-value", message: difference(name, expected, claimed) };
  }
  return worst;
}

/** Names the step says something about, and names the rule changes. */
function namesToCompare(step: ModelStep, { before, after }: Done): Set<string> {
  const names = new Set(step.changed);
  for (const name in after) {
    const old = heldIn(before, name);
    if (!identical(old, after[name])) names.add(name);
  }
  for (const name in before) if (!Object.hasOwn(after, name)) names.add(name);
  return names;
}

function judgeEnding({ returned, raised }: ModelStep, done: Done, context: ValueContext): ValueJudgement {
  if (raised !== done.raised) {
    return {
      verdict: "wrong-value",
      message: `Expected ${endingText(done)}, got ${endingText({ returned, raised })}.`,
    };
  }
  if (agrees(returned, done.returned)) return correct;
  const copied = returned !== undefined && done.returned !== undefined && context.moves(returnedName);
  const message = `Expected ${endingText(done)}, got ${endingText({ returned, raised })}.`;
  return { verdict: copied ? "copy-error" : "wrong-value", message };
}

/** The same value, where an int may be written for the float that it equals. Bools are distinguished, as everywhere in traces. */
export function agrees(claimed: Value | undefined, expected: Value | undefined, depth = 0): boolean {
  if (identical(claimed, expected)) return true;
  if (claimed === undefined || expected === undefined || depth > 20) return false;
  if (typeof claimed === "number" || typeof expected === "number") {
    return typeof claimed !== "boolean" && typeof expected !== "boolean" && equals(claimed, expected);
  }
  if (typeof claimed !== "object" || typeof expected !== "object" || claimed === null || expected === null)
    return false;
  if ((claimed.kind !== "list" && claimed.kind !== "tuple") || expected.kind !== claimed.kind) return false;
  const { items } = expected;
  return claimed.items.length === items.length && claimed.items.every((item, i) => agrees(item, items[i], depth + 1));
}

function endingText({ returned, raised }: Pick<Done, "returned" | "raised">): string {
  if (raised !== undefined) return `${raised} raised`;
  return returned === undefined ? "no return" : `${brief(returned)} returned`;
}

function difference(name: string, expected: Value | undefined, claimed: Value | undefined): string {
  if (expected === undefined) return `Expected no variable ${name}, got ${name} = ${brief(claimed ?? null)}.`;
  const got = claimed === undefined ? "nothing" : brief(claimed);
  return `Expected ${name} = ${brief(expected)}, got ${got}.`;
}

/** A value's repr, shortened in its middle. */
export function brief(value: Value): string {
  const text = repr(value);
  return text.length > 80 ? `${text.slice(0, 50)} … ${text.slice(-25)}` : text;
}

/** Whether a wrong value is one that the line only had to carry over. */
function copyError(name: string, claimed: Value | undefined, { before, after }: Done, context: ValueContext): boolean {
  const old = heldIn(before, name);
  const value = heldIn(after, name);
  if (claimed === undefined || value === undefined) return false;
  if (old !== undefined && identical(old, value)) return !context.computes(name);
  if (old !== undefined && !context.replaces(name)) {
    const edited = editCopyError({ old, value, claimed }, context.front(name), context.moves(name));
    if (edited !== undefined) return edited;
  }
  return context.moves(name) && occurs(value, before);
}

interface Edit {
  readonly old: Value;
  readonly value: Value;
  readonly claimed: Value;
}

/** For a list, text or dict of which a part was changed: whether the claim differs in what was to be left as it was. */
function editCopyError({ old, value, claimed }: Edit, front: boolean, moves: boolean): boolean | undefined {
  const [from, to, got] = [elementsOf(old), elementsOf(value), elementsOf(claimed)];
  if (!from || !to) return undefined;
  if (!got || kindOf(claimed) !== kindOf(value) || identical(claimed, old)) return false;
  const shorter = Math.min(from.length, to.length);
  let prefix = 0;
  let suffix = 0;
  const prefixes = (): void => {
    while (prefix + suffix < shorter && identical(from[prefix], to[prefix])) prefix++;
  };
  const suffixes = (): void => {
    while (prefix + suffix < shorter && identical(from.at(-1 - suffix), to.at(-1 - suffix))) suffix++;
  };
  if (front) {
    suffixes();
    prefixes();
  } else {
    prefixes();
    suffixes();
  }
  const changed = to.slice(prefix, to.length - suffix);
  if (changed.length === 0) return true;
  if (prefix + suffix === 0) return moves;
  const at = prefix === 0 ? 0 : suffix === 0 ? got.length - changed.length : prefix;
  const placed = got.slice(Math.max(0, at), Math.max(0, at) + changed.length);
  const kept = placed.length === changed.length && placed.every((item, i) => identical(item, changed[i]));
  return kept || moves;
}

function kindOf(value: Value): string {
  return typeof value === "object" && value !== null ? value.kind : typeof value;
}

function elementsOf(value: Value | undefined): readonly Value[] | undefined {
  if (typeof value === "string") return [...value];
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "list" || value.kind === "tuple") return value.items;
  if (value.kind === "dict")
    return [...value.entries.values()].map(([key, item]) => ({ kind: "tuple", items: [key, item] }));
  return undefined;
}

/** Whether a value stands somewhere in a state: as a variable, or as an element of one. */
function occurs(value: Value, state: State): boolean {
  return Object.values(state).some(
    (held) => identical(held, value) || (elementsOf(held) ?? []).some((item) => identical(item, value)),
  );
}

function heldIn(state: State, name: string): Value | undefined {
  return Object.hasOwn(state, name) ? state[name] : undefined;
}
