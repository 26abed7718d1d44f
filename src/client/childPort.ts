/** @file A forked process as a `Port`, its death included. */

import type { ChildProcess } from "node:child_process";
import type { Disposable } from "../core/base/disposable.ts";
import type { Port } from "../protocol/port.ts";

export function childPort(child: ChildProcess): Port {
  return {
    post(message) {
      // The channel may close between this check and the write; the process's own exit is what reports it.
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage(listener): Disposable {
      const handle = (message: unknown) => listener(message);
      child.on("message", handle);
      return { dispose: () => child.off("message", handle) };
    },
    onClose(listener): Disposable {
      const exited = (code: number | null, signal: NodeJS.Signals | null) =>
        listener(signal === null ? `its process ended with status ${code}` : `its process was ended by ${signal}`);
      const failed = (error: Error) => listener(`its process could not be started: ${error.message}`);
      child.once("exit", exited);
      child.once("error", failed);
      return {
        dispose: () => {
          child.off("exit", exited);
          child.off("error", failed);
        },
      };
    },
  };
}
