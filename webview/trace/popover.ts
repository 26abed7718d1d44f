/** @file What is known of one token, beside it: for the pointer that rests on it and for the keyboard that stands on it. */

import { percentText } from "../../src/core/format/figures.ts";
import type { ViewToken } from "../../src/protocol/runView.ts";
import { element, visibleText } from "../dom.ts";
import { namedText } from "./tokenItems.ts";

export class Popover {
  readonly element = element("div", { class: "popover", role: "tooltip", attributes: { id: "popover", hidden: true } });

  show(content: readonly HTMLElement[], anchor: HTMLElement): void {
    this.element.replaceChildren(...content);
    this.element.hidden = false;
    anchor.setAttribute("aria-describedby", this.element.id);
    const at = anchor.getBoundingClientRect();
    const own = this.element.getBoundingClientRect();
    const left = Math.max(4, Math.min(at.left, window.innerWidth - own.width - 4));
    const below = at.bottom + 4 + own.height <= window.innerHeight;
    this.element.style.left = `${left}px`;
    this.element.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - own.height - 4)}px`;
  }

  hide(): void {
    if (!this.element.hidden) this.element.hidden = true;
  }
}

export function aboutToken(token: ViewToken, index: number): readonly HTMLElement[] {
  const { id, probability, entropy, topK, forced } = token;
  const rows = topK.ids.map((other, at) => {
    const share = topK.probabilities[at] ?? 0;
    const bar = element("span", { class: "bar" });
    bar.style.setProperty("--share", String(share));
    return element("div", { class: `choice${other === id ? " chosen" : ""}` }, [
      element("code", { text: visibleText(topK.texts[at] ?? "") }),
      bar,
      element("span", { class: "number", text: percentText(share) }),
    ]);
  });
  return [
    what(namedText(token), `token ${index} · id ${id}${forced ? " · put there by hand" : ""}`),
    element("div", { class: "muted", text: `${percentText(probability)} · entropy ${entropy.toFixed(3)} nats` }),
    ...rows,
  ];
}

export function aboutPromptToken(text: string, id: number, index: number): readonly HTMLElement[] {
  return [what(text, `prompt token ${index} · id ${id}`)];
}

function what(text: string, about: string): HTMLElement {
  return element("div", { class: "what-token" }, [
    element("code", { text: visibleText(text) }),
    element("span", { class: "muted", text: about }),
  ]);
}
