/** @file Shows a training on stderr: a bar for people; where nobody watches, a line every tenth of the way, so that a log shows that it lives. */
import { percentText, shortCount } from "../core/format/figures.ts";
import type { TrainingProgress } from "../protocol/contract.ts";
import { progress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface TrainingReport {
  show(event: TrainingProgress): void;
  /** ` at step 3 of 9`, while it trains. */
  where(): string;
  /** Takes the bar away. */
  end(): void;
}

export function trainingReport(terminal: Terminal, name: string): TrainingReport {
  const shown = progress(terminal, name, () => performance.now());
  let last: TrainingProgress | undefined;
  let noted = "";
  return {
    show(event) {
      last = event;
      shown.show(event.step, event.steps, detailOf(event));
      const tenth = `${event.phase} ${Math.floor((event.step / Math.max(1, event.steps)) * 10)}`;
      if (terminal.interactive || tenth === noted) return;
      noted = tenth;
      terminal.note(`${name}: ${detailOf(event)}`);
    },
    where: () => (last?.phase === "training" ? ` at step ${last.step} of ${last.steps}` : ""),
    end: () => shown.end(),
  };
}

function detailOf({ phase, step, steps, loss, tokensPerSecond, kl, ruleAccuracy }: TrainingProgress): string {
  if (phase !== "training") return phase;
  const parts = [`step ${step}/${steps}`];
  if (loss !== null) parts.push(`loss ${loss.toFixed(4)}`);
  if (typeof kl === "number") parts.push(`KL ${kl.toFixed(2)}`);
  if (typeof ruleAccuracy === "number") parts.push(`rules ${percentText(ruleAccuracy)}`);
  if (tokensPerSecond !== null) parts.push(`${shortCount(tokensPerSecond)} tokens/s`);
  return parts.join("  ");
}
