/** @file One step of training as one graph: forward, loss, backward, clipping, AdamW. */

import type { HeadGroup } from "./attentionLayer.ts";
import { buildDecoder } from "./decoder.ts";
import type { Gradients } from "./gradients.ts";
import { GraphBuilder, type TensorName } from "./graph.ts";
import { crossEntropy, labelledRows } from "./operators/crossEntropy.ts";
import { attendPlanned, longestWindow, planHeads, runsOfHeads } from "./operators/headGroups.ts";
import { cutBlocks } from "./operators/windowedAttention.ts";
import { gradientOutput, missingTensor, type OptimizerConfig, optimizeGroups, readGroups } from "./optimizer.ts";
import { type DecoderConfig, parameterGroups, parameterTable } from "./parameters.ts";

/**
 * Inputs: `input_ids`, `place_ids` (if the model has places), `position_ids`, `labels` int64 [batch, sequence] (labels[b, s] is the token that
 * should follow; negative = not counted), `sight` (if heads have windows: they see no more tokens than these) int64 scalar,
 * `learning_rate`, `step` (from 1) float32 scalars; for each of `parameterGroups` its values
 * and its `first.` and `second.` moments, float32 [size]: a few long vectors take fewer and fuller passes than many short ones.
 * Outputs: `loss` (nats), `correct` (int64 count), `gradient_norm` (before clipping), and `next.` of each of the three.
 * Sequences start at their first column, are padded on the right, and are at least two columns long.
 */
export function writeTrainingStep(config: DecoderConfig, optimizer: OptimizerConfig): Uint8Array {
  const g = new GraphBuilder("training-step");
  const groups = parameterGroups(config);
  readGroups(g, groups);
  const { gradients } = buildLoss(g, config);
  optimizeGroups(g, groups, gradients, optimizer);
  return g.toBytes();
}

/** The loss and every parameter's gradient, `gradient.NAME`, without an optimiser: for checks. Inputs as in the training step. */
export function writeGradients(config: DecoderConfig): Uint8Array {
  const g = new GraphBuilder("gradients");
  for (const { name, shape } of parameterTable(config)) g.input(name, "float32", shape);
  const { gradients } = buildLoss(g, config);
  for (const { name, shape } of parameterTable(config)) {
    gradientOutput(g, name, shape, gradients);
  }
  return g.toBytes();
}

/** The forward and backward of parameters that are there under their names. */
function buildLoss(g: GraphBuilder, config: DecoderConfig): { gradients: Gradients } {
  const input = (name: string): TensorName => g.input(name, "int64", ["batch", "sequence"]);
  const given = {
    ids: input("input_ids"),
    places: config.places > 0 ? input("place_ids") : undefined,
    positions: input("position_ids"),
    labels: input("labels"),
  };

  const one = g.integer(1);
  const length = g.node("Gather", [g.node("Shape", [given.ids]), one]);
  const window = longestWindow(config.heads);
  const sight = window === undefined ? undefined : g.input("sight", "int64", []);
  const blocks = window === undefined ? undefined : g.within("blocks", () => cutBlocks(g, length, window));
  const pad = blocks === undefined ? undefined : g.within("blocks", () => padder(g, length, blocks.sequence));
  const flat = (x: TensorName, filler: number): TensorName =>
    g.node("Reshape", [pad === undefined ? x : pad(x, filler), g.integers(-1)]);
  const ids = pad === undefined ? given.ids : pad(given.ids, 0);
  const sequence = blocks?.sequence ?? length;

  const plans = g.within("bias", () => planHeads(g, config.heads, sequence, blocks, sight));
  const groups = runsOfHeads(config.heads).map(({ count, head }): HeadGroup => {
    const plan = plans.get(head.window) ?? missingTensor(`a window of ${head.window}`);
    return { rotary: Array(count).fill(head.rotary), attend: (_, heads) => attendPlanned(g, plan, heads) };
  });
  const decoder = buildDecoder(g, config, {
    ids: g.node("Reshape", [ids, g.integers(-1)]),
    places: given.places === undefined ? undefined : flat(given.places, 0),
    positions: flat(given.positions, 0),
    shape: g.node("Shape", [ids]),
    groups,
  });
  const labels = flat(given.labels, -1);

  const gradients: Gradients = new Map();
  const rows = labelledRows(g, decoder.residual, labels);
  const logits = decoder.logits(rows.output);
  const entropy = g.within("loss", () => crossEntropy(g, logits.output, rows.labels));
  g.rename(entropy.loss, "loss");
  g.output("loss", "float32", []);
  g.rename(entropy.correct, "correct");
  g.output("correct", "int64", []);
  const rowGradient = g.within("final.backward", () => logits.backward(g.within("loss", entropy.backward), gradients));
  decoder.backward(rows.backward(rowGradient), gradients);
  return { gradients };
}

/** Pads [batch, length] int64 tensors on the right to [batch, to]. */
function padder(g: GraphBuilder, length: TensorName, to: TensorName): (x: TensorName, filler: number) => TensorName {
  const added = g.node("Unsqueeze", [g.node("Sub", [to, length]), g.integers(0)]);
  const pads = g.node("Concat", [g.integers(0, 0, 0), added], { attributes: { axis: 0 } });
  return (x, filler) => g.node("Pad", [x, pads, g.integer(filler)]);
}
