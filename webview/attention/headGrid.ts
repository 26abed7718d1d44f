/** @file All layers by all heads as thumbnails: the overview, and where heads are chosen. Arrows walk, Space adds, Enter takes one alone. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Head } from "../../src/protocol/activations.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { h } from "../kit/h.ts";
import { arrows, onKeys } from "../kit/keys.ts";
import type { Shown } from "./model/session.ts";
import { holdsHead, sameHead } from "./model/viewState.ts";
import { drawCells } from "./paint/cells.ts";
import type { Ramp } from "./paint/ramp.ts";

interface HeadGridProps {
  readonly shown: Shown;
  readonly chosen: readonly Head[];
  readonly ramp: Ramp;
  /** Leaves out the column of the first token. */
  readonly hideFirst: boolean;
  readonly choose: (heads: readonly Head[]) => void;
}

export const headGridClass = "heads-grid";

export function HeadGrid({ shown, chosen, ramp, hideFirst, choose }: HeadGridProps): VNode {
  const { shape } = shown.run;
  const count = shape.layers * shape.heads.length;
  const grid = useRef<HTMLElement>(null);
  /** Where the keyboard enters. */
  const [entry, setEntry] = useState<Head>({ layer: 0, head: 0 });
  const take = (head: Head, adds: boolean): void => {
    const has = holdsHead(chosen, head);
    if (!adds) choose(has && chosen.length === 1 ? [] : [head]);
    else choose(has ? chosen.filter((it) => !sameHead(it, head)) : [...chosen, head]);
  };
  const walk = ({ layer, head }: Head, [down, right]: readonly [number, number], extends_: boolean): void => {
    const next = { layer: layer + down, head: head + right };
    const button = grid.current?.querySelector<HTMLElement>(`[data-layer="${next.layer}"][data-head="${next.head}"]`);
    if (button === null || button === undefined) return;
    setEntry(next);
    button.focus();
    if (extends_ || chosen.length === 1) take(next, extends_);
  };
  const keysOf = (head: Head) =>
    onKeys({
      ...Object.fromEntries(
        Object.entries(arrows).map(([key, by]) => [key, ({ shiftKey }: KeyboardEvent) => walk(head, by, shiftKey)]),
      ),
      " ": () => take(head, true),
      Enter: () => take(head, false),
      a: () => choose([]),
    });
  const button = (layer: number, head: number): VNode => {
    const words = headAbout(shown.run, layer, head);
    const bytes = shown.thumbnails.get(layer);
    return h(
      "button",
      {
        key: head,
        class: `head${bytes === undefined ? " waiting" : ""}`,
        title: `${words}. Click: this one alone; Ctrl or Shift and click: add it or take it away`,
        "data-layer": layer,
        "data-head": head,
        "aria-label": words,
        "aria-pressed": holdsHead(chosen, { layer, head }),
        tabIndex: sameHead(entry, { layer, head }) ? 0 : -1,
        onClick: (event) => take({ layer, head }, event.ctrlKey || event.metaKey || event.shiftKey),
        onKeyDown: keysOf({ layer, head }),
      },
      [h(Thumbnail, { bytes, head, side: shape.thumbnail, ramp, without: hideFirst ? 0 : undefined })],
    );
  };
  return h("section", { class: `${headGridClass}${count > 96 ? " dense" : ""}`, "aria-label": "Heads", ref: grid }, [
    h(
      "button",
      {
        class: "all",
        title: "Show all heads together (a)",
        "aria-pressed": chosen.length === 0,
        onClick: () => choose([]),
      },
      [`All ${count}`],
    ),
    h("div", { class: "grid-row head-labels", "aria-hidden": true }, [
      h("span", { class: "grid-label" }),
      shape.heads.map((_, head) => h("span", { class: "grid-head muted" }, `H${head}`)),
    ]),
    Array.from({ length: shape.layers }, (_, layer) =>
      h("div", { class: "grid-row", role: "group", "aria-label": `Layer ${layer}` }, [
        h("span", { class: "grid-label muted" }, `L${layer}`),
        shape.heads.map((_, head) => button(layer, head)),
      ]),
    ),
  ]);
}

function headAbout({ shape }: AttentionRun, layer: number, head: number): string {
  const { window = null, rotary = false } = shape.heads[head] ?? {};
  const everything = shape.causal ? "sees everything before" : "sees everything";
  const sees = window === null ? everything : `sees ${window} tokens`;
  return `Layer ${layer}, head ${head}: ${sees}${rotary ? ", by position" : ""}`;
}

interface ThumbnailProps {
  /** Of all heads of the layer. */
  readonly bytes: Uint8Array | undefined;
  readonly head: number;
  readonly side: number;
  readonly ramp: Ramp;
  readonly without: number | undefined;
}

function Thumbnail({ bytes, head, side, ramp, without }: ThumbnailProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current === null || bytes === undefined) return;
    const own = bytes.subarray(head * side * side, (head + 1) * side * side);
    drawCells(canvas.current, own, { rows: side, columns: side, ramp, without });
  }, [bytes, ramp, without]);
  return h("canvas", { ref: canvas });
}
