/**
 * @file What a subcommand is: its flags, its help, and how its arguments are read. The subcommands themselves are in
 * `command/`, one file each. Exit statuses: 0 done, 1 some answer wrong, 2 could not run.
 */

import { parseArgs } from "node:util";
import { UserError } from "../core/base/errors.ts";
import { own } from "../core/base/own.ts";
import { nearest } from "./nearest.ts";
import type { Terminal } from "./terminal.ts";

export type ExitStatus = 0 | 1 | 2;

export interface Flag {
  readonly kind: "switch" | "text";
  /** How the value is called in the help, as in `--model NAME`. */
  readonly value?: string;
  readonly about: string;
  /** The only values it takes. */
  readonly choices?: readonly string[];
}

export type Flags = Readonly<Record<string, Flag>>;
export type FlagValues<F extends Flags> = {
  readonly [N in keyof F]: F[N]["kind"] extends "switch" ? boolean : string | undefined;
};

export interface CommandDefinition<F extends Flags> {
  readonly name: string;
  /** What stands between the name and the flags in the usage line. */
  readonly operands: string;
  /** How many operands it takes: at least, at most. */
  readonly count: readonly [number, number];
  /** Below the usage line. */
  readonly description: string;
  readonly flags: F;
  readonly examples: readonly string[];
  run(flags: FlagValues<F>, operands: readonly string[], terminal: Terminal): Promise<ExitStatus>;
}

export interface Command {
  help(terminal: Terminal): string;
  run(args: readonly string[], terminal: Terminal): Promise<ExitStatus>;
}

export function command<const F extends Flags>(definition: CommandDefinition<F>): Command {
  return {
    help: (terminal) => helpOf(definition, terminal),
    async run(args, terminal) {
      if (args.includes("--help") || args.includes("-h")) {
        terminal.out(helpOf(definition, terminal));
        return 0;
      }
      const { flags, operands } = read(definition, args);
      return definition.run(flags, operands, terminal);
    },
  };
}

/** Wrong use of the command line: what is wrong, and where the right use is shown. */
export function usageError(happened: string, commandName?: string): UserError {
  const help = commandName === undefined ? "rulescope --help" : `rulescope ${commandName} --help`;
  return new UserError("usage", happened, `See \`${help}\`.`);
}

/** A flag that counts something. */
export function wholeNumber(name: string, text: string | undefined, fallback: number, least = 1): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw usageError(`--${name} needs a whole number of at least ${least}, not ${text}.`);
}

function read<F extends Flags>(
  { name, flags, count }: CommandDefinition<F>,
  args: readonly string[],
): { readonly flags: FlagValues<F>; readonly operands: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { kind }]) => [
      flag,
      { type: kind === "switch" ? "boolean" : "string" } as const,
    ]),
  );
  const parsed = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | boolean | undefined> = {};
  for (const [flag, { kind }] of Object.entries(flags)) values[flag] = kind === "switch" ? false : undefined;
  for (const token of parsed.tokens) {
    if (token.kind !== "option") continue;
    const flag = own<Flag>(flags, token.name);
    if (flag === undefined) throw unknownFlag(token.rawName, name, flags);
    if (flag.kind === "switch") {
      if (token.value !== undefined) throw usageError(`${token.rawName} takes no value.`, name);
      values[token.name] = true;
      continue;
    }
    if (token.value === undefined || token.value === "" || (token.value.startsWith("-") && !token.inlineValue)) {
      throw usageError(`${token.rawName} needs a value (${valueName(flag)}).`, name);
    }
    if (flag.choices !== undefined && !flag.choices.includes(token.value)) {
      const meant = nearest(token.value, flag.choices);
      const hint = meant === undefined ? `one of ${flag.choices.join(", ")}` : `perhaps ${meant}`;
      throw usageError(`${token.rawName} cannot be ${token.value}: ${hint}.`, name);
    }
    values[token.name] = token.value;
  }
  const operands = parsed.positionals;
  if (operands.length < count[0]) throw usageError(`\`rulescope ${name}\` needs more: what it should work on.`, name);
  const extra = operands[count[1]];
  if (extra !== undefined) throw usageError(`\`rulescope ${name}\` does not know what to do with ${extra}.`, name);
  // The loop above gave each declared flag the type that its declaration promises.
  return { flags: values as FlagValues<F>, operands };
}

function unknownFlag(rawName: string, commandName: string, flags: Flags): UserError {
  const meant = nearest(rawName.replace(/^-+/, ""), [...Object.keys(flags), "help"]);
  const hint = meant === undefined ? "" : ` Did you mean --${meant}?`;
  return usageError(`\`rulescope ${commandName}\` has no flag ${rawName}.${hint}`, commandName);
}

function valueName(flag: Flag): string {
  return flag.choices?.join("|") ?? flag.value ?? "TEXT";
}

function helpOf<F extends Flags>(definition: CommandDefinition<F>, terminal: Terminal): string {
  const rows = Object.entries(definition.flags).map(([name, flag]) => {
    const shown = flag.kind === "switch" ? `--${name}` : `--${name} ${valueName(flag)}`;
    return [shown, flag.about] as const;
  });
  rows.push(["--help", "show this"]);
  const usage = `rulescope ${[definition.name, definition.operands].join(" ").trim()} [flags]`;
  return [
    `${terminal.paint("bold", "Usage:")} ${usage}`,
    "",
    definition.description,
    "",
    terminal.paint("bold", "Flags:"),
    ...columns(rows),
    "",
    terminal.paint("bold", "Examples:"),
    ...definition.examples.map((example) => `  ${example}`),
  ].join("\n");
}

/** Two aligned columns; what is too wide for the first gets a line of its own. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(28, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) =>
    left.length > width ? `  ${left}\n  ${" ".repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
  );
}
