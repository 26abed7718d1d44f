/**
 * @file A norm and what follows it. The scale of an RMSNorm can go into the matrices that follow, which keeps it and its gradient off the
 * [token, width] tensors, where each pass costs memory bandwidth; a shift, a sum or a caller that wants its weights as they are
 * keep it on the rows.
 */
import { addGradient, type Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { scaleAndShift, standardize } from "../operators/layerNorm.ts";
import { type Normalized, normalize, type ScaledRows, scaleColumns, scaleRows } from "../operators/rmsNorm.ts";
import type { NormNames } from "./names.ts";
import type { NormSpec } from "./specification.ts";

export interface NormedRows {
  /** [row, width]: what the matrices that follow multiply. */
  readonly output: TensorName;
  /** A matrix [in, out] that follows, with the norm's scale where that goes into it. */
  matrix(weight: TensorName): FollowingMatrix;
  /** The same for a [out, in] table. */
  table(weight: TensorName): FollowingMatrix;
  /** The gradient of the norm's input, with `residual` (a gradient that the input already has) added. */
  backward(outputGradient: TensorName, gradients: Gradients, residual?: TensorName): TensorName;
}

export interface FollowingMatrix {
  readonly output: TensorName;
  /** Gives the norm its gradient and returns the weight's own. */
  backward(outputGradient: TensorName, gradients: Gradients): TensorName;
}

export interface NormInputs {
  readonly norm: NormSpec;
  readonly names: NormNames;
  /** [row, width] */
  readonly x: TensorName;
  readonly width: number;
}

/** With the scale in the matrices that follow, where that is possible. */
export function foldedNorm(g: GraphBuilder, inputs: NormInputs): NormedRows {
  const { norm, names, x, width } = inputs;
  if (norm.kind === "layer" || norm.unitOffset) return normRows(g, inputs);
  const normalized = normalize(g, x, width, norm.epsilon);
  const following = (scaled: ScaledRows): FollowingMatrix => ({
    output: scaled.output,
    backward: (dw, gradients) => {
      const through = scaled.backward(dw);
      addGradient(g, gradients, names.weight, through.scale);
      return through.weight;
    },
  });
  return {
    output: normalized.output,
    matrix: (weight) => following(scaleRows(g, names.weight, weight)),
    table: (weight) => following(scaleColumns(g, names.weight, weight)),
    backward: (dy, _, residual) => normalized.backward(dy, residual),
  };
}

/** With scale and shift on the rows: for whatever follows. */
export function normRows(g: GraphBuilder, { norm, names, x, width }: NormInputs): NormedRows {
  const normalized: Normalized =
    norm.kind === "rms" ? normalize(g, x, width, norm.epsilon) : standardize(g, x, width, norm.epsilon);
  const scaled = scaleAndShift(g, normalized.output, names.weight, {
    unitOffset: norm.unitOffset,
    shift: norm.bias ? names.bias : undefined,
  });
  return {
    ...unnormed(g, scaled.output),
    backward: (dy, gradients, residual) => normalized.backward(scaled.backward(dy, gradients), residual),
  };
}

/** No norm at all. */
export function unnormed(g: GraphBuilder, x: TensorName): NormedRows {
  const itself = (weight: TensorName): FollowingMatrix => ({ output: weight, backward: (dw) => dw });
  return {
    output: x,
    matrix: itself,
    table: itself,
    backward: (dy, _, residual) => (residual === undefined ? dy : g.node("Add", [dy, residual])),
  };
}
