/** @file What each head did in a run that is over: its scores, with the rule's lines and the problem found among the prompt's tokens. */

import { promptSpans } from "../core/attention/promptSpans.ts";
import { writersOf } from "../core/attention/writers.ts";
import type { RunRecord } from "../core/record/run.ts";
import type { Problem } from "../core/task/problem.ts";
import type { CaptureShape, ScoredHeads } from "../protocol/activations.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type { DeviceSetting } from "../protocol/device.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Model } from "./models.ts";

export interface RunHeadsOptions {
  readonly client: EngineClient;
  readonly model: Model;
  readonly device: DeviceSetting;
  readonly problem: Problem;
  readonly record: RunRecord;
  readonly signal?: CancelSignal;
}

/** Rejects with a UserError when the model's activations cannot be captured. */
export async function runHeads({
  client,
  model,
  device,
  problem,
  record,
  signal,
}: RunHeadsOptions): Promise<ScoredHeads> {
  const { prompt, tokens, method, dialect } = record;
  const inside = { modelDir: model.dir, device, prompt, response: tokens.map(({ id }) => id) };
  let shape: CaptureShape | undefined;
  await client.request("capture", inside, {
    signal,
    onEvent: (event) => {
      if (event.kind === "shape") shape = event.shape;
    },
  });
  const promptTokens = shape?.promptTokens ?? 0;
  const texts = (shape?.tokens ?? []).slice(0, promptTokens).map(({ text }) => text);
  const { lines, operands } = promptSpans(texts, prompt, problem, { name: method, dialect });
  const lineTokens = new Map(lines.map((line) => [line.line, line.tokens]));
  const steps = record.steps.flatMap(({ line, tokens: [first, end] }) => {
    const found = line === null ? undefined : lineTokens.get(line);
    if (found === undefined || end - first < 2) return [];
    // After its label: what it claims of the line, not which line it claims.
    return [{ queries: pair(writersOf([promptTokens + first + 1, promptTokens + end])), line: pair(found) }];
  });
  const params = { ...inside, steps, ...(operands === undefined ? {} : { operands: pair(operands) }) };
  return (await client.request("headScores", params, { signal })).heads;
}

function pair([from, to]: readonly [number, number]): [number, number] {
  return [from, to];
}
