/** @file The tabs beside the map: only the one in sight is kept up to date. */

import { element } from "../dom.ts";
import { ClustersTab } from "./side/clustersTab.ts";
import type { SideActions, SideContext, SideTab } from "./side/context.ts";
import { PointTab } from "./side/pointTab.ts";
import { TableTab } from "./side/tableTab.ts";
import { TouchTab } from "./side/touchTab.ts";
import { WhereTab } from "./side/whereTab.ts";
import { type Tab, tabs } from "./state.ts";

const names: Readonly<Record<Tab, readonly [text: string, about: string]>> = {
  point: ["Point", "The chosen point and what is nearest to it"],
  touch: ["Touch", "Change z and see what the decoder concludes"],
  where: ["Where", "From which layers and components a class can be read"],
  clusters: ["Clusters", "Clusters in the space, against classes"],
  table: ["Table", "The points as a list"],
};

export class SidePanel {
  readonly element: HTMLElement;
  readonly touch: TouchTab;
  readonly #tabs: Readonly<Record<Tab, SideTab>>;
  readonly #buttons: ReadonlyMap<Tab, HTMLElement>;
  #shown: Tab | undefined;

  constructor(actions: SideActions, choose: (tab: Tab) => void) {
    this.touch = new TouchTab(actions);
    this.#tabs = {
      point: new PointTab(actions),
      touch: this.touch,
      where: new WhereTab(actions),
      clusters: new ClustersTab(actions),
      table: new TableTab(actions),
    };
    this.#buttons = new Map(
      tabs.map((tab) => {
        const [text, about] = names[tab];
        const made = element("button", {
          class: "tab",
          text,
          title: about,
          role: "tab",
          attributes: { type: "button", "data-tab": tab },
        });
        made.addEventListener("click", () => choose(tab));
        return [tab, made];
      }),
    );
    const list = element("div", { class: "tabs", role: "tablist", attributes: { "aria-label": "Details" } }, [
      ...this.#buttons.values(),
    ]);
    list.addEventListener("keydown", ({ key }) => {
      const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      const visible = tabs.filter((tab) => !this.#buttons.get(tab)?.hidden);
      const next = visible[(visible.indexOf(this.#shown ?? "point") + by + visible.length) % visible.length];
      if (by === 0 || next === undefined) return;
      choose(next);
      this.#buttons.get(next)?.focus();
    });
    const bodies = tabs.map((tab) => {
      const body = this.#tabs[tab].element;
      body.setAttribute("role", "tabpanel");
      body.setAttribute("aria-label", names[tab][0]);
      body.hidden = true;
      return body;
    });
    this.element = element("aside", { class: "side", attributes: { "aria-label": "Details" } }, [list, ...bodies]);
  }

  /** `undefined`: out of sight. */
  show(tab: Tab | undefined, context: SideContext): void {
    const touchable = context.cloud.shown.rules.length > 0;
    const touch = this.#buttons.get("touch");
    if (touch) touch.hidden = !touchable;
    const wanted = tab === "touch" && !touchable ? "point" : tab;
    if (this.#shown !== undefined && this.#shown !== wanted) this.#tabs[this.#shown].leave?.();
    this.#shown = wanted;
    this.element.hidden = wanted === undefined;
    for (const each of tabs) {
      this.#tabs[each].element.hidden = each !== wanted;
      this.#buttons.get(each)?.setAttribute("aria-selected", String(each === wanted));
      this.#buttons.get(each)?.setAttribute("tabindex", each === wanted ? "0" : "-1");
    }
    if (wanted !== undefined) this.#tabs[wanted].update(context);
  }
}
