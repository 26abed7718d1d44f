/**
 * @file One side of the VAE: embeddings and blocks up to the residual, with what z does to them on the decoder's side. Every part comes
 * with a function that adds its backward nodes; inference never calls those.
 */
import { addGradient, type Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { activate, activationScale } from "../operators/activation.ts";
import { embed } from "../operators/embedding.ts";
import { linear } from "../operators/linear.ts";
import { normalize, scaleRows } from "../operators/rmsNorm.ts";
import { rotaryAngles } from "../operators/rotary.ts";
import type { TransformerShape } from "./config.ts";
import type { Injected, LayerInjection } from "./injection.ts";
import type { RowsShape } from "./latentVector.ts";
import { buildVaeAttention, type LayerInputs } from "./vaeAttention.ts";
import { type Side, sideName } from "./vaeParameters.ts";

export interface TransformerInputs {
  readonly side: Side;
  readonly transformer: TransformerShape;
  /** The table of token embeddings, [vocabulary, width]. */
  readonly tokenTable: TensorName;
  readonly vocabularySize: number;
  /** [token] int64, token = batch * sequence */
  readonly ids: TensorName;
  readonly shape: RowsShape;
  readonly bias: TensorName;
  /** What z does to the embeddings, and in each layer. */
  readonly embedding: (x: TensorName) => Injected;
  readonly injection: (layer: number) => LayerInjection;
}

export interface VaeBlockTensors {
  /** Nodes for what each half adds to the residual, [token, width]; added on request. */
  readonly attentionOutput: () => TensorName;
  readonly feedForwardOutput: () => TensorName;
  readonly residual: TensorName;
}

export interface VaeTransformer {
  /** [token, width], before the final norm. */
  readonly residual: TensorName;
  readonly blocks: readonly VaeBlockTensors[];
  backward(residualGradient: TensorName, gradients: Gradients): void;
}

export function buildTransformer(g: GraphBuilder, inputs: TransformerInputs): VaeTransformer {
  const { side, transformer, ids, shape } = inputs;
  const { rotaryHeads, rotaryBase, headWidth, heads } = transformer;
  const positions = g.within(`${side}.positions`, () => positionsOf(g, shape));
  const angles =
    rotaryHeads === 0
      ? undefined
      : g.within(`${side}.positions`, () => rotaryAngles(g, positions, { heads, headWidth, base: rotaryBase }));
  const start = g.within(`${side}.embedding`, () => embedTokens(g, inputs, ids, positions));
  let residual = start.output;
  const blocks = Array.from({ length: transformer.layers }, (_, layer) => {
    const given = { ...inputs, layer, residual, angles, injection: inputs.injection(layer) };
    const block = g.within(`${side}.block.${layer}`, () => buildBlock(g, given));
    residual = block.tensors.residual;
    return block;
  });
  return {
    residual,
    blocks: blocks.map(({ tensors }) => tensors),
    backward: (residualGradient, gradients) => {
      let gradient = residualGradient;
      for (const [layer, block] of [...blocks.entries()].reverse()) {
        gradient = g.within(`${side}.block.${layer}.backward`, () => block.backward(gradient, gradients));
      }
      g.within(`${side}.embedding.backward`, () => start.backward(gradient, gradients));
    },
  };
}

/** 0, 1, 2, … in each row: [token] int64. */
function positionsOf(g: GraphBuilder, { batch, sequence }: RowsShape): TensorName {
  const length = g.node("Squeeze", [sequence, g.integers(0)]);
  const row = g.node("Unsqueeze", [g.node("Range", [g.integer(0), length, g.integer(1)]), g.integers(0)]);
  const all = g.node("Expand", [row, g.node("Concat", [batch, sequence], { attributes: { axis: 0 } })]);
  return g.node("Reshape", [all, g.integers(-1)]);
}

function embedTokens(g: GraphBuilder, inputs: TransformerInputs, ids: TensorName, positions: TensorName) {
  const { side, transformer, tokenTable, vocabularySize } = inputs;
  const positionTable = sideName(side).positionEmbedding;
  const tokens = embed(g, tokenTable, ids, vocabularySize);
  const placed = transformer.positions > 0 ? embed(g, positionTable, positions, transformer.positions) : undefined;
  const sum = placed === undefined ? tokens.output : g.node("Add", [tokens.output, placed.output]);
  const changed = inputs.embedding(sum);
  return {
    output: changed.output,
    backward: (gradient: TensorName, gradients: Gradients): void => {
      const dx = changed.backward(gradient, gradients);
      gradients.set(tokenTable, tokens.backward(dx, gradients.get(tokenTable)));
      if (placed !== undefined) gradients.set(positionTable, placed.backward(dx));
    },
  };
}

function buildBlock(g: GraphBuilder, inputs: LayerInputs) {
  const attention = g.within("attention", () => buildVaeAttention(g, inputs));
  const feedForward = g.within("feedForward", () => buildFeedForward(g, { ...inputs, residual: attention.output }));
  return {
    tensors: {
      attentionOutput: attention.added,
      feedForwardOutput: feedForward.added,
      residual: feedForward.output,
    },
    backward: (gradient: TensorName, gradients: Gradients): TensorName => {
      const middle = g.within("feedForward", () => feedForward.backward(gradient, gradients));
      return g.within("attention", () => attention.backward(middle, gradients));
    },
  };
}

/** x + f(norm(x) W1) W2, or where it is gated x + (f(norm(x) Wg) ∘ norm(x) W1) W2 (Shazeer, 2020). */
function buildFeedForward(g: GraphBuilder, { side, transformer, layer, residual }: LayerInputs) {
  const { activation, gated, width } = transformer;
  const name = sideName(side);
  const norm = name.feedForwardNorm(layer);
  const scale = activationScale[activation];
  const normalized = normalize(g, residual, width);
  const enter = (weight: string, factor: number) => {
    const scaled = scaleRows(g, norm, weight);
    const product = linear(g, normalized.output, scaled.output, { scale: factor, widens: true });
    return {
      output: product.output,
      backward: (dy: TensorName, gradients: Gradients, accumulate?: TensorName): TensorName => {
        const back = product.backward(dy, accumulate === undefined ? {} : { accumulate });
        const through = scaled.backward(back.weight);
        gradients.set(weight, through.weight);
        addGradient(g, gradients, norm, through.scale);
        return back.input;
      },
    };
  };
  const activated = enter(gated ? name.feedForwardGate(layer) : name.feedForwardInput(layer), scale.input);
  const hidden = activate(g, activation, activated.output);
  const other = gated ? enter(name.feedForwardInput(layer), 1) : undefined;
  const product = other === undefined ? hidden.output : g.node("Mul", [hidden.output, other.output]);
  const weight = name.feedForwardOutput(layer);
  const output = linear(g, product, weight, { add: residual, scale: scale.output });
  return {
    output: output.output,
    added: () => linear(g, product, weight, { scale: scale.output }).output,
    backward: (gradient: TensorName, gradients: Gradients): TensorName => {
      // The activation wants its output's gradient with a factor; what is multiplied with it must not have it.
      const factor = other === undefined ? hidden.gradientScale : 1;
      const outer = output.backward(gradient, { scale: factor });
      gradients.set(weight, outer.weight);
      if (other === undefined) {
        return normalized.backward(activated.backward(hidden.backward(outer.input), gradients), gradient);
      }
      const toOther = other.backward(g.node("Mul", [outer.input, hidden.output]), gradients);
      const toHidden = g.node("Mul", [outer.input, other.output]);
      const scaled = hidden.gradientScale === 1 ? toHidden : g.node("Mul", [toHidden, g.scalar(hidden.gradientScale)]);
      return normalized.backward(activated.backward(hidden.backward(scaled), gradients, toOther), gradient);
    },
  };
}
