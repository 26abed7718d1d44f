/** @file `rulescope train`: a model from a recipe. Ctrl-C saves a checkpoint; `--resume` goes on from it, to the same bits. */

import { readRecipeFile } from "../../client/experiment/planFile.ts";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { durationText } from "../../core/format/figures.ts";
import { isExperiment } from "../../core/recipe/experimentRecipe.ts";
import { parseRecipe } from "../../core/recipe/recipe.ts";
import { readSettings, varyRecipe } from "../../core/recipe/varyRecipe.ts";
import { command, usageError } from "../command.ts";
import { withEngine } from "../engine.ts";
import { howToGoOn } from "../resume.ts";
import { accuracyJson, accuracyLines } from "../show/accuracy.ts";
import { mapLines } from "../show/caseMap.ts";
import { ruleLines } from "../show/rules.ts";
import { trainingReport } from "../trainingReport.ts";

export const trainCommand = command({
  name: "train",
  operands: "RECIPE --out DIR",
  count: [1, 1],
  description:
    "Trains a decoder or a language VAE, as the recipe says, and writes a model folder: graphs, recipe and measured record.\n" +
    "Ctrl-C saves a checkpoint in DIR; the same command with --resume continues from it. --set changes fields of the\n" +
    "recipe; the recipe in DIR says what was trained.",
  flags: {
    out: { kind: "text", value: "DIR", about: "the model folder to write" },
    resume: { kind: "switch", about: "resume from the checkpoint in DIR" },
    set: { kind: "text", value: "FIELD=VALUE", about: "change fields, as in seed=2,training.steps=500" },
    json: { kind: "switch", about: "one JSON document on stdout when it is done" },
  },
  examples: [
    "rulescope train recipes/addition-rfft.json --out models/addition-rfft",
    "rulescope train recipes/addition-rfft.json --out models/addition-rfft --resume",
    "rulescope train recipes/latent/explanatory.json --out models/memory-2 --set model.injection=memory,seed=2",
  ],
  async run({ out, resume, json, set }, [path = ""], terminal) {
    if (out === undefined) throw usageError("`rulescope train` needs --out DIR, the folder to write.", "train");
    const settings = set === undefined ? [] : readSettings(set);
    const source = await readRecipeFile(path);
    if (isExperiment(source)) throw severalTrainings(path, out);
    const recipe = varyRecipe(source, path, settings);
    const { name } = parseRecipe(recipe, path);
    const report = trainingReport(terminal, name);
    try {
      const { accuracy, map, rules, modelDir, seconds } = await withEngine("train", terminal, ({ client, signal }) =>
        client.train({ recipe, recipePath: path, outDir: out, resume }, report.show, signal),
      );
      report.end();
      const measured = rules ? { evaluation: rules } : map ? { map } : accuracyJson(accuracy);
      if (json) terminal.json({ recipe: path, name, modelDir, seconds, ...measured });
      else {
        terminal.out(`${name}: ${modelDir} after ${durationText(seconds)}`);
        const lines = rules ? ruleLines(rules) : map ? mapLines(map, terminal) : accuracyLines(accuracy, terminal);
        for (const line of lines) terminal.out(line);
      }
      return 0;
    } catch (error) {
      report.end();
      if (!(error instanceof Cancelled)) throw error;
      const again = `rulescope train ${path} --out ${out}${set === undefined ? "" : ` --set ${set}`} --resume`;
      terminal.note(`Stopped${report.where()}. ${await howToGoOn(out, `Resume with \`${again}\`.`)}`);
      return 2;
    }
  },
});

function severalTrainings(path: string, out: string): UserError {
  const remedy = `Run \`rulescope experiment ${path} --out ${out}\`.`;
  return new UserError("recipe-of-experiment", `${path} is the recipe of an experiment, not of one training.`, remedy);
}
