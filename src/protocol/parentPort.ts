/** @file A forked process's side of the channel to its host, as a `Port`. */

import type { Disposable } from "../core/base/disposable.ts";
import type { Port } from "./port.ts";

/** What is needed of Node's `process`, which this zone cannot name. */
export interface ForkedProcess {
  readonly connected?: boolean | undefined;
  send?(message: unknown, handle: undefined, options: undefined, sent: () => void): boolean;
  on(event: "message", listener: (message: unknown) => void): unknown;
  off(event: "message", listener: (message: unknown) => void): unknown;
  off(event: "disconnect", listener: () => void): unknown;
  once(event: "disconnect", listener: () => void): unknown;
}

/** Throws when the process was not forked with a channel. */
export function parentPort(process: ForkedProcess): Port {
  if (process.send === undefined) throw new Error("This is started by its host and has no use of its own.");
  return {
    post(message) {
      // When the host is gone, `disconnect` reports it; a message then has no reader.
      if (process.connected) process.send?.(message, undefined, undefined, () => {});
    },
    onMessage(listener): Disposable {
      process.on("message", listener);
      return { dispose: () => process.off("message", listener) };
    },
    onClose(listener): Disposable {
      const closed = () => listener("its host is gone");
      process.once("disconnect", closed);
      return { dispose: () => process.off("disconnect", closed) };
    },
  };
}
