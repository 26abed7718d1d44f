/** @file One line of the prompt, its tokens distinguished. Each tells its id to the pointer and to the keyboard. */

import { element } from "../../dom.ts";
import type { PromptLine, PromptPiece } from "../model/promptLines.ts";

export function promptRow(line: PromptLine | undefined): HTMLElement {
  if (line === undefined) return element("div");
  const { number, pieces } = line;
  return element("div", { class: "prompt-line" }, [
    element("span", { class: "line", text: String(number), attributes: { "aria-hidden": true } }),
    ...pieces.map(pieceSpan),
  ]);
}

function pieceSpan({ text, token, found }: PromptPiece): HTMLElement {
  const broken = text === "\n";
  const shown = broken ? "⏎" : text === "" ? "∅" : text;
  const names = [token === undefined ? "" : `piece ${token % 2 === 0 ? "even" : "odd"}`, found ? "found" : ""];
  return element("span", {
    class: [...names, broken || text === "" ? "blank" : ""].filter(Boolean).join(" "),
    text: shown,
    ...(token === undefined ? {} : { attributes: { "data-prompt": token, tabindex: -1 } }),
  });
}
