/**
 * @file The one definition of the decoder transformer, from which both the training step and the inference graph are built.
 * Every part returns what it computed together with a function that adds its backward nodes; inference never calls those.
 */
import { type AttentionLayerInputs, buildAttention, type HeadGroup, type TurnedGroup } from "./attentionLayer.ts";
import { addGradient, type Gradients } from "./gradients.ts";
import type { GraphBuilder, TensorName } from "./graph.ts";
import { activate, activationScale } from "./operators/activation.ts";
import { embed } from "./operators/embedding.ts";
import { type Linear, linear, project } from "./operators/linear.ts";
import { part, splitParts } from "./operators/parts.ts";
import { normalize, scaleColumns, scaleRows } from "./operators/rmsNorm.ts";
import { type RotaryAngles, rotaryAngles, rotaryRows } from "./operators/rotary.ts";
import { type DecoderConfig, headWidth, rotaryBase, weightName } from "./parameters.ts";

export interface DecoderInputs {
  /** [token] int64, token = batch * sequence */
  readonly ids: TensorName;
  /** [token] int64; absent when the model has no places. */
  readonly places: TensorName | undefined;
  /** [token] int64 */
  readonly positions: TensorName;
  /** [2] int64: batch, sequence. */
  readonly shape: TensorName;
  /** The heads in their order, in one group or several. */
  readonly groups: readonly HeadGroup[];
}

/** What a block computed, by the names of the captures. */
export interface BlockTensors {
  /** Nodes for what each half adds to the residual, [token, width]; added on request. */
  readonly attentionOutput: () => TensorName;
  readonly feedForwardOutput: () => TensorName;
  /** [token, width] after the block. */
  readonly residual: TensorName;
}

export interface Decoder {
  /** [token, width], before the final norm. */
  readonly residual: TensorName;
  readonly blocks: readonly BlockTensors[];
  /** Rows of the residual to logits [row, vocabulary]. */
  logits(residual: TensorName): Logits;
  /** From the gradient of the residual to the parameters below it; `tied` is what the logits gave the token embeddings. */
  backward(residualGradient: TensorName, gradients: Gradients): void;
}

export interface Logits {
  readonly output: TensorName;
  /** Returns the gradient of the residual rows. */
  backward(logitsGradient: TensorName, gradients: Gradients): TensorName;
}

export function buildDecoder(g: GraphBuilder, config: DecoderConfig, inputs: DecoderInputs): Decoder {
  const angles = g.within("positions", () =>
    rotaryAngles(g, inputs.positions, { heads: config.heads.length, headWidth: headWidth(config), base: rotaryBase }),
  );
  const groups = g.within("positions", () => inputs.groups.map((group) => turnGroup(g, angles, group)));
  const extents = splitParts(g, inputs.shape, [1, 1], 0);
  const shape = { batch: part(extents, 0), sequence: part(extents, 1) };
  const start = g.within("embedding", () => embedTokens(g, config, inputs));
  const blocks: Block[] = [];
  let residual = start.output;
  for (let layer = 0; layer < config.layers; layer++) {
    const block = g.within(`block.${layer}`, () => buildBlock(g, config, { layer, residual, angles, groups, shape }));
    residual = block.tensors.residual;
    blocks.push(block);
  }
  return {
    residual,
    blocks: blocks.map((block) => block.tensors),
    logits: (rows) => g.within("final", () => projectLogits(g, config, rows)),
    backward: (residualGradient, gradients) => {
      let gradient = residualGradient;
      for (const [layer, block] of [...blocks.entries()].reverse()) {
        gradient = g.within(`block.${layer}.backward`, () => block.backward(gradient, gradients));
      }
      g.within("embedding.backward", () => start.backward(gradient, gradients));
    },
  };
}

/** The group with its rows of angles. */
export function turnGroup(g: GraphBuilder, angles: RotaryAngles, group: HeadGroup): TurnedGroup {
  return { ...group, rows: group.rotary.includes(true) ? rotaryRows(g, angles, group.rotary) : undefined };
}

/** Tokens, and places where the model has them, to the residual that the first block reads. */
export function embedTokens(
  g: GraphBuilder,
  config: DecoderConfig,
  { ids, places }: Pick<DecoderInputs, "ids" | "places">,
) {
  const { vocabularySize } = config;
  const tokens = embed(g, weightName.tokenEmbedding, ids, vocabularySize);
  const placed = places === undefined ? undefined : embedPlaces(g, config, places);
  return {
    output: placed === undefined ? tokens.output : g.node("Add", [tokens.output, placed.output]),
    backward: (dx: TensorName, gradients: Gradients): void => {
      const tied = gradients.get(weightName.tokenEmbedding);
      gradients.set(weightName.tokenEmbedding, tokens.backward(dx, tied));
      placed?.backward(dx, gradients);
    },
  };
}

