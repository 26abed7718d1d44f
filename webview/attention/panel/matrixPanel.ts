/** @file Every token by every token: a part of the matrix that is moved and zoomed, a cross that reads cells out, and pinned cells. */

import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import type { HeadSet } from "../../../src/protocol/activations.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Canvas, useSize } from "../../kit/canvas.ts";
import { h } from "../../kit/h.ts";
import { arrows, onKeys } from "../../kit/keys.ts";
import { sees } from "../model/viewState.ts";
import { holding, moved, type Window, wholeWindow, zoomed } from "../model/window.ts";
import { drawCells } from "../paint/cells.ts";
import { margin, paintMatrix } from "../paint/matrixPaint.ts";
import { CanvasPainter } from "../paint/painter.ts";
import type { Ramp } from "../paint/ramp.ts";
import { type PanelProps, useSay } from "./panel.ts";

interface Cell {
  readonly query: number;
  readonly key: number;
}

interface Pin extends Cell {
  readonly weight: number;
}

/** Pins of some heads. */
interface Pins {
  readonly of: HeadSet;
  readonly list: readonly Pin[];
}

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly window: Window;
  moves: boolean;
}

interface Tile {
  readonly window: Window;
  readonly rows: number;
  readonly columns: number;
  readonly bytes: Uint8Array;
}

const sameCell = (a: Cell | undefined, b: Cell | undefined): boolean => a?.query === b?.query && a?.key === b?.key;
const range = ([from, to]: readonly [number, number]): [number, number] => [from, to];

