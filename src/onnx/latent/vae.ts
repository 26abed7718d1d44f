/** @file The encoder up to mean and log-variance, and the decoder from z to logits: the parts that training and inference are built from. */
import { addGradient, type Gradients } from "../gradients.ts";
import type { GraphBuilder, TensorName } from "../graph.ts";
import { project } from "../operators/linear.ts";
import { normalize, scaleColumns } from "../operators/rmsNorm.ts";
import type { VaeConfig } from "./config.ts";
import { injectEmbedding, injectLayer, noInjection } from "./injection.ts";
import { type LatentVector, type RowsShape, sumRows } from "./latentVector.ts";
import { buildPosterior, type Posterior, type PosteriorGradient } from "./posterior.ts";
import { sideName } from "./vaeParameters.ts";
import { buildTransformer, type VaeTransformer } from "./vaeTransformer.ts";

/** Far below any score, yet finite. */
const blocked = -1e9;

export interface Encoder {
  readonly transformer: VaeTransformer;
  readonly posterior: Posterior;
  backward(gradient: PosteriorGradient, gradients: Gradients): void;
}

/** For ids and mask (1 = real token) int64 [batch, sequence]. The row's first token stands for the whole. */
export function buildEncoder(g: GraphBuilder, config: VaeConfig, ids: TensorName, mask: TensorName): Encoder {
  const { encoder, vocabularySize, sharedEmbeddings } = config;
  const shape = rowsShape(g, ids);
  const transformer = buildTransformer(g, {
    side: "encoder",
    transformer: encoder,
    tokenTable: sideName(sharedEmbeddings ? "decoder" : "encoder").tokenEmbedding,
    vocabularySize,
    ids: g.node("Reshape", [ids, g.integers(-1)]),
    shape,
    bias: g.within("encoder.bias", () => {
      const real = g.node("Cast", [g.node("Unsqueeze", [mask, g.integers(1, 2)])], {
        attributes: { to: { type: "bool" } },
      });
      return g.node("Where", [real, g.scalar(0), g.scalar(blocked)]); // [batch, 1, 1, key]
    }),
    embedding: (x) => noInjection.project("query", x),
    injection: () => noInjection,
  });
  return g.within("latent", () => {
    const rows = firstRows(g, transformer.residual, shape);
    const normalized = normalize(g, rows.output, encoder.width);
    const scale = sideName("encoder").finalNorm;
    const posterior = buildPosterior(g, g.node("Mul", [normalized.output, scale]));
    return {
      transformer,
      posterior,
      backward: (gradient, gradients) => {
        const dh = g.within("latent.backward", () => posterior.backward(gradient, gradients));
        gradients.set(scale, sumRows(g, g.node("Mul", [dh, normalized.output])));
        const dx = normalized.backward(g.node("Mul", [dh, scale]));
        transformer.backward(rows.backward(dx), gradients);
      },
    };
  });
}

export interface LatentDecoder {
  readonly transformer: VaeTransformer;
  /** Rows of the residual [row, width] to logits [row, vocabulary]; `backward` returns the rows' gradient. */
  logits(rows: TensorName): {
    readonly output: TensorName;
    backward(logitsGradient: TensorName, gradients: Gradients): TensorName;
  };
}

/** For ids int64 [batch, sequence], padded on the right. z's gradient collects in `latent`. */
export function buildLatentDecoder(
  g: GraphBuilder,
  config: VaeConfig,
  ids: TensorName,
  latent: LatentVector,
): LatentDecoder {
  const { decoder, vocabularySize } = config;
  const shape = rowsShape(g, ids);
  const inputs = { config, latent, shape };
  const name = sideName("decoder");
  const transformer = buildTransformer(g, {
    side: "decoder",
    transformer: decoder,
    tokenTable: name.tokenEmbedding,
    vocabularySize,
    ids: g.node("Reshape", [ids, g.integers(-1)]),
    shape,
    bias: g.within("decoder.bias", () => causalBias(g, shape, config.injection === "memory")),
    embedding: (x) => injectEmbedding(g, inputs, x),
    injection: (layer) => injectLayer(g, inputs, layer),
  });
  return {
    transformer,
    logits: (rows) => {
      const normalized = normalize(g, rows, decoder.width);
      const scaled = scaleColumns(g, name.finalNorm, name.tokenEmbedding);
      const logits = project(g, normalized.output, scaled.output);
      return {
        output: logits.output,
        backward: (gradient, gradients) => {
          const { input, weight } = logits.backward(gradient);
          const through = scaled.backward(weight);
          addGradient(g, gradients, name.tokenEmbedding, through.weight);
          gradients.set(name.finalNorm, through.scale);
          return normalized.backward(input);
        },
      };
    },
  };
}

/** [query, key], or with a memory that everything sees [query, 1 + key]. */
function causalBias(g: GraphBuilder, { sequence }: RowsShape, memory: boolean): TensorName {
  const length = g.node("Squeeze", [sequence, g.integers(0)]);
  const one = g.integer(1);
  const query = g.node("Unsqueeze", [g.node("Range", [g.integer(0), length, one]), g.integers(1)]);
  const key = g.node("Range", [g.integer(memory ? -1 : 0), length, one]);
  return g.node("Where", [g.node("LessOrEqual", [key, query]), g.scalar(0), g.scalar(blocked)]);
}

function rowsShape(g: GraphBuilder, ids: TensorName): RowsShape {
  const [batch = "", sequence = ""] = g.nodes("Split", [g.node("Shape", [ids]), g.integers(1, 1)], 2, {
    attributes: { axis: 0 },
  });
  return { batch, sequence };
}

/** The first row of each sequence of x [batch * sequence, width]: [batch, width]. The gradient goes back among zeros. */
function firstRows(g: GraphBuilder, x: TensorName, { batch, sequence }: RowsShape) {
  const scalar = (vector: TensorName): TensorName => g.node("Squeeze", [vector, g.integers(0)]);
  const order = g.node("Range", [g.integer(0), scalar(batch), g.integer(1)]);
  const rows = g.node("Mul", [order, sequence]);
  return {
    output: g.node("Gather", [x, rows]),
    backward: (dy: TensorName): TensorName => {
      const zeros = g.node("ConstantOfShape", [g.node("Shape", [x])]);
      return g.node("ScatterND", [zeros, g.node("Unsqueeze", [rows, g.integers(1)]), dy]);
    },
  };
}
