/** @file A language VAE in training: batches of items with their noise, and the weight of the divergence in each step. */

import { Tensor } from "onnxruntime-node";
import { betaAt } from "../../core/recipe/betaCycle.ts";
import type { VaeRecipe } from "../../core/recipe/vaeRecipe.ts";
import { LatentBatches, noiseOf } from "../../core/sample/latentBatches.ts";
import type { LatentItem } from "../../core/sample/latentItems.ts";
import type { VaeConfig } from "../../onnx/latent/config.ts";
import { vaeParameterTable } from "../../onnx/latent/vaeParameters.ts";
import { vaeStepOutputs, writeVaeTrainingStep } from "../../onnx/latent/vaeTraining.ts";
import { freshWeights } from "../model/vaeShape.ts";
import { StepSession, scalarTensor } from "./stepSession.ts";
import type { Trainee } from "./trainer.ts";

export interface VaeTraineeOptions {
  readonly recipe: VaeRecipe;
  readonly config: VaeConfig;
  readonly items: readonly LatentItem[];
  readonly identity: string;
  readonly threads: number;
}

export function vaeTrainee({ recipe, config, items, identity, threads }: VaeTraineeOptions): Trainee {
  const { training, loss, seed } = recipe;
  const table = vaeParameterTable(config);
  return {
    table,
    identity,
    initial: () => freshWeights(recipe, config),
    async open(state, data) {
      const batches = new LatentBatches({ items, size: training.batch, seed, together: training.batchesTogether });
      const session = await StepSession.create({
        graph: writeVaeTrainingStep(config, { ...training, epsilon: 1e-8 }),
        table,
        state,
        threads,
        // Its products are small: threads that wait busily would take each other's core.
        spinning: false,
      });
      let last = data?.index ?? 0;
      return {
        async step(step, learningRate) {
          last = step;
          const batch = batches.at(step);
          const beta = betaAt(step, { steps: training.steps, beta: loss.beta, cycles: loss.betaCycles });
          const rows = (values: BigInt64Array, columns: number) => new Tensor("int64", values, [batch.batch, columns]);
          const noise = noiseOf(seed, step, batch.batch * config.latent);
          const result = await session.step(
            {
              encoder_ids: rows(batch.encoderIds, batch.source),
              encoder_mask: rows(batch.encoderMask, batch.source),
              decoder_ids: rows(batch.decoderIds, batch.target),
              labels: rows(batch.labels, batch.target),
              rules: new Tensor("int64", batch.rules, [batch.batch]),
              noise: new Tensor("float32", noise, [batch.batch, config.latent]),
              beta: scalarTensor(beta),
              rule_weight: scalarTensor(loss.ruleWeight),
              free_bits: scalarTensor(loss.freeBits),
              learning_rate: scalarTensor(learningRate),
              step: scalarTensor(step),
            },
            [...vaeStepOutputs, "gradient_norm"],
          );
          return {
            loss: result.loss,
            accuracy: result.correct / batch.labeled,
            gradientNorm: result.gradient_norm,
            tokens: batch.labeled,
            latent: {
              reconstruction: result.reconstruction,
              kl: result.kl,
              beta,
              ruleLoss: result.rule_loss,
              ruleAccuracy: result.rule_correct / batch.batch,
            },
          };
        },
        // A step's items and noise follow from the seed and the step alone.
        get data() {
          return { round: 0, index: last, source: "" };
        },
        state: () => session.state(),
        dispose: () => session.dispose(),
      };
    },
  };
}
