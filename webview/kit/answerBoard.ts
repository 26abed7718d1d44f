/** @file What the questions of one view are about together: whether one waits for long, and what went wrong. No DOM. */

import { messageOf } from "../../src/core/base/errors.ts";
import { type FailureHelp, helpFor } from "../../src/protocol/failureHelp.ts";

export interface Failure {
  readonly message: string;
  readonly help: FailureHelp | undefined;
}

/** Most answers are there at once: only a longer wait is worth saying. */
const patienceMilliseconds = 250;

export class AnswerBoard {
  readonly #waiting = new Set<object>();
  readonly #failures = new Map<object, Failure>();
  readonly #listeners = new Set<() => void>();
  #patience: ReturnType<typeof setTimeout> | undefined;
  #isWaiting = false;

  /** Whether some answer has been waited for longer than a moment. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** What went wrong and is not resolved, each message once. */
  get failures(): readonly Failure[] {
    return [...new Map([...this.#failures.values()].map((failure) => [failure.message, failure])).values()];
  }

  tell(owner: object, state: "idle" | "loading" | "failed" | "ready", error?: unknown): void {
    if (state === "loading") this.#waiting.add(owner);
    else this.#waiting.delete(owner);
    // A failure stands until its question is answered or no longer asked.
    if (state === "failed") this.#failures.set(owner, { message: messageOf(error), help: helpFor(error) });
    else if (state !== "loading") this.#failures.delete(owner);
    if (this.#waiting.size === 0) {
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#isWaiting = false;
    } else
      this.#patience ??= setTimeout(() => {
        this.#isWaiting = true;
        this.#changed();
      }, patienceMilliseconds);
    this.#changed();
  }

  /** Calls back after each change. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
