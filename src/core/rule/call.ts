/** @file Reads one call with literal arguments, as a doctest line has it: `add([4, 7], [5, 8])`. */
import type { Diagnostic } from "./diagnostic.ts";
import { LiteralReader } from "./literal.ts";
import type { Value } from "./value.ts";

export type Call =
  | { readonly functionName: string; readonly args: Value[]; readonly problem?: undefined }
  | { readonly problem: Diagnostic };

const head = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*\(/u;

/** The diagnostic's line and columns count within `text`. */
export function parseCall(text: string): Call {
  const match = head.exec(text);
  if (match === null)
    return problem(text, 0, "A problem is a call of a rule with its arguments, such as `add([4, 7], [5, 8])`.");
  const reader = new LiteralReader(text, match[0].length);
  const args: Value[] = [];
  if (!reader.take(")")) {
    for (;;) {
      reader.space();
      const start = reader.at;
      const value = reader.value();
      if (value === undefined) {
        const what = "Arguments are ints, strings, True, False, None, or lists, tuples and dicts of them.";
        return problem(text, start, `This argument cannot be read. ${what}`);
      }
      args.push(value);
      if (reader.take(",")) {
        if (reader.take(")")) break;
      } else if (reader.take(")")) break;
      else
        return problem(
          text,
          reader.at,
          "Something does not fit here. Separate arguments with `,` and close the call with `)`.",
        );
    }
  }
  reader.space();
  if (reader.at < text.length && text[reader.at] !== "#") {
    return problem(text, reader.at, "Nothing can follow the call. Write one call on each line.");
  }
  return { functionName: (match[1] ?? "").normalize("NFKC"), args };
}

function problem(text: string, from: number, message: string): Call {
  const before = text.slice(0, from).split("\n");
  const rest = text.split("\n");
  const last = rest.at(-1) ?? "";
  const column = before.at(-1)?.length ?? 0;
  return {
    problem: {
      message,
      line: before.length,
      column,
      endLine: rest.length,
      endColumn: Math.max(last.trimEnd().length, column),
    },
  };
}
