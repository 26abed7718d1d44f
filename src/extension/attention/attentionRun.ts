/** @file What an attention view shows of a run, and what the engine is asked about it. Knows no `vscode`. */
import type { Model } from "../../client/models.ts";
import type { PromptSpans } from "../../core/attention/promptSpans.ts";
import { UserError } from "../../core/base/errors.ts";
import type { CaptureShape, RunInput } from "../../protocol/activations.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import { graphFile } from "../../protocol/modelManifest.ts";
import { finite } from "../../protocol/wire.ts";
import { isRunning, type Trace } from "../trace/trace.ts";

/** A run whose activations can be shown. */
export interface Subject {
  /** As in the view's messages. */
  readonly id: string;
  readonly uri: string;
  readonly trace: Trace;
  /** SHA-256 of the graph that wrote the run, where its record tells. */
  readonly modelHash?: string | undefined;
}

/** Throws a UserError where there is nothing to read yet, or no more. */
export function runInputOf({ trace }: Subject, model: Model, device: DeviceSetting): RunInput {
  const { prompt, tokens } = trace;
  if (isRunning(trace)) {
    throw new UserError("still-writing", "The model is still writing.", "Its attention is shown when it is done.");
  }
  if (prompt === undefined || tokens.length === 0) {
    throw new UserError("nothing-written", "The model has written nothing in this run.", "Run the problem again.");
  }
  return { modelDir: model.dir, device, prompt, response: tokens.map(({ id }) => id) };
}

/** The run with the shape that the engine tells. */
export function attentionRun(
  subject: Subject,
  model: Model,
  { shape, spans }: { readonly shape: CaptureShape; readonly spans: PromptSpans },
): AttentionRun {
  const { id, trace } = subject;
  const { problem, method } = trace;
  const { promptTokens } = shape;
  return {
    id,
    call: problem.call,
    method,
    model: model.manifest.name,
    shape,
    steps: trace.steps.map(({ tokens: [first, end], line, text, verdict }) => ({
      tokens: [finite(first + promptTokens), finite(end + promptTokens)],
      line: line === null ? null : finite(line),
      text,
      verdict,
    })),
    lines: linesOf(spans),
    problem: spans.problem ? [finite(spans.problem[0]), finite(spans.problem[1])] : null,
    operands: spans.operands ? [finite(spans.operands[0]), finite(spans.operands[1])] : null,
    latent: null,
    notices: noticesOf(subject, model, spans),
    provenance: provenanceOf(subject, model),
  };
}

function linesOf({ lines }: PromptSpans): AttentionRun["lines"] {
  return lines.map(({ line, text, tokens: [from, to] }) => ({
    line: finite(line),
    text,
    tokens: [finite(from), finite(to)],
  }));
}

function noticesOf({ trace, modelHash }: Subject, model: Model, { lines, problem }: PromptSpans): string[] {
  const changed = modelHash !== undefined && modelHash !== model.manifest.hashes[graphFile];
  return [
    ...(changed
      ? [`The model ${model.manifest.name} has changed since this run: what is shown is how the model of now reads it.`]
      : []),
    ...(trace.stale ? ["The rule or the problem was edited since this run; lines are those of the run."] : []),
    ...(problem === undefined
      ? ["The prompt's tokens do not add up to its text, so lines of the rule cannot be told apart."]
      : lines.length === 0
        ? [
            `The method ${trace.method} gives the model no rule to read: steps are shown against the problem and themselves.`,
          ]
        : []),
  ];
}

function provenanceOf({ trace }: Subject, { manifest }: Model): string {
  const hash = manifest.hashes[graphFile]?.slice(0, 12);
  return [
    `${trace.problem.call} by ${manifest.name}${hash === undefined ? "" : ` (model.onnx ${hash})`}`,
    trace.method,
    `training seed ${manifest.seed}`,
    "recomputed on the CPU from the run's tokens",
  ].join("; ");
}
