/** @file Where in a rule's text something cannot be used, and what to write instead. */

export interface Diagnostic {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /**
   * `task` where a docstring declares a task: what is wrong there is meant for nobody else. `syntax` where the text is no Python, or
   * deeper than is read: nothing of it runs, which is an error and no advice.
   */
  readonly about?: "task" | "syntax";
}
