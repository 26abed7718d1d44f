/**
 * @file The latent view: one or two maps of the same points with one selection, a legend that filters, and what can be asked and done beside
 * them. What was drawn last stays until something else is.
 */

import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { countText } from "../../src/core/format/figures.ts";
import type { LatentFormat, LatentViewContract } from "../../src/protocol/latentView.ts";
import type { Notice } from "../../src/protocol/request.ts";
import { owned } from "../../src/protocol/wire.ts";
import { themeInk } from "../charts/themeInk.ts";
import { useAction } from "../kit/answer.ts";
import { Button, Progress } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { isText, useKeys } from "../kit/keys.ts";
import { type Page, useNotices, useTheme } from "../kit/page.ts";
import { EmptyState, ErrorBanner } from "../kit/problems.ts";
import { Maps, type MapsHandle } from "./maps.ts";
import { Cloud } from "./model/cloud.ts";
import { coloringOf, shapesOf } from "./model/coloring.ts";
import { type ChosenHookPoint, hookPointFor } from "./model/hookPoints.ts";
import { latentKey } from "./model/keys.ts";
import { MapComputation } from "./model/mapComputation.ts";
import { panesOf, placesOf, withOrWithoutSecond } from "./model/mapPlaces.ts";
import { countShown, statesOf } from "./model/scene.ts";
import { mostSaved, type ViewState } from "./model/state.ts";
import { groundOf, inkOf, type Painting } from "./paint/painting.ts";
import { saveView } from "./paint/saving.ts";
import { sideBytes } from "./paint/sideSaving.ts";
import { bringIntoSight, wholeMap, type Zoom, zoomTo } from "./scatter/frame.ts";
import { isShown } from "./scatter/looks.ts";
import type { Drags, SideActions, SideContext } from "./side/context.ts";
import { SidePanel } from "./sidePanel.ts";
import { Toolbar } from "./toolbar.ts";

/** While somebody runs through points with the arrow keys, the editor follows where they rest. */
const openMilliseconds = 120;
/** A map that is moved changes what is to be kept with every frame. */
const keepMilliseconds = 150;

type Shown = Pick<Notice<LatentViewContract, "show">, "message" | "runnable" | "busy">;

