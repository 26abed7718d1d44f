/**
 * @file One map on its way: asked for, forming, there, cancelled or failed. The last map stays while another one is computed, and after a
 * cancel or a failure it is marked as what it is. No DOM.
 */

import { Cancelled, messageOf } from "../../../src/core/base/errors.ts";
import type { Endpoint } from "../../../src/protocol/endpoint.ts";
import type { LatentViewContract, ShownModel } from "../../../src/protocol/latentView.ts";
import type { Contract } from "../../../src/protocol/request.ts";
import { fitOf, fitted } from "../scatter/frame.ts";
import type { DrawnMap, MapParams } from "./drawnMap.ts";
import { type ChosenHookPoint, hookPointName, hookPointOf } from "./hookPoints.ts";
import { formingWords, mapWords, methodWords } from "./words.ts";

/** What comes at once needs no sign that something is under way. */
const patienceMilliseconds = 180;

export interface MapWork {
  readonly what: string;
  readonly done: number;
  /** 0 where nobody knows. */
  readonly total: number;
}

export class MapComputation {
  drawn: DrawnMap | undefined;
  work: MapWork | undefined;
  words = "";
  kind: "" | "stale" | "failed" = "";
  /** It was given up: somebody may begin it again. */
  isStopped = false;
  /** Told of every change, and of another map. */
  changed: () => void = () => {};
  hasDrawn: () => void = () => {};
  readonly #endpoint: Endpoint<Contract, LatentViewContract>;
  #computing: AbortController | undefined;
  #asked = "";
  #last: readonly [model: ShownModel, hookPoint: ChosenHookPoint, params: MapParams] | undefined;

  constructor(endpoint: Endpoint<Contract, LatentViewContract>) {
    this.#endpoint = endpoint;
  }

  /** Computes another map, unless it is there, under way, or was given up. Never rejects: `words` say what went wrong. */
  async compute(model: ShownModel, hookPoint: ChosenHookPoint, params: MapParams): Promise<void> {
    const key = JSON.stringify([model.dir, hookPoint, params]);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#last = [model, hookPoint, params];
    this.#computing?.abort();
    const computing = new AbortController();
    this.#computing = computing;
    this.#set({ isStopped: false });
    const slow = setTimeout(
      () => this.#set({ work: { what: "reading points", done: 0, total: 0 } }),
      patienceMilliseconds,
    );
    try {
      const answer = await this.#endpoint.request(
        "map",
        { model: model.dir, hookPoint: hookPointOf(hookPoint), ...params },
        {
          signal: computing.signal,
          onEvent: (event) => {
            if (computing.signal.aborted) return;
            clearTimeout(slow);
            const { done, total } = event;
            this.#set({ work: { what: event.kind === "progress" ? event.what : "layout", done, total } });
            if (event.kind === "progress") return;
            this.#draw({ hookPoint, model, answer: null }, event.coordinates);
            if (total > 1) this.#set({ words: formingWords(params.method.kind), kind: "" });
          },
        },
      );
      if (computing.signal.aborted) return;
      this.#set({ words: mapWords(answer), kind: "" });
      this.#draw({ hookPoint, model, answer }, answer.coordinates);
    } catch (error) {
      if (computing.signal.aborted && this.#computing !== computing) return;
      const isCancelled = error instanceof Cancelled;
      const words = `${isCancelled ? "Cancelled." : messageOf(error)}${this.#stillDrawn()}`;
      this.#set({ words, kind: isCancelled ? "stale" : "failed", isStopped: true });
    } finally {
      clearTimeout(slow);
      if (this.#computing === computing) {
        this.#computing = undefined;
        this.#set({ work: undefined });
      }
    }
  }

  cancel(): void {
    this.#computing?.abort();
  }

  retry(): void {
    if (this.#last === undefined) return;
    this.#asked = "";
    void this.compute(...this.#last);
  }

  /** Other points: nothing is drawn until their map is there. */
  forget(): void {
    this.#asked = "";
    this.#last = undefined;
    this.#computing?.abort();
    this.#computing = undefined;
    this.#set({ drawn: undefined, work: undefined, words: "", kind: "stale", isStopped: false });
  }

  #stillDrawn(): string {
    if (this.drawn === undefined) return "";
    const { hookPoint, answer } = this.drawn;
    if (answer === null) return ` ${hookPointName(hookPoint)} is drawn as far as it came.`;
    return ` Still drawn is ${hookPointName(hookPoint)} by ${methodWords(answer)}.`;
  }

  #draw(of: Omit<DrawnMap, "raw" | "xy" | "fit">, raw: Float32Array): void {
    const fit = fitOf(raw);
    this.#set({ drawn: { ...of, raw, xy: fitted(raw, fit), fit } });
    this.hasDrawn();
  }

  #set(change: Partial<Pick<MapComputation, "drawn" | "work" | "words" | "kind" | "isStopped">>): void {
    Object.assign(this, change);
    this.changed();
  }
}
