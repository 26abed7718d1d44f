/** @file The bar of long work, on stderr. It shows how far the work is and when it will end; time comes from a passed clock. */

import { durationText, percentText } from "../core/format/figures.ts";
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
      const eta = done > first.done && done < total ? `  ${durationText(rest / 1000)} left` : "";
      const share = total > 0 ? done / total : 0;
      const line = `${title} ${bar(share)} ${percentText(share).padStart(7)}  ${detail}${eta}`;
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
