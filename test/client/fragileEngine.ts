/** @file The engine with a driver that takes it down at the first model, unless it is told to leave other devices alone. */

import { cpuOnlyFlag } from "../../src/protocol/contract.ts";

if (!process.argv.includes(cpuOnlyFlag)) {
  process.on("message", (message: { readonly name?: string }) => {
    if (message.name === "loadModel") process.kill(process.pid, "SIGSEGV");
  });
}
await import("../../src/engine/main.ts");
