/** @file What the first block reads: rows of the tables of tokens, coupled position ids, positions and segment types, added up, normalized and dropped in part. */
import type { Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { drop } from "../operators/dropout.ts";
import { embed } from "../operators/embedding.ts";
import type { Changed } from "./attention.ts";
import type { WeightNames } from "./names.ts";
import { normRows } from "./norm.ts";
import type { TransformerSpec } from "./specification.ts";

/** [token] int64 each. */
export interface EmbeddingIds {
  readonly ids: TensorName;
  /** Given when the specification has coupled positions. */
  readonly coupled: TensorName | undefined;
  readonly positions: TensorName;
  /** Given when the specification has types. */
  readonly types: TensorName | undefined;
}

export interface EmbeddingInputs extends EmbeddingIds {
  readonly spec: TransformerSpec;
  readonly names: WeightNames;
  /** The table of token embeddings, [vocabulary, width]. */
  readonly tokenTable: TensorName;
  /** What is done to the sum of the tables. */
  readonly change: ((x: TensorName) => Changed) | undefined;
  /** [token, width], 1 = keep; undefined when nothing is dropped. */
  readonly mask: TensorName | undefined;
}

export interface BuiltEmbedding {
  /** [token, width] */
  readonly output: TensorName;
  backward(outputGradient: TensorName, gradients: Gradients): void;
}

export function embedTokens(g: GraphBuilder, inputs: EmbeddingInputs): BuiltEmbedding {
  const { spec, names, tokenTable, ids, coupled, positions, types, change, mask } = inputs;
  const { scale } = spec.embedding;
  const looked = embed(g, tokenTable, ids, spec.vocabularySize);
  const tokens = scale === 1 ? looked.output : g.node("Mul", [looked.output, g.scalar(scale)]);
  const tables: { readonly name: string; readonly output: TensorName; backward(dy: TensorName): TensorName }[] = [];
  const add = (name: string, index: TensorName | undefined, rows: number): void => {
    if (rows === 0) return;
    if (index === undefined) throw new Error(`The graph lacks the ids of ${name}.`);
    tables.push({ name, ...embed(g, name, index, rows) });
  };
  const { coupledPositions } = spec.embedding;
  let packed = coupled;
  for (const [index, rows] of coupledPositions.entries()) {
    const last = index === coupledPositions.length - 1;
    add(names.coupledPositions(index), last || !packed ? packed : g.node("Mod", [packed, g.integer(rows)]), rows);
    if (!last && packed) packed = g.node("Div", [packed, g.integer(rows)]);
  }
  add(names.positionEmbedding, positions, spec.embedding.positions);
  add(names.typeEmbedding, types, spec.embedding.types);
  const sum = addAll(g, tokens, tables);
  const changed = change?.(sum) ?? { output: sum, backward: (dy: TensorName) => dy };
  const normed = spec.embedding.norm
    ? normRows(g, { norm: spec.norm, names: names.embeddingNorm, x: changed.output, width: spec.width })
    : undefined;
  const whole = normed?.output ?? changed.output;
  const dropped = mask === undefined ? undefined : drop(g, whole, mask, spec.dropout.embedding);
  return {
    output: dropped?.output ?? whole,
    backward: (dy, gradients) => {
      const kept = dropped?.backward(dy) ?? dy;
      const dx = changed.backward(normed?.backward(kept, gradients) ?? kept, gradients);
      const dTokens = scale === 1 ? dx : g.node("Mul", [dx, g.scalar(scale)]);
      gradients.set(tokenTable, looked.backward(dTokens, gradients.get(tokenTable)));
      for (const table of tables) gradients.set(table.name, table.backward(dx));
    },
  };
}

/** The other rows are added to each other before they are added to the token's. */
function addAll(g: GraphBuilder, tokens: TensorName, tables: readonly { readonly output: TensorName }[]): TensorName {
  const [first, ...others] = tables.map(({ output }) => output);
  if (first === undefined) return tokens;
  return g.node("Add", [tokens, others.reduce((sum, each) => g.node("Add", [sum, each]), first)]);
}
