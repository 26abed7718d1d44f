/** @file `rulescope train`: a model from a recipe. Ctrl-C saves a checkpoint; `--resume` goes on from it, to the same bits. */

import { readRecipeFile } from "../../client/experiment/planFile.ts";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { durationText } from "../../core/format/figures.ts";
import { isExperiment } from "../../core/recipe/experimentRecipe.ts";
import { parseRecipe } from "../../core/recipe/recipe.ts";
import { command, usageError } from "../command.ts";
import { withEngine } from "../engine.ts";
import { howToGoOn } from "../resume.ts";
import { accuracyJson, accuracyLines } from "../show/accuracy.ts";
import { mapLines } from "../show/caseMap.ts";
import { trainingReport } from "../trainingReport.ts";

export const trainCommand = command({
  name: "train",
  operands: "RECIPE --out DIR",
  count: [1, 1],
  description:
    "Trains from scratch and writes a model folder: the graph, the tokenizer, the recipe and the measured record.\n" +
    "Ctrl-C saves a checkpoint in DIR; the same command with --resume continues from it.",
  flags: {
    out: { kind: "text", value: "DIR", about: "the model folder to write" },
    resume: { kind: "switch", about: "resume from the checkpoint in DIR" },
    json: { kind: "switch", about: "one JSON document on stdout when it is done" },
  },
  examples: [
    "rulescope train recipes/addition-rfft.json --out models/addition-rfft",
    "rulescope train recipes/addition-rfft.json --out models/addition-rfft --resume",
  ],
  async run({ out, resume, json }, [path = ""], terminal) {
    if (out === undefined) throw usageError("`rulescope train` needs --out DIR, the folder to write.", "train");
    const recipe = await readRecipeFile(path);
    if (isExperiment(recipe)) throw severalTrainings(path, out);
    const { name } = parseRecipe(recipe, path);
    const report = trainingReport(terminal, name);
    try {
      const { accuracy, map, modelDir, seconds } = await withEngine("train", terminal, ({ client, signal }) =>
        client.train({ recipe, recipePath: path, outDir: out, resume }, report.show, signal),
      );
      report.end();
      if (json)
        terminal.json({ recipe: path, modelDir, seconds, ...(map === undefined ? accuracyJson(accuracy) : { map }) });
      else {
        terminal.out(`${name}: ${modelDir} after ${durationText(seconds)}`);
        for (const line of map === undefined ? accuracyLines(accuracy, terminal) : mapLines(map, terminal))
          terminal.out(line);
      }
      return 0;
    } catch (error) {
      report.end();
      if (!(error instanceof Cancelled)) throw error;
      const again = `rulescope train ${path} --out ${out} --resume`;
      terminal.note(`Stopped${report.where()}. ${await howToGoOn(out, `Resume with \`${again}\`.`)}`);
      return 2;
    }
  },
});

function severalTrainings(path: string, out: string): UserError {
  const remedy = `Run \`rulescope experiment ${path} --out ${out}\`.`;
  return new UserError("recipe-of-experiment", `${path} is the recipe of an experiment, not of one training.`, remedy);
}
