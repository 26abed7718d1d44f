/** @file The engine's side of the channel to the host that forked it. */

import type { Disposable } from "../core/base/disposable.ts";
import type { Port } from "../protocol/port.ts";

/** Throws when the process was not forked with a channel. */
export function parentPort(): Port {
  if (process.send === undefined) throw new Error("The engine is started by its host and has no use of its own.");
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
