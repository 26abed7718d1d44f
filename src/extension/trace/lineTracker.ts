/**
 * @file Follows lines of a document through edits, so that what a run said about a line stays beside that line while lines
 * above it come and go. Lines are 1-based, as everywhere in the core. Knows no `vscode`.
 */

/** An edit in lines: `first` to `last` (1-based, both included) were replaced by a text with `lineCount` lines (at least 1). */
export interface LineEdit {
  readonly first: number;
  readonly last: number;
  readonly lineCount: number;
  /** The edit begins at the very start of its first line, so that text inserted there pushes that line down. */
  readonly atLineStart: boolean;
}

export class LineTracker {
  readonly #now = new Map<number, number>();

  constructor(lines: Iterable<number>) {
    for (const line of lines) this.#now.set(line, line);
  }

  /** Where an original line stands now. A line that was not named at construction is its own answer. */
  now(line: number): number {
    return this.#now.get(line) ?? line;
  }

  apply(edit: LineEdit): void {
    const delta = edit.lineCount - (edit.last - edit.first + 1);
    if (delta === 0) return;
    const firstMoved = edit.atLineStart && edit.first === edit.last ? edit.first : edit.last + 1;
    const lastKept = edit.first + edit.lineCount - 1;
    for (const [original, now] of this.#now) {
      if (now >= firstMoved) this.#now.set(original, now + delta);
      else if (now >= edit.first) this.#now.set(original, Math.min(now, lastKept));
    }
  }
}
