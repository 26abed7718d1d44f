/** @file Two ports joined as a process boundary joins them. */

import type { Port } from "../../src/protocol/port.ts";

export interface Wire {
  readonly left: Port;
  readonly right: Port;
  readonly sent: unknown[];
  close(reason: string): void;
}

/** Two ports that deliver in later turns and copy what they carry, as a process boundary does. */
export function joined(): Wire {
  const listeners = { left: new Set<(m: unknown) => void>(), right: new Set<(m: unknown) => void>() };
  const closers = new Set<(reason: string) => void>();
  const sent: unknown[] = [];
  const port = (own: "left" | "right", other: "left" | "right"): Port => ({
    post(message) {
      const copy = structuredClone(message);
      sent.push(copy);
      setImmediate(() => {
        for (const listener of listeners[other]) listener(copy);
      });
    },
    onMessage(listener) {
      listeners[own].add(listener);
      return { dispose: () => listeners[own].delete(listener) };
    },
    onClose(listener) {
      closers.add(listener);
      return { dispose: () => closers.delete(listener) };
    },
  });
  return {
    left: port("left", "right"),
    right: port("right", "left"),
    sent,
    close: (reason) => {
      for (const closer of [...closers]) closer(reason);
    },
  };
}
