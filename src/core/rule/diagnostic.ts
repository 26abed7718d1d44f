/** @file Where in a rule's text something cannot be used, and what to write instead. */

export interface Diagnostic {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Set where a docstring declares a task: what is wrong there is meant for nobody else. */
  readonly about?: "task";
}
