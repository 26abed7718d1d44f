/** @file A trace while it is being written: what arrives from the engine, put into `Traces`. Knows no `vscode`. */
import type { RunToken } from "../../core/record/run.ts";
import type { RunStep } from "../../core/record/runStep.ts";
import type { TokenEvent } from "../../protocol/contract.ts";
import type { Trace, TraceToken } from "../trace/trace.ts";
import type { Traces } from "../trace/traces.ts";

export class LiveTrace {
  readonly #traces: Traces;
  readonly #uri: string;
  readonly #tokens: TraceToken[] = [];
  readonly #steps: RunStep[] = [];
  readonly #id: number;
  #length = 0;

  /** Shows `trace` instead of the problem's last one. */
  constructor(traces: Traces, uri: string, trace: Omit<Trace, "id">) {
    this.#traces = traces;
    this.#uri = uri;
    this.#id = traces.start(uri, trace);
  }

  token(token: TokenEvent): void {
    this.#tokens.push(traceTokenOf(token, this.#length));
    this.#length += token.text.length;
    this.change({ phase: "writing", tokens: this.#tokens });
  }

  step(step: RunStep): void {
    this.#steps.push(step);
    this.change({ steps: this.#steps });
  }

  /** The steps so far; a copy is not needed, they only grow. */
  get steps(): readonly RunStep[] {
    return this.#steps;
  }

  /** Returns the trace as it is then; undefined when its document was closed or the problem was run again meanwhile. */
  change(change: Partial<Omit<Trace, "id">>): Trace | undefined {
    return this.#traces.change(this.#uri, this.#id, change);
  }
}

/** A token as the trace shows it; `start` is where it stands in the response. */
export function traceTokenOf(token: RunToken, start: number): TraceToken {
  const { ids, texts, probabilities } = token.topK;
  return {
    id: token.id,
    text: token.text,
    start,
    probability: token.probability,
    entropy: token.entropy,
    alternatives: ids.map((id, i) => ({ id, text: texts[i] ?? "", probability: probabilities[i] ?? 0 })),
    ...(token.forced ? { forced: token.forced } : {}),
  };
}
