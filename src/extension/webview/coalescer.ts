/** @file Turns many requests for the same thing into few calls: at once when it is quiet, then at most one per interval and key. */
import type { Disposable } from "../../core/base/disposable.ts";

export class Coalescer implements Disposable {
  readonly #milliseconds: number;
  readonly #call: (key: string) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #again = new Set<string>();

  constructor(milliseconds: number, call: (key: string) => void) {
    this.#milliseconds = milliseconds;
    this.#call = call;
  }

  /** Calls now, or at the end of the running interval; never loses the last request. */
  request(key = ""): void {
    if (this.#timers.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#timers.set(
      key,
      setTimeout(() => this.#elapsed(key), this.#milliseconds),
    );
    this.#call(key);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#again.clear();
  }

  #elapsed(key: string): void {
    this.#timers.delete(key);
    if (this.#again.delete(key)) this.request(key);
  }
}
