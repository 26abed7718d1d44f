/** @file The tabs beside the map: only the one in front asks for anything. */

import type { VNode } from "preact";
import { h } from "../kit/h.ts";
import { focusTab, TabPanels } from "../kit/tabs.ts";
import { type Tab, tabs } from "./model/state.ts";
import { ClustersTab } from "./side/clustersTab.ts";
import type { SideActions, SideContext, SideTabProps } from "./side/context.ts";
import { PointTab } from "./side/pointTab.ts";
import { ProbeTab } from "./side/probeTab.ts";
import { SteerTab } from "./side/steerTab.ts";
import { TableTab } from "./side/tableTab.ts";

interface SideTab {
  readonly text: string;
  readonly about: string;
  readonly class?: string;
  readonly body: (props: SideTabProps) => VNode;
}

const sideTabs: Readonly<Record<Tab, SideTab>> = {
  point: { text: "Point", about: "The chosen point and what is nearest to it", body: PointTab },
  touch: {
    text: "Steer",
    about: "Change z and see what the decoder concludes",
    class: "touch",
    body: SteerTab,
  },
  where: { text: "Probe", about: "From which layers and components a class can be read", body: ProbeTab },
  clusters: { text: "Clusters", about: "Clusters in the space, compared with classes", body: ClustersTab },
  table: { text: "Table", about: "The points as a list", class: "table-tab", body: TableTab },
};

interface SidePanelProps {
  readonly context: SideContext;
  readonly actions: SideActions;
  readonly tab: Tab;
  readonly isOpen: boolean;
  readonly choose: (tab: Tab) => void;
}

export function SidePanel({ context, actions, tab, isOpen, choose }: SidePanelProps): VNode {
  const { rules, id } = context.cloud.shown;
  const offered = tabs.filter((each) => each !== "touch" || rules.length > 0);
  const front = offered.includes(tab) ? tab : "point";
  const walk = ({ key }: KeyboardEvent): void => {
    const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    const next = offered[(offered.indexOf(front) + by + offered.length) % offered.length];
    if (by === 0 || next === undefined) return;
    choose(next);
    focusTab(next);
  };
  const panel = (name: Tab, isFront: boolean): VNode => {
    const { text, class: own = "", body } = sideTabs[name];
    return h("div", { class: `tab-body ${own}`.trim(), role: "tabpanel", "aria-label": text, hidden: !isFront }, [
      h(body, { key: id, context, actions, isFront: isFront && isOpen }),
    ]);
  };
  return h("aside", { class: "side", "aria-label": "Details", hidden: !isOpen }, [
    h("div", { class: "tabs", role: "tablist", "aria-label": "Details", onKeyDown: walk }, [
      offered.map((each) =>
        h(
          "button",
          {
            key: each,
            class: "tab",
            type: "button",
            role: "tab",
            title: sideTabs[each].about,
            "data-tab": each,
            "aria-selected": each === front,
            tabIndex: each === front ? 0 : -1,
            onClick: () => choose(each),
          },
          [sideTabs[each].text],
        ),
      ),
    ]),
    h(TabPanels<Tab>, { names: offered, front, panel }),
  ]);
}
