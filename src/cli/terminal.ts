/**
 * @file Where a command writes: results to stdout, everything else to stderr. Colors and progress bars only where a person
 * is watching (`NO_COLOR`, `FORCE_COLOR` and dumb terminals are respected). Knows nothing of what is written.
 */

import { terminalText } from "../core/base/plainText.ts";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan";

export interface Terminal {
  /** A line of the result, on stdout. */
  out(line: string): void;
  /** The one document of `--json`, on stdout: in lines for people, in one line for programs. */
  json(document: object): void;
  /** A line for people, on stderr. */
  note(line: string): void;
  /** Text in color, for `out`; unchanged where colors are off. */
  paint(style: Style, text: string): string;
  /** Overwrites the last line of stderr; "" clears it. Does nothing unless stderr is a terminal. */
  status(line: string): void;
  /** Whether `status` shows anything. */
  readonly interactive: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number;
}

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

type Environment = Readonly<Record<string, string | undefined>>;

export function processTerminal(
  out: NodeJS.WriteStream = process.stdout,
  err: NodeJS.WriteStream = process.stderr,
  env: Environment = process.env,
): Terminal {
  const colored = wantsColor(out, env);
  const interactive = err.isTTY === true && env.TERM !== "dumb";
  let statusShown = false;
  const clearStatus = () => {
    if (statusShown) err.write("\r\x1b[2K");
    statusShown = false;
  };
  return {
    out(line) {
      clearStatus();
      out.write(`${terminalText(line)}\n`);
    },
    json(document) {
      clearStatus();
      out.write(`${JSON.stringify(document, null, out.isTTY ? 2 : undefined)}\n`);
    },
    note(line) {
      clearStatus();
      err.write(`${terminalText(line)}\n`);
    },
    paint: (style, text) => (colored ? `\x1b[${codes[style][0]}m${text}\x1b[${codes[style][1]}m` : text),
    status(line) {
      if (!interactive) return;
      clearStatus();
      if (line === "") return;
      err.write(terminalText(line));
      statusShown = true;
    },
    interactive,
    columns: out.columns || err.columns || 80,
  };
}

/** https://no-color.org: any non-empty NO_COLOR switches colors off; FORCE_COLOR switches them on for a pipe. */
function wantsColor(out: NodeJS.WriteStream, env: Environment): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return out.isTTY === true && env.TERM !== "dumb";
}
