/**
 * @file Asks for conclusions while somebody drags: one question at a time, and of those that came up meanwhile only the latest. Counts how many
 * conclusions a second come back.
 */

import type { Conclusion, LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Params } from "../../../src/protocol/request.ts";

/** By the model whose points are shown. */
export type Question = Omit<Params<LatentViewContract, "conclude">, "model">;
export type Ask = (question: Question) => Promise<readonly Conclusion[]>;

interface Asked {
  readonly question: Question;
  readonly answered: (conclusions: readonly Conclusion[]) => void;
}

export class Concluder {
  readonly #ask: Ask;
  readonly #failed: (error: unknown) => void;
  readonly #now: () => number;
  #waiting: Asked | undefined;
  #busy = false;
  #answers: { readonly at: number; readonly took: number; readonly count: number }[] = [];

  constructor(ask: Ask, failed: (error: unknown) => void, now: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#failed = failed;
    this.#now = now;
  }

  /** Whatever was asked before and is not on its way is forgotten. */
  ask(question: Question, answered: Asked["answered"]): void {
    this.#waiting = { question, answered };
    void this.#next();
  }

  /** Conclusions a second of waiting for them, over the last two seconds. */
  get rate(): number {
    const from = this.#now() - 2000;
    this.#answers = this.#answers.filter(({ at }) => at > from);
    const took = this.#answers.reduce((sum, each) => sum + each.took, 0);
    return took === 0 ? 0 : (1000 * this.#answers.reduce((sum, { count }) => sum + count, 0)) / took;
  }

  async #next(): Promise<void> {
    const asked = this.#waiting;
    if (this.#busy || asked === undefined) return;
    this.#waiting = undefined;
    this.#busy = true;
    const started = this.#now();
    try {
      const conclusions = await this.#ask(asked.question);
      const now = this.#now();
      this.#answers.push({ at: now, took: now - started, count: conclusions.length });
      asked.answered(conclusions);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#busy = false;
    }
    void this.#next();
  }
}
