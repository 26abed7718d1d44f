/** @file One life of a process that runs rules: its memory is bounded, and it is killed by whoever has waited too long. */

import { type ChildProcess, fork } from "node:child_process";
import { createInterface } from "node:readline";
import { sizeText } from "../core/format/figures.ts";
import type { Port } from "../protocol/port.ts";
import { childPort } from "./childPort.ts";
import { engineEnvironment } from "./engineEnvironment.ts";

export interface RuleProcessOptions {
  /** The script: `src/worker/main.ts` from sources, `dist/ruleWorker.js` in the extension. */
  readonly entry: string;
  /** What it is for, for the log. */
  readonly name: string;
  /** `rules` answers about documents and responses, `debug` is one debugging session. */
  readonly role: "rules" | "debug";
  readonly log?: ((line: string) => void) | undefined;
  /** Its heap, in MiB. */
  readonly memory?: number | undefined;
}

/** The process was ended before it answered. */
export class RuleStopped extends Error {
  override readonly name = "RuleStopped";
  /** What it would have needed: `took longer than 1.5 s`. */
  readonly why: string;

  constructor(why: string) {
    super(`What runs the rule ${why} and was stopped.`);
    this.why = why;
  }
}

const defaultMemory = 512;

export class RuleProcess {
  readonly port: Port;
  readonly #child: ChildProcess;
  readonly #memory: number;
  #ended = false;
  #why: string | undefined;

  constructor({ entry, name, role, log, memory = defaultMemory }: RuleProcessOptions) {
    this.#memory = memory;
    const tell = (line: string): void => log?.(`rules (${name}): ${line}`);
    this.#child = fork(entry, [role], {
      serialization: "advanced",
      execArgv: [`--max-old-space-size=${memory}`],
      env: { ...engineEnvironment(process.env), ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: "1" } : {}) },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.port = childPort(this.#child);
    if (this.#child.stderr) createInterface({ input: this.#child.stderr }).on("line", tell);
    this.#child.once("exit", (code, signal) => {
      this.#ended = true;
      if (this.#why === undefined) tell(`ended with ${signal ?? `status ${code}`}`);
    });
    this.#child.once("error", (error) => {
      this.#ended = true;
      this.#why ??= `could not be started: ${error.message}`;
      tell(this.#why);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  onClosed(listener: () => void): void {
    this.port.onClose(listener);
  }

  /** Why it ended, as an error for whoever still waits. */
  stopped(): RuleStopped {
    const { exitCode, signalCode } = this.#child;
    const memory = isOutOfMemory(this.#child) ? `needed more than ${sizeText(this.#memory * 2 ** 20)}` : undefined;
    return new RuleStopped(this.#why ?? memory ?? `ended with ${signalCode ?? `status ${exitCode}`}`);
  }

  kill(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#why = why;
    this.#child.kill("SIGKILL");
  }
}

/** V8 ends a process whose heap is full by SIGABRT; Windows has a status for it. */
function isOutOfMemory({ signalCode, exitCode }: ChildProcess): boolean {
  return signalCode === "SIGABRT" || signalCode === "SIGTRAP" || exitCode === 134 || exitCode === 0x80000003;
}
