/**
 * @file Case maps side by side: one cell cursor and one zoom for all of them, the layer that they show, the curves beside them, the table
 * in their place, and squares for a new training.
 */

import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Cell } from "../../src/core/task/space.ts";
import type { Square } from "../../src/core/task/split.ts";
import type { MapViewContract } from "../../src/protocol/mapView.ts";
import { owned } from "../../src/protocol/wire.ts";
import { pngOfSvg } from "../charts/png.ts";
import { themeInk } from "../charts/themeInk.ts";
import { useAction } from "../kit/answer.ts";
import { Button } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { type Page, useKept, useNotices, useTheme } from "../kit/page.ts";
import { EmptyState, ErrorBanner } from "../kit/problems.ts";
import { BrushPanel } from "./brushPanel.ts";
import { Curves } from "./curves.ts";
import { type MapKey, mapKey } from "./model/keys.ts";
import { anyGrid, extentOf, type GridModel, type MapModel, modelOf } from "./model/mapModel.ts";
import { insideGrid } from "./model/square.ts";
import type { ViewState } from "./model/state.ts";
import { bringIntoSight, wholeGrid, zoomAbout } from "./model/viewport.ts";
import { figure } from "./paint/figure.ts";
import { Pane, type PaneView } from "./pane.ts";
import { type Described, Readout } from "./readout.ts";
import { MapTable } from "./table.ts";
import { Toolbar } from "./toolbar.ts";

/** Of a square that `b` makes where none was drawn before: the study's. */
const usualHalfWidth = 10;

const empty =
  "A case map shows how often a model answers each problem of a grid right, and what its training held out. Train one with “rulescope train recipes/case-addition-direct.json --out DIR”, then open it here.";

