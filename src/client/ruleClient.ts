/**
 * @file The host's handle on a process that runs rules: it has so much memory and so much time for an answer, and is killed when it needs
 * more. A process and not a thread, because V8 ends the whole process when some allocations of a thread fail (a map or an array that
 * outgrows the thread's limit). The next request starts a new one.
 */

import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { Disposable } from "../core/base/disposable.ts";
import { Cancelled } from "../core/base/errors.ts";
import { Endpoint, type RequestOptions } from "../protocol/endpoint.ts";
import type { Contract, Event, Params, RequestName, Result } from "../protocol/request.ts";
import { type RuleContract, ruleContract } from "../protocol/ruleContract.ts";
import { childPort } from "./childPort.ts";
import { engineEnvironment } from "./engineEnvironment.ts";

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
}

/** The process was ended before it answered. */
export class RuleStopped extends Error {
  override readonly name = "RuleStopped";
  /** What it would have needed: `took longer than 2 s`. */
  readonly why: string;

  constructor(why: string) {
    super(`What runs the rule ${why} and was stopped.`);
    this.why = why;
  }
}

const defaultMemory = 512;
const defaultDeadlineMs = 2000;
/** What is being computed cannot be interrupted: after so long nobody waits for its end. */
const cancelGraceMs = 100;

interface Running {
  readonly child: ChildProcess;
  readonly endpoint: Endpoint<Contract, RuleContract>;
  readonly ready: Promise<unknown>;
  ended: boolean;
  why: string | undefined;
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
    return this.#running?.ended === false ? this.#running.child.pid : undefined;
  }

  /** Starts the process ahead of its first request. */
  start(): void {
    this.#process();
  }

  /** Rejects with `Cancelled`, a `UserError`, `RuleStopped`, or an `Error` for a bug. */
  async request<N extends RequestName<RuleContract>>(
    name: N,
    params: Params<RuleContract, N>,
    { signal, onEvent, deadlineMs }: RuleRequestOptions<Event<RuleContract, N>> = {},
  ): Promise<Result<RuleContract, N>> {
    if (signal?.aborted) throw new Cancelled();
    const running = this.#process();
    const limit = deadlineMs ?? this.#options.deadlineMs ?? defaultDeadlineMs;
    const timers: NodeJS.Timeout[] = [];
    const cancelled = (): void => {
      timers.push(setTimeout(() => this.#kill(running, "was no longer needed"), cancelGraceMs));
    };
    signal?.addEventListener("abort", cancelled);
    try {
      await running.ready;
      if (signal?.aborted) throw new Cancelled();
      timers.push(setTimeout(() => this.#kill(running, `took longer than ${limit / 1000} s`), limit));
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
    if (this.#running !== undefined) this.#kill(this.#running, "was closed");
  }

  #process(): Running {
    if (this.#disposed) throw new RuleStopped("was closed");
    if (this.#running === undefined || this.#running.ended) this.#running = this.#start();
    return this.#running;
  }

  #start(): Running {
    const { entry, name, log, memory = defaultMemory } = this.#options;
    const tell = (line: string): void => log?.(`rules (${name}): ${line}`);
    const child = fork(entry, [], {
      serialization: "advanced",
      execArgv: [`--max-old-space-size=${memory}`],
      env: { ...engineEnvironment(process.env), ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: "1" } : {}) },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    if (child.stderr) createInterface({ input: child.stderr }).on("line", tell);
    const endpoint: Endpoint<Contract, RuleContract> = new Endpoint({
      port: childPort(child),
      calls: ruleContract,
      lost: (reason) =>
        new RuleStopped(running.why ?? (isOutOfMemory(child) ? `needed more than ${memory} MB` : `ended (${reason})`)),
      report: tell,
    });
    const ready = endpoint.request("hello", {});
    ready.catch(() => {});
    const running: Running = { child, endpoint, ready, ended: false, why: undefined };
    child.once("exit", (code, signal) => {
      running.ended = true;
      if (running.why === undefined) tell(`ended with ${signal ?? `status ${code}`}`);
    });
    child.once("error", (error) => {
      running.ended = true;
      tell(`could not be started: ${error.message}`);
    });
    return running;
  }

  #kill(running: Running, why: string): void {
    if (running.ended) return;
    running.ended = true;
    running.why = why;
    running.child.kill("SIGKILL");
  }
}

/** V8 ends a process whose heap is full by SIGABRT; Windows has a status for it. */
function isOutOfMemory({ signalCode, exitCode }: ChildProcess): boolean {
  return signalCode === "SIGABRT" || signalCode === "SIGTRAP" || exitCode === 134 || exitCode === 0x80000003;
}
