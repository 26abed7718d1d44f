/**
 * @file How long the extension host was kept from its other work, for tests: written to the log where the environment variable
 * RULESCOPE_LOG names a file, and not measured otherwise.
 */
import type { Disposable } from "../../core/base/disposable.ts";
import type { Log } from "./log.ts";

const everyMilliseconds = 250;

export function monitorBlocks(log: Log, file = process.env.RULESCOPE_LOG): Disposable {
  if (!file) return { dispose: () => {} };
  let [longest, told] = [0, 0];
  let last = performance.now();
  const ticks = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
    if (now - told < everyMilliseconds) return;
    told = now;
    log.info(`longest block ${longest.toFixed(1)} ms`);
    longest = 0;
  }, 1);
  return { dispose: () => clearInterval(ticks) };
}
