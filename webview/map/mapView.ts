/**
 * @file Case maps side by side: one cell cursor and one zoom for all of them, the layer that they show, the curves beside them, the table
 * in their place, and squares for a new training.
 */

import type { Cell } from "../../src/core/task/space.ts";
import type { Square } from "../../src/core/task/split.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { MapViewContract, ShownMap, ShownWork } from "../../src/protocol/mapView.ts";
import type { Contract, Notice } from "../../src/protocol/request.ts";
import { owned } from "../../src/protocol/wire.ts";
import { pngOfSvg } from "../charts/png.ts";
import { themeInk } from "../charts/themeInk.ts";
import { element } from "../dom.ts";
import { BrushPanel } from "./brushPanel.ts";
import { figure } from "./figure.ts";
import { type MapKey, mapKey } from "./keys.ts";
import { anyGrid, type MapModel, modelOf } from "./mapModel.ts";
import { extentOf, MapPane } from "./pane.ts";
import { Readout } from "./readout.ts";
import { Side } from "./side.ts";
import { insideGrid } from "./square.ts";
import type { Look } from "./state.ts";
import { MapTable } from "./table.ts";
import { MapToolbar } from "./toolbar.ts";
import { bringIntoSight, wholeGrid, zoomAbout } from "./viewport.ts";

export interface MapViewOptions {
  readonly endpoint: Endpoint<Contract, MapViewContract>;
  readonly look: Look;
  readonly keep: (look: Look) => void;
}

/** Of a square that `b` makes where none was drawn before: the study's. */
const usualHalfWidth = 10;

export class MapView {
  readonly element: HTMLElement;
  readonly #options: MapViewOptions;
  readonly #panes = new Map<string, MapPane>();
  readonly #toolbar: MapToolbar;
  readonly #readout: Readout;
  readonly #table: MapTable;
  readonly #brush: BrushPanel;
  readonly #side = new Side();
  readonly #maps = element("div", { class: "maps" });
  readonly #body: HTMLElement;
  readonly #empty: HTMLElement;
  #look: Look;
  #pointed: Cell | undefined;

