/**
 * @file How long the extension host was kept from its other work, for tests: written to the log where the environment variable
 * RULESCOPE_BLOCKS is set, and not measured otherwise.
 */
import type { Disposable } from "../../core/base/disposable.ts";
import type { Log } from "./log.ts";

const everyMilliseconds = 250;

/** On a busy machine a process waits for its turn: what it worked in that time is its own doing. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function monitorBlocks(log: Log, wanted = process.env.RULESCOPE_BLOCKS): Disposable {
  if (!wanted) return { dispose: () => {} };
  let [longest, busiest, told] = [0, 0, 0];
  let last = performance.now();
  let worked = cpuMilliseconds();
  const ticks = setInterval(() => {
    const [now, cpu] = [performance.now(), cpuMilliseconds()];
    longest = Math.max(longest, now - last - 1);
    busiest = Math.max(busiest, Math.min(now - last, cpu - worked));
    last = now;
    worked = cpu;
    if (now - told < everyMilliseconds) return;
    told = now;
    log.info(`longest block ${longest.toFixed(1)} ms, ${busiest.toFixed(1)} ms of it at work`);
    [longest, busiest] = [0, 0];
  }, 1);
  return { dispose: () => clearInterval(ticks) };
}
