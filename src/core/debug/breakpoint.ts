/** @file Where a session stops by itself: breakpoints on rule lines and filters on verdicts. Conditions ask the model's claimed state. */
import { firstAbove } from "../base/firstAbove.ts";
import type { CheckedStep } from "../check/verdict.ts";
import { evaluate, evaluateTruth } from "../rule/evaluate.ts";
import type { Program } from "../rule/program.ts";
import { type State, str } from "../rule/value.ts";
import type { Branch } from "./branch.ts";

export interface LineBreakpoint {
  /** 1-based line of the rule's source. */
  readonly line: number;
  /** Expression over the claimed state. */
  readonly condition?: string | undefined;
  /** `3`: from the third hit on; `== 3`, `> 3`, `% 2 == 0`: what is said of the count. */
  readonly hitCondition?: string | undefined;
  /** Text with `{expressions}`: told instead of stopping. */
  readonly logMessage?: string | undefined;
}

export const filterNames = ["wrong", "wrong-line", "invalid", "unlikely", "endless"] as const;
export type FilterName = (typeof filterNames)[number];

export interface Filter {
  readonly name: FilterName;
  /** For `unlikely`: the probability below which a token is one. */
  readonly threshold?: number | undefined;
}

export const thresholdDefault = 0.5;

/** Why a session stops at a step; `log` is told and does not stop it. */
export type Halt =
  | { readonly kind: "breakpoint" }
  | { readonly kind: "filter"; readonly name: FilterName; readonly message: string };

export interface Met {
  readonly halt?: Halt;
  readonly messages: readonly string[];
}

export class Stops {
  breakpoints: readonly LineBreakpoint[] = [];
  filters: readonly Filter[] = [];
  readonly #program: Program;
  /** Conditions that could not be evaluated, each told once. */
  readonly #told = new Set<string>();
  /** How often a breakpoint was hit up to each step of a branch, so that a long response is counted once. */
  readonly #hitCounts = new WeakMap<LineBreakpoint, WeakMap<Branch, number[]>>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** What is met at a step of a branch. */
  at(branch: Branch, index: number): Met {
    const messages: string[] = [];
    const checked = branch.steps[index];
    if (checked === undefined) return { messages };
    let stops = false;
    for (const breakpoint of this.breakpoints) {
      if (!this.#hits(breakpoint, checked, messages) || !this.#counts(breakpoint, branch, { index, messages }))
        continue;
      const { logMessage } = breakpoint;
      if (logMessage) messages.push(this.#filled(logMessage, checked.step.state));
      else stops = true;
    }
    if (stops) return { halt: { kind: "breakpoint" }, messages };
    for (const filter of this.filters) {
      const message = caught(filter, branch, index);
      if (message !== undefined) return { halt: { kind: "filter", name: filter.name, message }, messages };
    }
    return { messages };
  }

  #hits({ line, condition }: LineBreakpoint, { step }: CheckedStep, messages: string[]): boolean {
    if (step.line !== line) return false;
    if (!condition) return true;
    return this.#holds(condition, step.state, { messages, where: `The condition at line ${line}` });
  }

  /** Counted along the branch, so that the same step counts the same whichever way somebody comes to it. */
  #counts(
    breakpoint: LineBreakpoint,
    branch: Branch,
    { index, messages }: { readonly index: number; readonly messages: string[] },
  ): boolean {
    const { hitCondition, line } = breakpoint;
    if (!hitCondition) return true;
    const wanted = /^\s*[0-9]+\s*$/.test(hitCondition) ? `>= ${hitCondition}` : hitCondition;
    const where = `The hit count at line ${line}`;
    const hits = BigInt(this.#hitsUpTo(breakpoint, branch, index));
    return this.#holds(`hits ${wanted}`, { hits }, { messages, where });
  }

  #hitsUpTo(breakpoint: LineBreakpoint, branch: Branch, index: number): number {
    const ofBreakpoint = this.#hitCounts.get(breakpoint) ?? new WeakMap<Branch, number[]>();
    this.#hitCounts.set(breakpoint, ofBreakpoint);
    const counts = ofBreakpoint.get(branch) ?? [];
    ofBreakpoint.set(branch, counts);
    for (let at = counts.length; at <= index; at++) {
      const checked = branch.steps[at];
      const hit = checked !== undefined && this.#hits(breakpoint, checked, []);
      counts.push((counts[at - 1] ?? 0) + (hit ? 1 : 0));
    }
    return counts[index] ?? 0;
  }

  #holds(expression: string, state: State, told: { readonly messages: string[]; readonly where: string }): boolean {
    const result = evaluateTruth(this.#program, expression, state);
    if (result.kind === "value") return result.value === true;
    const message = `${told.where}, \`${expression}\`, could not be evaluated: ${result.message}`;
    if (!this.#told.has(message)) told.messages.push(message);
    this.#told.add(message);
    return false;
  }

  #filled(message: string, state: State): string {
    return message.replace(/\{([^{}]*)\}/g, (_, expression: string) => {
      const result = evaluate(this.#program, expression, state);
      return result.kind === "value" ? str(result.value) : `{${result.message}}`;
    });
  }
}

function caught({ name, threshold = thresholdDefault }: Filter, branch: Branch, index: number): string | undefined {
  const checked = branch.steps[index];
  if (checked === undefined) return undefined;
  const { verdict, locallyValid, message } = checked;
  switch (name) {
    case "wrong":
      return index === branch.firstWrong ? message : undefined;
    case "wrong-line":
      return verdict === "wrong-line" ? message : undefined;
    case "invalid":
      return locallyValid === false ? `${message} It does not follow from the model's own previous state.` : undefined;
    case "unlikely": {
      const least = tokensOf(branch, index).find(({ token }) => token.probability < threshold)?.token;
      return least && `The token ${JSON.stringify(least.text)} has probability ${least.probability.toPrecision(3)}.`;
    }
    case "endless":
      return verdict === "does-not-stop" ? message : undefined;
    default:
      return name satisfies never;
  }
}

/** The tokens that a step's text touches, with their place in the response. */
export function tokensOf(
  branch: Branch,
  index: number,
): { readonly token: Branch["tokens"][number]; readonly index: number }[] {
  const { tokens, tokenEnds, steps } = branch;
  const found: { token: Branch["tokens"][number]; index: number }[] = [];
  const [start, end] = steps[index]?.step.span ?? [0, 0];
  for (let at = firstAbove(tokenEnds, start); at < tokens.length && (tokenEnds[at - 1] ?? 0) < end; at++) {
    const token = tokens[at];
    if (token !== undefined && token.text !== "") found.push({ token, index: at });
  }
  return found;
}
