/**
 * @file The one definition of the transformer, from which the training step, the decode graph, the capture graphs and the halves of a VAE are
 * built. Every part returns what it computed together with a function that adds its backward nodes; inference never calls those.
 */
import { addGradient, type Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { project, sumRows } from "../operators/linear.ts";
import { type RotaryAngles, rotaryAngles, rotaryRows } from "../operators/rotary.ts";
import {
  attentionBody,
  type BatchShape,
  type Changed,
  type ChangeProjection,
  type HeadGroup,
  type TurnedGroup,
} from "./attention.ts";
import { type EmbeddingIds, embedTokens } from "./embedding.ts";
import { feedForwardBody } from "./feedForward.ts";
import { buildHalf } from "./half.ts";
import { type Half, type WeightNames, weightNames } from "./names.ts";
import { foldedNorm, type NormedRows, normRows, unnormed } from "./norm.ts";
import { rotaryTable } from "./rotaryTable.ts";
import {
  headCount,
  type LayerSpec,
  layerKinds,
  queriesPerKey,
  rotaryOf,
  type TransformerSpec,
} from "./specification.ts";

/** How the graph uses its weights. It changes rounding and speed, never what is computed. */
export interface GraphLayout {
  /** Whether the norms' scales go into the matrices that follow, where they can. */
  readonly foldsNorms: boolean;
  /** Whether query, key and value of a layer come from one joined matrix. */
  readonly joinsProjections: boolean;
}

/** For training, and for models so small that a copy of the weights does not matter. */
export const joinedLayout: GraphLayout = { foldsNorms: true, joinsProjections: true };
/** Weights are used as they are stored. */
export const plainLayout: GraphLayout = { foldsNorms: false, joinsProjections: false };

export interface TransformerInputs extends EmbeddingIds {
  readonly layout: GraphLayout;
  /** Put before the names of weights and nodes; empty when absent. */
  readonly prefix?: string;
  /** Of another transformer; its own when absent. */
  readonly tokenTable?: TensorName;
  /** What the first block reads instead of embeddings, [token, width]. */
  readonly start?: TensorName;
  readonly shape: BatchShape;
  /** The heads of a layer in their order, in one group or several. */
  readonly groups: (layer: LayerSpec) => readonly HeadGroup[];
  /** What something else does to the embeddings and to a layer's projections. */
  readonly change?: {
    readonly embedding: (x: TensorName) => Changed;
    readonly projection: (layer: number) => ChangeProjection;
  };
  /** [token, width] each, 1 = keep; absent when nothing is dropped. */
  readonly masks?: DropoutMasks;
}

export interface DropoutMasks {
  readonly embedding: TensorName | undefined;
  readonly half: (layer: number, half: Half) => TensorName | undefined;
}

/** What a block computed, by the names of the captures. */
export interface BlockTensors {
  /** Nodes for what each half adds to the residual stream, [token, width]; added on request. */
  readonly attentionOutput: () => TensorName;
  readonly feedForwardOutput: () => TensorName;
  /** [token, width] after the block. */
  readonly residual: TensorName;
}

export interface Transformer {
  /** [token, width], before the final norm. */
  readonly residual: TensorName;
  readonly blocks: readonly BlockTensors[];
  /** Rows of the residual stream to logits [row, vocabulary]. */
  logits(residual: TensorName): Logits;
  /** From the gradient of the residual stream to the parameters below it; what the logits gave a tied table is added to. */
  backward(residualGradient: TensorName, gradients: Gradients): void;
}

export interface Logits {
  readonly output: TensorName;
  /** Returns the gradient of the residual rows. */
  backward(logitsGradient: TensorName, gradients: Gradients): TensorName;
}

export function buildTransformer(g: GraphBuilder, spec: TransformerSpec, inputs: TransformerInputs): Transformer {
  const { prefix = "", layout, shape, change, masks } = inputs;
  const names = weightNames(prefix);
  const tokenTable = inputs.tokenTable ?? names.tokenEmbedding;
  const kinds = layerKinds(spec);
  const groups = g.within(`${prefix}positions`, () => {
    const angles = anglesOf(g, spec, inputs.positions);
    return kinds.kinds.map((kind) => inputs.groups(kind).map((group) => turnGroup(g, spec, angles, group)));
  });
  const start =
    inputs.start === undefined
      ? g.within(`${prefix}embedding`, () =>
          embedTokens(g, { ...inputs, spec, names, tokenTable, change: change?.embedding, mask: masks?.embedding }),
        )
      : { output: inputs.start, backward: () => undefined };
  const blocks: Block[] = [];
  let residual = start.output;
  for (const [layer, kind] of kinds.ofLayer.entries()) {
    const own = { spec, names, layout, layer, residual, shape, masks, groups: groups[kind] ?? [] };
    const block = g.within(`${prefix}block.${layer}`, () =>
      buildBlock(g, { ...own, change: change?.projection(layer) }),
    );
    residual = block.tensors.residual;
    blocks.push(block);
  }
  return {
    residual,
    blocks: blocks.map((block) => block.tensors),
    logits: (rows) => g.within(`${prefix}final`, () => projectLogits(g, { spec, names, layout, rows, tokenTable })),
    backward: (residualGradient, gradients) => {
      let gradient = residualGradient;
      for (const [layer, block] of [...blocks.entries()].reverse()) {
        gradient = g.within(`${prefix}block.${layer}.backward`, () => block.backward(gradient, gradients));
      }
      g.within(`${prefix}embedding.backward`, () => start.backward(gradient, gradients));
    },
  };
}

/** The angles of the positions at hand for each way of turning, by its JSON. */
type Angles = ReadonlyMap<string, RotaryAngles>;

function anglesOf(g: GraphBuilder, spec: TransformerSpec, positions: TensorName): Angles {
  const angles = new Map<string, RotaryAngles>();
  for (const { heads } of layerKinds(spec).kinds) {
    const rotary = rotaryOf(heads);
    const key = JSON.stringify(rotary);
    if (rotary === null || angles.has(key)) continue;
    const { headWidth } = spec.attention;
    const { interleaved } = rotary;
    const options = { heads: headCount(spec), headWidth, interleaved, ...rotaryTable(rotary) };
    angles.set(key, rotaryAngles(g, positions, options));
  }
  return angles;
}

/** The group with its rows of angles. */
function turnGroup(g: GraphBuilder, spec: TransformerSpec, angles: Angles, group: HeadGroup): TurnedGroup {
  const rotary = rotaryOf(group.heads);
  const own = angles.get(JSON.stringify(rotary));
  if (rotary === null || own === undefined) return { ...group, angles: undefined, rows: undefined };
  const turned = group.heads.map((head) => head.rotary !== null);
  const served = queriesPerKey(spec);
  const query = rotaryRows(g, own, turned);
  const key =
    served === 1
      ? query
      : rotaryRows(
          g,
          own,
          turned.filter((_, head) => head % served === 0),
        );
  return { ...group, angles: own, rows: { query, key } };
}

export interface BlockInputs {
  readonly spec: TransformerSpec;
  readonly names: WeightNames;
  readonly layout: GraphLayout;
  readonly layer: number;
  /** [token, width] */
  readonly residual: TensorName;
  readonly groups: readonly TurnedGroup[];
  readonly shape: BatchShape;
  readonly change?: ChangeProjection | undefined;
  readonly masks?: DropoutMasks | undefined;
}

interface Block {
  readonly tensors: BlockTensors;
  backward(residualGradient: TensorName, gradients: Gradients): TensorName;
}

function buildBlock(g: GraphBuilder, inputs: BlockInputs): Block {
  const { spec, names, layout, layer, residual, masks, change } = inputs;
  const common = { spec, names, layer, foldsNorms: layout.foldsNorms };
  const half = (which: Half, reads: TensorName, adds: TensorName) => ({
    ...common,
    half: which,
    reads,
    adds,
    mask: masks?.half(layer, which),
  });
  const attention = g.within("attention", () =>
    buildHalf(g, half("attention", residual, residual), (input) =>
      attentionBody(g, input, { ...inputs, joinsProjections: layout.joinsProjections, change }),
    ),
  );
  const middle = attention.output;
  const feedForward = g.within("feedForward", () =>
    buildHalf(g, half("feedForward", spec.parallel ? residual : middle, middle), (input) =>
      feedForwardBody(g, input, common),
    ),
  );
  return {
    tensors: {
      attentionOutput: attention.added,
      feedForwardOutput: feedForward.added,
      residual: feedForward.output,
    },
    backward: (gradient, gradients) => {
      const through = (pass?: (dz: TensorName) => TensorName | undefined): TensorName =>
        g.within("feedForward", () => feedForward.backward(gradient, gradients, pass));
      if (!spec.parallel) {
        const between = through();
        return g.within("attention", () => attention.backward(between, gradients));
      }
      // Both halves read the residual stream before the block.
      const read = through(() => undefined);
      return g.within("attention", () => attention.backward(gradient, gradients, (dz) => g.node("Add", [dz, read])));
    },
  };
}

export interface LogitsInputs {
  readonly spec: TransformerSpec;
  readonly names: WeightNames;
  readonly layout: GraphLayout;
  /** [row, width] of the last residual stream. */
  readonly rows: TensorName;
  readonly tokenTable: TensorName;
}

/** The final norm of rows of the residual stream, where the specification has one. */
export function finalNorm(
  g: GraphBuilder,
  { spec, names, layout, rows }: Omit<LogitsInputs, "tokenTable">,
): NormedRows {
  if (!spec.finalNorm) return unnormed(g, rows);
  const inputs = { norm: spec.norm, names: names.finalNorm, x: rows, width: spec.width };
  return layout.foldsNorms ? foldedNorm(g, inputs) : normRows(g, inputs);
}

function projectLogits(g: GraphBuilder, inputs: LogitsInputs): Logits {
  const { spec, names, tokenTable } = inputs;
  const { logits } = spec;
  if (logits === null) throw new RangeError("This transformer has no logits: its residual stream is what it gives.");
  const normed = finalNorm(g, inputs);
  const name = logits.tied ? tokenTable : names.logits;
  const table = normed.table(name);
  const product = project(g, normed.output, table.output);
  const scaled = logits.scale === 1 ? product.output : g.node("Mul", [product.output, g.scalar(logits.scale)]);
  return {
    output: logits.bias ? g.node("Add", [scaled, names.logitsBias]) : scaled,
    backward: (dy, gradients) => {
      if (logits.bias) gradients.set(names.logitsBias, sumRows(g, dy));
      const dProduct = logits.scale === 1 ? dy : g.node("Mul", [dy, g.scalar(logits.scale)]);
      const back = product.backward(dProduct);
      addGradient(g, gradients, name, table.backward(back.weight, gradients));
      return normed.backward(back.input, gradients);
    },
  };
}