export function MatrixPanel(props: PanelProps): VNode {
  const { isFront, run, set, state, colors, token, endpoint, output, choose } = props;
  const { length } = run.shape.tokens;
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<Drag>(undefined);
  const [shown = wholeWindow(length), show] = useState<Window>();
  const [cross, point] = useState<Cell>();
  const [pins, setPins] = useState<Pins>({ of: set, list: [] });
  const [isPinning, setPinning] = useState(false);
  const room = useSize(pane);
  const pinned = pins.of === set ? pins.list : [];
  const side = Math.max(120, Math.min(room.width - margin.left - 16, room.height - margin.bottom - 72));
  const [from, to] = shown.keys;
  const window: Window = state.hideFirst && from === 0 && to > 1 ? { ...shown, keys: [1, to] } : shown;

  const resolution = Math.min(1024, Math.max(64, Math.ceil(side / 64) * 64));
  const asked = { run: run.id, set, queries: range(window.queries), keys: range(window.keys) };
  const isAsked = isFront && length > 0 && room.width > 0;
  const tile = useAnswer(
    isAsked ? [set, window, resolution] : undefined,
    async (signal): Promise<Tile> => {
      const size = { rows: resolution, columns: resolution };
      return { window, ...(await endpoint.request("attentionTile", { ...asked, ...size }, { signal })) };
    },
    { group: set },
  ).value;
  const query = cross?.query;
  const row = useAnswer(query === undefined ? undefined : [set, query], async (signal) => {
    const params = { run: run.id, set, token: query ?? 0, direction: "out" } as const;
    return { query, set, ...(await endpoint.request("attentionRow", params, { signal })) };
  }).value;
  const weights = row?.query === query && row?.set === set ? row.weights : undefined;
  const words = cross && sentenceOf(run, cross, weights);
  useSay(props, words);

  // Coloring takes longer than everything else in a frame.
  const cells = useMemo(() => tile && cellsOf(tile, colors.ramp), [tile, colors.ramp]);
  const paint = (context: CanvasRenderingContext2D): void => {
    const picture = { run, colors, window, side, cells, drawn: tile?.window, cross, pins: pinned };
    paintMatrix(new CanvasPainter(context, colors.fonts), picture);
  };
  output.current = {
    focus: () => canvas.current?.focus(),
    picture: (paper) => {
      if (tile === undefined) return undefined;
      const wide = Math.max(240, Math.min(720, side));
      return {
        width: wide + margin.left,
        height: wide + margin.bottom,
        isWeights: true,
        caption: `Attention, query positions ${tile.window.queries.join(" to ")} (rows) by key positions ${tile.window.keys.join(" to ")} (columns); ${tile.rows} by ${tile.columns} cells, each the largest of its tokens.`,
        paint: (painter) => {
          const drawn = { window: tile.window, side: wide, cells: cellsOf(tile, paper.ramp), pins: pinned };
          paintMatrix(painter, { run, colors: paper, ...drawn });
        },
      };
    },
    numbers: async () => {
      const { weights: values } = await endpoint.request("attentionMatrix", asked);
      const names = ([first, end]: readonly [number, number]): string[] =>
        run.shape.tokens.slice(first, end).map(({ text }, i) => `${first + i} ${visibleText(text)}`);
      const caption = "Attention weights; rows are query positions, columns key positions";
      return { rows: names(window.queries), columns: names(window.keys), values, caption };
    },
  };

  /** Pins the cell of the cross or takes its pin away; as soon as its number is there. */
  const pin = (): void => setPinning(true);
  useLayoutEffect(() => {
    if (!isPinning || (cross && weights === undefined && sees(run.shape, cross))) return;
    setPinning(false);
    if (cross === undefined || weights === undefined || !sees(run.shape, cross)) return;
    const others = pinned.filter((other) => !sameCell(other, cross));
    const list = others.length < pinned.length ? others : [...pinned, { ...cross, weight: weights[cross.key] ?? 0 }];
    setPins({ of: set, list });
  }, [isPinning, weights]);

  const place = (event: MouseEvent) => ({ x: (event.offsetX - margin.left) / side, y: event.offsetY / side });
  const cellAt = (event: MouseEvent): Cell | undefined => {
    const { x, y } = place(event);
    const { queries, keys } = window;
    if (x < 0 || x >= 1 || y < 0 || y >= 1) return undefined;
    const at = ([first, end]: readonly [number, number], part: number) => Math.floor(first + part * (end - first));
    return { query: at(queries, y), key: at(keys, x) };
  };
  const pointAt = (cell: Cell | undefined): void => point((before) => (sameCell(before, cell) ? before : cell));
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = place(event);
    const clamp = (value: number): number => Math.max(0, Math.min(1, value));
    show(zoomed(shown, event.deltaY > 0 ? 1.25 : 0.8, { x: clamp(x), y: clamp(y) }, length));
  };
  const down = (event: PointerEvent): void => {
    canvas.current?.setPointerCapture(event.pointerId);
    drag.current = { x: event.offsetX, y: event.offsetY, window: shown, moves: false };
  };
  const move = (event: PointerEvent): void => {
    const held = drag.current;
    if (held === undefined) {
      pointAt(cellAt(event));
      return;
    }
    const [dx, dy] = [event.offsetX - held.x, event.offsetY - held.y];
    if (Math.abs(dx) + Math.abs(dy) > 4) held.moves = true;
    const by = (pixels: number, [first, end]: readonly [number, number]) => (-pixels / side) * (end - first);
    if (held.moves) show(moved(held.window, by(dy, held.window.queries), by(dx, held.window.keys), length));
  };
  const up = (event: PointerEvent): void => {
    const held = drag.current;
    drag.current = undefined;
    if (held?.moves !== false) return;
    const cell = cellAt(event);
    pointAt(cell);
    pin();
    if (cell) choose(cell.query);
  };
  const step = ([byQuery, byKey]: readonly [number, number], { shiftKey }: KeyboardEvent): void => {
    const start = cross ?? { query: token ?? length - 1, key: 0 };
    const to = (at: number, by: number) => Math.max(0, Math.min(length - 1, at + by * (shiftKey ? 10 : 1)));
    const cell = { query: to(start.query, byQuery), key: to(start.key, byKey) };
    show(holding(shown, cell.query, cell.key, length));
    point(cell);
  };
  const middle = { x: 0.5, y: 0.5 };
  const keys = onKeys({
    ...Object.fromEntries(
      Object.entries(arrows).map(([key, by]) => [key, (event: KeyboardEvent) => step(by, event)] as const),
    ),
    "+": () => show(zoomed(shown, 0.7, middle, length)),
    "-": () => show(zoomed(shown, 1.4, middle, length)),
    "0": () => show(undefined),
    Enter: pin,
  });

  const name = (at: number): string => `${at} ${visibleText(run.shape.tokens[at]?.text ?? "")}`;
  return h("div", { class: "pane matrix-pane", ref: pane, hidden: !isFront }, [
    h(Canvas, {
      class: "matrix",
      canvasRef: canvas,
      width: side + margin.left,
      height: side + margin.bottom,
      label: `Attention of ${length} tokens. ${words ?? "Move the cross with the arrow keys."}`,
      paint,
      onWheel: wheel,
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerLeave: () => drag.current ?? pointAt(undefined),
      onDblClick: () => show(undefined),
      onKeyDown: keys,
    }),
    h("div", { class: "pins", role: "list", "aria-label": "Pinned cells" }, [
      pinned.map((each) =>
        h("span", { class: "pin", role: "listitem" }, [
          h("code", null, `${name(each.query)} → ${name(each.key)}`),
          ` ${percentText(each.weight)} `,
          h(
            "button",
            {
              class: "unpin",
              title: "Take the pin away",
              onClick: () => setPins({ of: set, list: pinned.filter((other) => other !== each) }),
            },
            ["×"],
          ),
        ]),
      ),
    ]),
    h("p", { class: "muted step-note" }, [
      "Rows are query positions, columns key positions. Wheel: zoom; drag: move; click: pin a cell; arrows move the cross, + − 0 zoom, Enter pins.",
    ]),
  ]);
}

function cellsOf({ bytes, rows, columns }: Tile, ramp: Ramp): HTMLCanvasElement {
  const made = document.createElement("canvas");
  drawCells(made, bytes, { rows, columns, ramp });
  return made;
}

/** `Token 41 "9" reads 31 % at token 12 "9"`; undefined until the number is there. */
function sentenceOf({ shape }: AttentionRun, cross: Cell, weights: Float32Array | undefined): string | undefined {
  const name = (token: number): string => `token ${token} “${visibleText(shape.tokens[token]?.text ?? "")}”`;
  if (!sees(shape, cross))
    return shape.slot && cross.query === 0
      ? `${name(0)} is no token: it is read and reads nothing.`
      : `${name(cross.query)} cannot see ${name(cross.key)}, which comes later.`;
  const value = weights?.[cross.key];
  return value === undefined
    ? undefined
    : `${name(cross.query)} reads ${percentText(value)} (${value.toPrecision(4)}) at ${name(cross.key)}.`;
}
