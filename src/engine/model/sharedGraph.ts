/** @file The graph for batches whose rows share their beginning, built from a model file's own weights when a batch first needs it. */

import * as v from "valibot";
import { withOlderNames } from "../../core/format/olderNames.ts";
import { activationNames } from "../../onnx/operators/activation.ts";
import { decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import type { TransformerSpec } from "../../onnx/transformer/specification.ts";

/** What a model's description says of one of our own decoders; the graphs of others only their makers know. */
const ownDecoder = withOlderNames(
  { places: "coupledPositions", placeParts: "coupledParts" },
  v.pipe(
    v.object({
      vocabularySize: v.number(),
      layers: v.number(),
      width: v.number(),
      heads: v.array(v.object({ rotary: v.boolean(), window: v.nullable(v.number()) })),
      feedForward: v.number(),
      activation: v.picklist(activationNames),
      tiedEmbeddings: v.boolean(),
      coupledPositions: v.number(),
      coupledParts: v.exactOptional(v.number()),
    }),
    v.check(({ width, heads }) => width % (2 * heads.length) === 0, "the heads do not divide the width"),
  ),
);

/** The decoder's specification; undefined when the model is none of ours. */
export function ownSpecification(decoder: unknown): TransformerSpec | undefined {
  const parsed = v.safeParse(ownDecoder, decoder);
  return parsed.success ? decoderSpecification(parsed.output) : undefined;
}

/** Throws a UserError when the file's weights are not those that `spec` describes. */
export async function sharedGraph(model: Uint8Array, spec: TransformerSpec): Promise<Uint8Array> {
  // Not with the engine's start: a single run needs neither.
  const [{ readParameters }, { writeInferenceModel }] = await Promise.all([
    import("../../onnx/readParameters.ts"),
    import("../../onnx/transformer/inference.ts"),
  ]);
  return writeInferenceModel(spec, readParameters(model, spec), { sharesBeginning: true });
}
