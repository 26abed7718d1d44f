/**
 * @file The latest trace of each problem in each document, and which one of a document is shown at its rule's lines. Every
 * change goes through here and is announced once. Knows no `vscode`; documents are known by their URI's text.
 */
import type { Disposable } from "../../core/base/disposable.ts";
import type { StatedProblem } from "../../core/task/problem.ts";
import type { LineEdit } from "./lineTracker.ts";
import { firstWrong, problemLine, type Trace } from "./trace.ts";

export type StepMove = "next" | "previous" | "first-wrong";

interface Shelf {
  readonly traces: readonly Trace[];
  /** The active trace's id. */
  readonly active: number | undefined;
}

export class Traces {
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners = new Set<(uri: string) => void>();
  #lastId = 0;

  /** Calls back with the document's URI after each change to its traces. */
  onChange(listener: (uri: string) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  of(uri: string): readonly Trace[] {
    return this.#shelves.get(uri)?.traces ?? [];
  }

  /** The trace shown at the rule's lines: the last one run, stepped, or whose problem the cursor went to. */
  active(uri: string): Trace | undefined {
    const shelf = this.#shelves.get(uri);
    return shelf?.traces.find((it) => it.id === shelf.active);
  }

  at(uri: string, line: number): Trace | undefined {
    return this.of(uri).find((it) => problemLine(it) === line);
  }

  /** Puts a new run instead of the problem's last one and makes it the active one. Returns its id. */
  start(uri: string, run: Omit<Trace, "id">): number {
    const trace: Trace = { ...run, id: ++this.#lastId };
    const shelf = this.#shelves.get(uri) ?? { traces: [], active: undefined };
    const line = problemLine(trace);
    const others = shelf.traces.filter((it) => problemLine(it) !== line);
    this.#shelves.set(uri, { traces: [...others, trace], active: trace.id });
    this.#announce(uri);
    return trace.id;
  }

  /**
   * Changes a trace; returns it as it is then, or undefined when it is no longer kept (its document was closed, or the problem
   * was run again), in which case nothing happens.
   */
  change(uri: string, id: number, change: Partial<Omit<Trace, "id">>): Trace | undefined {
    const shelf = this.#shelves.get(uri);
    const index = shelf?.traces.findIndex((it) => it.id === id) ?? -1;
    const trace = shelf?.traces[index];
    if (shelf === undefined || trace === undefined) return undefined;
    const next: Trace = { ...trace, ...change };
    this.#shelves.set(uri, { ...shelf, traces: shelf.traces.with(index, next) });
    this.#announce(uri);
    return next;
  }

  activate(uri: string, id: number): void {
    const shelf = this.#shelves.get(uri);
    if (shelf === undefined || shelf.active === id || !shelf.traces.some((it) => it.id === id)) return;
    this.#shelves.set(uri, { ...shelf, active: id });
    this.#announce(uri);
  }

  /** Moves the highlighted step of the active trace. Returns the trace as it is then, or undefined where there is none. */
  move(uri: string, move: StepMove): Trace | undefined {
    const trace = this.active(uri);
    if (trace === undefined || trace.steps.length === 0) return undefined;
    const position = target(trace, move);
    return position === undefined ? trace : this.change(uri, trace.id, { position });
  }

  /** Lines moved. What stands beside them moves with them; whether the trace is stale is decided by `markStale`. */
  edit(uri: string, edits: readonly LineEdit[]): void {
    for (const trace of this.of(uri)) for (const edit of edits) trace.lines.apply(edit);
  }

  /**
   * Marks as stale each trace whose problem or rule is no longer the one that was run, and as fresh again each whose text
   * came back (undo).
   */
  markStale(uri: string, problems: readonly StatedProblem[]): void {
    for (const trace of this.of(uri)) {
      const now = problems.find((it) => it.line === problemLine(trace));
      const stale = now === undefined || !sameProblem(now, trace.problem);
      if (stale !== trace.stale) this.change(uri, trace.id, { stale });
    }
  }

  clear(uri: string): void {
    if (this.#shelves.delete(uri)) this.#announce(uri);
  }

  #announce(uri: string): void {
    for (const listener of [...this.#listeners]) listener(uri);
  }
}

function target(trace: Trace, move: StepMove): number | undefined {
  const last = trace.steps.length - 1;
  switch (move) {
    case "next":
      return Math.min(last, (trace.position ?? -1) + 1);
    case "previous":
      return Math.max(0, (trace.position ?? last + 1) - 1);
    case "first-wrong":
      return firstWrong(trace);
    default:
      return move satisfies never;
  }
}

/** Whether both call the same rule with the same arguments; where they stand does not matter. */
export function sameProblem(a: StatedProblem, b: StatedProblem): boolean {
  return a.call === b.call && ruleText(a) === ruleText(b);
}

/** The text of the function that the problem calls and of every other function of its program, without what lies between. */
function ruleText(problem: StatedProblem): string {
  const lines = problem.program.source.split(/\r?\n/);
  const rules = [...problem.program.functions.values()];
  return rules.map((rule) => lines.slice(rule.line - 1, rule.endLine).join("\n")).join("\n");
}
