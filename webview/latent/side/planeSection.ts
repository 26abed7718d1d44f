/**
 * @file The plane through three selected points: what the decoder concludes in each part of it from the premises of the point somebody stands at,
 * and a mark that is moved through it by pointer or keys. A drag on the map moves the same mark.
 */

import { Fragment, type VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { countText, percentText } from "../../../src/core/format/figures.ts";
import { type LatentPlane, type Place, planeThrough, pointInPlane, weightsAt } from "../../../src/core/math/plane.ts";
import type { Conclusion } from "../../../src/protocol/latentView.ts";
import { Drawing } from "../../charts/drawing.ts";
import { planeChart } from "../../charts/planeChart.ts";
import { type Ink, paperInk } from "../../charts/svg.ts";
import { useSize } from "../../kit/canvas.ts";
import { h } from "../../kit/h.ts";
import { themeKind } from "../../theme.ts";
import { type ExportChoice, ExportMenu, figureChoices } from "../exportMenu.ts";
import { colorsOnDark, colorsOnLight, isDark } from "../model/coloring.ts";
import { type Latents, latentAt } from "../model/latents.ts";
import { type PlaneView, planeView } from "../model/planeView.ts";
import type { Mark } from "../scatter/marks.ts";
import { ConclusionLine, conclusionMark } from "./conclusionLine.ts";
import { joined, useConclusions } from "./conclusions.ts";
import type { SideActions, SideContext } from "./context.ts";

export type Three = readonly [number, number, number];

/** Three selected points and the plane through them. */
export interface ThreePoints {
  readonly three: Three;
  readonly plane: LatentPlane;
}

export const letters = ["A", "B", "C"] as const;
const height = 200;
const choices: readonly ExportChoice[] = [...figureChoices, { format: "csv", text: "conclusions, CSV" }];
const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Three selected points, in their order; undefined where there are more or fewer, null where they lie on one line. */
export function threePoints(selected: ReadonlySet<number>, latents: Latents): ThreePoints | null | undefined {
  const [first, second, third, more] = [...selected].sort((x, y) => x - y);
  if (first === undefined || second === undefined || third === undefined || more !== undefined) return undefined;
  const three: Three = [first, second, third];
  const plane = planeThrough(latentAt(latents, first), latentAt(latents, second), latentAt(latents, third));
  return plane === undefined ? null : { three, plane };
}

/** Their triangle on the first map. */
export function cornersOnMap({ three }: ThreePoints, context: SideContext): readonly [Place, Place, Place] | undefined {
  const { drawn, cloud } = context;
  if (drawn === undefined || drawn.xy.length !== 2 * cloud.count) return undefined;
  const at = (point: number): Place => [drawn.xy[2 * point] ?? 0, drawn.xy[2 * point + 1] ?? 0];
  return [at(three[0]), at(three[1]), at(three[2])];
}

export function triangleMarks(corners: readonly [Place, Place, Place] | undefined): readonly Mark[] {
  return (corners ?? []).map(([x, y], i) => {
    const to = corners?.[(i + 1) % 3] ?? [x, y];
    return { x, y, to, color: "currentColor", kind: "line", text: letters[i] ?? "" };
  });
}

interface PlaneSectionProps {
  readonly context: SideContext;
  readonly actions: SideActions;
  readonly latents: Latents;
  readonly point: number;
  readonly points: ThreePoints | null | undefined;
  /** Where the mark stands in the plane. */
  readonly place: Place;
  readonly move: (place: Place) => void;
  readonly isFront: boolean;
}

export function PlaneSection(props: PlaneSectionProps): VNode {
  const { context, points } = props;
  const { size } = context.selected;
  const now = size === 0 ? "" : ` Selected now: ${countText(size)}.`;
  return h("section", { class: "touch-part plane" }, [
    h("h2", null, "The plane through three points"),
    points === undefined
      ? h("p", { class: "muted" }, `Select exactly three points: Ctrl+click, or Space on the map at each.${now}`)
      : points === null
        ? h("p", { class: "muted" }, [
            "The three points lie on one line in z, through which many planes go. Select others.",
          ])
        : h(Plane, { ...props, points }),
  ]);
}

function Plane({
  context,
  actions,
  latents,
  point,
  points,
  place,
  move,
  isFront,
}: PlaneSectionProps & { readonly points: ThreePoints }): VNode {
  const { three, plane } = points;
  const { cloud } = context;
  const pad = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const width = Math.min(460, Math.max(240, useSize(frame).width || 300));
  const view = useMemo(() => planeView(plane.corners, width, height), [plane, width]);
  const row = { point, rule: null };
  const grid = useConclusions(context, isFront ? { point, three, width } : undefined, () => ({
    rows: view.grid.map(() => row),
    z: joined(
      view.grid.map((each) => pointInPlane(plane, each)),
      latents.width,
    ),
  }));
  const here = useConclusions(context, isFront ? { point, three, place } : undefined, ({ place: at }) => ({
    rows: [row],
    z: pointInPlane(plane, at),
  }));
  const isOwn = (of: { readonly point: number; readonly three: Three } | undefined): boolean =>
    of?.point === point && String(of.three) === String(three);
  const conclusions = isOwn(grid?.of) && grid?.of.width === width ? grid.conclusions : [];
  const said = isOwn(here?.of) ? here?.conclusions[0] : undefined;
  const weights = here && weightsAt(here.of.place, plane.corners);
  const words = weights?.map((weight, i) => `${percentText(weight)} ${letters[i]}`).join(" + ") ?? "";
  const chart = (ink: Ink): SVGSVGElement =>
    chartOf(
      {
        rules: cloud.shown.rules,
        plane,
        view,
        conclusions,
        place,
        said: said ? `${words}: ${conclusionMark(said)}` : "",
      },
      ink,
    );

  const moveToPixel = (x: number, y: number): void => move(placeAt(view, x, y));
  const moveToPointer = ({ clientX, clientY }: PointerEvent): void => {
    const box = pad.current?.getBoundingClientRect();
    if (box !== undefined) moveToPixel(clientX - box.left, clientY - box.top);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = arrows[event.key];
    const corner = event.key.length === 1 ? plane.corners["abc".indexOf(event.key.toLowerCase())] : undefined;
    if (arrow !== undefined) {
      const [x, y] = view.toScreen(place);
      const far = event.shiftKey ? 24 : 6;
      moveToPixel(x + arrow[0] * far, y + arrow[1] * far);
    } else if (corner !== undefined) move(corner);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const save = (format: ExportChoice["format"], scale: number): void => {
    const [model] = cloud.shown.models;
    const corners = three.map((each, i) => `${letters[i]} ${cloud.title(each)} ∴ ${cloud.detail(each)}`).join("; ");
    actions.save({
      name: `plane ${model?.name ?? ""}`,
      caption: `The plane through three points of z (${corners}) of ${model?.name ?? ""} (${model?.hash.slice(0, 12) ?? ""}), and what is concluded there from ${cloud.title(point)}. ${partsOf(conclusions)} ${cloud.shown.provenance}.`,
      format,
      scale,
      chart: () => chart(paperInk),
      rows: rowsOf(plane, view, conclusions),
    });
  };
  return h(Fragment, null, [
    h("p", { class: "muted" }, [
      "Drag the mark here or with the steering tool on the map; arrow keys move it, a, b and c go to the points.",
    ]),
    h("ul", { class: "plane-points" }, [
      three.map((each, i) =>
        h("li", null, `${letters[i]} `, h("code", null, cloud.title(each)), ` ∴ ${cloud.detail(each)}`),
      ),
    ]),
    h("div", { ref: frame }, [
      h(
        "div",
        {
          ref: pad,
          class: "plane-pad",
          role: "application",
          tabIndex: 0,
          "aria-roledescription": "plane",
          "aria-label": "Plane through A, B and C",
          onPointerDown(event: PointerEvent) {
            if (event.button !== 0) return;
            pad.current?.setPointerCapture(event.pointerId);
            moveToPointer(event);
          },
          onPointerMove: (event: PointerEvent) => event.buttons === 1 && moveToPointer(event),
          onKeyDown: pressed,
        },
        [h(Drawing, { draw: () => [chart(context.ink)], of: [context.ink, view, grid, place, said] })],
      ),
    ]),
    h("div", { class: "said", role: "status" }, said !== undefined && [`${words}: `, h(ConclusionLine, { of: said })]),
    h("p", { class: "muted" }, partsOf(conclusions)),
    h(ExportMenu, { label: "Export plane", choices, save }),
  ]);
}

interface PlaneChartParts {
  readonly rules: readonly string[];
  readonly plane: LatentPlane;
  readonly view: PlaneView;
  readonly conclusions: readonly Conclusion[];
  readonly place: Place;
  readonly said: string;
}

function chartOf({ rules, plane, view, conclusions, place, said }: PlaneChartParts, ink: Ink): SVGSVGElement {
  const dark = ink !== paperInk && isDark(themeKind(document.body));
  const colors: readonly string[] = dark ? colorsOnDark : colorsOnLight;
  return planeChart(
    {
      title: `${partsOf(conclusions)} Now at ${said}`,
      ...view,
      cell: (row, column) => {
        const conclusion = conclusions[row * view.columns + column];
        if (conclusion === undefined) return undefined;
        const at = rules.indexOf(conclusion.rules[0] ?? "");
        const color = at < 0 ? undefined : colors[at % colors.length];
        const about = `${conclusion.text}  ${conclusionMark(conclusion)}`;
        return { color, wrong: conclusion.kind !== "correct", about };
      },
      corners: plane.corners.map((at, i) => ({ at: view.toScreen(at), letter: letters[i] ?? "" })),
      here: view.toScreen(place),
    },
    { document, ink },
  );
}

/** Each place of the grid as weights of the three points. */
function rowsOf(
  plane: LatentPlane,
  { grid }: PlaneView,
  conclusions: readonly Conclusion[],
): readonly (readonly string[])[] {
  return [
    ["A", "B", "C", "conclusion", "judgement", "rules"],
    ...grid.map((place, i) => {
      const conclusion = conclusions[i];
      const weights = weightsAt(place, plane.corners) ?? [];
      const said = [conclusion?.text ?? "", conclusion?.kind ?? "", conclusion?.rules.join(" ") ?? ""];
      return [...weights.map((weight) => weight.toFixed(4)), ...said];
    }),
  ];
}

/** Of pixels, held within what is seen. */
function placeAt({ width, height: high, toPlane }: PlaneView, x: number, y: number): Place {
  return toPlane([Math.max(0, Math.min(width, x)), Math.max(0, Math.min(high, y))]);
}

/** What is concluded how often in the plane: the chart as text. */
function partsOf(conclusions: readonly Conclusion[]): string {
  if (conclusions.length === 0) return "";
  const counts = new Map<string, number>();
  for (const { kind, rules } of conclusions) {
    const name = kind === "correct" ? (rules[0] ?? "") : "does not follow";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].sort((a, b) => b[1] - a[1]);
  return `In this part of the plane: ${parts.map(([name, count]) => `${name} ${percentText(count / conclusions.length)}`).join(", ")}.`;
}
