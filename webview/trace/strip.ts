/** @file The strip over the list: the response at a glance, and a click that goes there. */

import { xmlText } from "../../src/core/base/plainText.ts";
import { verdictMark } from "../../src/core/check/verdictWords.ts";
import type { ViewStep, ViewToken } from "../../src/protocol/runView.ts";
import { drawStrip, type StripStep, stepAt, stripGeometry, xOfStep } from "../charts/strip.ts";
import { element } from "../dom.ts";
import type { Shown } from "./state.ts";
import type { Coloring } from "./tokenColor.ts";

const height = 34;

export class Strip {
  readonly element = element("div", { class: "strip-frame", role: "img" });
  #shown: Shown | undefined;
  #coloring: Coloring = "probability";
  #step: number | null = null;
  #drawn = "";

  constructor(choose: (step: number) => void) {
    const at = ({ clientX }: PointerEvent): void => {
      const { left, width } = this.element.getBoundingClientRect();
      const count = this.#shown?.steps.length ?? 0;
      if (count > 0) choose(stepAt(clientX - left, width, count));
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      at(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (event.buttons === 1) at(event);
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  update(shown: Shown, coloring: Coloring, step: number | null): void {
    this.#shown = shown;
    this.#coloring = coloring;
    this.#step = step;
    this.#draw();
  }

  /** The strip as a document of its own, its colours as they are now. */
  picture(): string {
    const svg = this.element.querySelector("svg");
    if (svg === null) return "";
    const copy = svg.cloneNode(true);
    if (!(copy instanceof SVGSVGElement)) return "";
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
    for (const [index, part] of from.entries()) {
      const { fill, stroke, strokeWidth } = getComputedStyle(part);
      for (const [key, value] of Object.entries({ fill, stroke, "stroke-width": strokeWidth }))
        to[index]?.setAttribute(key, value);
    }
    return `${xmlText(copy.outerHTML)}\n`;
  }

  #draw(): void {
    const shown = this.#shown;
    const width = Math.floor(this.element.clientWidth);
    if (shown === undefined || width === 0) return;
    const { steps, tokens, run } = shown;
    const key = `${run.id} ${steps.length} ${tokens.length} ${width} ${this.#coloring}`;
    if (key !== this.#drawn) {
      this.#drawn = key;
      const points = steps.map((step) => stripStep(step, tokens, this.#coloring));
      this.element.replaceChildren(drawStrip(stripGeometry(points, width, height), document));
      const wrong = points.filter(({ mark }) => mark === "wrong").length;
      const by = this.#coloring === "entropy" ? "entropy" : "doubt";
      this.element.title = `The ${by} of each step on a logarithmic scale; marks below are steps that are not correct`;
      this.element.setAttribute("aria-label", `The ${by} of ${steps.length} steps; ${wrong} are wrong`);
    }
    this.element.classList.toggle("resting", this.#step === null);
    const now = this.element.querySelector(".strip-now");
    const x = this.#step === null ? -9 : xOfStep(this.#step, width, steps.length);
    for (const name of ["x1", "x2"]) now?.setAttribute(name, String(x));
  }
}

function stripStep(
  { tokens: [first, end], verdict }: ViewStep,
  tokens: readonly ViewToken[],
  coloring: Coloring,
): StripStep {
  const own = tokens.slice(first, end);
  const doubts = own.map(({ probability, entropy }) =>
    coloring === "entropy" ? entropyDoubt(entropy) : doubt(probability),
  );
  return { doubt: doubts.reduce((a, b) => Math.max(a, b), 0), mark: verdictMark(verdict) };
}

/** 0 at 99.99 % and above, a half at 99 %, 1 at 0 %: small doubts are what one looks for. */
function doubt(probability: number): number {
  return Math.max(0, (Math.log10(Math.max(1e-9, 1 - probability)) + 4) / 4);
}

/** 0 at a thousandth of a nat, 1 at 2 nats. */
function entropyDoubt(entropy: number): number {
  return Math.max(0, (Math.log10(Math.max(1e-9, entropy)) + 3) / 3.3);
}
