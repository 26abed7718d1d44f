/** @file `rulescope latent sweep`: trains and measures every variation of a recipe. Stopped, it goes on with what is missing. */

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Cancelled, messageOf, UserError } from "../../../core/base/errors.ts";
import { measuresOverSeeds } from "../../../core/experiment/measuresOverSeeds.ts";
import { durationText } from "../../../core/format/figures.ts";
import { parseLatentRecipe, varyLatentRecipe } from "../../../core/recipe/latentRecipe.ts";
import { parseLatentSweep, trainingsOf } from "../../../core/recipe/latentSweep.ts";
import { type LatentMeasures, parseLatentMeasures } from "../../../core/record/latentMeasures.ts";
import { dataPath } from "../../../node/dataPath.ts";
import { writeWhole } from "../../../node/writeWhole.ts";
import { recipeFile } from "../../../protocol/modelManifest.ts";
import { command, usageError } from "../../command.ts";
import { type EngineUse, withEngine } from "../../engine.ts";
import { progress } from "../../progress.ts";
import { isBegun, nothingYet } from "../../resume.ts";
import { comparedLines } from "../../show/latentMeasures.ts";
import type { Terminal } from "../../terminal.ts";

/** In a model's folder, once it has been measured. */
const measuresFile = "measures.json";

export const latentSweepCommand = command({
  name: "latent sweep",
  operands: "SWEEP --out DIR",
  count: [1, 1],
  description:
    "Trains a recipe in every variation and with every seed that the sweep names, each into a folder of its own below DIR,\n" +
    "measures each, and writes all measures to DIR/measures.json. What DIR already has is not done again.",
  flags: {
    out: { kind: "text", value: "DIR", about: "where the models and the measures go" },
    json: { kind: "switch", about: "every model's measures as one JSON document on stdout" },
  },
  examples: ["rulescope latent sweep recipes/latent/sweeps/supervision.json --out /tmp/supervision"],
  async run({ out, json }, [path = ""], terminal) {
    if (out === undefined) throw usageError("`rulescope latent sweep` needs --out DIR.", "latent sweep");
    const sweep = parseLatentSweep(await textOf(path), path);
    const recipePath = dataPath(sweep.recipe, dirname(path));
    const recipe = await textOf(recipePath);
    const trainings = trainingsOf(sweep).map((variation) => varyLatentRecipe(recipe, recipePath, variation));
    const measured: LatentMeasures[] = [];
    try {
      await withEngine("train", terminal, async (engine) => {
        for (const [i, text] of trainings.entries()) {
          const title = `${i + 1} of ${trainings.length}`;
          measured.push(await trainAndMeasure({ text, recipePath, out, title, terminal }, engine));
        }
      });
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      const goOn = (await isBegun(out)) ? "The same command resumes." : nothingYet;
      terminal.note(`Stopped after ${measured.length} of ${trainings.length}. ${goOn}`);
      return 2;
    }
    const document = { version: 1, kind: "latent-measures-of-models", sweep: sweep.name, models: measured };
    await writeWhole(join(out, measuresFile), `${JSON.stringify(document, null, 1)}\n`);
    if (json) terminal.json(document);
    else for (const line of comparedLines(measuresOverSeeds(measured))) terminal.out(line);
    return 0;
  },
});

interface Training {
  readonly text: string;
  readonly recipePath: string;
  readonly out: string;
  readonly title: string;
  readonly terminal: Terminal;
}

async function trainAndMeasure(
  { text, recipePath, out, title, terminal }: Training,
  { client, signal }: EngineUse,
): Promise<LatentMeasures> {
  const { name } = parseLatentRecipe(text, recipePath);
  const folder = join(out, name);
  const known = await readFile(join(folder, measuresFile), "utf8").catch(() => undefined);
  const trained = await readFile(join(folder, recipeFile), "utf8").catch(() => undefined);
  if (known !== undefined && trained === text) return parseLatentMeasures(known, folder);
  const shown = progress(terminal, `${title} ${name}`, () => performance.now());
  try {
    const { seconds } = await client.request(
      "latentTrain",
      // Checkpoints of another recipe are refused, so a folder that was left in the middle can always be tried.
      { recipe: text, recipePath, outDir: folder, resume: trained === undefined },
      { signal, onEvent: ({ step, steps, phase }) => shown.show(step, steps, phase) },
    );
    const { measures } = await client.request(
      "latentMeasure",
      { modelDir: folder },
      { signal, onEvent: ({ what, done, total }) => shown.show(done, total, what) },
    );
    shown.end();
    await writeWhole(join(folder, measuresFile), measures);
    terminal.note(`${title} ${name}: trained in ${durationText(seconds)}`);
    return parseLatentMeasures(measures, folder);
  } finally {
    shown.end();
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const happened =
      error.code === "ENOENT" ? `There is no file ${path}.` : `${path} cannot be read: ${messageOf(error)}.`;
    throw new UserError("recipe-unreadable", happened, "The folder recipes/latent/ holds complete ones.");
  });
}
