/** @file The iterations of a trace's outermost loops, found by the rule's indentation: what can be folded. No DOM. */

import type { ViewRun, ViewStep } from "../../src/protocol/runView.ts";

/** Steps [first, end): one turn of the loop whose header stands at `line`. */
export interface Iteration {
  readonly line: number;
  /** From 1, since the loop was last entered from outside. */
  readonly turn: number;
  readonly first: number;
  readonly end: number;
}

interface Loop {
  readonly header: number;
  readonly end: number;
  /** The lines of the function around it. */
  readonly around: readonly [first: number, last: number];
}

/** Steps of called functions count as inside. A last look at the header that leaves the loop is no turn. */
export function iterationsOf(steps: readonly Pick<ViewStep, "line">[], rule: ViewRun["rule"]): readonly Iteration[] {
  const loops = outermostLoops(rule);
  const found: Iteration[] = [];
  let open: { readonly loop: Loop; readonly turn: number; readonly first: number } | undefined;
  const close = (end: number): void => {
    if (open !== undefined && end > open.first + 1)
      found.push({ line: open.loop.header, turn: open.turn, first: open.first, end });
  };
  for (const [index, { line }] of steps.entries()) {
    if (line === null) continue;
    const loop = loops.find(({ header }) => header === line);
    if (loop !== undefined) {
      close(index);
      open = { loop, turn: open?.loop === loop ? open.turn + 1 : 1, first: index };
    } else if (open !== undefined && leaves(open.loop, line)) {
      close(index);
      open = undefined;
    }
  }
  close(steps.length);
  return found;
}

function leaves({ header, end, around: [first, last] }: Loop, line: number): boolean {
  return line >= first && line <= last && (line < header || line > end);
}

function outermostLoops(rule: ViewRun["rule"]): readonly Loop[] {
  const loops: Loop[] = [];
  for (const [index, { line, text }] of rule.entries()) {
    if (!/^\s*(while|for)\b.*:/.test(text) || line <= (loops.at(-1)?.end ?? 0)) continue;
    const end = blockEnd(rule, index);
    const start = rule.findLastIndex((it, at) => at <= index && /^\s*def\b/.test(it.text));
    const first = rule[Math.max(0, start)]?.line ?? line;
    loops.push({ header: line, end, around: [first, start < 0 ? end : blockEnd(rule, start)] });
  }
  return loops;
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
