/** @file One step of training as one graph: forward, loss, backward, clipping, AdamW. */

import type { Gradients } from "../gradients.ts";
import { GraphBuilder, type TensorName } from "../graph.ts";
import { attend } from "../operators/attention.ts";
import { crossEntropy, labeledRows } from "../operators/crossEntropy.ts";
import { attendShared } from "../operators/groupedQuery.ts";
import { attendPlanned, planHeads, runsOfHeads } from "../operators/headGroups.ts";
import { part, splitParts } from "../operators/parts.ts";
import { type Blocks, cutBlocks } from "../operators/windowedAttention.ts";
import { gradientOutput, missingTensor, type OptimizerConfig, optimizeGroups, readGroups } from "../optimizer.ts";
import type { HeadGroup } from "./attention.ts";
import { maskBias } from "./attentionBias.ts";
import { readMasks } from "./dropoutMasks.ts";
import { parameterGroups, parameterTable } from "./parameterTable.ts";
import { headCount, type LayerSpec, longestWindowOf, queriesPerKey, type TransformerSpec } from "./specification.ts";
import { buildTransformer, joinedLayout } from "./transformer.ts";

/**
 * Inputs: `input_ids`, `place_ids` (if the model has coupled positions), `token_type_ids` (if it has types), `position_ids`, `labels` int64 [batch,
 * sequence] (labels[b, s] is the token that should follow, or of an encoder the token that should stand here; negative = not counted),
 * `attention_mask` (of an encoder: 1 = real token) int64 [batch, sequence], `sight` (if heads have windows: they see no more
 * tokens than these) int64 scalar, `dropout_mask` (if values are dropped, see `dropoutMasks.ts`), `learning_rate`, `step` (from 1) float32
 * scalars; for each of `parameterGroups` its values and its `first.` and `second.` moments, float32 [size]: a few long vectors
 * take fewer and fuller passes than many short ones.
 * Outputs: `loss` (nats), `correct` (int64 count), `gradient_norm` (before clipping), and `next.` of each of the three.
 * Sequences start at their first column, are padded on the right, and are at least two columns long.
 */
export function writeTrainingStep(spec: TransformerSpec, optimizer: OptimizerConfig): Uint8Array {
  const g = new GraphBuilder("training-step");
  const groups = parameterGroups(spec);
  readGroups(g, groups);
  const { gradients } = buildLoss(g, spec);
  optimizeGroups(g, groups, gradients, optimizer);
  return g.toBytes();
}

/** The loss and every parameter's gradient, `gradient.NAME`, without an optimizer: for checks. Inputs as in the training step. */
export function writeGradients(spec: TransformerSpec): Uint8Array {
  const g = new GraphBuilder("gradients");
  for (const { name, shape } of parameterTable(spec)) g.input(name, "float32", shape);
  const { gradients } = buildLoss(g, spec);
  for (const { name, shape } of parameterTable(spec)) {
    gradientOutput(g, name, shape, gradients);
  }
  return g.toBytes();
}

/** The forward and backward of parameters that are there under their names. */
function buildLoss(g: GraphBuilder, spec: TransformerSpec): { gradients: Gradients } {
  const { embedding } = spec;
  const input = (name: string): TensorName => g.input(name, "int64", ["batch", "sequence"]);
  const given = {
    ids: input("input_ids"),
    coupled: embedding.coupledPositions.length > 0 ? input("place_ids") : undefined,
    types: embedding.types > 0 ? input("token_type_ids") : undefined,
    positions: input("position_ids"),
    labels: input("labels"),
  };

  const one = g.integer(1);
  const length = g.node("Gather", [g.node("Shape", [given.ids]), one]);
  const window = longestWindowOf(spec);
  const sight = window === undefined ? undefined : g.input("sight", "int64", []);
  const blocks = window === undefined ? undefined : g.within("blocks", () => cutBlocks(g, length, window));
  const pad = blocks === undefined ? undefined : g.within("blocks", () => padder(g, length, blocks.sequence));
  const flat = (x: TensorName, filler: number): TensorName =>
    g.node("Reshape", [pad === undefined ? x : pad(x, filler), g.integers(-1)]);
  const ids = pad === undefined ? given.ids : pad(given.ids, 0);
  const extents = splitParts(g, g.node("Shape", [ids]), [1, 1], 0);

  const groups = spec.attention.causal
    ? causalGroups(g, spec, { sequence: blocks?.sequence ?? length, blocks, sight })
    : openGroups(g, spec, input("attention_mask"));
  const transformer = buildTransformer(g, spec, {
    layout: joinedLayout,
    ids: g.node("Reshape", [ids, g.integers(-1)]),
    coupled: given.coupled === undefined ? undefined : flat(given.coupled, 0),
    types: given.types === undefined ? undefined : flat(given.types, 0),
    positions: flat(given.positions, 0),
    shape: { batch: part(extents, 0), sequence: part(extents, 1) },
    groups,
    masks: readMasks(g, spec, { length, to: blocks?.sequence }),
  });
  const labels = flat(given.labels, -1);

  const gradients: Gradients = new Map();
  const rows = labeledRows(g, transformer.residual, labels);
  const logits = transformer.logits(rows.output);
  const entropy = g.within("loss", () => crossEntropy(g, logits.output, rows.labels));
  g.rename(entropy.loss, "loss");
  g.output("loss", "float32", []);
  g.rename(entropy.correct, "correct");
  g.output("correct", "int64", []);
  const rowGradient = g.within("final.backward", () => logits.backward(g.within("loss", entropy.backward), gradients));
  transformer.backward(rows.backward(rowGradient), gradients);
  return { gradients };
}

interface Sequences {
  /** The padded length, an int64 scalar. */
  readonly sequence: TensorName;
  readonly blocks: Blocks | undefined;
  readonly sight: TensorName | undefined;
}

/** Runs of heads that see alike, each planned for the lengths at hand; all layers share the plans. */
function causalGroups(g: GraphBuilder, spec: TransformerSpec, { sequence, blocks, sight }: Sequences) {
  const served = queriesPerKey(spec);
  const all = spec.layers.flatMap(({ heads }) => heads);
  const plans = g.within("bias", () => planHeads(g, all, sequence, blocks, sight));
  return ({ heads }: LayerSpec): readonly HeadGroup[] =>
    runsOfHeads(heads).map(({ count, head }) => {
      const plan = plans.get(head.window) ?? missingTensor(`a window of ${head.window}`);
      return {
        heads: Array(count).fill(head),
        attend: (_, inputs) =>
          attendShared(g, { heads: count, served }, inputs, (each) => attendPlanned(g, plan, each)),
      };
    });
}

/** All heads in one group that sees every real token. `mask` is [batch, sequence]. */
function openGroups(g: GraphBuilder, spec: TransformerSpec, mask: TensorName) {
  const bias = g.within("bias", () => maskBias(g, mask));
  const shared = { heads: headCount(spec), served: queriesPerKey(spec) };
  return ({ heads }: LayerSpec): readonly HeadGroup[] => [
    { heads, attend: (_, inputs) => attendShared(g, shared, inputs, (each) => attend(g, { ...each, bias })) },
  ];
}

/** Pads [batch, length] int64 tensors on the right to [batch, to]. */
function padder(g: GraphBuilder, length: TensorName, to: TensorName): (x: TensorName, filler: number) => TensorName {
  const added = g.node("Unsqueeze", [g.node("Sub", [to, length]), g.integers(0)]);
  const pads = g.node("Concat", [g.integers(0, 0, 0), added], { attributes: { axis: 0 } });
  return (x, filler) => g.node("Pad", [x, pads, g.integer(filler)]);
}