export function MapView({ page }: { readonly page: Page<MapViewContract, ViewState> }): VNode {
  const { endpoint } = page;
  const [state, change] = useKept(page);
  const [maps, setMaps] = useState<readonly MapModel[]>([]);
  const [pointed, setPointed] = useState<Cell>();
  /** The square that a pointer is drawing. */
  const [drawing, setDrawing] = useState<Square>();
  const theme = useTheme();
  const ink = useMemo(() => themeInk(document.body), [theme]);
  const known = useRef(new Map<string, Described>());
  const [asked, saved] = [useAction(), useAction()];

  const update = (id: string, changed: (map: MapModel) => MapModel): void =>
    setMaps((before) => before.map((map) => (map.id === id ? changed(map) : map)));
  useNotices(endpoint, {
    show(notice) {
      setMaps(notice.maps.map(modelOf));
      const sources = notice.maps.map(({ id }) => id);
      change({ sources, brush: state.brush !== null && sources.includes(state.brush.map) ? state.brush : null });
    },
    progress: ({ map, work, loss }) =>
      update(map, (before) => ({
        ...before,
        work,
        lossCurve: loss === null ? before.lossCurve : [...before.lossCurve, loss],
      })),
    cells: ({ map, first, drawn, correct }) =>
      update(map, (before) => {
        before.grid?.grow(first, drawn, correct);
        return { ...before };
      }),
  });
  useLayoutEffect(() => void asked.run(() => endpoint.request("ready", { sources: state.sources })), []);

  const { layer, zoom, cursor, brush, filter } = state;
  const add = (): void => void asked.run(() => endpoint.request("add", {}));
  const runCell = (map: MapModel | undefined, cell: Cell): void => {
    change({ cursor: cell });
    const index = map?.grid?.indexOf(cell);
    if (map !== undefined && index !== undefined)
      void asked.run(() => endpoint.request("run", { map: map.id, cell: index }));
  };
  const zoomBy = (factor: number): void => {
    const grid = maps.find((each) => each.grid !== undefined)?.grid;
    if (grid === undefined) return;
    const { rows, columns } = grid.shown;
    const middle = { row: zoom.row + grid.rowCount / zoom.k / 2, column: zoom.column + grid.columnCount / zoom.k / 2 };
    const at = cursor === null ? middle : { row: cursor.row - rows.from, column: cursor.column - columns.from };
    change({ zoom: zoomAbout(zoom, factor, at, extentOf(grid)) });
  };
  const setSquares = (squares: readonly Square[]): void => {
    if (brush !== null) change({ brush: { ...brush, squares: squares.map(plain) } });
  };
  const keys = (event: KeyboardEvent, map: MapModel): void => {
    const key = mapKey(event);
    if (map.grid === undefined || key === undefined) return;
    event.preventDefault();
    press(key, map, map.grid);
  };
  const press = (key: MapKey, map: MapModel, grid: GridModel): void => {
    const { rows, columns, squares } = grid.shown;
    const middle = {
      row: Math.round((rows.from + rows.to) / 2),
      column: Math.round((columns.from + columns.to) / 2),
    };
    const at = cursor ?? middle;
    const last = brush?.squares.at(-1);
    switch (key.kind) {
      case "move": {
        const hold = (value: number, { from, to }: { from: number; to: number }): number =>
          Math.max(from, Math.min(to, value));
        const moved = cursor === null ? at : { row: at.row + key.down, column: at.column + key.across };
        const next = { row: hold(moved.row, rows), column: hold(moved.column, columns) };
        const place = { row: next.row - rows.from, column: next.column - columns.from };
        setPointed(undefined);
        change({ cursor: next, zoom: bringIntoSight(zoom, place, extentOf(grid)) });
        break;
      }
      case "run":
        runCell(map, at);
        break;
      case "zoom":
        zoomBy(key.factor);
        break;
      case "whole":
        change({ zoom: wholeGrid });
        break;
      case "square": {
        const halfWidth = last?.halfWidth ?? squares[0]?.halfWidth ?? usualHalfWidth;
        const square = insideGrid({ centre: [at.row, at.column], halfWidth }, rows, columns);
        const before = brush?.map === map.id ? brush.squares : [];
        change({ brush: { map: map.id, squares: [...before, plain(square)] } });
        break;
      }
      case "resize": {
        if (last === undefined || brush === null) return;
        const resized = insideGrid({ centre: last.centre, halfWidth: last.halfWidth + key.by }, rows, columns);
        setSquares([...brush.squares.slice(0, -1), resized]);
        break;
      }
      case "delete":
        setSquares(brush?.squares.slice(0, -1) ?? []);
        break;
      default:
        key satisfies never;
    }
  };
  const train = (squares: readonly Square[], steps: number): void => {
    if (brush === null) return;
    const { map } = brush;
    void asked.run(() => endpoint.request("train", { map, squares: squares.map(plain), steps }));
    change({ brush: null });
  };
  const save = (): void =>
    void saved.run(async () => {
      const { svg, caption } = figure(maps, layer, { document });
      const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
      return endpoint.request("save", { svg: text, png: owned(await pngOfSvg(svg, 2)), caption });
    });

  if (maps.length === 0)
    return h("div", { class: "view" }, [
      h(ErrorBanner, {}),
      h(EmptyState, { title: "No case map yet", text: empty }, [
        h(Button, { kind: "primary", click: add }, "Open a Case Map…"),
      ]),
    ]);
  const isTable = state.table && anyGrid(maps);
  const brushed = maps.find(({ id }) => id === brush?.map);
  const view: PaneView = {
    ...{ layer, zoom, cursor: cursor ?? undefined, pointed, ink, keys },
    point: (cell) =>
      setPointed((before) => (cell?.row === before?.row && cell?.column === before?.column ? before : cell)),
    choose: runCell,
    zoomTo: (to) => change({ zoom: to }),
    draw(square, done) {
      setDrawing(done ? undefined : square);
      if (done && brush !== null) setSquares([...brush.squares, square]);
    },
    remove: ({ id }) => void asked.run(() => endpoint.request("remove", { map: id })),
    cancel: ({ id }) => void asked.run(() => endpoint.request("cancel", { map: id })),
  };
  const toolbar = h(Toolbar, {
    ...{ state, maps, ink, change, add, save, zoom: zoomBy },
    whole: () => change({ zoom: wholeGrid }),
    brush() {
      const map = maps.find(({ trainable }) => trainable)?.id;
      if (map !== undefined) change({ brush: brush === null ? { map, squares: [] } : null });
    },
  });
  return h("div", { class: "view" }, [
    h("div", { class: "content" }, [
      toolbar,
      h(ErrorBanner, {}),
      brush !== null &&
        brushed?.grid !== undefined &&
        h(BrushPanel, {
          key: brush.map,
          ...{ map: brushed, grid: brushed.grid, squares: brush.squares, train },
          change: setSquares,
          close: () => change({ brush: null }),
        }),
      h("div", { class: "body" }, [
        h("div", { class: "main" }, [
          h("div", { class: "maps", hidden: isTable }, [
            maps.map((map) => {
              const brushing = brush?.map === map.id;
              const squares = brushing ? [...brush.squares, ...(drawing ? [drawing] : [])] : [];
              return h(Pane, { key: map.id, map, view, brushing, squares });
            }),
          ]),
          isTable &&
            h(MapTable, {
              ...{ maps, filter },
              change: (chosen) => change({ filter: chosen }),
              choose: (cell) => runCell(maps[0], cell),
            }),
        ]),
        h(Curves, { maps, ink }),
      ]),
      anyGrid(maps) &&
        h(Readout, {
          maps,
          cell: pointed ?? cursor ?? undefined,
          describe: (map, cell) => async (signal) => {
            const key = `${map.task} ${cell}`;
            const described =
              known.current.get(key) ?? (await endpoint.request("describe", { map: map.id, cell }, { signal }));
            known.current.set(key, described);
            return described;
          },
        }),
    ]),
  ]);
}

function plain({ centre: [row, column], halfWidth }: Square): { centre: [number, number]; halfWidth: number } {
  return { centre: [row, column], halfWidth };
}
