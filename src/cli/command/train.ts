/** @file `rulescope train`: a model from a recipe. Ctrl-C saves a checkpoint; `--resume` goes on from it, to the same bits. */

import { readFile } from "node:fs/promises";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import { parseRecipe } from "../../core/record/recipe.ts";
import type { TrainingProgress } from "../../protocol/contract.ts";
import { command, usageError } from "../command.ts";
import { withEngine } from "../engine.ts";
import { duration, progress, short } from "../progress.ts";
import { accuracyJson, accuracyLines } from "../show/accuracy.ts";
import { mapLines } from "../show/caseMap.ts";
import type { Terminal } from "../terminal.ts";

export const trainCommand = command({
  name: "train",
  operands: "RECIPE --out DIR",
  count: [1, 1],
  description:
    "Trains from scratch and writes a model folder: the graph, the tokenizer, the recipe and the measured record.\n" +
    "Ctrl-C saves a checkpoint in DIR; the same command with --resume goes on from there.",
  flags: {
    out: { kind: "text", value: "DIR", about: "the model folder to write" },
    resume: { kind: "switch", about: "go on from the checkpoint in DIR" },
    json: { kind: "switch", about: "one JSON document on stdout when it is done" },
  },
  examples: [
    "rulescope train recipes/addition-rfft.json --out models/addition-rfft",
    "rulescope train recipes/addition-rfft.json --out models/addition-rfft --resume",
  ],
  async run({ out, resume, json }, [path = ""], terminal) {
    if (out === undefined) throw usageError("`rulescope train` needs --out DIR, the folder to write.", "train");
    const recipe = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      const happened =
        error.code === "ENOENT" ? `There is no recipe ${path}.` : `${path} cannot be read: ${messageOf(error)}.`;
      throw new UserError("recipe-unreadable", happened, "The folder recipes/ holds complete ones.");
    });
    const { name } = parseRecipe(recipe, path);
    const report = reporter(terminal, name);
    try {
      const { accuracy, map, modelDir, seconds } = await withEngine("train", terminal, ({ client, signal }) =>
        client.train({ recipe, recipePath: path, outDir: out, resume }, report.show, signal),
      );
      report.end();
      if (json)
        terminal.json({ recipe: path, modelDir, seconds, ...(map === undefined ? accuracyJson(accuracy) : { map }) });
      else {
        terminal.out(`${name}: ${modelDir} after ${duration(seconds)}`);
        for (const line of map === undefined ? accuracyLines(accuracy, terminal) : mapLines(map, terminal))
          terminal.out(line);
      }
      return 0;
    } catch (error) {
      report.end();
      if (!(error instanceof Cancelled)) throw error;
      terminal.note(`Stopped${report.where()}. Go on with \`rulescope train ${path} --out ${out} --resume\`.`);
      return 2;
    }
  },
});

/** A bar for people; where nobody watches, a line every tenth of the way, so that a log shows that it lives. */
function reporter(terminal: Terminal, name: string) {
  const shown = progress(terminal, name, () => performance.now());
  let last: TrainingProgress | undefined;
  let noted = "";
  return {
    show(event: TrainingProgress): void {
      last = event;
      shown.show(event.step, event.steps, detailOf(event));
      const tenth = `${event.phase} ${Math.floor((event.step / Math.max(1, event.steps)) * 10)}`;
      if (terminal.interactive || tenth === noted) return;
      noted = tenth;
      terminal.note(`${name}: ${detailOf(event)}`);
    },
    where: () => (last?.phase === "training" ? ` at step ${last.step} of ${last.steps}` : ""),
    end: () => shown.end(),
  };
}

function detailOf({ phase, step, steps, loss, tokensPerSecond }: TrainingProgress): string {
  if (phase !== "training") return phase;
  const parts = [`step ${step}/${steps}`];
  if (loss !== null) parts.push(`loss ${loss.toFixed(4)}`);
  if (tokensPerSecond !== null) parts.push(`${short(tokensPerSecond)} tokens/s`);
  return parts.join("  ");
}
