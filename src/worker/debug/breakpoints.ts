/** @file Where breakpoints of the editor stand in the rule that is debugged. Knows no `vscode`. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { LineBreakpoint } from "../../core/debug/breakpoint.ts";
import { listingOf } from "../../core/method/listing.ts";
import type { Problem } from "../../core/task/problem.ts";
import type { RuleSource } from "./launch.ts";

/** Whether a document of the client is the one that shows the rule. */
export function isRule(source: DebugProtocol.Source, { path }: RuleSource): boolean {
  return path === undefined ? source.sourceReference === 1 : samePath(source.path, path);
}

/** Each breakpoint at the first line from its own on that a step can be at; undefined where there is none. */
export function placed(
  { program, functionName }: Problem,
  breakpoints: readonly DebugProtocol.SourceBreakpoint[],
): (LineBreakpoint | undefined)[] {
  const lines = [...listingOf(program, functionName).labels.keys()].sort((a, b) => a - b);
  return breakpoints.map((it) => {
    const line = lines.find((each) => each >= it.line);
    return line === undefined ? undefined : { ...it, line };
  });
}

export function answers(breakpoints: readonly (LineBreakpoint | undefined)[]): DebugProtocol.Breakpoint[] {
  return breakpoints.map((it) =>
    it === undefined
      ? { verified: false, message: "No line of the rule follows here." }
      : { verified: true, line: it.line },
  );
}

export function elsewhere({ line }: DebugProtocol.SourceBreakpoint): DebugProtocol.Breakpoint {
  return { verified: false, line, message: "Not a line of the rule that is debugged." };
}

/** Windows writes its drive letters in either case. */
function samePath(a: string | undefined, b: string): boolean {
  const plain = (path: string): string => (/^[A-Za-z]:[\\/]/.test(path) ? path.toLowerCase() : path);
  return a !== undefined && plain(a) === plain(b);
}
