/** @file Tabs: the row of their names, and their panels. A panel is made when it first comes to the front and stays as it is behind others. */

import { Fragment, type VNode } from "preact";
import { useRef } from "preact/hooks";
import { h } from "./h.ts";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly text: string;
  /** What it shows, on hover. */
  readonly about?: string | undefined;
}

interface TabBarProps<Name extends string> {
  readonly tabs: readonly Tab<Name>[];
  readonly front: Name;
  readonly choose: (name: Name) => void;
}

export function TabBar<Name extends string>({ tabs, front, choose }: TabBarProps<Name>): VNode {
  return h("div", { class: "tabs", role: "tablist" }, [
    tabs.map(({ name, text, about }) =>
      h(
        "button",
        {
          key: name,
          class: "tab",
          type: "button",
          role: "tab",
          title: about,
          "data-tab": name,
          "aria-selected": name === front,
          onClick: () => choose(name),
        },
        [text],
      ),
    ),
  ]);
}

/** For keys that choose a tab. */
export function focusTab(name: string): void {
  document.querySelector<HTMLElement>(`.tab[data-tab="${name}"]`)?.focus();
}

interface TabPanelsProps<Name extends string> {
  readonly names: readonly Name[];
  readonly front: Name;
  /** `isFront` is false once, when the panel goes behind another: then it calls off its questions. */
  readonly panel: (name: Name, isFront: boolean) => VNode;
}

export function TabPanels<Name extends string>({ names, front, panel }: TabPanelsProps<Name>): VNode {
  const before = useRef<Name>(undefined);
  const made = useRef(new Map<Name, VNode>());
  if (before.current !== undefined && before.current !== front)
    made.current.set(before.current, panel(before.current, false));
  made.current.set(front, panel(front, true));
  before.current = front;
  // The same node as before is not drawn again.
  const panels = names.flatMap((name) => {
    const node = made.current.get(name);
    return node === undefined ? [] : [h(Fragment, { key: name }, node)];
  });
  return h(Fragment, null, panels);
}
