/** @file Tokens as colored text. A long run of them is cut, and says so. */

import { visibleText as plainText } from "../../../src/core/base/plainText.ts";
import { percentText } from "../../../src/core/format/figures.ts";
import type { ViewStep, ViewToken } from "../../../src/protocol/runView.ts";
import { element, visibleText } from "../../dom.ts";
import { type Coloring, levelOf } from "../model/tokenColor.ts";
import { namedText } from "../model/tokenItems.ts";

/** A response that could not be cut into steps would otherwise be one row without end; the list of tokens has them all. */
const mostTokens = 600;

export interface TokenTextOptions {
  readonly tokens: readonly ViewToken[];
  readonly range: readonly [first: number, end: number];
  readonly coloring: Coloring;
  readonly step: ViewStep | undefined;
}

export function tokenText({ tokens, range: [first, end], coloring, step }: TokenTextOptions): HTMLElement {
  const shown = Math.min(end, first + mostTokens);
  const spans = tokens.slice(first, shown).map((token, at) => tokenSpan(token, first + at, coloring, step));
  const more = `… showing ${shown - first} of ${end - first} tokens; the list of tokens has all`;
  const rest = shown < end ? [element("span", { class: "more", text: more })] : [];
  return element("div", { class: "tokens" }, [...spans, ...rest]);
}

function tokenSpan(token: ViewToken, index: number, coloring: Coloring, step: ViewStep | undefined): HTMLElement {
  const { class: level } = levelOf(coloring, token, step);
  const text = namedText(token);
  const blank = token.text.trim() === "" ? " blank" : "";
  const forced = token.forced ? " forced" : "";
  return element("span", {
    class: `token ${level}${blank}${forced}`,
    text: blank === "" ? plainText(text) : visibleText(text),
    role: "button",
    attributes: {
      "data-token": index,
      tabindex: -1,
      "aria-label": `token ${visibleText(text)}, ${percentText(token.probability)}`,
    },
  });
}
