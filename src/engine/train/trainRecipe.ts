/**
 * @file From a recipe to a model folder, for every kind of model: training, graph, snapshots, measurement, record. What the parts do is theirs;
 * this file is the order in which they happen.
 */

import { access, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseRecipe } from "../../core/recipe/recipe.ts";
import { embedRule } from "../../core/recipe/taskSchema.ts";
import { dataPath } from "../../node/dataPath.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { TrainingProgress } from "../../protocol/contract.ts";
import { manifestFile, recordFile, snapshotFolder, snapshotsFolder } from "../../protocol/modelManifest.ts";
import { type Finite, finite, finiteOrNull } from "../../protocol/wire.ts";
import { onnxRuntimeVersion, type Runtime } from "../model/runtime.ts";
import { latestCheckpoint } from "./checkpoint.ts";
import { decoderTraining } from "./decoderTraining.ts";
import { clearModelFolder, writeInto, writeModelFolder } from "./modelFolder.ts";
import type { TrainingSummary } from "./recipeTraining.ts";
import { checkRoom, needOf, roomAt } from "./room.ts";
import { type Progress, train } from "./trainer.ts";
import { TrainingLog } from "./trainingLog.ts";
import { vaeTraining } from "./vaeTraining.ts";

export interface TrainRecipeOptions {
  /** The recipe's JSON text and where it came from. */
  readonly recipe: string;
  readonly recipePath: string;
  readonly outDir: string;
  readonly resume: boolean;
  readonly runtime: Pick<Runtime, "open">;
  readonly signal: CancelSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** For the log: checkpoints that could not be used. */
  readonly onWarning: (message: string) => void;
  /** Milliseconds. */
  readonly clock: () => number;
}

export interface TrainedModel extends TrainingSummary {
  readonly modelDir: string;
  /** Wall time of the training, measuring left out. */
  readonly seconds: Finite;
}

/** Throws a UserError for a bad recipe or a diverged training; `Cancelled` after writing a checkpoint. */
export async function trainRecipe(options: TrainRecipeOptions): Promise<TrainedModel> {
  const { recipePath, outDir, runtime, clock, onProgress, signal } = options;
  const started = clock();
  const passed = (): number => (clock() - started) / 1000;
  // A person's own rule is kept in the recipe, so that the model folder needs no other file.
  const folder = dirname(recipePath);
  const recipeText = await embedRule(options.recipe, async (path) => readFile(dataPath(path, folder), "utf8"));
  const recipe = parseRecipe(recipeText, recipePath);
  const { steps, checkpointEverySteps, snapshotSteps = [] } = recipe.training;
  onProgress(progressAt("preparing", 0, steps, 0));
  const threads = availableParallelism();
  const training =
    recipe.kind === "vae"
      ? vaeTraining(recipe, { threads })
      : await decoderTraining(recipe, { recipePath, outDir, threads });
  const { trainee, extent } = training;
  checkRoom(outDir, needOf(extent), await roomAt(outDir));
  await clearModelFolder(outDir);
  const checkpointDir = join(outDir, "checkpoints");
  const newest = options.resume ? (await latestCheckpoint(checkpointDir, trainee.table)).checkpoint : undefined;
  const from = newest?.step ?? 0;
  if (from === 0)
    for (const left of [checkpointDir, join(outDir, snapshotsFolder)]) await rm(left, { recursive: true, force: true });
  const log = await TrainingLog.open(outDir, from);
  const parameters = await train({
    trainee,
    schedule: recipe.training,
    checkpointDir,
    everySteps: checkpointEverySteps,
    snapshots: {
      steps: snapshotSteps,
      take: async (step, now) => {
        const dir = join(outDir, snapshotFolder(step));
        await clearModelFolder(dir);
        await writeModelFolder(dir, recipeText, training.content(`${recipe.name}, step ${step}`, now));
      },
    },
    resume: from > 0,
    onProgress: (progress) => {
      const { step } = progress;
      log.add(progress, passed(), step % checkpointEverySteps === 0 || snapshotSteps.includes(step));
      onProgress(trainingProgress(progress, log.total(passed())));
    },
    onWarning: (warning) => options.onWarning(warning.message),
    signal,
    clock,
  }).finally(() => log.flush());
  const seconds = log.total(passed());

  await writeModelFolder(outDir, recipeText, training.content(recipe.name, parameters));
  const parts = snapshotSteps.length + 1;
  const record = async (dir: string, part: number, at: number): Promise<TrainingSummary> => {
    const history = log.history(at);
    const measured = await training.measure(dir, {
      runtime,
      signal,
      clock,
      onProgress: (done, all, cells) => {
        const now = progressAt("evaluating", part * all + done, parts * all, log.total(passed()));
        onProgress(cells === undefined || dir !== outDir ? now : { ...now, cells });
      },
      common: {
        version: 1,
        recipe: recipe.name,
        parameters: extent.parameters,
        steps: at,
        trainingSeconds: at === steps ? seconds : (history.at(-1)?.seconds ?? 0),
        threads,
        versions: { node: process.version, onnxRuntime: onnxRuntimeVersion },
        history: [...history],
      },
    });
    await writeInto(dir, recordFile, `${JSON.stringify(measured.record, null, 2)}\n`);
    return measured.summary;
  };
  for (const [part, step] of snapshotSteps.entries()) {
    const dir = join(outDir, snapshotFolder(step));
    // After a break it may be measured already, or have been thrown away.
    if ((await isThere(join(dir, manifestFile))) && !(await isThere(join(dir, recordFile))))
      await record(dir, part, step);
  }
  const summary = await record(outDir, snapshotSteps.length, steps);
  await log.remove();
  await rm(checkpointDir, { recursive: true, force: true });
  return { modelDir: outDir, seconds: finite(seconds), ...summary };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function progressAt(phase: TrainingProgress["phase"], step: number, steps: number, seconds: number): TrainingProgress {
  const none = { loss: null, tokenAccuracy: null, learningRate: null, gradientNorm: null, tokensPerSecond: null };
  return { phase, step: finite(step), steps: finite(steps), ...none, seconds: finite(seconds) };
}

function trainingProgress(progress: Progress, seconds: number): TrainingProgress {
  const { step, steps, loss, accuracy, learningRate, gradientNorm, tokensPerSecond, latent } = progress;
  return {
    ...progressAt("training", step, steps, seconds),
    loss: finiteOrNull(loss),
    tokenAccuracy: finiteOrNull(accuracy),
    learningRate: finiteOrNull(learningRate),
    gradientNorm: finiteOrNull(gradientNorm),
    tokensPerSecond: finiteOrNull(tokensPerSecond),
    ...(latent && { kl: finiteOrNull(latent.kl), ruleAccuracy: finiteOrNull(latent.ruleAccuracy) }),
  };
}
