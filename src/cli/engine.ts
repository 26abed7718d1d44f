/** @file The engine of one command: started for it, told to stop by Ctrl-C, ended with it. */

import { EngineClient } from "../client/engineClient.ts";
import type { Role } from "../protocol/contract.ts";
import { type DeviceSetting, deviceNames } from "../protocol/device.ts";
import type { Flag } from "./command.ts";
import { interruptible } from "./interrupt.ts";
import { engineEntry } from "./product.ts";
import type { Terminal } from "./terminal.ts";

export const deviceFlag = {
  kind: "text",
  choices: ["auto", ...deviceNames],
  about: "where the model runs (default auto)",
} as const satisfies Flag;

export interface EngineUse {
  readonly client: EngineClient;
  /** Aborted by the first Ctrl-C; the second ends this process at once. */
  readonly signal: AbortSignal;
}

/** How long a stopped engine may take: a training finishes its step and writes a checkpoint. */
const graceMs: Readonly<Record<Role, number>> = { inspect: 3000, train: 60_000 };

/** Starts an engine, lets `use` work with it, and ends it however that went. */
export async function withEngine<T>(
  role: Role,
  terminal: Terminal,
  use: (engine: EngineUse) => Promise<T>,
): Promise<T> {
  const interrupt = interruptible();
  const verbose = process.env.RULESCOPE_VERBOSE !== undefined;
  const client = EngineClient.start({
    role,
    graceMs: graceMs[role],
    entry: engineEntry,
    ...(verbose && { log: (line: string) => terminal.note(line) }),
    onDeviceChanged: ({ choice }) => terminal.note(`The device changed: ${choice.label}`),
  });
  try {
    return await use({ client, signal: interrupt.signal });
  } finally {
    await client.close();
    interrupt.dispose();
  }
}

/** The setting of a `--device` flag, whose choices were checked when it was read. */
export function deviceOf(text: string | undefined): DeviceSetting {
  return deviceNames.find((name) => name === text) ?? "auto";
}
