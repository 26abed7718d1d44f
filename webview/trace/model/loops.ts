/** @file The iterations of a trace's loops, nested ones inside of their outer ones, found by the rule's indentation: what can be folded. No DOM. */

import type { ViewRun, ViewStep } from "../../../src/protocol/runView.ts";

/** Steps [first, end): one iteration of the loop whose header stands at `line`. */
export interface Iteration {
  readonly line: number;
  /** From 1, since the loop was last entered from outside. */
  readonly number: number;
  readonly first: number;
  readonly end: number;
  /** How many iterations of other loops it lies in. */
  readonly depth: number;
}

type Line = Pick<ViewStep, "line"> & { readonly values?: ViewStep["values"] };

interface Loop {
  readonly header: number;
  readonly end: number;
  /** The lines of the function around it. */
  readonly around: readonly [first: number, last: number];
}

interface Open {
  readonly loop: Loop;
  readonly number: number;
  readonly first: number;
}

/**
 * Iterations in the order in which they begin. Steps of called functions count as inside. A last look at the header that leaves the loop is
 * no iteration.
 */
export function iterationsOf(steps: readonly Line[], rule: ViewRun["rule"]): readonly Iteration[] {
  const loops = new Map(loopsOf(rule).map((loop) => [loop.header, loop]));
  const found: Iteration[] = [];
  const open: Open[] = [];
  const close = (end: number): Open | undefined => {
    const closed = open.pop();
    if (closed !== undefined && end > closed.first + 1)
      found.push({ line: closed.loop.header, number: closed.number, first: closed.first, end, depth: open.length });
    return closed;
  };
  for (const [index, { line, values }] of steps.entries()) {
    if (line === null) continue;
    // A line of a loop's function outside of the loop ends it, and with it what it called.
    const left = open.findIndex(({ loop }) => leaves(loop, line));
    while (left >= 0 && open.length > left) close(index);
    const loop = loops.get(line);
    if (loop !== undefined) {
      const again = open.findLastIndex((it) => it.loop === loop);
      while (again >= 0 && open.length > again + 1) close(index);
      const before = again >= 0 ? close(index) : undefined;
      open.push({ loop, number: (before?.number ?? 0) + 1, first: index });
    }
    const returns = values?.some(({ name }) => name === "→") ?? false;
    while (returns && isIn(open.at(-1)?.loop.around, line)) close(index + 1);
  }
  while (open.length > 0) close(steps.length);
  return found.sort((a, b) => a.first - b.first);
}

function leaves({ header, end, around }: Loop, line: number): boolean {
  return isIn(around, line) && (line < header || line > end);
}

function isIn(range: readonly [number, number] | undefined, line: number): boolean {
  return range !== undefined && line >= range[0] && line <= range[1];
}

function loopsOf(rule: ViewRun["rule"]): readonly Loop[] {
  return rule.flatMap(({ line, text }, index) => {
    if (!/^\s*(while|for)\b.*:/.test(text)) return [];
    const end = blockEnd(rule, index);
    const start = rule.findLastIndex((it, at) => at <= index && /^\s*def\b/.test(it.text));
    const first = rule[Math.max(0, start)]?.line ?? line;
    return [{ header: line, end, around: [first, start < 0 ? end : blockEnd(rule, start)] }];
  });
}

/** The last line that is indented deeper than the line at `index`. */
function blockEnd(rule: ViewRun["rule"], index: number): number {
  const depth = indent(rule[index]?.text ?? "");
  let last = rule[index]?.line ?? 0;
  for (const { line, text } of rule.slice(index + 1)) {
    if (text.trim() === "") continue;
    if (indent(text) <= depth) break;
    last = line;
  }
  return last;
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}
