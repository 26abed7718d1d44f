/**
 * @file Query, key and value of a layer, by groups of neighboring heads. Either from one joined matrix, with a wide product backward, or each
 * from its own weights as they are stored, which takes no copy of them.
 */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { gemm, linear, sumRows, weightGradient } from "../operators/linear.ts";
import { joinParts, part, splitParts } from "../operators/parts.ts";
import type { GroupProjections } from "./attention.ts";
import type { WeightNames } from "./names.ts";
import type { NormedRows } from "./norm.ts";
import { type AttentionSpec, type ProjectionKind, projectionKinds } from "./specification.ts";

export interface ProjectionInputs {
  readonly names: WeightNames;
  readonly layer: number;
  readonly biases: AttentionSpec["biases"];
  /** The columns of each group. */
  readonly widths: Readonly<Record<ProjectionKind, readonly number[]>>;
}

export interface Projections {
  readonly outputs: readonly GroupProjections[];
  /** From the groups' gradients to that of the normed rows. */
  backward(groups: readonly GroupProjections[], gradients: Gradients): TensorName;
}

/**
 * x [Wq, Wk, Wv] + [bq, bk, bv], by groups of columns: forward one product for each group and kind, so that no activation has to be cut
 * up, backward one wide product for all.
 */
export function projectTogether(g: GraphBuilder, input: NormedRows, inputs: ProjectionInputs): Projections {
  const { names, layer, biases, widths } = inputs;
  const weights = projectionKinds.map((kind) => names.projection(layer, kind));
  const matrix = input.matrix(joinParts(g, weights, 1)); // [width, columns of all]
  const sizes = projectionKinds.flatMap((kind) => widths[kind]);
  const addends = projectionKinds.flatMap((kind) =>
    biases[kind]
      ? splitParts(g, names.projectionBias(layer, kind), widths[kind], 0)
      : widths[kind].map(() => undefined),
  );
  const pieces = splitParts(g, matrix.output, sizes, 1).map((weight, i) =>
    gemm(g, input.output, weight, { add: addends[i] }),
  );
  const count = widths.query.length;
  const outputs = widths.query.map((_, i): GroupProjections => {
    const piece = (kind: number): TensorName => part(pieces, kind * count + i);
    return { query: piece(0), key: piece(1), value: piece(2) };
  });
  return {
    outputs,
    backward: (groups, gradients) => {
      const all = joinParts(
        g,
        projectionKinds.flatMap((kind) => groups.map((group) => group[kind])),
        1,
      ); // [token, columns of all]
      const dw = matrix.backward(weightGradient(g, input.output, all, { widens: true }), gradients);
      const totals = projectionKinds.map((kind) => widths[kind].reduce((sum, each) => sum + each, 0));
      for (const [i, gradient] of splitParts(g, dw, totals, 1).entries()) gradients.set(part(weights, i), gradient);
      for (const kind of projectionKinds.filter((kind) => biases[kind])) {
        const own = groups.map((group) => sumRows(g, group[kind]));
        gradients.set(names.projectionBias(layer, kind), joinParts(g, own, 0));
      }
      return gemm(g, all, matrix.output, { transB: true });
    },
  };
}

/** x Wq + bq, x Wk + bk and x Wv + bv, for one group of all heads. */
export function projectApart(g: GraphBuilder, input: NormedRows, inputs: ProjectionInputs): Projections {
  const { names, layer, biases, widths } = inputs;
  if (widths.query.length !== 1)
    throw new RangeError("Projections of several groups of heads come from a joined matrix.");
  const products = projectionKinds.map((kind) => {
    const weight = names.projection(layer, kind);
    const bias = biases[kind] ? names.projectionBias(layer, kind) : undefined;
    const matrix = input.matrix(weight);
    const product = linear(g, input.output, matrix.output, bias === undefined ? {} : { add: bias });
    return { kind, weight, bias, matrix, product };
  });
  const output = (kind: number): TensorName => part(products, kind).product.output;
  return {
    outputs: [{ query: output(0), key: output(1), value: output(2) }],
    backward: (groups, gradients) => {
      let sum: TensorName | undefined;
      for (const { kind, weight, bias, matrix, product } of products) {
        const dy = part(groups, 0)[kind];
        const back = product.backward(dy, sum === undefined ? {} : { accumulate: sum });
        gradients.set(weight, matrix.backward(back.weight, gradients));
        if (bias !== undefined) gradients.set(bias, sumRows(g, dy));
        sum = back.input;
      }
      return sum ?? input.output;
    },
  };
}