export function LatentView({ page }: { readonly page: Page<LatentViewContract, ViewState> }): VNode {
  const { endpoint } = page;
  const view = useViewState(page);
  const { state, change } = view;
  const [shown, setShown] = useState<Shown>({ message: null, runnable: false, busy: false });
  const [cloud, setCloud] = useState<Cloud>();
  /** A cloud gets columns, and maps their points, in place. */
  const [, setVersion] = useState(0);
  const changed = (): void => setVersion((before) => before + 1);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set(page.kept.selected));
  const [isStale, setStale] = useState(false);
  const [choices, setChoices] = useState<Notice<LatentViewContract, "choices">>({ source: "", choices: [] });
  const [search, setSearch] = useState("");
  const maps = useMemo(() => [new MapComputation(endpoint), new MapComputation(endpoint)] as const, []);
  const handle = useRef<MapsHandle>(null);
  const drags = useRef<Drags>(null);
  const opening = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [asked, opened, saved] = [useAction(), useAction(), useAction()];
  const theme = useTheme();

  for (const map of maps) map.hasDrawn = changed;
  const zoom = (to: Zoom): void => {
    handle.current?.zoomTo(to);
    view.keepZoom(to);
  };
  const select = (points: Iterable<number>): void => {
    const now = new Set(points);
    if (now.size === 0) setSearch("");
    setSelected(now);
    view.keepSelected(now);
  };
  useNotices(endpoint, {
    choices: setChoices,
    show({ points, source, message, runnable, busy }) {
      if (source !== "" && source !== state.source) change({ source });
      if (busy && cloud !== undefined) return; // the last picture stays
      setShown({ message, runnable, busy });
      if (points === null) {
        if (!busy) setCloud(undefined);
        return;
      }
      const isOther = points.id !== cloud?.shown.id;
      const judged = cloud?.columns.find(({ name }) => name === "verdict");
      const next = new Cloud(points);
      if (!isOther && judged !== undefined) next.add(judged);
      if (points.id !== state.points) {
        select([]);
        change(stateFor(next));
        zoom(wholeMap);
      }
      if (isOther) for (const map of maps) map.forget();
      setStale(false);
      setCloud(next);
    },
    column({ points, column }) {
      if (cloud?.shown.id !== points) return;
      cloud.add(column);
      changed();
    },
    /** Somebody stands at this point elsewhere. */
    reveal({ points, point }) {
      if (cloud?.shown.id !== points || point === null || point === state.cursor) return;
      change({ cursor: point });
      const [scatter, xy] = [handle.current?.first, maps[0].drawn?.xy];
      if (scatter !== undefined && xy !== undefined)
        zoom(bringIntoSight(scatter.zoom, xy[2 * point] ?? 0, xy[2 * point + 1] ?? 0, scatter.seen.size));
    },
    stale: ({ points, stale }) => cloud?.shown.id === points && setStale(stale),
  });
  useLayoutEffect(() => void asked.run(() => endpoint.request("ready", { source: state.source })), []);
  useKeys({}, { "/": (event) => (isText(event) ? false : focusSearch()) });

  const open = (point: number, focus: boolean): void => {
    clearTimeout(opening.current);
    void opened.run(() => endpoint.request("open", { point, focus }));
  };
  const choose = (point: number, add: boolean): void => {
    if (add) select(selected.has(point) ? [...selected].filter((each) => each !== point) : [...selected, point]);
    change({ cursor: point });
    clearTimeout(opening.current);
    opening.current = setTimeout(() => open(point, false), openMilliseconds);
  };
  const places = cloud === undefined ? [] : placesOf(cloud.shown, state.panes);
  const look = (nth: number, hookPoint: ChosenHookPoint, dir?: string): void => {
    const model = cloud?.shown.models.find((each) => each.dir === dir);
    change({ panes: panesOf(places.map((each, i) => (i === nth ? { model: model ?? each.model, hookPoint } : each))) });
  };
  const second = (): void => change({ panes: panesOf(withOrWithoutSecond(places)) });
  const painting = usePainting(cloud, state, selected, theme);
  const isVisible = useMemo(() => (point: number) => isShown(painting?.states[point] ?? 0), [painting]);

  /** What keys mean beyond moving a map. */
  const press = (event: KeyboardEvent, nth: number): void => {
    const key = latentKey(event);
    if (key === undefined || cloud === undefined) return;
    event.preventDefault();
    const { cursor } = state;
    const all = [...Array(cloud.count).keys()];
    switch (key.kind) {
      case "open":
        if (cursor !== null) open(cursor, true);
        break;
      case "toggle":
        if (cursor !== null) choose(cursor, true);
        break;
      case "clear":
        select([]);
        break;
      case "all":
        select(all.filter(isVisible));
        break;
      case "invert":
        select(all.filter((point) => !selected.has(point)));
        break;
      case "frame": {
        const xy = maps[0].drawn?.xy;
        if (xy !== undefined) zoom(zoomTo(xy, selected.size > 0 ? selected : all));
        break;
      }
      case "second":
        second();
        break;
      case "layer": {
        const place = places[nth];
        const layer = Math.max(0, (place?.hookPoint.layer ?? 0) + key.by);
        if (place !== undefined) look(nth, hookPointFor({ ...place.hookPoint, layer }, place.model));
        break;
      }
      default:
        key satisfies never;
    }
  };
  const save = (format: LatentFormat, scale: number): void =>
    void saved.run(async () => {
      if (cloud === undefined || painting === undefined) return;
      const drawn = places.flatMap((_, nth) => maps[nth]?.drawn ?? []);
      const { states } = painting;
      const now = { ...state, zoom: view.zoom() };
      await saveView({ endpoint, maps: drawn, cloud, state: now, states, selected, stale: isStale }, format, scale);
    });
  const reread = (points: number | null) => (): void => void asked.run(() => endpoint.request("reread", { points }));
  const actions: SideActions = {
    choose: (point) => choose(point, false),
    open: (point) => open(point, true),
    attention: (model, point) => void opened.run(() => endpoint.request("attention", { model, point })),
    select,
    neighbors: (points) => handle.current?.neighbors(points),
    hookPoint: (hookPoint) => look(0, hookPoint),
    color: (color) => change({ color }),
    columnAdded: changed,
    marks: (marks) => handle.current?.marks(marks),
    save: (part) =>
      void saved.run(async () => {
        const { name, format } = part;
        await endpoint.request("save", { name, format, bytes: owned(await sideBytes(part)) });
      }),
    drags,
  };
  const context: SideContext | undefined = cloud &&
    painting && {
      ...{ endpoint, cloud, coloring: painting.coloring, ink: painting.chartInk, selected, shown: isVisible },
      drawn: maps[0].drawn,
      cursor: state.cursor ?? undefined,
    };
  const run = (): void => void asked.run(() => endpoint.request("run", {}));
  return h("div", { class: "latent-view" }, [
    h(Toolbar, {
      ...{ state, cloud, search, change, save, second },
      shares: maps[0].drawn?.answer?.variance?.shares ?? [],
      sources: choices.choices,
      shown: choices.source,
      choose: (source) => void asked.run(() => endpoint.request("choose", { source })),
      points: (count) => reread(count)(),
      find(text) {
        setSearch(text);
        const found = cloud?.search(text) ?? [];
        if (found.length > 0) select(found);
        else {
          setSelected(new Set());
          view.keepSelected(new Set());
        }
      },
      whole: () => zoom(wholeMap),
    }),
    h("div", null, h(ErrorBanner, {}), cloud && h(Notices, { cloud, reread: isStale ? reread(null) : undefined })),
    context !== undefined && painting !== undefined
      ? h("div", { class: isStale ? "latent-body stale" : "latent-body" }, [
          h(Maps, {
            ...{ cloud: context.cloud, state, places, maps, painting, handle, choose, press, look },
            muted: painting.muted,
            zoom: view.zoom(),
            select: (points, add) => select(add ? [...selected, ...points] : points),
            zoomed: zoom,
            drag(x, y, phase) {
              if (phase === "end") drags.current?.end();
              else if (state.tab !== "touch" || !state.side) change({ tab: "touch", side: true });
              if (phase === "move") drags.current?.move(x, y);
            },
            hide: (column, values) => change({ hidden: { ...state.hidden, [column]: [...values] } }),
          }),
          h(SidePanel, {
            ...{ context, actions, tab: state.tab, isOpen: state.side },
            choose: (tab) => change({ tab, side: true }),
          }),
        ])
      : h(Empty, { shown, run }),
    h("div", { class: "status", role: "status" }, [
      cloud && painting && h("span", null, statusWords(cloud, painting.states, selected.size)),
    ]),
  ]);
}

