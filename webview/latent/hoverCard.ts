/** @file What is known of the point under the pointer, beside it. */

import { element } from "../dom.ts";
import type { Cloud } from "./model/cloud.ts";

export class HoverCard {
  readonly element = element("div", { class: "hover-card", role: "tooltip", attributes: { hidden: true } });

  /** `at`: the point's place in the box that the card lies in. */
  show(cloud: Cloud, point: number, [x, y]: readonly [number, number], note?: string): void {
    const facts = cloud.facts(point).slice(0, 8);
    this.element.replaceChildren(
      element("div", { class: "card-title", text: cloud.title(point) }),
      element("div", { class: "card-detail", text: cloud.detail(point) }),
      ...(note === undefined ? [] : [element("div", { class: "muted", text: note })]),
      element(
        "dl",
        { class: "facts" },
        facts.flatMap(([name, value]) => [element("dt", { text: name }), element("dd", { text: value })]),
      ),
    );
    this.element.hidden = false;
    const box = this.element.parentElement?.getBoundingClientRect();
    const own = this.element.getBoundingClientRect();
    const left = x + 14 + own.width > (box?.width ?? 0) ? x - 14 - own.width : x + 14;
    const top = y + 10 + own.height > (box?.height ?? 0) ? y - 10 - own.height : y + 10;
    this.element.style.left = `${Math.max(2, left)}px`;
    this.element.style.top = `${Math.max(2, top)}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
