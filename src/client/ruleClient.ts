/**
 * @file The host's handle on a process that runs rules: it has so much memory and so much time for an answer, and is killed when it needs
 * more. A process and not a thread, because V8 ends the whole process when some allocations of a thread fail (a map or an array that
 * outgrows the thread's limit). The next request starts a new one.
 */

import type { Disposable } from "../core/base/disposable.ts";
import { Cancelled } from "../core/base/errors.ts";
import { durationText } from "../core/format/figures.ts";
import { Endpoint, type RequestOptions } from "../protocol/endpoint.ts";
import type { Contract, Event, Params, RequestName, Result } from "../protocol/request.ts";
import { type RuleContract, ruleContract } from "../protocol/ruleContract.ts";
import { RuleProcess, RuleStopped } from "./ruleProcess.ts";

export interface RuleClientOptions {
  /** The process's script: `src/worker/main.ts` from sources, `dist/ruleWorker.js` in the extension. */
  readonly entry: string;
  /** What it is for, for the log. */
  readonly name: string;
  readonly log?: (line: string) => void;
  /** Its heap, in MiB. */
  readonly memory?: number;
  /** How long an answer may take, once the process can be asked. */
  readonly deadlineMs?: number;
}

export interface RuleRequestOptions<E> extends RequestOptions<E> {
  /** The client's when absent. */
  readonly deadlineMs?: number | undefined;
  /** How long it may take to stop what was cancelled and to clean up; as short as nobody misses anything when absent. */
  readonly graceMs?: number | undefined;
}

/** With the start of a process a document is answered within 2 s. */
const defaultDeadlineMs = 1500;
/** What is being computed cannot be interrupted: after so long nobody waits for its end. */
const cancelGraceMs = 100;

interface Running {
  readonly process: RuleProcess;
  readonly endpoint: Endpoint<Contract, RuleContract>;
  readonly ready: Promise<unknown>;
}

export class RuleClient implements Disposable {
  readonly #options: RuleClientOptions;
  #running: Running | undefined;
  #disposed = false;

  constructor(options: RuleClientOptions) {
    this.#options = options;
  }

  /** The process id while one is running; for logs and tests. */
  get pid(): number | undefined {
    return this.#running?.process.ended === false ? this.#running.process.pid : undefined;
  }

  /** Starts the process ahead of its first request. */
  start(): void {
    this.#process();
  }

  /** Rejects with `Cancelled`, a `UserError`, `RuleStopped`, or an `Error` for a bug. */
  async request<N extends RequestName<RuleContract>>(
    name: N,
    params: Params<RuleContract, N>,
    { signal, onEvent, deadlineMs, graceMs = cancelGraceMs }: RuleRequestOptions<Event<RuleContract, N>> = {},
  ): Promise<Result<RuleContract, N>> {
    if (signal?.aborted) throw new Cancelled();
    const running = this.#process();
    const limit = deadlineMs ?? this.#options.deadlineMs ?? defaultDeadlineMs;
    const timers: NodeJS.Timeout[] = [];
    const cancelled = (): void => {
      timers.push(setTimeout(() => running.process.kill("was no longer needed"), graceMs));
    };
    signal?.addEventListener("abort", cancelled);
    try {
      await running.ready;
      if (signal?.aborted) throw new Cancelled();
      timers.push(setTimeout(() => running.process.kill(`took longer than ${durationText(limit / 1000)}`), limit));
      return await running.endpoint.request(name, params, { signal, onEvent });
    } catch (error) {
      if (signal?.aborted) throw new Cancelled();
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancelled);
      for (const timer of timers) clearTimeout(timer);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#running?.process.kill("was closed");
  }

  #process(): Running {
    if (this.#disposed) throw new RuleStopped("was closed");
    if (this.#running === undefined || this.#running.process.ended) this.#running = this.#start();
    return this.#running;
  }

  #start(): Running {
    const { entry, name, log, memory } = this.#options;
    const process = new RuleProcess({ entry, name, role: "rules", log, memory });
    const endpoint: Endpoint<Contract, RuleContract> = new Endpoint({
      port: process.port,
      calls: ruleContract,
      lost: () => process.stopped(),
      report: (line) => log?.(`rules (${name}): ${line}`),
    });
    const ready = endpoint.request("hello", {});
    ready.catch(() => {}); // whoever asks for something sees the failure there
    return { process, endpoint, ready };
  }
}
