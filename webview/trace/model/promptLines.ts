/** @file The prompt cut into lines, and each line into the tokens that the model read. No DOM. */

import type { ViewRun } from "../../../src/protocol/runView.ts";

export interface PromptPiece {
  readonly text: string;
  /** Which token of the prompt it is, or a part of; undefined where the tokens are not known. */
  readonly token?: number;
  /** What is looked for stands here, at least in part. */
  readonly found: boolean;
}

export interface PromptLine {
  /** From 1. */
  readonly number: number;
  readonly pieces: readonly PromptPiece[];
}

type Piece = Omit<PromptPiece, "found">;

/** Only the lines that hold what is looked for, where something is. A token with a line break in it is shown on both lines. */
export function promptLines({ prompt, promptTokens }: Pick<ViewRun, "prompt" | "promptTokens">, search: string) {
  const pieces: readonly Piece[] =
    promptTokens === null
      ? [{ text: prompt ?? "The prompt is not known yet." }]
      : promptTokens.texts.map((text, token) => ({ text, token }));
  const wanted = search.toLowerCase();
  return cutLines(pieces).flatMap((line, index): PromptLine[] => {
    const ranges = rangesOf(line.map(({ text }) => text).join(""), wanted);
    if (wanted !== "" && ranges.length === 0) return [];
    let end = 0;
    const marked = line.map((piece) => {
      const start = end;
      end += piece.text.length;
      return { ...piece, found: ranges.some(([from, to]) => from < end && start < to) };
    });
    return [{ number: index + 1, pieces: marked }];
  });
}

function cutLines(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  for (const piece of pieces)
    for (const [at, part] of piece.text.split("\n").entries()) {
      if (at > 0) {
        if (piece.token !== undefined) lines.at(-1)?.push({ ...piece, text: "\n" });
        lines.push([]);
      }
      if (part !== "" || piece.text === "") lines.at(-1)?.push({ ...piece, text: part });
    }
  return lines;
}

function rangesOf(text: string, wanted: string): readonly (readonly [number, number])[] {
  if (wanted === "") return [];
  const ranges: (readonly [number, number])[] = [];
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length))
    ranges.push([at, at + wanted.length]);
  return ranges;
}
