/** @file What a block adds to the residual stream and leaves on it, as outputs of a graph. */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { CaptureKind } from "../parameters.ts";
import type { BlockTensors } from "./transformer.ts";

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
