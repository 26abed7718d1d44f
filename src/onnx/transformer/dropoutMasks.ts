/** @file The dropout masks of a training step: one input that holds them all, drawn from a seed, so that a step can be repeated exactly. */
import type { Rng } from "../../core/base/rng.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { drawMask } from "../operators/dropout.ts";
import type { Half } from "./names.ts";
import type { TransformerSpec } from "./specification.ts";
import type { DropoutMasks } from "./transformer.ts";

export const dropoutInput = "dropout_mask";

/** How many masks a step takes: of the embeddings, then of each layer's attention and feed-forward output. */
export function maskCount({ layers }: TransformerSpec): number {
  return 1 + 2 * layers.length;
}

export function drops({ dropout }: TransformerSpec): boolean {
  return dropout.embedding > 0 || dropout.residual > 0;
}

/** The values of `dropout_mask`, float32 [mask, batch, sequence, width]: 1 = keep. */
export function drawMasks(spec: TransformerSpec, rng: Rng, batch: number, sequence: number): Float32Array {
  const size = batch * sequence * spec.width;
  const masks = new Float32Array(maskCount(spec) * size);
  for (let i = 0; i < maskCount(spec); i++) {
    masks.set(drawMask(rng, i === 0 ? spec.dropout.embedding : spec.dropout.residual, size), i * size);
  }
  return masks;
}

/** Declares the input where values are dropped. Sequences are padded from `length` to `to`, int64 scalars, where that is given. */
export function readMasks(
  g: GraphBuilder,
  spec: TransformerSpec,
  { length, to }: { readonly length: TensorName; readonly to: TensorName | undefined },
): DropoutMasks {
  if (!drops(spec)) return { embedding: undefined, half: () => undefined };
  const given = g.input(dropoutInput, "float32", [maskCount(spec), "batch", "sequence", spec.width]);
  const all = g.within("dropout", () => {
    if (to === undefined) return given;
    const added = g.node("Unsqueeze", [g.node("Sub", [to, length]), g.integers(0)]);
    const pads = g.node("Concat", [g.integers(0, 0, 0, 0, 0, 0), added, g.integers(0)], { attributes: { axis: 0 } });
    return g.node("Pad", [given, pads]);
  });
  const mask = (index: number, rate: number): TensorName | undefined => {
    if (rate === 0) return undefined;
    const own = g.node("Gather", [all, g.integer(index)]);
    return g.within("dropout", () => g.node("Reshape", [own, g.integers(-1, spec.width)]));
  };
  return {
    embedding: mask(0, spec.dropout.embedding),
    half: (layer: number, half: Half) => mask(1 + 2 * layer + (half === "attention" ? 0 : 1), spec.dropout.residual),
  };
}
