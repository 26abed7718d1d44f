/** @file Keeps the paint on the rule's lines at one step of a run: asks the engine for the lines' attention weights, the latest question first. */

import type { HeadSet } from "../../protocol/activations.ts";
import { type Log, logFailure } from "../log/log.ts";
import { problemLine } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";
import type { LinePaint } from "./linePaint.ts";
import type { RunActivations } from "./runActivations.ts";

export interface StepPaintParts {
  readonly traces: Traces;
  readonly log: Log;
}

export class StepPaint {
  readonly #parts: StepPaintParts;
  #paint: LinePaint | undefined;
  #asking: AbortController | undefined;

  constructor(parts: StepPaintParts) {
    this.#parts = parts;
  }

  /** `set`: undefined for all heads. */
  async show(activations: RunActivations, step: number, set: HeadSet | undefined): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { run, subject } = activations;
    const { traces, log } = this.#parts;
    try {
      const [{ LinePaint }, { lineWeights, spansOfStep }] = await Promise.all([
        import("./linePaint.ts"),
        import("./lineWeights.ts"),
      ]);
      this.#paint ??= new LinePaint();
      const spans = spansOfStep(run, step);
      if (spans === undefined || run.lines.length === 0 || !subject.trace.ruleHere) {
        this.#paint.show(undefined);
        return;
      }
      const { weights } = await activations.client.request(
        "attentionSpans",
        { ...activations.input, set: set ?? allHeads(run.shape), ...spans },
        { signal: asking.signal },
      );
      const now = traces.of(subject.uri).find(({ id }) => id === subject.trace.id);
      if (asking.signal.aborted || now === undefined) return;
      this.#paint.show({
        uri: subject.uri,
        step,
        weights: lineWeights(run, weights),
        problemLine: problemLine(now),
        now: (line) => now.lines.now(line),
      });
    } catch (error) {
      if (!asking.signal.aborted) logFailure(log, "Attention", error);
    }
  }

  clear(): void {
    this.#asking?.abort();
    this.#paint?.show(undefined);
  }

  dispose(): void {
    this.#asking?.abort();
    this.#paint?.dispose();
  }
}

function allHeads({ layers, heads }: RunActivations["run"]["shape"]): HeadSet {
  const each = heads.map((_, head) => head);
  return { heads: Array.from({ length: layers }, (_, layer) => each.map((head) => ({ layer, head }))).flat() };
}
