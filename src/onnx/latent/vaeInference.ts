/**
 * @file The VAE as two model files with the weights inside: text to mean and log-variance, and prompt with z to the next token. Both give what
 * each layer's halves add to the residual as further outputs, which cost nothing next to the rest.
 */
import { GraphBuilder, type TensorName } from "../graph.ts";
import { type Parameter, type Parameters, parameterNamed } from "../parameters.ts";
import { addResidualCapture } from "../transformer/captures.ts";
import type { BlockTensors } from "../transformer/transformer.ts";
import type { Side, VaeConfig } from "./config.ts";
import { LatentVector } from "./latentVector.ts";
import { buildEncoder, buildLatentDecoder } from "./vae.ts";
import { sideNames, vaeCaptureKinds, vaeCaptureName, vaeParameterTable } from "./vaeParameters.ts";

/**
 * Inputs: `encoder_ids`, `encoder_mask` int64 [batch, source]. Outputs: `mean`, `log_variance` float32 [batch, latent], and the captures of
 * `vaeCaptureName` [batch, source, width].
 */
export function writeEncoderModel(config: VaeConfig, parameters: Parameters): Uint8Array {
  const g = new GraphBuilder("vae-encoder");
  addWeights(g, config, parameters, "encoder");
  const ids = g.input("encoder_ids", "int64", ["batch", "source"]);
  const { posterior, transformer } = buildEncoder(
    g,
    config,
    ids,
    g.input("encoder_mask", "int64", ["batch", "source"]),
  );
  for (const [name, tensor] of [
    ["mean", posterior.mean],
    ["log_variance", posterior.logVariance],
  ] as const) {
    g.node("Identity", [tensor], { name });
    g.output(name, "float32", ["batch", config.latent]);
  }
  addCaptures(g, "encoder", transformer.blocks, { ids, length: "source", width: config.encoder.width });
  return g.toBytes();
}

/**
 * Inputs: `decoder_ids` int64 [batch, target], padded on the right; `last` int64 [batch], the column whose next token is wanted; `z` float32
 * [batch, latent]. Outputs: `logits` float32 [batch, vocabulary] and the captures [batch, target, width].
 */
export function writeDecoderModel(config: VaeConfig, parameters: Parameters): Uint8Array {
  const g = new GraphBuilder("vae-decoder");
  addWeights(g, config, parameters, "decoder");
  const ids = g.input("decoder_ids", "int64", ["batch", "target"]);
  const last = g.input("last", "int64", ["batch"]);
  const latent = new LatentVector(g, g.input("z", "float32", ["batch", config.latent]));
  const { transformer, logits } = buildLatentDecoder(g, config, ids, latent);
  const shape = g.node("Shape", [ids]);
  const extent = (axis: number): TensorName => g.node("Gather", [shape, g.integer(axis)]);
  const starts = g.node("Mul", [g.node("Range", [g.integer(0), extent(0), g.integer(1)]), extent(1)]);
  const rows = g.node("Gather", [transformer.residual, g.node("Add", [starts, last])]);
  g.rename(logits(rows).output, "logits");
  g.output("logits", "float32", ["batch", config.vocabularySize]);
  addCaptures(g, "decoder", transformer.blocks, { ids, length: "target", width: config.decoder.width });
  return g.toBytes();
}

/** Which of the two files holds a weight: the token table that both sides read is in both, the classifier in the encoder's. */
function belongs(name: string, side: Side, { sharedEmbeddings }: VaeConfig): boolean {
  if (side === "decoder") return name.startsWith("decoder.") || name.startsWith("injection.");
  if (name === sideNames("decoder").tokenEmbedding) return sharedEmbeddings;
  return name.startsWith("encoder.") || name.startsWith("latent.");
}

/** The weights of one of the two files. */
export function sideTable(config: VaeConfig, side: Side): readonly Parameter[] {
  return vaeParameterTable(config).filter(({ name }) => belongs(name, side, config));
}

function addWeights(g: GraphBuilder, config: VaeConfig, parameters: Parameters, side: Side): void {
  for (const { name, shape } of sideTable(config, side)) {
    g.initializer(name, shape, parameterNamed(parameters, name));
  }
}

interface CaptureShape {
  readonly ids: TensorName;
  readonly length: string;
  readonly width: number;
}

function addCaptures(
  g: GraphBuilder,
  side: Side,
  blocks: readonly BlockTensors[],
  { ids, length, width }: CaptureShape,
): void {
  const shape = g.node("Shape", [ids]);
  for (const [layer, block] of blocks.entries()) {
    for (const kind of vaeCaptureKinds) {
      addResidualCapture(g, block, { kind, name: vaeCaptureName(side, layer, kind), shape, length, width });
    }
  }
}
