/**
 * @file The plane through three selected points: what the decoder concludes in each part of it from the premises of the point somebody stands at,
 * and a mark that is moved through it by pointer or keys. A drag on the map moves the same mark.
 */

import { countText, percentText } from "../../../src/core/format/figures.ts";
import {
  type LatentPlane,
  type Place,
  planeThrough,
  pointInPlane,
  weighted,
  weightsAt,
} from "../../../src/core/math/plane.ts";
import type { Conclusion, LatentFormat } from "../../../src/protocol/latentView.ts";
import { planeChart } from "../../charts/planeChart.ts";
import { type Ink, paperInk } from "../../charts/svg.ts";
import { themeInk } from "../../charts/themeInk.ts";
import { element } from "../../dom.ts";
import { themeKind } from "../../theme.ts";
import { colorsOnDark, colorsOnLight, isDark } from "../coloring.ts";
import { type Ask, Concluder } from "../concluder.ts";
import { exportMenu, figureChoices } from "../exportMenu.ts";
import { type PlaneView, planeView } from "../planeView.ts";
import type { Mark } from "../scatter/marks.ts";
import { type Latents, latentAt } from "../touch.ts";
import { conclusionLine, conclusionMark } from "./conclusionLine.ts";
import type { SideActions, SideContext } from "./context.ts";

type Three = readonly [number, number, number];

interface Shown {
  readonly context: SideContext;
  readonly point: number;
  readonly three: Three;
  readonly plane: LatentPlane;
  readonly view: PlaneView;
}

const letters = ["A", "B", "C"] as const;
const height = 200;
const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Three selected points, in their order; undefined where there are more or fewer. */
export function threeOf(selected: ReadonlySet<number>): Three | undefined {
  const [a, b, c, more] = [...selected].sort((x, y) => x - y);
  return a === undefined || b === undefined || c === undefined || more !== undefined ? undefined : [a, b, c];
}

