/**
 * @file Which models hold native sessions, and how much they take: above a budget those are released that were used longest ago, never one
 * that a request under way may be using. A model is in use when it was asked for since the oldest request under way began.
 */

import type { Disposable } from "../../core/base/disposable.ts";

export interface Loaded {
  /** What its sessions hold, nearly all of it weights. */
  readonly bytes: number;
  /** Gives the sessions back. Whoever asks for the model again opens it again. */
  release(): Promise<void>;
}

export class LoadedModels {
  readonly #budget: number;
  /** With the turn at which each was last asked for. */
  readonly #models = new Map<Loaded, number>();
  /** Not wanted any more, with the same. */
  readonly #retired = new Map<Loaded, number>();
  /** The turns at which the requests under way began. */
  readonly #serving = new Set<number>();
  #turn = 0;

  /** `budget` in bytes. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get count(): number {
    return this.#models.size;
  }

  get bytes(): number {
    return this.#models.keys().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** A request begins; it ends when the result is disposed. */
  begin(): Disposable {
    const turn = ++this.#turn;
    this.#serving.add(turn);
    return {
      dispose: () => {
        this.#serving.delete(turn);
        void this.#makeRoom();
      },
    };
  }

  /** A model was opened. */
  add(model: Loaded): void {
    this.touch(model);
    void this.#makeRoom();
  }

  /** A model was asked for. */
  touch(model: Loaded): void {
    this.#models.delete(model);
    this.#models.set(model, ++this.#turn);
  }

  /** A model is not wanted any more: its sessions go as soon as nobody can be using them. */
  retire(model: Loaded): void {
    if (!this.#models.has(model)) return;
    const used = this.#models.get(model) ?? 0;
    this.#models.delete(model);
    this.#retired.set(model, used);
    void this.#makeRoom();
  }

  async #makeRoom(): Promise<void> {
    const oldest = Math.min(...this.#serving);
    const gone = [...this.#retired].filter(([, used]) => used < oldest).map(([model]) => model);
    for (const model of gone) this.#retired.delete(model);
    let total = this.bytes;
    for (const [model, used] of [...this.#models]) {
      if (total <= this.#budget) break;
      if (used >= oldest) continue;
      this.#models.delete(model);
      total -= model.bytes;
      gone.push(model);
    }
    // One that cannot be given back is not worth failing a request for.
    await Promise.allSettled(gone.map((model) => model.release()));
  }
}
