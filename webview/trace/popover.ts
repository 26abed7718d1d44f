/** @file What is known of one token, beside it: for the pointer that rests on it and for the keyboard that stands on it. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { percentText } from "../../src/core/format/figures.ts";
import type { ViewToken } from "../../src/protocol/runView.ts";
import { visibleText } from "../dom.ts";
import { h } from "../kit/h.ts";
import { Bar } from "../kit/table.ts";
import { namedText } from "./model/tokenItems.ts";

export interface Pointed {
  readonly content: VNode;
  readonly anchor: HTMLElement;
}

export function Popover({ of }: { readonly of: Pointed | undefined }): VNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = ref.current;
    if (own === null || of === undefined) return;
    of.anchor.setAttribute("aria-describedby", own.id);
    const at = of.anchor.getBoundingClientRect();
    const { width, height } = own.getBoundingClientRect();
    const below = at.bottom + 4 + height <= window.innerHeight;
    own.style.left = `${Math.max(4, Math.min(at.left, window.innerWidth - width - 4))}px`;
    own.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - height - 4)}px`;
  }, [of]);
  return h("div", { ref, class: "popover", role: "tooltip", id: "popover", hidden: of === undefined }, of?.content);
}

export function AboutToken({ token, index }: { readonly token: ViewToken; readonly index: number }): VNode {
  const { id, probability, entropy, topK, forced } = token;
  return h("div", null, [
    what(namedText(token), `token ${index} · id ${id}${forced ? " · put there by hand" : ""}`),
    h("div", { class: "muted" }, `${percentText(probability)} · entropy ${entropy.toFixed(3)} nats`),
    topK.ids.map((other, at) => {
      const part = topK.probabilities[at] ?? 0;
      return h("div", { class: `choice${other === id ? " chosen" : ""}` }, [
        h("code", null, visibleText(topK.texts[at] ?? "")),
        h(Bar, { part }),
        h("span", { class: "number" }, percentText(part)),
      ]);
    }),
  ]);
}

interface PromptTokenProps {
  readonly text: string;
  readonly id: number;
  readonly index: number;
}

export function AboutPromptToken({ text, id, index }: PromptTokenProps): VNode {
  return what(text, `prompt token ${index} · id ${id}`);
}

function what(text: string, about: string): VNode {
  return h("div", { class: "what-token" }, h("code", null, visibleText(text)), h("span", { class: "muted" }, about));
}
