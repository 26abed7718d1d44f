/** @file The strip over the list: the response at a glance, and a click that goes there. */

import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { xmlText } from "../../src/core/base/plainText.ts";
import { useSize } from "../kit/canvas.ts";
import { h } from "../kit/h.ts";
import type { Shown } from "./model/state.ts";
import { markHeight, stepAt, stripGeometry, stripSteps, xOfStep } from "./model/strip.ts";
import type { Coloring } from "./model/tokenColor.ts";

const height = 34;

interface StripProps {
  readonly shown: Shown;
  readonly coloring: Coloring;
  readonly step: number | null;
  readonly choose: (step: number) => void;
  readonly frame: RefObject<HTMLDivElement | null>;
}

export function Strip({ shown: { run, steps, tokens }, coloring, step, choose, frame }: StripProps): VNode {
  const width = Math.floor(useSize(frame).width);
  const { geometry, wrong } = useMemo(() => {
    const points = stripSteps(steps, tokens, coloring);
    return {
      geometry: stripGeometry(points, width, height),
      wrong: points.filter(({ mark }) => mark === "wrong").length,
    };
  }, [run.id, steps.length, tokens.length, width, coloring]);
  const by = coloring === "entropy" ? "entropy" : "doubt";
  const goTo = ({ clientX, currentTarget }: PointerEvent): void => {
    if (!(currentTarget instanceof HTMLElement) || steps.length === 0) return;
    const { left, width: whole } = currentTarget.getBoundingClientRect();
    choose(stepAt(clientX - left, whole, steps.length));
  };
  const x = step === null ? -9 : xOfStep(step, width, steps.length);
  const base = height - markHeight;
  return h(
    "div",
    {
      ref: frame,
      class: `strip-frame${step === null ? " resting" : ""}`,
      role: "img",
      title: `The ${by} of each step on a logarithmic scale; marks below are steps that are not correct`,
      "aria-label": `The ${by} of ${steps.length} steps; ${wrong} are wrong`,
      onPointerDown(event: PointerEvent) {
        if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      },
      onPointerMove: (event: PointerEvent) => event.buttons === 1 && goTo(event),
    },
    [
      width > 0 &&
        h("svg", { class: "strip", viewBox: `0 0 ${width} ${height}`, width, height, preserveAspectRatio: "none" }, [
          h("line", { class: "strip-base", x1: 0, x2: width, y1: base, y2: base }),
          h("path", { class: "strip-doubt", d: geometry.outline }),
          geometry.marks.map(({ x: at, mark }) =>
            mark === "wrong"
              ? h("path", { class: "strip-wrong", d: `M${at},${base + 1.5}l3,5.5h-6z` })
              : h("circle", { class: "strip-unread", cx: at, cy: base + 4.5, r: 2 }),
          ),
          h("line", { class: "strip-now", x1: x, x2: x, y1: 0, y2: height }),
        ]),
    ],
  );
}

/** The strip as a document of its own, its colors as they are now. */
export function pictureOf(frame: Element | null): string {
  const svg = frame?.querySelector("svg");
  const copy = svg?.cloneNode(true);
  if (svg === null || svg === undefined || !(copy instanceof SVGSVGElement)) return "";
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const to = copy.querySelectorAll("*");
  for (const [index, part] of svg.querySelectorAll("*").entries()) {
    const { fill, stroke, strokeWidth } = getComputedStyle(part);
    for (const [key, value] of Object.entries({ fill, stroke, "stroke-width": strokeWidth }))
      to[index]?.setAttribute(key, value);
  }
  return `${xmlText(copy.outerHTML)}\n`;
}
