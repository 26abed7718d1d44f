/** @file All layers by all heads as thumbnails: the overview, and where heads are chosen. Arrows walk, Space adds, Enter takes one alone. */

import type { Head } from "../../src/protocol/activations.ts";
import { element } from "../dom.ts";
import { drawCells } from "./cells.ts";
import type { Colors } from "./colors.ts";
import { arrows } from "./heatCursor.ts";
import { allHeads, type Look, type Shown, sameHead } from "./state.ts";

export class HeadGrid {
  readonly element = element("section", { class: "heads-grid", attributes: { "aria-label": "Heads" } });
  readonly #choose: (heads: readonly Head[]) => void;
  #shown: Shown | undefined;
  #look: Look | undefined;
  #buttons = new Map<string, HTMLButtonElement>();
  #drawn = new Map<number, string>();

  constructor(choose: (heads: readonly Head[]) => void) {
    this.#choose = choose;
    this.element.addEventListener("click", (event) => this.#click(event));
    this.element.addEventListener("keydown", (event) => this.#key(event));
  }

  /** `anew`: what is drawn must be drawn again, as after a change of theme. */
  update(shown: Shown | undefined, look: Look, colors: Colors, anew: boolean): void {
    const before = this.#shown;
    this.#shown = shown;
    this.#look = look;
    if (shown === undefined) return;
    if (before?.run.id !== shown.run.id) this.#build(shown);
    if (anew || before?.run.id !== shown.run.id) this.#drawn.clear();
    const { shape } = shown.run;
    const side = shape.thumbnail;
    for (const [layer, bytes] of shown.thumbnails) {
      const key = `${look.hideFirst} ${look.scale} ${look.threshold}`;
      if (this.#drawn.get(layer) === key) continue;
      this.#drawn.set(layer, key);
      for (const head of shape.heads.keys()) {
        const canvas = this.#buttons.get(`${layer} ${head}`)?.querySelector("canvas");
        const own = bytes.subarray(head * side * side, (head + 1) * side * side);
        const without = look.hideFirst ? 0 : undefined;
        if (canvas) drawCells(canvas, own, { rows: side, columns: side, ramp: colors.ramp, without });
      }
    }
    const chosen = look.heads;
    for (const [key, button] of this.#buttons) {
      const [layer = 0, head = 0] = key.split(" ").map(Number);
      const on = chosen.some((it) => sameHead(it, { layer, head }));
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("waiting", !shown.thumbnails.has(layer));
    }
    this.element.querySelector(".all")?.setAttribute("aria-pressed", String(chosen.length === 0));
  }

  /** Puts the keyboard on the grid. */
  focus(): void {
    this.element.querySelector<HTMLElement>("button[tabindex='0']")?.focus();
  }

  #build({ run: { shape } }: Shown): void {
    this.#buttons = new Map();
    const count = shape.layers * shape.heads.length;
    const all = element("button", { class: "all", text: `All ${count}`, title: "Look at all heads together (a)" });
    const rows = Array.from({ length: shape.layers }, (_, layer) =>
      element("div", { class: "grid-row", role: "group", attributes: { "aria-label": `Layer ${layer}` } }, [
        element("span", { class: "grid-label muted", text: `L${layer}` }),
        ...shape.heads.map(({ window, rotary }, head) => {
          const sees =
            window === null ? (shape.causal ? "sees everything before" : "sees everything") : `sees ${window} tokens`;
          const words = `Layer ${layer}, head ${head}: ${sees}${rotary ? ", by position" : ""}`;
          const button = element(
            "button",
            {
              class: "head",
              title: `${words}. Click: this one alone; Ctrl or Shift and click: add it or take it away`,
              attributes: { "data-layer": layer, "data-head": head, "aria-label": words, tabindex: -1 },
            },
            [element("canvas", { attributes: { width: shape.thumbnail, height: shape.thumbnail } })],
          );
          if (layer === 0 && head === 0) button.tabIndex = 0;
          this.#buttons.set(`${layer} ${head}`, button);
          return button;
        }),
      ]),
    );
    const heads = element("div", { class: "grid-row head-labels", attributes: { "aria-hidden": true } }, [
      element("span", { class: "grid-label" }),
      ...shape.heads.map((_, head) => element("span", { class: "grid-head muted", text: `H${head}` })),
    ]);
    this.element.classList.toggle("dense", count > 96);
    this.element.replaceChildren(all, heads, ...rows);
  }

  #click(event: MouseEvent): void {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest(".all")) {
      this.#choose([]);
      return;
    }
    const button = event.target.closest<HTMLButtonElement>("button.head");
    if (button === null) return;
    this.#take(button, event.ctrlKey || event.metaKey || event.shiftKey);
  }

  #take(button: HTMLButtonElement, adds: boolean): void {
    const head = { layer: Number(button.dataset.layer), head: Number(button.dataset.head) };
    const chosen = this.#look?.heads ?? [];
    const has = chosen.some((it) => sameHead(it, head));
    if (!adds) this.#choose(has && chosen.length === 1 ? [] : [head]);
    else this.#choose(has ? chosen.filter((it) => !sameHead(it, head)) : [...chosen, head]);
  }

  #key(event: KeyboardEvent): void {
    const { target, key } = event;
    if (!(target instanceof HTMLButtonElement) || !target.classList.contains("head")) return;
    const [layer, head] = [Number(target.dataset.layer), Number(target.dataset.head)];
    const by = arrows[key];
    if (by) {
      const next = this.#buttons.get(`${layer + by[0]} ${head + by[1]}`);
      if (next) {
        target.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
        if (event.shiftKey || (this.#look?.heads.length ?? 0) === 1) this.#take(next, event.shiftKey);
      }
    } else if (key === " ") this.#take(target, true);
    else if (key === "Enter") this.#take(target, false);
    else if (key === "a" && this.#shown && allHeads(this.#shown.run.shape).length > 0) this.#choose([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
