/** @file `rulescope latent train`: a language VAE from a recipe. Ctrl-C saves a checkpoint; `--resume` goes on from it. */

import { readFile } from "node:fs/promises";
import { Cancelled, messageOf, UserError } from "../../../core/base/errors.ts";
import { durationText, percentText } from "../../../core/format/figures.ts";
import { injectionNames, parseLatentRecipe, varyLatentRecipe } from "../../../core/recipe/latentRecipe.ts";
import type { LatentProgress } from "../../../protocol/latentContract.ts";
import { command, usageError, wholeNumber } from "../../command.ts";
import { withEngine } from "../../engine.ts";
import { progress } from "../../progress.ts";
import { howToGoOn } from "../../resume.ts";
import { latentLines } from "../../show/latent.ts";
import type { Terminal } from "../../terminal.ts";

export const latentTrainCommand = command({
  name: "latent train",
  operands: "RECIPE --out DIR",
  count: [1, 1],
  description:
    "Trains a language VAE and writes its folder: encoder and decoder graphs, the recipe and the measured record.\n" +
    "Ctrl-C saves a checkpoint in DIR; the same command with --resume continues from it. The flags from --seed on\n" +
    "change one value of the recipe; the recipe in DIR says what was trained.",
  flags: {
    out: { kind: "text", value: "DIR", about: "the model folder to write" },
    resume: { kind: "switch", about: "resume from the checkpoint in DIR" },
    json: { kind: "switch", about: "one JSON document on stdout when it is done" },
    seed: { kind: "text", value: "N", about: "first weights, order and noise" },
    injection: { kind: "text", choices: injectionNames, about: "how z reaches the decoder" },
    "rule-weight": { kind: "text", value: "X", about: "weight of the rule classifier; 0 = no supervision" },
    "free-bits": { kind: "text", value: "X", about: "nats that each dimension of z may cost for free" },
    samples: { kind: "text", value: "N", about: "items to train on" },
    steps: { kind: "text", value: "N", about: "updates" },
    labels: { kind: "text", choices: ["true", "shuffled"], about: "shuffled: the control without rules to learn" },
  },
  examples: [
    "rulescope latent train recipes/latent/explanatory.json --out models/latent-explanatory",
    "rulescope latent train recipes/latent/explanatory.json --out /tmp/memory-2 --injection memory --seed 2",
  ],
  async run(flags, [path = ""], terminal) {
    const { out, resume, json } = flags;
    if (out === undefined)
      throw usageError("`rulescope latent train` needs --out DIR, the folder to write.", "latent train");
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      const happened =
        error.code === "ENOENT" ? `There is no recipe ${path}.` : `${path} cannot be read: ${messageOf(error)}.`;
      throw new UserError("recipe-unreadable", happened, "The folder recipes/latent/ holds complete ones.");
    });
    const whole = (name: "seed" | "samples" | "steps", least: number) =>
      flags[name] === undefined ? {} : { [name]: wholeNumber(name, flags[name], 0, least) };
    const recipe = varyLatentRecipe(text, path, {
      ...whole("seed", 0),
      ...whole("samples", 1),
      ...whole("steps", 1),
      ...(flags.injection === undefined ? {} : { injection: flags.injection }),
      ...(flags.labels === undefined ? {} : { labels: flags.labels }),
      ...amount("ruleWeight", "rule-weight", flags["rule-weight"]),
      ...amount("freeBits", "free-bits", flags["free-bits"]),
    });
    const { name } = parseLatentRecipe(recipe, path);
    const report = reporter(terminal, name);
    try {
      const { evaluation, modelDir, seconds } = await withEngine("train", terminal, ({ client, signal }) =>
        client.request(
          "latentTrain",
          { recipe, recipePath: path, outDir: out, resume },
          { signal, onEvent: report.show },
        ),
      );
      report.end();
      if (json) terminal.json({ recipe: path, name, modelDir, seconds, evaluation });
      else {
        terminal.out(`${name}: ${modelDir} after ${durationText(seconds)}`);
        for (const line of latentLines(evaluation)) terminal.out(line);
      }
      return 0;
    } catch (error) {
      report.end();
      if (!(error instanceof Cancelled)) throw error;
      terminal.note(`Stopped${report.where()}. ${await howToGoOn(out, "Repeat the command with --resume.")}`);
      return 2;
    }
  },
});

function amount(key: string, flag: string, text: string | undefined): Readonly<Record<string, number>> {
  if (text === undefined) return {};
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return { [key]: value };
  throw usageError(`--${flag} needs a number of at least 0, not ${text}.`, "latent train");
}

/** A bar for people; where nobody watches, a line every tenth of the way. */
function reporter(terminal: Terminal, name: string) {
  const shown = progress(terminal, name, () => performance.now());
  let last: LatentProgress | undefined;
  let noted = "";
  return {
    show(event: LatentProgress): void {
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

function detailOf({ phase, step, steps, loss, kl, tokenAccuracy, ruleAccuracy, seconds }: LatentProgress): string {
  if (phase !== "training") return phase;
  const parts = [`step ${step}/${steps}`];
  if (loss !== null) parts.push(`loss ${loss.toFixed(3)}`);
  if (kl !== null) parts.push(`KL ${kl.toFixed(2)}`);
  if (tokenAccuracy !== null) parts.push(`tokens ${percentText(tokenAccuracy)}`);
  if (ruleAccuracy !== null) parts.push(`rules ${percentText(ruleAccuracy)}`);
  parts.push(durationText(seconds));
  return parts.join("  ");
}
