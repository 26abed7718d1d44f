/**
 * @file Worker threads for long pure work on points. A thread leaves the engine's own free to answer, and can be ended in the middle of
 * anything: a cancel takes milliseconds whatever is being computed. Idle threads are kept for the next jobs.
 */

import { Worker } from "node:worker_threads";
import { DisposableList } from "../../core/base/disposable.ts";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { errorOf, type Failure } from "../../protocol/failure.ts";
import type { JobName, Jobs } from "./jobs.ts";

export interface ToWorker {
  readonly name: JobName;
  readonly params: unknown;
}

export type FromWorker =
  | { readonly kind: "event"; readonly event: unknown }
  | { readonly kind: "ok"; readonly result: unknown }
  | { readonly kind: "err"; readonly failure: Failure; readonly stack: string | undefined };

export class Workers {
  /** How many jobs at once are worth it. */
  readonly lanes: number;
  readonly #idle: Worker[] = [];

  constructor(lanes: number) {
    this.lanes = lanes;
  }

  /** Rejects with `Cancelled` as soon as the signal is given; with what the job throws otherwise. */
  async run<N extends JobName>(
    name: N,
    params: Jobs[N]["params"],
    signal: CancelSignal,
    onEvent: (event: Jobs[N]["event"]) => void = () => {},
  ): Promise<Jobs[N]["result"]> {
    throwIfCancelled(signal);
    const worker = this.#idle.pop() ?? this.#start();
    worker.ref();
    const listeners = new DisposableList();
    const listen = <T>(event: "message" | "error" | "exit", listener: (value: T) => void): void => {
      worker.on(event, listener);
      listeners.add({ dispose: () => worker.off(event, listener) });
    };
    const answer = new Promise<Jobs[N]["result"]>((resolve, reject) => {
      const cancel = (): void => {
        reject(new Cancelled());
        void worker.terminate();
      };
      signal.addEventListener("abort", cancel);
      listeners.add({ dispose: () => signal.removeEventListener("abort", cancel) });
      listen<FromWorker>("message", (message) => {
        if (message.kind === "event") {
          onEvent(message.event as Jobs[N]["event"]);
          return;
        }
        this.#rest(worker);
        if (message.kind === "ok") resolve(message.result as Jobs[N]["result"]);
        else reject(errorFrom(message));
      });
      listen<Error>("error", (error) => reject(isOutOfMemory(error) ? tooMuch() : error));
      listen("exit", (code) => reject(new Error(`A worker ended with status ${code}.`)));
      worker.postMessage({ name, params } satisfies ToWorker);
    });
    return answer.finally(() => listeners.dispose());
  }

  #start(): Worker {
    const worker = new Worker(workerEntry());
    worker.once("exit", () => {
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    return worker;
  }

  #rest(worker: Worker): void {
    worker.unref();
    if (this.#idle.length < this.lanes) this.#idle.push(worker);
    else void worker.terminate();
  }
}

function isOutOfMemory(error: Error): boolean {
  return "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooMuch(): UserError {
  return new UserError(
    "points-too-many",
    "This takes more memory than a worker has.",
    "Take fewer points, or fewer neighbors: a lower perplexity with t-SNE.",
  );
}

function errorFrom({ failure, stack }: Extract<FromWorker, { kind: "err" }>): Error {
  const error = errorOf(failure);
  if (failure.code === "bug" && stack !== undefined) error.stack = stack;
  return error;
}

/** Beside this file in the sources, beside the bundle in the product. */
function workerEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./pointWorker.js", import.meta.url);
}
