/** @file Weights for checks: every parameter drawn, none left at 0 or 1, so that one that is forgotten shows. */
import { Rng } from "../../../src/core/base/rng.ts";
import { type Parameters, sizeOf } from "../../../src/onnx/parameters.ts";
import { parameterTable } from "../../../src/onnx/transformer/parameterTable.ts";
import type { TransformerSpec } from "../../../src/onnx/transformer/specification.ts";

/** Matrices of standard deviation `spread`; scales of norms near what they begin with. */
export function randomParameters(spec: TransformerSpec, seed: number, spread = 0.3): Parameters {
  const rng = new Rng(seed);
  return new Map(
    parameterTable(spec).map(({ name, shape, deviation }) => {
      const center = deviation === null ? 1 : 0;
      const own = shape.length === 1 ? 0.2 : spread;
      return [name, Float32Array.from({ length: sizeOf(shape) }, () => center + own * rng.normal())];
    }),
  );
}
