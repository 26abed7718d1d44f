/** @file One step of training as one graph: forward, loss, backward, clipping, AdamW. */

import type { HeadGroup } from "./attentionLayer.ts";
import { buildDecoder } from "./decoder.ts";
import type { Gradients } from "./gradients.ts";
import { GraphBuilder, type TensorName } from "./graph.ts";
import { adamW, clipFactor, globalNorm } from "./operators/adamw.ts";
import { crossEntropy, labelledRows } from "./operators/crossEntropy.ts";
import { attendPlanned, longestWindow, planHeads, runsOfHeads } from "./operators/headGroups.ts";
import { joinParts, part, splitParts } from "./operators/parts.ts";
import { cutBlocks } from "./operators/windowedAttention.ts";
import { type DecoderConfig, parameterGroups, parameterTable } from "./parameters.ts";

export interface OptimizerConfig {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global norm. */
  readonly clip: number;
}

/** The tensors of the training step, beside the values themselves. */
export const trainingTensor = {
  first: (name: string): string => `first.${name}`,
  second: (name: string): string => `second.${name}`,
  /** The output with the next value of an input. */
  next: (name: string): string => `next.${name}`,
  gradient: (name: string): string => `gradient.${name}`,
} as const;

/**
 * Inputs: `input_ids`, `place_ids` (if the model has places), `position_ids`, `labels` int64 [batch, sequence] (labels[b, s] is the token that
 * should follow; negative = not counted), `learning_rate`, `step` (from 1) float32 scalars; for each of `parameterGroups` its values
 * and its `first.` and `second.` moments, float32 [size]: a few long vectors take fewer and fuller passes than many short ones.
 * Outputs: `loss` (nats), `correct` (int64 count), `gradient_norm` (before clipping), and `next.` of each of the three.
 * Sequences start at their first column, are padded on the right, and are at least two columns long.
 */
export function writeTrainingStep(config: DecoderConfig, optimizer: OptimizerConfig): Uint8Array {
  const g = new GraphBuilder("training-step");
  const groups = parameterGroups(config);
  g.within("parameters", () => {
    for (const { name, parameters, sizes, size } of groups) {
      const pieces = splitParts(g, g.input(name, "float32", [size]), sizes, 0);
      for (const [i, { name, shape }] of parameters.entries()) {
        g.rename(g.node("Reshape", [part(pieces, i), g.integers(...shape)]), name);
      }
    }
  });
  const { gradients } = buildLoss(g, config);
  g.within("optimizer", () => {
    const flat = groups.map(({ parameters }) => {
      const pieces = parameters.map(({ name }) =>
        g.node("Reshape", [gradients.get(name) ?? missing(name), g.integers(-1)]),
      );
      return joinParts(g, pieces, 0);
    });
    const norm = g.node("Identity", [globalNorm(g, flat)], { name: "gradient_norm" });
    g.output(norm, "float32", []);
    const scalars = {
      clip: clipFactor(g, norm, optimizer.clip),
      learningRate: g.input("learning_rate", "float32", []),
      step: g.input("step", "float32", []),
    };
    const update = adamW(g, scalars, optimizer);
    for (const [i, { name, decay, size }] of groups.entries()) {
      const state = {
        parameter: name,
        first: g.input(trainingTensor.first(name), "float32", [size]),
        second: g.input(trainingTensor.second(name), "float32", [size]),
      };
      const next = update(state, part(flat, i), decay);
      for (const kind of ["parameter", "first", "second"] as const) {
        g.rename(next[kind], trainingTensor.next(state[kind]));
        g.output(trainingTensor.next(state[kind]), "float32", [size]);
      }
    }
  });
  return g.toBytes();
}

/** The loss and every parameter's gradient, `gradient.NAME`, without an optimiser: for checks. Inputs as in the training step. */
export function writeGradients(config: DecoderConfig): Uint8Array {
  const g = new GraphBuilder("gradients");
  for (const { name, shape } of parameterTable(config)) g.input(name, "float32", shape);
  const { gradients } = buildLoss(g, config);
  for (const { name, shape } of parameterTable(config)) {
    g.rename(gradients.get(name) ?? missing(name), trainingTensor.gradient(name));
    g.output(trainingTensor.gradient(name), "float32", shape);
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
  const blocks = window === undefined ? undefined : g.within("blocks", () => cutBlocks(g, length, window));
  const pad = blocks === undefined ? undefined : g.within("blocks", () => padder(g, length, blocks.sequence));
  const flat = (x: TensorName, filler: number): TensorName =>
    g.node("Reshape", [pad === undefined ? x : pad(x, filler), g.integers(-1)]);
  const ids = pad === undefined ? given.ids : pad(given.ids, 0);
  const sequence = blocks?.sequence ?? length;

  const plans = g.within("bias", () => planHeads(g, config.heads, sequence, blocks));
  const groups = runsOfHeads(config.heads).map(({ count, head }): HeadGroup => {
    const plan = plans.get(head.window) ?? missing(`a window of ${head.window}`);
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

function missing(name: string): never {
  throw new Error(`The training graph lacks ${name}.`);
}
