/** @file What a graph computed inside its layers, as further outputs under the captures' names. */
import type { GraphBuilder, TensorName } from "../graph.ts";
import { part } from "../operators/parts.ts";
import { type Capture, type CaptureKind, captureName } from "../parameters.ts";
import { headCount, type TransformerSpec } from "./specification.ts";
import type { BlockTensors } from "./transformer.ts";

/** As the scores see them, [batch, head, sequence, headWidth]. */
export interface CapturedHeads {
  readonly query: TensorName;
  readonly key: TensorName;
}

export interface Captured {
  readonly blocks: readonly BlockTensors[];
  /** By layer. */
  readonly heads: readonly CapturedHeads[];
  /** [2] int64: batch, sequence. */
  readonly shape: TensorName;
  /** What the keys' extent is called. */
  readonly keys: string;
}

/** Attention weights have their name already, where they were computed. Throws a RangeError for a layer that is not there. */
export function addCaptures(
  g: GraphBuilder,
  spec: TransformerSpec,
  captures: readonly Capture[],
  { blocks, heads, shape, keys }: Captured,
): void {
  const { keyValueHeads, headWidth } = spec.attention;
  for (const { layer, kind } of captures) {
    const block = blocks[layer];
    if (block === undefined) throw new RangeError(`The model has no layer ${layer} to capture.`);
    const name = captureName({ layer, kind });
    switch (kind) {
      case "attention.probabilities":
        g.output(name, "float32", ["batch", headCount(spec), "sequence", keys]);
        break;
      case "attention.query":
        g.node("Identity", [part(heads, layer).query], { name });
        g.output(name, "float32", ["batch", headCount(spec), "sequence", headWidth]);
        break;
      case "attention.key":
        g.node("Identity", [part(heads, layer).key], { name });
        g.output(name, "float32", ["batch", keyValueHeads, "sequence", headWidth]);
        break;
      default:
        addResidualCapture(g, block, { kind, name, shape, length: "sequence", width: spec.width });
    }
  }
}

/** Captures that are [batch, sequence, width]. */
export type ResidualKind = Extract<CaptureKind, "attention.output" | "feedForward.output" | "residual">;

export interface ResidualCapture {
  readonly kind: ResidualKind;
  /** The output's name. */
  readonly name: string;
  /** [2] int64: batch, sequence. */
  readonly shape: TensorName;
  /** What the sequence's extent is called. */
  readonly length: string;
  readonly width: number;
}

/** What a half adds to the residual stream, or the stream after the block. */
export function addResidualCapture(g: GraphBuilder, block: BlockTensors, capture: ResidualCapture): void {
  const { kind, name, shape, length, width } = capture;
  const full = g.node("Concat", [shape, g.integers(width)], { attributes: { axis: 0 } });
  g.node("Reshape", [captured(block, kind), full], { name });
  g.output(name, "float32", ["batch", length, width]);
}

function captured(block: BlockTensors, kind: ResidualKind): TensorName {
  switch (kind) {
    case "attention.output":
      return block.attentionOutput();
    case "feedForward.output":
      return block.feedForwardOutput();
    case "residual":
      return block.residual;
  }
}
