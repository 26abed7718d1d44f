/** @file One life of an engine process: fork, handshake, stderr to the log, kill. `EngineClient` makes a new one after a loss. */

import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { EngineLost } from "../core/base/errors.ts";
import { contractVersion, cpuOnlyFlag, type EngineContract, engineContract, type Role } from "../protocol/contract.ts";
import { Endpoint } from "../protocol/endpoint.ts";
import type { Contract, Result } from "../protocol/request.ts";
import { childPort } from "./childPort.ts";
import { engineEnvironment } from "./engineEnvironment.ts";

export interface EngineProcessOptions {
  readonly role: Role;
  readonly entry: string;
  readonly log?: (line: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves graphics devices alone: the process before this one crashed while it could use them. */
  readonly cpuOnly?: boolean;
}

const crashSignals: readonly string[] = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"];
/** Windows reports crashes as exit codes from here on (0xC0000005 is an access violation). */
const crashCodes = 0xc0000000;

export class EngineProcess {
  readonly endpoint: Endpoint<Contract, EngineContract>;
  /** The handshake's answer. */
  readonly ready: Promise<Result<EngineContract, "hello">>;
  readonly #child: ChildProcess;
  readonly #log: (line: string) => void;
  readonly #gone: Promise<void>;
  #ended = false;
  #crashed = false;
  #killedBecause: string | undefined;

  constructor(options: EngineProcessOptions) {
    this.#log = (line) => options.log?.(`engine ${options.role}: ${line}`);
    this.#child = fork(options.entry, [options.role, ...(options.cpuOnly ? [cpuOnlyFlag] : [])], {
      serialization: "advanced",
      // The host's own flags (an inspector port, a loader) are not the engine's.
      execArgv: [],
      env: {
        ...engineEnvironment(process.env),
        ...options.env,
        // In an Electron host the executable is the editor itself; this makes it behave as Node.
        ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: "1" } : {}),
      },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const { stderr } = this.#child;
    if (stderr) createInterface({ input: stderr }).on("line", this.#log);
    this.#gone = new Promise((resolve) => {
      const end = (how: string) => {
        this.#ended = true;
        this.#log(how);
        resolve();
      };
      this.#child.once("exit", (code, signal) => {
        this.#crashed = signal === null ? (code ?? 0) >= crashCodes : crashSignals.includes(signal);
        end(signal === null ? `ended with status ${code}` : `ended by ${signal}`);
      });
      this.#child.once("error", (error) => end(`could not be started: ${error.message}`));
    });
    this.endpoint = new Endpoint({
      port: childPort(this.#child),
      calls: engineContract,
      lost: (reason) => new EngineLost(this.#killedBecause ?? reason),
      report: this.#log,
    });
    this.ready = this.endpoint.request("hello", { contract: contractVersion });
    // Whoever sends a request awaits `ready` and sees the failure there; without a request nobody needs to.
    this.ready.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended || this.#killedBecause !== undefined;
  }

  /** Whether it ended by a fault of its native code. */
  get crashed(): boolean {
    return this.#crashed;
  }

  /** Ends the process at once; `InferenceSession.run` cannot be interrupted in any other way. */
  kill(because: string): void {
    if (this.#ended) return;
    this.#killedBecause ??= because;
    this.#child.kill("SIGKILL");
  }

  /** Asks for an orderly end, kills after `graceMs`, resolves when the process is gone. */
  async close(graceMs: number): Promise<void> {
    if (this.#ended) return;
    const timer = setTimeout(() => this.kill("it was closed"), graceMs);
    this.endpoint.request("shutdown", {}).catch(() => {});
    await this.#gone;
    clearTimeout(timer);
    this.endpoint.dispose();
  }
}
