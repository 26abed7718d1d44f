/**
 * @file Where the rule's lines, the problem and its arguments stand among a prompt's tokens, so that keys of attention can be named
 * by line. A prompt that quotes no rule has no lines.
 */
import { type Listing, listingOf } from "../method/listing.ts";
import type { Dialect, MethodName } from "../method/method.ts";
import type { Problem } from "../task/problem.ts";
import type { Range } from "./tile.ts";

export interface PromptLine {
  /** 1-based line of the document. */
  readonly line: number;
  /** As the document writes it, without indentation. */
  readonly text: string;
  readonly tokens: Range;
}

export interface PromptSpans {
  readonly lines: readonly PromptLine[];
  /** The call, or the problem in the task's own words. */
  readonly problem: Range | undefined;
  /** From its first argument to its last. */
  readonly operands: Range | undefined;
}

/** `texts` are the prompt's tokens; joined they are the prompt. Where they are not, nothing can be said. */
export function promptSpans(
  texts: readonly string[],
  prompt: string,
  problem: Problem,
  { name, dialect }: { readonly name: MethodName; readonly dialect: Dialect },
): PromptSpans {
  if (texts.join("") !== prompt) return { lines: [], problem: undefined, operands: undefined };
  const rows = rowsOf(texts, prompt);
  const listing = name === "rfft" ? listingOf(problem.program, problem.functionName) : undefined;
  const lines = listing === undefined ? [] : dialect === "compact" ? labeled(rows, listing) : quoted(rows, listing);
  const question = name === "rfft" && dialect === "full" ? rows[1] : rows.at(-1);
  return {
    lines,
    problem: question?.tokens,
    operands: question === undefined ? undefined : operandsOf(texts, question.tokens),
  };
}

interface Row {
  readonly text: string;
  readonly tokens: Range;
}

/** The prompt's lines. A line break belongs to the line that it begins, where a token holds both, else to the one it ends. */
function rowsOf(texts: readonly string[], prompt: string): readonly Row[] {
  const rows = prompt.split("\n").map((text) => ({ text, from: -1, to: -1 }));
  let row = 0;
  for (const [index, text] of texts.entries()) {
    const breaks = text.split("\n").length - 1;
    const ownRow = text.replace(/^\n+/, "") === "" ? row : row + (/^\n*/.exec(text)?.[0].length ?? 0);
    const at = rows[ownRow];
    if (at !== undefined) {
      if (at.from < 0) at.from = index;
      at.to = index + 1;
    }
    row += breaks;
  }
  return rows.map(({ text, from, to }) => ({ text, tokens: from < 0 ? [0, 0] : [from, to] }));
}

/** `L5 digit1=num1.pop()if num1 else 0` */
function labeled(rows: readonly Row[], { lines }: Listing): readonly PromptLine[] {
  return rows.flatMap(({ text, tokens }) => {
    const label = /^L([0-9]{1,6}) /.exec(text)?.[1];
    const found = label === undefined ? undefined : lines[Number(label) - 1];
    return found === undefined ? [] : [{ line: found.line, text: found.code, tokens }];
  });
}

/** The rule's own lines, in order. */
function quoted(rows: readonly Row[], { lines }: Listing): readonly PromptLine[] {
  let next = 0;
  return rows.flatMap(({ text, tokens }) => {
    const found = lines[next];
    if (found === undefined || !text.trim().startsWith(found.code.trim())) return [];
    next++;
    return [{ line: found.line, text: found.code, tokens }];
  });
}

/** Between the outermost brackets of a call; of a problem in words, from its first digit to its last. */
function operandsOf(texts: readonly string[], [from, to]: Range): Range | undefined {
  const holds = (pattern: RegExp): number[] =>
    texts.slice(from, to).flatMap((text, i) => (pattern.test(text) ? [from + i] : []));
  const opening = holds(/\(/)[0];
  const closing = holds(/\)/).at(-1);
  if (opening !== undefined && closing !== undefined && opening + 1 < closing) return [opening + 1, closing];
  const digits = holds(/[0-9]/);
  const [first, last] = [digits[0], digits.at(-1)];
  return first === undefined || last === undefined ? undefined : [first, last + 1];
}