export class PlaneSection {
  readonly element = element("section", { class: "touch-part plane" });
  readonly #actions: SideActions;
  readonly #grid: Concluder;
  readonly #here: Concluder;
  readonly #pad = element("div", {
    class: "plane-pad",
    role: "application",
    attributes: { tabindex: 0, "aria-roledescription": "plane", "aria-label": "Plane through A, B and C" },
  });
  readonly #said = element("div", { class: "said", role: "status" });
  readonly #shares = element("p", { class: "muted" });
  readonly #menu: HTMLElement;
  #shown: Shown | undefined;
  #place: Place = [0, 0];
  #conclusions: readonly Conclusion[] = [];
  #dragging = false;

  constructor(ask: Ask, actions: SideActions) {
    this.#actions = actions;
    this.#grid = new Concluder(ask, (error) => actions.fail(error));
    this.#here = new Concluder(ask, (error) => actions.fail(error));
    const choices = [...figureChoices, { format: "csv", text: "conclusions, CSV" } as const];
    this.#menu = exportMenu("Export plane", choices, (format, scale) => this.#export(format, scale));
    this.#pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#dragging = true;
      this.#pad.setPointerCapture(event.pointerId);
      this.#moveToPointer(event);
    });
    this.#pad.addEventListener("pointermove", (event) => this.#dragging && this.#moveToPointer(event));
    for (const end of ["pointerup", "pointercancel"] as const)
      this.#pad.addEventListener(end, () => {
        this.#dragging = false;
      });
    this.#pad.addEventListener("keydown", (event) => this.#key(event));
  }

  show(context: SideContext, latents: Latents, point: number): void {
    const three = threeOf(context.selected);
    const title = element("h2", { text: "The plane through three points" });
    const hint = (text: string): void => {
      this.#shown = undefined;
      this.element.replaceChildren(title, element("p", { class: "muted", text }));
    };
    if (three === undefined) {
      const { size } = context.selected;
      const now = size === 0 ? "" : ` Selected now: ${countText(size)}.`;
      hint(`Select exactly three points: Ctrl+click, or Space on the map at each.${now}`);
      return;
    }
    const [a, b, c] = three.map((each) => latentAt(latents, each));
    const plane = a && b && c && planeThrough(a, b, c);
    if (plane === undefined) {
      hint("The three points lie on one line in z, through which many planes go. Select others.");
      return;
    }
    const width = Math.min(460, Math.max(240, this.element.clientWidth || 300));
    const view = planeView(plane.corners, width, height);
    const same = this.#shown !== undefined && String(this.#shown.three) === String(three);
    this.#shown = { context, point, three, plane, view };
    if (!same) {
      const [[ax, ay], [bx, by], [cx, cy]] = plane.corners;
      this.#place = [(ax + bx + cx) / 3, (ay + by + cy) / 3];
    }
    this.#conclusions = [];
    this.#shares.textContent = "";
    const names = three.map((each, i) =>
      element("li", {}, [
        `${letters[i]} `,
        element("code", { text: context.cloud.title(each) }),
        ` ∴ ${context.cloud.detail(each)}`,
      ]),
    );
    this.element.replaceChildren(
      title,
      element("p", {
        class: "muted",
        text: "Drag the mark here or with the hand tool on the map; arrow keys move it, a, b and c go to the points.",
      }),
      element("ul", { class: "plane-points" }, names),
      this.#pad,
      this.#said,
      this.#shares,
      this.#menu,
    );
    this.#draw();
    this.#ask();
    const z = new Float32Array(view.grid.length * latents.width);
    for (const [i, place] of view.grid.entries()) z.set(pointInPlane(plane, place), i * latents.width);
    this.#markMap();
    const asked = String(three);
    this.#grid.ask({ rows: view.grid.map(() => ({ point, rule: null })), z }, (conclusions) => {
      if (this.#shown === undefined || String(this.#shown.three) !== asked || this.#shown.point !== point) return;
      this.#conclusions = conclusions;
      this.#shares.textContent = sharesOf(conclusions);
      this.#draw();
    });
  }

  /** Drags on the first map while three points are selected: their triangle there stands for the plane. Undefined where it is no triangle. */
  zAt(mapPlace: Place): Float32Array | undefined {
    const shown = this.#shown;
    const corners = shown && this.#cornersOnMap(shown);
    const weights = corners && weightsAt(mapPlace, corners);
    if (shown === undefined || weights === undefined) return undefined;
    const { plane } = shown;
    const [a, b, c] = plane.corners;
    const [x = 0, y = 0] = weighted([a, b, c], weights);
    this.#place = [x, y];
    this.#draw();
    return pointInPlane(plane, this.#place);
  }

  /** What is concluded where the mark stands. */
  say(conclusion: Conclusion): void {
    if (this.#shown === undefined) return;
    const weights = weightsAt(this.#place, this.#shown.plane.corners);
    const words = weights?.map((weight, i) => `${percentText(weight)} ${letters[i]}`).join(" + ") ?? "";
    this.#said.replaceChildren(`${words}: `, ...conclusionLine(conclusion));
  }

  /** The same points on another map. */
  update(context: SideContext): void {
    if (this.#shown === undefined) return;
    const moved = this.#shown.context.drawn?.xy !== context.drawn?.xy;
    this.#shown = { ...this.#shown, context };
    if (moved) this.#markMap();
  }

  /** The triangle on the first map. */
  marks(): readonly Mark[] {
    const corners = this.#shown && this.#cornersOnMap(this.#shown);
    if (corners === undefined) return [];
    return corners.map(([x, y], i) => {
      const to = corners[(i + 1) % 3] ?? [x, y];
      return { x, y, to, color: "currentColor", kind: "line", text: letters[i] ?? "" } satisfies Mark;
    });
  }

  leave(): void {
    this.#dragging = false;
  }

  #cornersOnMap({ context, three }: Shown): readonly [Place, Place, Place] | undefined {
    const { drawn, cloud } = context;
    if (drawn === undefined || drawn.xy.length !== 2 * cloud.count) return undefined;
    const at = (point: number): Place => [drawn.xy[2 * point] ?? 0, drawn.xy[2 * point + 1] ?? 0];
    return [at(three[0]), at(three[1]), at(three[2])];
  }

  #moveToPointer({ clientX, clientY }: PointerEvent): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const box = this.#pad.getBoundingClientRect();
    this.#moveTo(placeAt(shown.view, clientX - box.left, clientY - box.top));
  }

  #moveTo(place: Place): void {
    this.#place = place;
    this.#draw();
    this.#ask();
    this.#markMap();
  }

  #key(event: KeyboardEvent): void {
    const shown = this.#shown;
    if (shown === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { view, plane } = shown;
    const arrow = arrows[event.key];
    const corner = plane.corners["abc".indexOf(event.key.toLowerCase())];
    if (arrow !== undefined) {
      const [x, y] = view.toScreen(this.#place);
      const far = event.shiftKey ? 24 : 6;
      this.#moveTo(placeAt(view, x + arrow[0] * far, y + arrow[1] * far));
    } else if (corner !== undefined && event.key.length === 1) this.#moveTo(corner);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #ask(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { plane, point } = shown;
    const z = pointInPlane(plane, this.#place);
    this.#here.ask({ rows: [{ point, rule: null }], z }, ([conclusion]) => {
      if (conclusion !== undefined) this.say(conclusion);
    });
  }

  #draw(): void {
    if (this.#shown !== undefined) this.#pad.replaceChildren(this.#chart(this.#shown, themeInk(document.body)));
  }

  #chart({ context, plane, view }: Shown, ink: Ink): SVGSVGElement {
    const { rules } = context.cloud.shown;
    const dark = ink !== paperInk && isDark(themeKind(document.body));
    const colors: readonly string[] = dark ? colorsOnDark : colorsOnLight;
    const said = [...this.#said.childNodes].map(({ textContent }) => textContent).join("");
    return planeChart(
      {
        title: `${sharesOf(this.#conclusions)} Now at ${said}`,
        ...view,
        cell: (row, column) => {
          const conclusion = this.#conclusions[row * view.columns + column];
          if (conclusion === undefined) return undefined;
          const wrong = conclusion.kind !== "correct";
          const at = rules.indexOf(conclusion.rules[0] ?? "");
          const color = at < 0 ? undefined : colors[at % colors.length];
          return { color, wrong, about: `${conclusion.text}  ${conclusionMark(conclusion)}` };
        },
        corners: plane.corners.map((at, i) => ({ at: view.toScreen(at), letter: letters[i] ?? "" })),
        here: view.toScreen(this.#place),
      },
      { document, ink },
    );
  }

  /** Where the mark is on the map. */
  #markMap(): void {
    const shown = this.#shown;
    const corners = shown && this.#cornersOnMap(shown);
    const weights = shown && weightsAt(this.#place, shown.plane.corners);
    if (corners === undefined || weights === undefined) return;
    const [x = 0, y = 0] = weighted(corners, weights);
    this.#actions.marks([...this.marks(), { x, y, color: "currentColor", kind: "ghost" }]);
  }

  #export(format: LatentFormat, scale: number): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { cloud } = shown.context;
    const [model] = cloud.shown.models;
    const corners = shown.three
      .map((each, i) => `${letters[i]} ${cloud.title(each)} ∴ ${cloud.detail(each)}`)
      .join("; ");
    this.#actions.save({
      name: `plane ${model?.name ?? ""}`,
      caption: `The plane through three points of z (${corners}) of ${model?.name ?? ""} (${model?.hash.slice(0, 12) ?? ""}), and what is concluded there from ${cloud.title(shown.point)}. ${sharesOf(this.#conclusions)} ${cloud.shown.provenance}.`,
      format,
      scale,
      chart: () => this.#chart(shown, paperInk),
      rows: this.#rows(shown),
    });
  }

  /** Each place of the grid as weights of the three points. */
  #rows({ plane, view }: Shown): readonly (readonly string[])[] {
    return [
      ["A", "B", "C", "conclusion", "judgement", "rules"],
      ...view.grid.map((place, i) => {
        const conclusion = this.#conclusions[i];
        const weights = weightsAt(place, plane.corners) ?? [];
        const said = [conclusion?.text ?? "", conclusion?.kind ?? "", conclusion?.rules.join(" ") ?? ""];
        return [...weights.map((weight) => weight.toFixed(4)), ...said];
      }),
    ];
  }
}

/** Of pixels, held within what is seen. */
function placeAt({ width, height, toPlane }: PlaneView, x: number, y: number): Place {
  return toPlane([Math.max(0, Math.min(width, x)), Math.max(0, Math.min(height, y))]);
}

/** What is concluded how often in the plane: the chart as text. */
function sharesOf(conclusions: readonly Conclusion[]): string {
  if (conclusions.length === 0) return "";
  const counts = new Map<string, number>();
  for (const { kind, rules } of conclusions) {
    const name = kind === "correct" ? (rules[0] ?? "") : "does not follow";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].sort((a, b) => b[1] - a[1]);
  return `In this part of the plane: ${parts.map(([name, count]) => `${name} ${percentText(count / conclusions.length)}`).join(", ")}.`;
}
