/** @file The bar of long work, on stderr. It shows how far the work is and when it will end; time comes from a passed clock. */

import type { Terminal } from "./terminal.ts";

export interface Progress {
  /** @param detail what else is worth knowing, such as the loss */
  show(done: number, total: number, detail: string): void;
  /** Takes the bar away. */
  end(): void;
}

const barWidth = 24;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** @param clock milliseconds, from any start */
export function progress(terminal: Terminal, title: string, clock: () => number): Progress {
  let first: { readonly done: number; readonly at: number } | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(done, total, detail) {
      const now = clock();
      first ??= { done, at: now };
      if (now - shownAt < 80 && done < total) return;
      shownAt = now;
      const rest = ((now - first.at) / Math.max(1, done - first.done)) * (total - done);
      const eta = done > first.done && done < total ? `  ${duration(rest / 1000)} left` : "";
      const share = total > 0 ? done / total : 0;
      const line = `${title} ${bar(share)} ${String(Math.floor(share * 100)).padStart(3)} %  ${detail}${eta}`;
      terminal.status(line.slice(0, terminal.columns - 1));
    },
    end: () => terminal.status(""),
  };
}

export function bar(share: number): string {
  const cells = Math.round(Math.min(1, Math.max(0, share)) * barWidth * 8);
  const text = "█".repeat(Math.floor(cells / 8)) + (eighths[cells % 8] ?? "");
  return text.padEnd(barWidth, "░");
}

/** `42 s`, `3 min 05 s`, `1 h 20 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `950`, `12.3 k`, `4.2 M`. */
export function short(count: number): string {
  if (count < 1000) return String(Math.round(count));
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} k` : `${(count / 1e6).toFixed(1)} M`;
}
