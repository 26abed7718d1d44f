/**
 * @file The one log channel and what is written to it. Where the environment variable RULESCOPE_LOG names a file, the same lines go
 * there as well: for `rulescope bench activate`, for tests, and for hosts that keep no log files. Both read `activated in 3.2 ms`, `a run was asked
 * for` and `first token after 240 ms (warm, …)`.
 */
import { appendFileSync } from "node:fs";
import * as vscode from "vscode";
import { Cancelled, EngineLost, messageOf, UserError } from "../../core/base/errors.ts";

export interface Log extends vscode.Disposable {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
  /** Brings the channel into view. */
  show(): void;
}

export function createLog(file = process.env.RULESCOPE_LOG): Log {
  const channel = vscode.window.createOutputChannel("Rulescope", { log: true });
  const write = (level: "info" | "warn" | "error", line: string): void => {
    channel[level](line);
    if (file) append(file, `${new Date().toISOString()} [${level}] ${line}\n`);
  };
  return {
    info: (line) => write("info", line),
    warn: (line) => write("warn", line),
    error: (line) => write("error", line),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

/** A full disk must not stop what is told of. */
function append(file: string, line: string): void {
  try {
    appendFileSync(file, line);
  } catch {
    // The channel has the line.
  }
}

/** A failure as it goes into the log: expected ones in one line, bugs with their stack. */
export function logFailure(log: Log, doing: string, error: unknown): void {
  if (error instanceof Cancelled) log.info(`${doing}: cancelled`);
  else if (error instanceof UserError || error instanceof EngineLost) log.error(`${doing}: ${messageOf(error)}`);
  else log.error(`${doing}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