/** What a person has set. Moving a map is kept, but draws nothing here. */
function useViewState({ kept, keep }: Pick<Page<LatentViewContract, ViewState>, "kept" | "keep">) {
  const [state, setState] = useState(kept);
  const latest = useRef(kept);
  const keeping = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keepLater = (part: Partial<ViewState>): void => {
    latest.current = { ...latest.current, ...part };
    clearTimeout(keeping.current);
    keeping.current = setTimeout(() => keep(latest.current), keepMilliseconds);
  };
  return {
    state,
    change(part: Partial<ViewState>): void {
      keepLater(part);
      setState(latest.current);
    },
    zoom: (): Zoom => latest.current.zoom,
    keepZoom: (zoom: Zoom): void => keepLater({ zoom }),
    keepSelected: (selected: ReadonlySet<number>): void =>
      keepLater({ selected: selected.size <= mostSaved ? [...selected] : [] }),
  };
}

/** Other points than those that something was set for. */
function stateFor({ shown: { id, color } }: Cloud): Partial<ViewState> {
  return { points: id, panes: [], axes: [0, 1], color, shape: null, hidden: {}, cursor: null };
}

function usePainting(
  cloud: Cloud | undefined,
  { color, shape, hidden }: ViewState,
  selected: ReadonlySet<number>,
  theme: number,
): (Painting & { readonly muted: string; readonly chartInk: SideContext["ink"] }) | undefined {
  const { body } = document;
  const inks = useMemo(() => {
    const ground = groundOf(body);
    return { ground, ink: inkOf(ground, body), chartInk: themeInk(body) };
  }, [theme]);
  const column = cloud?.column(color);
  const coloring = useMemo(() => coloringOf(column, cloud?.count ?? 0, inks.ground), [column, cloud, inks]);
  const shaped = cloud?.column(shape);
  const shapes = useMemo(() => {
    const count = cloud?.count ?? 0;
    return shaped === undefined ? (coloring.shapes ?? new Uint8Array(count)) : shapesOf(shaped, count);
  }, [shaped, coloring]);
  const states = useMemo(() => cloud && statesOf(cloud, hidden, selected), [cloud, hidden, selected, cloud?.columns]);
  return useMemo(
    () => states && { coloring, shapes, states, ink: inks.ink, muted: inks.ground.muted, chartInk: inks.chartInk },
    [coloring, shapes, states, inks],
  );
}

function Empty({
  shown: { message, runnable, busy },
  run,
}: {
  readonly shown: Shown;
  readonly run: () => void;
}): VNode {
  if (busy)
    return h("div", { class: "empty" }, h("h1", null, "Reading points…"), h(Progress, { label: "Reading points" }));
  return h(EmptyState, { title: "No points yet", text: message ?? "Choose above what to show." }, [
    runnable && h(Button, { kind: "primary", click: run }, "Run All Problems"),
  ]);
}

interface NoticesProps {
  readonly cloud: Cloud;
  /** Where the points are no longer those of their file. */
  readonly reread: (() => void) | undefined;
}

function Notices({ cloud: { shown }, reread }: NoticesProps): VNode {
  return h("div", null, [
    reread !== undefined &&
      h("div", { class: "notice", role: "status" }, [
        shown.unit === "items"
          ? "The file has changed since these points were made."
          : "Runs were saved or deleted since these points were made.",
        h(Button, { click: reread }, "Show As It Is Now"),
      ]),
    shown.notices.map((text) => h("div", { class: "notice" }, text)),
  ]);
}

function statusWords({ shown: { total, unit } }: Cloud, states: Uint8Array, selected: number): string {
  const words = `${countText(countShown(states))} of ${countText(total)} ${unit}`;
  return selected > 0 ? `${words} · ${countText(selected)} selected` : words;
}

function focusSearch(): void {
  document.querySelector<HTMLElement>("vscode-text-field.search")?.focus();
}
