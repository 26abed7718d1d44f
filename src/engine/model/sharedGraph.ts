/** @file The graph for batches whose rows share their beginning, built from a model file's own weights when a batch first needs it. */

import * as v from "valibot";
import type { DecoderConfig } from "../../onnx/parameters.ts";

/** What a model's description says of one of our own decoders; the graphs of others only their makers know. */
const ownDecoder = v.object({
  vocabularySize: v.number(),
  layers: v.number(),
  width: v.number(),
  heads: v.array(v.object({ rotary: v.boolean(), window: v.nullable(v.number()) })),
  feedForward: v.number(),
  activation: v.picklist(["squaredRelu", "relu", "gelu", "silu"]),
  tiedEmbeddings: v.boolean(),
  places: v.number(),
  placeParts: v.exactOptional(v.number()),
});

/** The decoder as the graph builder wants it; undefined when the model is none of ours. */
export function ownDecoderConfig(decoder: unknown): DecoderConfig | undefined {
  const parsed = v.safeParse(ownDecoder, decoder);
  return parsed.success ? parsed.output : undefined;
}

/** Throws a UserError when the file's weights are not those that `config` describes. */
export async function sharedGraph(model: Uint8Array, config: DecoderConfig): Promise<Uint8Array> {
  // Not with the engine's start: a single run needs neither.
  const [{ readParameters }, { writeInferenceModel }] = await Promise.all([
    import("../../onnx/readParameters.ts"),
    import("../../onnx/inference.ts"),
  ]);
  return writeInferenceModel(config, readParameters(model, config), { sharesBeginning: true });
}
