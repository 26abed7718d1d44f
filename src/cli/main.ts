#!/usr/bin/env node
/**
 * @file The composition root of the command line: reads which subcommand is meant, runs it, and turns what it throws into a
 * message and an exit status. Each subcommand is one file in `command/`.
 */

import { EngineLost, UserError } from "../core/base/errors.ts";
import { writeFailure } from "../core/base/writeFailure.ts";
import { type Command, columns, type ExitStatus, usageError } from "./command.ts";
import { nearest } from "./nearest.ts";
import { productVersion } from "./product.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

interface Entry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Only the command that is meant is loaded: most need no engine, and `--help` needs nothing. */
  load(): Promise<Command>;
}

const commands: readonly Entry[] = [
  {
    name: "run",
    summary: "run a model on problems and check each step",
    load: async () => (await import("./command/run.ts")).runCommand,
  },
  {
    name: "trace",
    summary: "show what the rule does, step by step, without a model",
    load: async () => (await import("./command/trace.ts")).traceCommand,
  },
  {
    name: "runs",
    summary: "list, show, export and import saved runs",
    load: async () => (await import("./command/runs.ts")).runsCommand,
  },
  {
    name: "compare",
    summary: "show runs side by side, and the step where they part",
    load: async () => (await import("./command/compare.ts")).compareCommand,
  },
  {
    name: "check",
    summary: "check traces and conclusions from anywhere against their rules",
    load: async () => (await import("./command/check.ts")).checkCommand,
  },
  {
    name: "attention",
    summary: "score what each head of a model attends to",
    load: async () => (await import("./command/attention.ts")).attentionCommand,
  },
  {
    name: "train",
    summary: "train a model of either kind from a recipe",
    load: async () => (await import("./command/train.ts")).trainCommand,
  },
  {
    name: "experiment",
    summary: "train and measure all variants of a recipe, and compare them",
    load: async () => (await import("./command/experiment.ts")).experimentCommand,
  },
  {
    name: "eval",
    summary: "measure a decoder's accuracy, or how far a language VAE separates rules",
    load: async () => (await import("./command/eval.ts")).evalCommand,
  },
  {
    name: "export",
    summary: "write a task's samples or items for other training programs",
    load: async () => (await import("./command/export.ts")).exportCommand,
  },
  {
    name: "latent",
    summary: "map what models compute, of items or of steps, as a table",
    load: async () => (await import("./command/latent.ts")).latentCommand,
  },
  {
    name: "probe",
    summary: "measure what similar worked problems in the prompt contribute to a model's answers",
    load: async () => (await import("./command/probe.ts")).probeCommand,
  },
  {
    name: "bench",
    summary: "measure training, decoding, or how soon the editor answers",
    load: async () => (await import("./command/bench.ts")).benchCommand,
  },
  {
    name: "doctor",
    summary: "show versions, devices, models, and what is missing",
    load: async () => (await import("./command/doctor.ts")).doctorCommand,
  },
];

async function main(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const command = commands.find((each) => each.name === rest[0]);
    terminal.out((await command?.load())?.help(terminal) ?? overview(terminal));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    terminal.out(productVersion());
    return 0;
  }
  const chosen = commands.find((each) => each.name === name);
  if (chosen !== undefined) return (await chosen.load()).run(rest, terminal);
  const names = commands.map((each) => each.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? ` Commands: ${names.join(", ")}.` : ` Did you mean \`rulescope ${meant}\`?`;
  throw usageError(`There is no command ${name}.${hint}`);
}

function overview(terminal: Terminal): string {
  return [
    `${terminal.paint("bold", "rulescope")}: runs local models on rules and problems, and checks each step of their reasoning.`,
    "",
    `${terminal.paint("bold", "Usage:")} rulescope COMMAND [flags]`,
    "",
    terminal.paint("bold", "Commands:"),
    ...columns(commands.map(({ name, summary }) => [name, summary] as const)),
    "",
    "`rulescope COMMAND --help` shows its flags and examples.",
    "Exit status: 0 done, 1 some answer wrong, 2 could not run (message on stderr).",
  ].join("\n");
}

const terminal = processTerminal();
// A reader that has seen enough (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    // There is nowhere else to say it when messages themselves cannot be written.
    if (stream === process.stdout) terminal.note(writeFailure("The output", error).message);
    process.exit(2);
  });
}
try {
  process.exitCode = await main(process.argv.slice(2), terminal);
} catch (error) {
  terminal.status("");
  const expected = error instanceof UserError || error instanceof EngineLost;
  terminal.note(
    expected ? error.message : `A bug in Rulescope: ${error instanceof Error ? error.stack : String(error)}`,
  );
  process.exitCode = 2;
}
