/** @file What the list of tokens shows, row by row: the prompt's tokens, folded until somebody asks for them, then the response's. No DOM. */

import type { ViewRun, ViewToken } from "../../../src/protocol/runView.ts";

export type TokenItem =
  /** Stands above its part, where both are shown. */
  | { readonly kind: "head"; readonly part: "prompt" | "response"; readonly count: number }
  | { readonly kind: "prompt"; readonly index: number }
  | { readonly kind: "token"; readonly index: number };

export interface TokenItemOptions {
  readonly onlyWrong: boolean;
  readonly search: string;
  readonly promptOpen: boolean;
  /** Whether a token of the response belongs to a step that is not correct. */
  readonly isWrong: (index: number) => boolean;
}

/** Where something is looked for, what was found of the prompt is shown, folded or not; what failed is only in the response. */
export function tokenItems(
  prompt: ViewRun["promptTokens"],
  tokens: readonly ViewToken[],
  { onlyWrong, search, promptOpen, isWrong }: TokenItemOptions,
): readonly TokenItem[] {
  const wanted = search.toLowerCase();
  const found = (text: string): boolean => wanted === "" || text.toLowerCase().includes(wanted);
  const response: TokenItem[] = [];
  for (const [index, token] of tokens.entries())
    if ((!onlyWrong || isWrong(index)) && found(namedText(token))) response.push({ kind: "token", index });
  if (prompt === null || onlyWrong || (!promptOpen && wanted === "")) return response;
  const given = prompt.texts.flatMap((text, index): TokenItem[] => (found(text) ? [{ kind: "prompt", index }] : []));
  return [
    { kind: "head", part: "prompt", count: given.length },
    ...given,
    { kind: "head", part: "response", count: response.length },
    ...response,
  ];
}

/** A token that ends the response adds no text to it: it goes by the name that it has among the likely ones. */
export function namedText({ id, text, topK }: ViewToken): string {
  return text === "" ? (topK.texts[topK.ids.indexOf(id)] ?? "") : text;
}
