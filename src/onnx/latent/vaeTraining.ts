/**
 * @file One step of a VAE's training as one graph. The loss is the negative evidence lower bound in nats per sample, with the divergence
 * weighted and freed as the recipe says, and the rule classifier's cross-entropy: Σ over tokens CE + β Σ_i max(KL_i, free) + λ CE(rule).
 */
import type { Gradients } from "../gradients.ts";
import { GraphBuilder, type TensorName } from "../graph.ts";
import { crossEntropy, labeledRows } from "../operators/crossEntropy.ts";
import { gemm } from "../operators/linear.ts";
import { gradientOutput, type OptimizerConfig, optimizeGroups, readGroups } from "../optimizer.ts";
import { groupParameters, type Parameters, parameterNamed } from "../parameters.ts";
import type { VaeConfig } from "./config.ts";
import { LatentVector } from "./latentVector.ts";
import { divergence, sampleLatent } from "./posterior.ts";
import { buildEncoder, buildLatentDecoder } from "./vae.ts";
import { sideTable } from "./vaeInference.ts";
import { latentName, vaeParameterTable } from "./vaeParameters.ts";

/** What a step reports, each a scalar output of its name; counts are int64. */
export const vaeStepOutputs = ["loss", "reconstruction", "kl", "rule_loss", "correct", "rule_correct"] as const;

/**
 * Inputs: `encoder_ids`, `encoder_mask` int64 [batch, source]; `decoder_ids`, `labels` int64 [batch, target] (labels as in the decoder's
 * training step); `rules` int64 [batch]; `noise` float32 [batch, latent], standard normal; scalars `beta`, `rule_weight`, `free_bits`,
 * `learning_rate`, `step` float32; the parameter groups with their moments.
 * Outputs: `vaeStepOutputs`, `gradient_norm`, and `next.` of each group and moment.
 */
export function writeVaeTrainingStep(config: VaeConfig, optimizer: OptimizerConfig): Uint8Array {
  const g = new GraphBuilder("vae-training-step");
  const groups = groupParameters(vaeParameterTable(config));
  readGroups(g, groups);
  const gradients = buildVaeLoss(g, config);
  optimizeGroups(g, groups, gradients, optimizer);
  return g.toBytes();
}

/** The loss and every parameter's gradient, `gradient.NAME`, without an optimizer: for checks. Inputs as in the training step. */
export function writeVaeGradients(config: VaeConfig): Uint8Array {
  const g = new GraphBuilder("vae-gradients");
  const parameters = vaeParameterTable(config);
  for (const { name, shape } of parameters) g.input(name, "float32", shape);
  const gradients = buildVaeLoss(g, config);
  for (const { name, shape } of parameters) gradientOutput(g, name, shape, gradients);
  return g.toBytes();
}

/**
 * The gradient of Σ direction ∘ mean with respect to chosen weights of the encoder: one row of the Jacobian for a direction that is one-hot.
 * Inputs: `encoder_ids`, `encoder_mask` [1, source], `direction` [1, latent]; outputs `gradient.NAME`. The weights are inside.
 */
export function writeMeanGradients(config: VaeConfig, parameters: Parameters, weights: readonly string[]): Uint8Array {
  const g = new GraphBuilder("vae-mean-gradients");
  const table = sideTable(config, "encoder");
  for (const { name, shape } of table) g.initializer(name, shape, parameterNamed(parameters, name));
  const encoder = buildEncoder(
    g,
    config,
    g.input("encoder_ids", "int64", ["batch", "source"]),
    g.input("encoder_mask", "int64", ["batch", "source"]),
  );
  const direction = g.input("direction", "float32", ["batch", config.latent]);
  const gradients: Gradients = new Map();
  encoder.backward({ mean: direction, logVariance: g.node("Mul", [direction, g.scalar(0)]) }, gradients);
  for (const { name, shape } of table.filter(({ name }) => weights.includes(name))) {
    gradientOutput(g, name, shape, gradients);
  }
  return g.toBytes();
}

/** The forward and backward of parameters that are there under their names. */
function buildVaeLoss(g: GraphBuilder, config: VaeConfig): Gradients {
  const rows = (name: string, length: string): TensorName => g.input(name, "int64", ["batch", length]);
  const scalar = (name: string): TensorName => g.input(name, "float32", []);
  const encoderIds = rows("encoder_ids", "source");
  const encoder = buildEncoder(g, config, encoderIds, rows("encoder_mask", "source"));
  const decoderIds = rows("decoder_ids", "target");
  const labels = g.node("Reshape", [rows("labels", "target"), g.integers(-1)]);
  const rules = g.input("rules", "int64", ["batch"]);
  const noise = g.input("noise", "float32", ["batch", config.latent]);
  const weights = { beta: scalar("beta"), rule: scalar("rule_weight"), freeBits: scalar("free_bits") };

  const gradients: Gradients = new Map();
  const sample = g.within("latent", () => sampleLatent(g, encoder.posterior, noise));
  const kl = g.within("latent", () => divergence(g, encoder.posterior, weights.freeBits));
  const latent = new LatentVector(g, sample.output);
  const decoder = buildLatentDecoder(g, config, decoderIds, latent);
  const kept = labeledRows(g, decoder.transformer.residual, labels);
  const logits = g.within("final", () => decoder.logits(kept.output));
  const loss = g.within("loss", () => {
    const tokens = crossEntropy(g, logits.output, kept.labels);
    const size = (x: TensorName): TensorName =>
      g.node("Cast", [g.node("Size", [x])], { attributes: { to: { type: "float32" } } });
    const perRow = g.node("Div", [size(kept.labels), size(rules)]);
    const rule = crossEntropy(g, gemm(g, sample.output, latentName.rule), rules);
    return { tokens, perRow, rule, reconstruction: g.node("Mul", [tokens.loss, perRow]) };
  });
  const total = g.node("Sum", [
    loss.reconstruction,
    g.node("Mul", [weights.beta, kl.counted]),
    g.node("Mul", [weights.rule, loss.rule.loss]),
  ]);
  for (const [name, tensor] of [
    ["loss", total],
    ["reconstruction", loss.reconstruction],
    ["kl", kl.kl],
    ["rule_loss", loss.rule.loss],
  ] as const) {
    g.rename(tensor, name);
    g.output(name, "float32", []);
  }
  for (const [name, tensor] of [
    ["correct", loss.tokens.correct],
    ["rule_correct", loss.rule.correct],
  ] as const) {
    g.rename(tensor, name);
    g.output(name, "int64", []);
  }

  const dLogits = g.within("loss", () => g.node("Mul", [loss.tokens.backward(), loss.perRow]));
  const dRows = g.within("final.backward", () => logits.backward(dLogits, gradients));
  decoder.transformer.backward(kept.backward(dRows), gradients);
  const posterior = g.within("latent.backward", () => {
    const dRule = g.node("Mul", [loss.rule.backward(), weights.rule]);
    gradients.set(latentName.rule, gemm(g, sample.output, dRule, { transA: true }));
    latent.addGradient(gemm(g, dRule, latentName.rule, { transB: true }));
    const fromSample = sample.backward(latent.gradient());
    const fromDivergence = kl.backward(weights.beta);
    return {
      mean: g.node("Add", [fromSample.mean, fromDivergence.mean]),
      logVariance: g.node("Add", [fromSample.logVariance, fromDivergence.logVariance]),
    };
  });
  encoder.backward(posterior, gradients);
  return gradients;
}
