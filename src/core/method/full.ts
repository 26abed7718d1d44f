/**
 * @file The full dialect of rfft, for large models: the study's shape (Hu et al., ICML 2024) for any rule. The rule's text is in the
 * prompt; in the response every executed line is quoted in back-ticks and followed by the variables it reads, before, and those it
 * changes, after, as `name=repr`. Numbered headings and lines such as `enter the loop` are there for the model; reading skips them.
 */

import { identical } from "../rule/identical.ts";
import { truth } from "../rule/operation/arithmetic.ts";
import { repr, type State } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf } from "../task/registry.ts";
import { callText } from "./callText.ts";
import { writeAnswer } from "./direct.ts";
import { FullParser } from "./fullParser.ts";
import { branchesTaken, type Gold, type GoldStep, goldOf, startOf } from "./gold.ts";
import { Headings } from "./headings.ts";
import { type LineFacts, noFacts } from "./lineFacts.ts";
import { type Listing, type ListingLine, listingOf } from "./listing.ts";
import type { Method, ModelStep } from "./method.ts";
import { refuseUnheld } from "./unheld.ts";

export const full: Method = {
  name: "rfft",
  dialect: "full",
  prompt,
  render: (problem) => ({ prompt: prompt(problem), response: write(problem, goldOf(problem)) }),
  gold: (problem, rule = goldOf(problem)) => rule,
  parser: (problem) => new FullParser(problem),
  restate,
};

/** The quoted line and, under it, what the state holds that was not so before: each as one plain claim. */
function restate(_problem: Problem, { text, state, returned, raised }: ModelStep, before: State): string | undefined {
  if (returned !== undefined || raised !== undefined) return undefined;
  const kept = text.split("\n").filter((line) => {
    const name = /^\s*([\p{L}_][\p{L}\p{N}_]*)=/u.exec(line)?.[1];
    return name === undefined || (Object.hasOwn(state, name) && identical(state[name], before[name]));
  });
  const claims = Object.entries(state).filter(([name, value]) => !identical(value, before[name]));
  return [...kept, ...claims.map(([name, value]) => `${name}=${repr(value)}`)].join("\n");
}

function prompt(problem: Problem): string {
  refuseUnheld(problem);
  const question = taskOf(problem)?.toText(problem.args) ?? callText(problem);
  const start = startOf(problem);
  const values = Object.entries(start).map(([name, value]) => `${name}=${repr(value)}`);
  const rule = ruleText(problem);
  return ["Follow the code step by step to answer the question:", question, rule, ...values].join("\n");
}

/** The rule's functions as the document writes them, comments included, docstrings and blank lines not. */
function ruleText(problem: Problem): string {
  const { lines } = listingOf(problem.program, problem.functionName);
  const source = problem.program.source.split("\n");
  const shown: string[] = [];
  let last = -1;
  for (const { line } of lines) {
    // Comment lines directly above a line of code belong to it.
    let from = line;
    while (from - 1 > last && /^\s*#/.test(source[from - 2] ?? "")) from--;
    for (let at = from; at <= line; at++) if (at > last) shown.push((source[at - 1] ?? "").trimEnd());
    last = Math.max(last, line);
  }
  return shown.join("\n");
}

/** How a line is quoted: its code, with its line number where another line has the same code. */
export function quoted(listing: Listing, { code, line }: ListingLine): string {
  const twins = listing.lines.filter((other) => other.code === code);
  return twins.length > 1 ? `\`\`\`${code}\`\`\` (line ${line})` : `\`\`\`${code}\`\`\``;
}

function write(problem: Problem, gold: Gold): string {
  const listing = listingOf(problem.program, problem.functionName);
  const taken = branchesTaken(problem, gold.steps);
  const headings = new Headings(problem, listing);
  const quotes = new Map(listing.lines.map((line) => [line.label, quoted(listing, line)]));
  const before: State[] = [gold.start];
  const lines: string[] = [];
  gold.steps.forEach((step, i) => {
    const { line, depth, state, functionName, entered } = step;
    const label = entered ? listing.definitions.get(functionName) : listing.labels.get(line);
    const facts = (entered ? undefined : listing.facts.get(line)) ?? noFacts;
    const quote = quotes.get(label ?? 0) ?? "";
    // A function on one line: the call and the line's own step quote the same code.
    const call = entered && (!quote.includes(":```") || listing.nested.has(label ?? 0)) ? " (call)" : "";
    lines.push(...headings.before(step), quote + call, ...headings.after(step, facts));
    const old = entered ? {} : (before[depth] ?? {});
    lines.push(...told(step, old, facts, taken[i] === true));
    if (step.returned !== undefined) lines.push(`return ${repr(step.returned)}`);
    if (step.raised !== undefined) lines.push(`raise ${step.raised}${step.caught ? ", and go on" : ""}`);
    lines.push(...headings.inside(step, facts, taken[i] === true));
    before[depth] = state;
  });
  const { outcome } = gold;
  if (outcome.kind === "returned") lines.push(`Therefore, the answer is ${writeAnswer(problem, outcome.value)}.`);
  return `\n${lines.join("\n")}`;
}

/** What is written under a quoted line: values read, how they decide, values changed. */
function told({ state, raised }: GoldStep, old: State, facts: LineFacts, taken: boolean): string[] {
  const lines: string[] = [];
  for (const name of facts.reads) {
    const value = Object.hasOwn(old, name) ? old[name] : undefined;
    if (value !== undefined) lines.push(`${name}=${repr(value)}`);
  }
  const { branch, arithmetic } = facts;
  if (branch && raised === undefined) lines.push(...decision(branch, old, taken));
  const binds = branch?.kind !== "for" || taken;
  for (const [name, value] of Object.entries(state)) {
    const before = Object.hasOwn(old, name) ? old[name] : undefined;
    if (!(binds && facts.bound.has(name)) && identical(before, value)) continue;
    const sum = arithmetic?.target === name ? worked(arithmetic.tokens, old) : undefined;
    lines.push(sum === undefined ? `${name}=${repr(value)}` : `${name}=${sum}=${repr(value)}`);
  }
  for (const name in old) if (!Object.hasOwn(state, name)) lines.push(`del ${name}`);
  return lines;
}

function decision({ kind, truths, test }: NonNullable<LineFacts["branch"]>, old: State, taken: boolean): string[] {
  if (kind === "for") return [];
  const lines: string[] = [];
  for (const name of truths) {
    const value = Object.hasOwn(old, name) ? old[name] : undefined;
    if (value !== undefined) lines.push(`bool(${name})=${truth(value) ? "True" : "False"}`);
  }
  const result = taken ? "True" : "False";
  if (truths.length !== 1 || truths[0] !== test)
    lines.push(`the condition ${test.replaceAll(/\s+/g, " ")} is ${result}`);
  return lines;
}

/** `digit1 + digit2=9 + 3`: an expression and the same with its values; undefined when a name is no int. */
function worked(tokens: readonly string[], state: State): string | undefined {
  const values: string[] = [];
  for (const token of tokens) {
    if (!/^[\p{L}_]/u.test(token)) values.push(token);
    else {
      const value = Object.hasOwn(state, token) ? state[token] : undefined;
      if (typeof value !== "bigint") return undefined;
      values.push(value.toString());
    }
  }
  return `${spacedOut(tokens)}=${spacedOut(values)}`;
}

function spacedOut(tokens: readonly string[]): string {
  return tokens.join(" ").replaceAll("( ", "(").replaceAll(" )", ")");
}
