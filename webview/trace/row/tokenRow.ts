/**
 * @file One token in the list of all tokens: its place, id, text, probability, entropy and what else was likely. The row is one line of
 * text in columns of characters, because laying out boxes is what costs time when fifty of them change in a frame.
 */

import { countOf, percentText } from "../../../src/core/format/figures.ts";
import type { ViewStep, ViewToken } from "../../../src/protocol/runView.ts";
import { element, visibleText } from "../../dom.ts";
import { type Coloring, levelOf } from "../model/tokenColor.ts";
import { namedText, type TokenItem } from "../model/tokenItems.ts";

/** In characters, from left to right. */
const columns = { index: 6, id: 8, token: 14, probability: 10, entropy: 8 } as const;

export interface TokenRowOptions {
  readonly token: ViewToken;
  readonly index: number;
  readonly coloring: Coloring;
  readonly step: ViewStep | undefined;
  readonly selected: boolean;
}

/** Fills `spare`, a row that this function made, where there is one. */
export function tokenRow(
  { token, index, coloring, step, selected }: TokenRowOptions,
  spare: HTMLElement | undefined,
): HTMLElement {
  const row = spare?.dataset.index === undefined ? blank() : spare;
  const [place, text, probability, rest] = row.children;
  const shown = cut(visibleText(namedText(token)));
  row.className = `token-row${selected ? " selected" : ""}`;
  row.dataset.index = String(index);
  row.ariaSelected = String(selected);
  write(place, placeText(index, token.id));
  write(text, shown);
  if (text instanceof HTMLElement) {
    text.className = `token ${levelOf(coloring, token, step).class}`;
    text.dataset.token = String(index);
  }
  write(probability, percentText(token.probability).padStart(columns.probability));
  if (probability instanceof HTMLElement) {
    probability.style.setProperty("--gap", `${columns.token - shown.length}ch`);
    probability.style.setProperty("--share", String(token.probability));
  }
  write(rest, `${token.entropy.toFixed(3).padStart(columns.entropy)}   ${rivals(token)}`);
  return row;
}

/** A token of the prompt: the model read it, and gave it no probability. */
export function promptTokenRow(index: number, id: number, text: string): HTMLElement {
  return element("div", { class: "token-row", attributes: { "aria-selected": false } }, [
    element("span", { class: "muted", text: placeText(index, id) }),
    element("span", { class: "token", text: cut(visibleText(text)), attributes: { "data-prompt": index } }),
  ]);
}

/** Above the prompt's tokens and above the response's. */
export function partRow({ part, count }: Extract<TokenItem, { kind: "head" }>): HTMLElement {
  return element("div", { class: "token-row part", attributes: { "aria-selected": false } }, [
    element("span", { text: part === "prompt" ? "Prompt" : "Response" }),
    element("span", { class: "muted", text: ` ${countOf(count, "token")}` }),
  ]);
}

/** The titles above the list, in the same columns. */
export const tokenHead = [
  "id".padStart(columns.index + columns.id),
  `  ${"token".padEnd(columns.token)}`,
  "probability".padStart(columns.probability),
  "nats".padStart(columns.entropy),
  "   also likely",
].join("");

function placeText(index: number, id: number): string {
  return `${String(index).padStart(columns.index)}${String(id).padStart(columns.id)}  `;
}

function blank(): HTMLElement {
  const cell = (name: string): HTMLElement => element("span", { class: name }, [""]);
  return element("div", {}, [cell("muted"), cell("token"), cell("probability"), cell("muted")]);
}

/** A new text for the text node that is there: the element's own would be a new node. */
function write(cell: Element | undefined, text: string): void {
  const node = cell?.firstChild;
  if (node !== null && node !== undefined && node.nodeValue !== text) node.nodeValue = text;
}

function cut(text: string): string {
  return text.length < columns.token ? text : `${text.slice(0, columns.token - 2)}…`;
}

function rivals({ id, topK }: ViewToken): string {
  const others = topK.ids.map((other, at) => ({ other, text: topK.texts[at] ?? "", p: topK.probabilities[at] ?? 0 }));
  return others
    .filter(({ other }) => other !== id)
    .slice(0, 3)
    .map(({ text, p }) => `${visibleText(text)} ${percentText(p)}`)
    .join("   ");
}
