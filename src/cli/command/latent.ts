/** @file `rulescope latent`: language VAEs. Each of its subcommands is a command of its own in `latent/`. */

import type { Command } from "../command.ts";
import { columns, usageError } from "../command.ts";
import { nearest } from "../nearest.ts";
import type { Terminal } from "../terminal.ts";
import { latentCheckCommand } from "./latent/check.ts";
import { latentExportCommand } from "./latent/export.ts";
import { latentMeasureCommand } from "./latent/measure.ts";
import { latentProjectCommand } from "./latent/project.ts";
import { latentSweepCommand } from "./latent/sweep.ts";
import { latentTrainCommand } from "./latent/train.ts";

const subcommands: readonly { readonly name: string; readonly summary: string; readonly command: Command }[] = [
  { name: "train", summary: "train a language VAE from a recipe", command: latentTrainCommand },
  { name: "export", summary: "items of an inference task, with their rules", command: latentExportCommand },
  { name: "check", summary: "conclusions under the rules that they claim", command: latentCheckCommand },
  { name: "measure", summary: "how far rules are apart, over seeds", command: latentMeasureCommand },
  { name: "project", summary: "a map of items or of steps, as a table", command: latentProjectCommand },
  { name: "sweep", summary: "train and measure every variation of a recipe", command: latentSweepCommand },
];

export const latentCommand: Command = {
  help: overview,
  async run([name, ...args], terminal) {
    if (name === undefined || name === "--help" || name === "-h") {
      terminal.out(overview(terminal));
      return name === undefined ? 2 : 0;
    }
    const chosen = subcommands.find((each) => each.name === name);
    if (chosen !== undefined) return chosen.command.run(args, terminal);
    const names = subcommands.map((each) => each.name);
    const meant = nearest(name, names);
    const hint = meant === undefined ? `one of ${names.join(", ")}` : `perhaps ${meant}`;
    throw usageError(`\`rulescope latent\` cannot ${name}: ${hint}.`, "latent");
  },
};

function overview(terminal: Terminal): string {
  return [
    `${terminal.paint("bold", "Usage:")} rulescope latent SUBCOMMAND [flags]`,
    "",
    "Language VAEs that separate inference rules in their latent space: trained and measured.",
    "",
    terminal.paint("bold", "Subcommands:"),
    ...columns(subcommands.map(({ name, summary }) => [name, summary] as const)),
    "",
    "`rulescope latent SUBCOMMAND --help` shows its flags and examples.",
  ].join("\n");
}
