/** @file Asking work to stop. The signal has the shape of the platform's `AbortSignal`, which this zone cannot name. */

import { Cancelled } from "../core/base/errors.ts";

/** Any `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The sending half. `cancel` may be called any number of times. */
export class CancelSource implements CancelSignal {
  #aborted = false;
  readonly #listeners = new Set<() => void>();

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  cancel(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }
}

/** Throws `Cancelled` once the signal has been given. Called between the pieces of long work. */
export function throwIfCancelled(signal: CancelSignal): void {
  if (signal.aborted) throw new Cancelled();
}