/** The place's row, and where places have parts, the part's row added to it. */
function embedPlaces(g: GraphBuilder, { places, placeParts = 1 }: DecoderConfig, ids: TensorName) {
  const rows = g.integer(places);
  const split = placeParts > 1;
  const place = embed(g, weightName.placeEmbedding, split ? g.node("Mod", [ids, rows]) : ids, places);
  const part = split ? embed(g, weightName.partEmbedding, g.node("Div", [ids, rows]), placeParts) : undefined;
  return {
    output: part === undefined ? place.output : g.node("Add", [place.output, part.output]),
    backward: (dx: TensorName, gradients: Gradients): void => {
      gradients.set(weightName.placeEmbedding, place.backward(dx));
      if (part !== undefined) gradients.set(weightName.partEmbedding, part.backward(dx));
    },
  };
}

interface Block {
  readonly tensors: BlockTensors;
  backward(residualGradient: TensorName, gradients: Gradients): TensorName;
}

export function buildBlock(g: GraphBuilder, config: DecoderConfig, block: AttentionLayerInputs): Block {
  const attention = g.within("attention", () => buildAttention(g, config, block));
  const feedForward = g.within("feedForward", () => buildFeedForward(g, config, block.layer, attention.output));
  return {
    tensors: {
      attentionOutput: attention.added,
      feedForwardOutput: feedForward.added,
      residual: feedForward.output,
    },
    backward: (gradient, gradients) => {
      const middle = g.within("feedForward", () => feedForward.backward(gradient, gradients));
      return g.within("attention", () => attention.backward(middle, gradients));
    },
  };
}

/** x + f(norm(x) W1) W2 */
function buildFeedForward(g: GraphBuilder, config: DecoderConfig, layer: number, residual: TensorName) {
  const { activation, width } = config;
  const scale = activationScale[activation];
  const normalized = normalize(g, residual, width);
  const normName = weightName.feedForwardNorm(layer);
  const input = normalizedLinear(g, normalized.output, normName, weightName.feedForwardInput(layer), scale.input);
  const hidden = activate(g, activation, input.output);
  const output = linear(g, hidden.output, weightName.feedForwardOutput(layer), { add: residual, scale: scale.output });
  return {
    output: output.output,
    added: () => linear(g, hidden.output, weightName.feedForwardOutput(layer), { scale: scale.output }).output,
    backward: (gradient: TensorName, gradients: Gradients): TensorName => {
      const outer = output.backward(gradient, { scale: hidden.gradientScale });
      gradients.set(weightName.feedForwardOutput(layer), outer.weight);
      return normalized.backward(input.backward(hidden.backward(outer.input), gradients), gradient);
    },
  };
}

/** A linear layer after a norm, whose scale is multiplied into the matrix. */
function normalizedLinear(g: GraphBuilder, x: TensorName, normName: string, name: string, scale = 1) {
  const scaled = scaleRows(g, normName, name);
  const product: Linear = linear(g, x, scaled.output, { scale, widens: true });
  return {
    output: product.output,
    backward: (dy: TensorName, gradients: Gradients, accumulate?: TensorName): TensorName => {
      const { input, weight } = product.backward(dy, accumulate === undefined ? {} : { accumulate });
      const through = scaled.backward(weight);
      gradients.set(name, through.weight);
      addGradient(g, gradients, normName, through.scale);
      return input;
    },
  };
}

export function projectLogits(g: GraphBuilder, config: DecoderConfig, rows: TensorName): Logits {
  const name = config.tiedEmbeddings ? weightName.tokenEmbedding : weightName.logits;
  const normalized = normalize(g, rows, config.width);
  const scaled = scaleColumns(g, weightName.finalNorm, name);
  const logits = project(g, normalized.output, scaled.output);
  return {
    output: logits.output,
    backward: (gradient, gradients) => {
      const { input, weight } = logits.backward(gradient);
      const through = scaled.backward(weight);
      addGradient(g, gradients, name, through.weight);
      gradients.set(weightName.finalNorm, through.scale);
      return normalized.backward(input);
    },
  };
}
