/** @file The training of a language VAE's recipe: items, the model's files, and how its rules are measured. */
import { UserError } from "../../core/base/errors.ts";
import type { VaeRecipe } from "../../core/recipe/vaeRecipe.ts";
import type { RuleEvaluation } from "../../core/record/ruleMeasures.ts";
import { latentItems } from "../../core/sample/latentItems.ts";
import { sha256 } from "../../node/sha256.ts";
import { writeDecoderModel, writeEncoderModel } from "../../onnx/latent/vaeInference.ts";
import { injectionCapacity, latentName } from "../../onnx/latent/vaeParameters.ts";
import { parameterNamed } from "../../onnx/parameters.ts";
import type { LatentSummary } from "../../protocol/latentContract.ts";
import { decoderFile, encoderFile, type VaeManifest } from "../../protocol/vaeManifest.ts";
import { finite } from "../../protocol/wire.ts";
import { evaluateVae } from "../evaluation/evaluateVae.ts";
import { measureSeparation } from "../evaluation/measureRules.ts";
import { LatentModel } from "../model/latentModel.ts";
import { vaeConfig } from "../model/vaeShape.ts";
import type { RecipeTraining, TrainingPlace } from "./recipeTraining.ts";
import { vaeExtent } from "./room.ts";
import { vaeTrainee } from "./vaeTrainee.ts";

/** How much longer than any of the data's a conclusion may grow before decoding gives up. */
const spareTokens = 4;

/** Throws a UserError where the recipe cannot be trained. */
export function vaeTraining(recipe: VaeRecipe, { threads }: Pick<TrainingPlace, "threads">): RecipeTraining {
  const items = latentItems(recipe);
  if (items.training.length === 0 || items.test.length === 0) throw tooFew(recipe.task);
  const config = vaeConfig(recipe, items);
  const lengths = [...items.training, ...items.test].map(({ targetIds }) => targetIds.length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  return {
    extent: vaeExtent(recipe, config),
    trainee: vaeTrainee({
      recipe,
      config,
      items: items.training,
      identity: sha256(JSON.stringify({ recipe, tokens: items.tokenizer.tokens })),
      threads,
    }),
    content: (name, parameters) => ({
      files: {
        [encoderFile]: writeEncoderModel(config, parameters),
        [decoderFile]: writeDecoderModel(config, parameters),
      },
      manifest: {
        formatVersion: 1,
        kind: "vae",
        name,
        task: recipe.task,
        rules: [...items.rules],
        config: { ...config },
        longestConclusion: longest + spareTokens,
        seed: recipe.seed,
        classifier: [...parameterNamed(parameters, latentName.rule)],
      } satisfies Omit<VaeManifest, "hashes">,
    }),
    async measure(dir, { runtime, signal, onProgress, common, clock }) {
      const model = await LatentModel.open(dir, runtime);
      try {
        // Separation takes about as long as the conclusions: one way for both.
        const parts = recipe.evaluation.separation ? 2 : 1;
        const { evaluation, ruleMeans } = await evaluateVae({
          ...items,
          model,
          classifier: Float32Array.from(model.manifest.classifier ?? []),
          seed: recipe.evaluation.seed,
          signal,
          onProgress: (done, total) => onProgress(done, parts * total),
        });
        const separation =
          recipe.evaluation.separation &&
          (await measureSeparation({
            model,
            recipe,
            runtime,
            signal,
            clock,
            onProgress: (_, done, total) => onProgress(total + done, parts * total),
          }));
        return {
          record: {
            ...common,
            kind: "vae",
            injection: { name: config.injection, ...injectionCapacity(config) },
            trainingItems: items.training.length,
            testItems: items.test.length,
            evaluation,
            ...(separation && { separation }),
            ruleMeans,
          },
          summary: { accuracy: [], rules: summaryOf(evaluation) },
        };
      } finally {
        await model.release();
      }
    },
  };
}

function summaryOf(evaluation: RuleEvaluation): LatentSummary {
  type Answers = RuleEvaluation["zero"];
  const answers = ({ correct, total }: Answers) => ({ correct: finite(correct), total: finite(total) });
  const { posterior, ruleMean, wrongRule, zero, valid, ruleClassifier, neighbors, kl, activeUnits } = evaluation;
  return {
    posterior: answers(posterior),
    ruleMean: answers(ruleMean),
    wrongRule: { own: answers(wrongRule.own), others: answers(wrongRule.others) },
    zero: answers(zero),
    valid: answers(valid),
    ruleClassifier: answers(ruleClassifier),
    neighbors: answers(neighbors),
    kl: finite(kl),
    activeUnits: finite(activeUnits),
  };
}

function tooFew(task: string): UserError {
  return new UserError(
    "recipe.too-few-items",
    `The task ${task} gave no items for training or for the test.`,
    "Raise data.samples and evaluation.items in the recipe.",
  );
}
