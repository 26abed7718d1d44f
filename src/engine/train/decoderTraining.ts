/** @file The training of a decoder's recipe: tokenizer, samples, the model that it begins with, the model's files, and how it is measured. */
import { resolve } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import type { DecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import { type CaseMap, type Count, summarize } from "../../core/record/caseMap.ts";
import { corpus, vocabularyWords } from "../../core/sample/corpus.ts";
import { type TaskChoice, taskName, taskNamed } from "../../core/task/registry.ts";
import { cellsOf } from "../../core/task/space.ts";
import { buildTokenizer } from "../../core/tokenizer/tokenizerBuilder.ts";
import { WordTokenizer } from "../../core/tokenizer/wordTokenizer.ts";
import { sha256 } from "../../node/sha256.ts";
import { writeInferenceModel } from "../../onnx/transformer/inference.ts";
import { type DecoderConfig, decoderSpecification } from "../../onnx/transformer/ownModels.ts";
import type { MapSummary } from "../../protocol/contract.ts";
import { type DecoderManifest, graphFile, recipeFile, tokenizerFile } from "../../protocol/modelManifest.ts";
import { finite } from "../../protocol/wire.ts";
import { measureRecipe } from "../evaluation/measureRecipe.ts";
import { decoderConfig } from "../model/decoderShape.ts";
import { openModel } from "../model/openModel.ts";
import { decoderTrainee } from "./decoderTrainee.ts";
import type { RecipeTraining, TrainingPlace } from "./recipeTraining.ts";
import { decoderExtent } from "./room.ts";
import { sampleSource } from "./sampleSource.ts";
import { startingFolder, startingModel } from "./startingModel.ts";

/** Prompt and response together. Neither rotary positions nor windows set an end; this bounds what a model that never stops can cost. */
const contextLength = 4096;

/** Throws a UserError where the recipe cannot be trained. */
export async function decoderTraining(recipe: DecoderRecipe, place: TrainingPlace): Promise<RecipeTraining> {
  const { recipePath, outDir, threads } = place;
  const shapeOf = (size: number): DecoderConfig => decoderConfig(recipe, size);
  const startDir = recipe.from === undefined ? undefined : startingFolder(recipePath, recipe.from);
  if (startDir === resolve(outDir)) throw ownFolder(outDir);
  const start = startDir === undefined ? undefined : await startingModel({ recipe, dir: startDir, shapeOf });
  const tokenizerJson = start?.tokenizerJson ?? buildTokenizer(vocabularyWords(recipe), recipe.numbers);
  const tokenizer = new WordTokenizer(tokenizerJson);
  const config = shapeOf(tokenizer.size);
  const spec = decoderSpecification(config);
  const samples = corpus(recipe);
  const { model, seed, training, task } = recipe;
  // Checkpoints from before there were kinds are still their recipes'.
  const { kind: _, ...known } = recipe;
  const { checkpointEverySteps: __, snapshotSteps: ___, ...settings } = training;
  return {
    extent: decoderExtent(recipe, spec),
    trainee: decoderTrainee({
      model: spec,
      shape: config,
      training: settings,
      seed,
      source: sampleSource({
        corpus: samples,
        tokenizer,
        scheme: model.positionCoupling,
        coupledPositions: model.coupledPositions,
        randomPositions: model.randomPositions,
        seed,
      }),
      identity: sha256(JSON.stringify({ recipe: known, tokenizerJson, from: start?.graph })),
      from: start?.parameters,
      threads,
    }),
    content: (name, parameters) => ({
      files: {
        [tokenizerFile]: JSON.stringify(tokenizerJson),
        [graphFile]: writeInferenceModel(spec, parameters),
      },
      manifest: {
        formatVersion: 1,
        kind: "decoder",
        name,
        decoder: { ...config },
        method: recipe.method,
        dialect: recipe.dialect,
        task: taskName(task),
        positionCoupling: model.positionCoupling,
        endTokenId: tokenizer.endId,
        contextLength,
        seed,
        recipe: recipeFile,
      } satisfies Omit<DecoderManifest, "hashes">,
    }),
    async measure(dir, { runtime, signal, onProgress, common }) {
      const opened = await openModel({ dir, device: "cpu", runtime, onDeviceChanged: () => {} });
      try {
        const measured = await measureRecipe({
          model: opened,
          recipe,
          signal,
          onProgress: (done, total, cells) =>
            onProgress(done, total, cells && { ...sentCells(cells), correct: cells.correct.map(finite) }),
        });
        const { accuracy, map } = measured;
        return {
          record: {
            ...common,
            kind: "decoder",
            ...(start === undefined ? {} : { from: { name: start.name, graph: start.graph } }),
            distinctProblems: samples.distinct,
            tokens: common.history.at(-1)?.tokens ?? 0,
            ...measured,
          },
          summary: { accuracy, ...mapSummary(task, map) },
        };
      } finally {
        await opened.session.release();
      }
    },
  };
}

function sentCells({ first, drawn }: { readonly first: number; readonly drawn: number }) {
  return { first: finite(first), drawn: finite(drawn) };
}

function mapSummary(task: TaskChoice, map: CaseMap | undefined): { readonly map?: MapSummary } {
  const space = taskNamed(task)?.space;
  if (map === undefined || space === undefined) return {};
  const { training, test, byDistance } = summarize(map, space, cellsOf(space));
  const count = ({ total, correct }: Count) => ({ total: finite(total), correct: finite(correct) });
  const rings = byDistance.map(({ distance, ...ring }) => ({ distance: finite(distance), ...count(ring) }));
  return { map: { training: count(training), test: count(test), byDistance: rings } };
}

function ownFolder(outDir: string): UserError {
  const remedy = "Choose another folder to write to.";
  return new UserError("model-unfit", `The training would overwrite ${outDir}, the model that it begins with.`, remedy);
}
