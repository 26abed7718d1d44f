/** @file An encoder as a model file: whole sequences in, hidden states out, captures on request. */
import { GraphBuilder, type TensorName } from "../graph.ts";
import { attend } from "../operators/attention.ts";
import { attendShared } from "../operators/groupedQuery.ts";
import { part, splitParts } from "../operators/parts.ts";
import { type Capture, captureName, type Parameters, parameterNamed } from "../parameters.ts";
import { maskBias } from "./attentionBias.ts";
import { addCaptures, type CapturedHeads } from "./captures.ts";
import { weightNames } from "./names.ts";
import { parameterTable } from "./parameterTable.ts";
import { headCount, queriesPerKey, type TransformerSpec } from "./specification.ts";
import { buildTransformer, finalNorm, type GraphLayout, plainLayout } from "./transformer.ts";

export interface EncoderOptions {
  readonly captures?: readonly Capture[];
  /** `plainLayout` when absent. */
  readonly layout?: GraphLayout;
}

/**
 * Inputs, all int64 [batch, sequence]: `input_ids`, `place_ids` and `token_type_ids` (if the model has these), `position_ids`,
 * `attention_mask` (1 = real token). Outputs: `hidden` float32 [batch, sequence, width], after the final norm where there is one;
 * `logits` float32 [batch, sequence, vocabulary] where the model has them; and captures as of a decoder.
 */
export function writeEncoder(spec: TransformerSpec, parameters: Parameters, options: EncoderOptions = {}): Uint8Array {
  if (spec.attention.causal) throw new RangeError("A causal transformer is no encoder.");
  const { embedding, logits, width, vocabularySize } = spec;
  const layout = options.layout ?? plainLayout;
  const g = new GraphBuilder("encoder");
  for (const { name, shape } of parameterTable(spec)) g.initializer(name, shape, parameterNamed(parameters, name));
  const input = (name: string): TensorName => g.input(name, "int64", ["batch", "sequence"]);
  const flat = (x: TensorName): TensorName => g.node("Reshape", [x, g.integers(-1)]);
  const ids = input("input_ids");
  const shape = g.node("Shape", [ids]);
  const extents = splitParts(g, shape, [1, 1], 0);
  const bias = g.within("bias", () => maskBias(g, input("attention_mask")));
  const shared = { heads: headCount(spec), served: queriesPerKey(spec) };
  const captured: CapturedHeads[] = [];
  const encoder = buildTransformer(g, spec, {
    layout,
    ids: flat(ids),
    coupled: embedding.coupledPositions.length > 0 ? flat(input("place_ids")) : undefined,
    types: embedding.types > 0 ? flat(input("token_type_ids")) : undefined,
    positions: flat(input("position_ids")),
    shape: { batch: part(extents, 0), sequence: part(extents, 1) },
    groups: ({ heads }) => [
      {
        heads,
        attend: (layer, inputs) => {
          captured.push(inputs);
          const name = captureName({ layer, kind: "attention.probabilities" });
          return attendShared(g, shared, inputs, (each) => attend(g, { ...each, bias, name }));
        },
      },
    ],
  });
  const give = (rows: TensorName, name: string, extent: number): void => {
    const full = g.node("Concat", [shape, g.integers(extent)], { attributes: { axis: 0 } });
    g.output(g.node("Reshape", [rows, full], { name }), "float32", ["batch", "sequence", extent]);
  };
  const normed = finalNorm(g, { spec, names: weightNames(), layout: plainLayout, rows: encoder.residual });
  give(normed.output, "hidden", width);
  if (logits !== null) give(encoder.logits(encoder.residual).output, "logits", vocabularySize);
  const { blocks } = encoder;
  addCaptures(g, spec, options.captures ?? [], { blocks, heads: captured, shape, keys: "sequence" });
  return g.toBytes();
}
