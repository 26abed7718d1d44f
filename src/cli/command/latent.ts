/** @file `rulescope latent`: what there is only for language VAEs. All else has one command for every kind of model, under the name it had here too. */

import { type Command, columns, usageError } from "../command.ts";
import { nearest } from "../nearest.ts";
import type { Terminal } from "../terminal.ts";
import { latentProjectCommand } from "./latent/project.ts";

/** Former names of commands that now take either kind. */
const former: Readonly<Record<string, () => Promise<Command>>> = {
  train: async () => (await import("./train.ts")).trainCommand,
  sweep: async () => (await import("./experiment.ts")).experimentCommand,
  measure: async () => (await import("./eval.ts")).evalCommand,
  check: async () => (await import("./check.ts")).checkCommand,
  export: async () => (await import("./export.ts")).exportCommand,
};

export const latentCommand: Command = {
  help: overview,
  async run([name, ...args], terminal) {
    if (name === undefined || name === "--help" || name === "-h") {
      terminal.out(overview(terminal));
      return name === undefined ? 2 : 0;
    }
    if (name === "project") return latentProjectCommand.run(args, terminal);
    const load = Object.hasOwn(former, name) ? former[name] : undefined;
    if (load !== undefined) return (await load()).run(args, terminal);
    const hint = nearest(name, ["project"]) === undefined ? "it can project" : "perhaps project";
    throw usageError(`\`rulescope latent\` cannot ${name}: ${hint}.`, "latent");
  },
};

function overview(terminal: Terminal): string {
  return [
    `${terminal.paint("bold", "Usage:")} rulescope latent project MODEL --out FILE.csv [flags]`,
    "",
    "Maps of what models compute. Language VAEs are trained, measured, checked and exported by the commands of their names:",
    "`rulescope train`, `experiment`, `eval`, `check`, `export`.",
    "",
    terminal.paint("bold", "Subcommands:"),
    ...columns([["project", "a map of items or of steps, as a table"]]),
    "",
    "`rulescope latent project --help` shows its flags and examples.",
  ].join("\n");
}