  constructor(options: MapViewOptions) {
    this.#options = options;
    this.#look = options.look;
    const { endpoint } = options;
    const add = (): void => void endpoint.request("add", {}).catch(warn);
    this.#toolbar = new MapToolbar(this.#look, {
      layer: (layer) => this.#change({ layer }),
      table: (table) => this.#change({ table }),
      whole: () => this.#change({ zoom: wholeGrid }),
      zoom: (factor) => this.#zoomBy(factor),
      brush: () => this.#toggleBrush(undefined),
      add,
      save: () => void this.#save().catch(warn),
    });
    this.#readout = new Readout((map, cell) => endpoint.request("describe", { map, cell }));
    this.#table = new MapTable(this.#look.filter, {
      filter: (filter) => this.#change({ filter }),
      choose: (cursor) => this.#run(undefined, cursor),
    });
    this.#brush = new BrushPanel({
      change: (squares) => this.#setSquares(squares),
      train: (squares, steps) => this.#train(squares, steps),
      close: () => this.#change({ brush: null }),
    });
    this.#body = element("div", { class: "content", attributes: { hidden: true } }, [
      this.#toolbar.element,
      this.#brush.element,
      element("div", { class: "body" }, [
        element("div", { class: "main" }, [this.#maps, this.#table.element]),
        this.#side.element,
      ]),
      this.#readout.element,
    ]);
    this.#empty = this.#toolbar.emptyPage(add);
    this.element = element("div", { class: "view" }, [this.#body, this.#empty]);
    this.#maps.addEventListener("keydown", (event) => this.#key(event));
    this.#side.onResize(() => this.#drawSide());
  }

  show(shown: readonly ShownMap[]): void {
    const ids = new Set(shown.map(({ id }) => id));
    for (const id of this.#panes.keys()) if (!ids.has(id)) this.#panes.delete(id);
    for (const each of shown) {
      const model = modelOf(each);
      const pane = this.#panes.get(each.id);
      if (pane === undefined) this.#panes.set(each.id, this.#makePane(model));
      else pane.show(model);
    }
    const order = shown.flatMap(({ id }) => this.#panes.get(id)?.element ?? []);
    this.#maps.replaceChildren(...order);
    const sources = shown.map(({ id }) => id);
    const brush = this.#look.brush !== null && ids.has(this.#look.brush.map) ? this.#look.brush : null;
    this.#change({ sources, brush });
  }

  progress(map: string, work: ShownWork, loss: Notice<MapViewContract, "progress">["loss"]): void {
    const pane = this.#panes.get(map);
    if (pane === undefined) return;
    const { course } = pane.model;
    pane.show({ ...pane.model, work, course: loss === null ? course : [...course, loss] });
    this.#drawSide();
  }

  grow({ map, first, drawn, correct }: Notice<MapViewContract, "cells">): void {
    const pane = this.#panes.get(map);
    pane?.model.grid?.grow(first, drawn, correct);
    pane?.grown();
    this.#drawSide();
    this.#drawReadout();
  }

  /** The theme or the window has changed. */
  redraw(): void {
    this.#change({});
  }

  get #models(): readonly MapModel[] {
    return this.#look.sources.flatMap((id) => this.#panes.get(id)?.model ?? []);
  }

  #makePane(model: MapModel): MapPane {
    const { endpoint } = this.#options;
    return new MapPane(model, {
      point: (cell) => this.#point(cell),
      choose: (map, cell) => this.#run(map, cell),
      zoom: (zoom) => this.#change({ zoom }),
      draw: (map, square, done) => this.#draw(map, square, done),
      remove: (map) => void endpoint.request("remove", { map }).catch(warn),
      cancel: (map) => void endpoint.request("cancel", { map }).catch(warn),
    });
  }

  #change(change: Partial<Look>): void {
    this.#look = { ...this.#look, ...change };
    this.#options.keep(this.#look);
    const { brush, filter, sources } = this.#look;
    const models = this.#models;
    const table = this.#look.table && anyGrid(models);
    this.#body.hidden = sources.length === 0;
    this.#empty.hidden = sources.length > 0;
    this.#toolbar.show(this.#look, models);
    this.#maps.hidden = table;
    this.#table.element.hidden = !table;
    if (table && (change.table !== undefined || change.filter !== undefined || change.sources !== undefined))
      this.#table.show(models, filter);
    this.#brush.show(
      models.find(({ id }) => id === brush?.map),
      brush?.squares ?? [],
    );
    this.#drawPanes();
    if (change.sources !== undefined || Object.keys(change).length === 0) this.#drawSide();
    this.#drawReadout();
  }

  #drawPanes(): void {
    const { layer, zoom, cursor, brush } = this.#look;
    const ink = themeInk(document.body);
    for (const [id, pane] of this.#panes) {
      const brushing = brush?.map === id;
      const squares = brushing ? (this.#drawing ? [...brush.squares, this.#drawing] : brush.squares) : [];
      const own = layer === "accuracy" || pane.model.grid?.hasOracle === true ? layer : "accuracy";
      pane.look({ layer: own, zoom, cursor: cursor ?? undefined, pointed: this.#pointed, ink, brushing, squares });
    }
  }

  #drawSide(): void {
    this.#side.show(this.#models, themeInk(document.body));
  }

  #drawReadout(): void {
    this.#readout.show(this.#models, this.#pointed ?? this.#look.cursor ?? undefined);
  }

  #point(cell: Cell | undefined): void {
    if (cell?.row === this.#pointed?.row && cell?.column === this.#pointed?.column) return;
    this.#pointed = cell;
    this.#drawPanes();
    this.#drawReadout();
  }

  /** Runs a cell's problem by the map that was clicked; from the table, by the first. */
  #run(map: string | undefined, cell: Cell): void {
    this.#change({ cursor: cell });
    const pane = map === undefined ? this.#panes.values().next().value : this.#panes.get(map);
    const index = pane?.model.grid?.indexOf(cell);
    if (pane === undefined || index === undefined) return;
    void this.#options.endpoint.request("run", { map: pane.model.id, cell: index }).catch(warn);
  }

  #zoomBy(factor: number): void {
    const grid = this.#firstGrid();
    if (grid === undefined) return;
    const { zoom, cursor } = this.#look;
    const { rows, columns } = grid.shown;
    const middle = { row: zoom.row + grid.rowCount / zoom.k / 2, column: zoom.column + grid.columnCount / zoom.k / 2 };
    const at = cursor === null ? middle : { row: cursor.row - rows.from, column: cursor.column - columns.from };
    this.#change({ zoom: zoomAbout(zoom, factor, at, extentOf(grid)) });
  }

  #firstGrid() {
    return this.#models.find(({ grid }) => grid !== undefined)?.grid;
  }

  #key(event: KeyboardEvent): void {
    const pane = [...this.#panes.values()].find(({ canvas }) => canvas === event.target);
    const key = mapKey(event);
    if (pane?.model.grid === undefined || key === undefined) return;
    event.preventDefault();
    this.#do(key, pane);
  }

  #do(key: MapKey, { model }: MapPane): void {
    const { grid } = model;
    if (grid === undefined) return;
    const { rows, columns } = grid.shown;
    const { cursor, zoom, brush } = this.#look;
    const at = cursor ?? {
      row: Math.round((rows.from + rows.to) / 2),
      column: Math.round((columns.from + columns.to) / 2),
    };
    const last = brush?.squares.at(-1);
    switch (key.kind) {
      case "move": {
        const hold = (value: number, from: number, to: number): number => Math.max(from, Math.min(to, value));
        const moved = cursor === null ? at : { row: at.row + key.down, column: at.column + key.across };
        const next = { row: hold(moved.row, rows.from, rows.to), column: hold(moved.column, columns.from, columns.to) };
        const place = { row: next.row - rows.from, column: next.column - columns.from };
        this.#pointed = undefined;
        this.#change({ cursor: next, zoom: bringIntoSight(zoom, place, extentOf(grid)) });
        return;
      }
      case "run":
        this.#run(model.id, at);
        return;
      case "zoom":
        this.#zoomBy(key.factor);
        return;
      case "whole":
        this.#change({ zoom: wholeGrid });
        return;
      case "square": {
        const halfWidth = last?.halfWidth ?? model.grid?.shown.squares[0]?.halfWidth ?? usualHalfWidth;
        const square = insideGrid({ centre: [at.row, at.column], halfWidth }, rows, columns);
        this.#change({
          brush: { map: model.id, squares: [...(brush?.map === model.id ? brush.squares : []), toLook(square)] },
        });
        return;
      }
      case "resize":
        if (last === undefined || brush === null) return;
        this.#setSquares([
          ...brush.squares.slice(0, -1),
          insideGrid({ centre: last.centre, halfWidth: last.halfWidth + key.by }, rows, columns),
        ]);
        return;
      case "delete":
        if (brush !== null) this.#setSquares(brush.squares.slice(0, -1));
    }
  }

  #toggleBrush(map: string | undefined): void {
    const target = map ?? this.#models.find(({ trainable }) => trainable)?.id;
    if (target !== undefined) this.#change({ brush: this.#look.brush === null ? { map: target, squares: [] } : null });
  }

  #drawing: Square | undefined;

  #draw(map: string, square: Square, done: boolean): void {
    const { brush } = this.#look;
    if (brush?.map !== map) return;
    this.#drawing = done ? undefined : square;
    if (done) this.#setSquares([...brush.squares, square]);
    else this.#drawPanes();
  }

  #setSquares(squares: readonly Square[]): void {
    const { brush } = this.#look;
    if (brush !== null) this.#change({ brush: { ...brush, squares: squares.map(toLook) } });
  }

  #train(squares: readonly Square[], steps: number): void {
    const { brush } = this.#look;
    if (brush === null) return;
    const plain = squares.map(toLook);
    void this.#options.endpoint.request("train", { map: brush.map, squares: plain, steps }).catch(warn);
    this.#change({ brush: null });
  }

  async #save(): Promise<void> {
    const { svg, caption } = figure(this.#models, this.#look.layer, { document });
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
    const png = owned(await pngOfSvg(svg, 2));
    await this.#options.endpoint.request("save", { svg: text, png, caption });
  }
}

function toLook({ centre: [row, column], halfWidth }: Square): { centre: [number, number]; halfWidth: number } {
  return { centre: [row, column], halfWidth };
}

function warn(error: unknown): void {
  console.warn(error);
}
