/**
 * @file Which line of the rule did the model read when it wrote each step? The rule beside a matrix: a column for each step, a row for each
 * line, the line that a step claims framed; below, the same for the steps before it.
 */

import { verdictMark } from "../../src/core/check/verdictWords.ts";
import { percentText } from "../../src/core/format/figures.ts";
import { element, visibleText } from "../dom.ts";
import type { Colors } from "./colors.ts";
import { CanvasPainter, type Painter } from "./painter.ts";
import {
  cut,
  Latest,
  type Numbers,
  type Pane,
  type PaneActions,
  type Picture,
  paintCanvas,
  type Situation,
  shiftedPainter,
} from "./pane.ts";
import { StepShares, stepSentence, stepSpans } from "./stepShares.ts";

const rowHeight = 20;
const headHeight = 18;
const gap = 10;

export class StepPane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #code = element("div", {
    class: "step-code",
    role: "list",
    attributes: { "aria-label": "Lines of the rule, with what the step read of each" },
  });
  readonly #canvas = element("canvas", { attributes: { tabindex: 0, role: "img" } });
  readonly #scroller: HTMLElement;
  readonly #note = element("p", { class: "muted step-note" });
  readonly #latest = new Latest();
  #situation: Situation | undefined;
  #shares: StepShares | undefined;
  #asked = "";
  #hover: { readonly step: number; readonly row: number } | undefined;

  constructor(actions: PaneActions) {
    this.#actions = actions;
    this.#scroller = element("div", { class: "step-scroller" }, [this.#canvas]);
    this.element = element("div", { class: "pane step-pane" }, [
      element("div", { class: "step-grid" }, [this.#code, this.#scroller]),
      this.#note,
    ]);
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => this.#leave());
    this.#canvas.addEventListener("click", (event) => {
      const at = this.#at(event);
      if (at) this.#actions.step(at.step);
    });
  }

  update(situation: Situation): void {
    const before = this.#situation;
    this.#situation = situation;
    const { shown, set, step } = situation;
    if (before?.shown.run.id !== shown.run.id) this.#shares = undefined;
    const spans = stepSpans(shown.run, step, set.through?.kind === "flow");
    const key = JSON.stringify([shown.run.id, set, spans.steps, set.through?.kind === "flow" ? step : null]);
    if (key !== this.#asked && spans.queries.length > 0) {
      this.#asked = key;
      void this.#latest.take(
        (signal) =>
          this.#actions.ask(
            "attentionSpans",
            { run: shown.run.id, set, queries: spans.queries, keys: spans.keys },
            signal,
          ),
        ({ weights: shares }) => {
          this.#shares = new StepShares(shown.run, spans, shares);
          this.#draw();
        },
      );
    }
    this.#draw();
    if (before?.step !== step) this.#reveal();
  }

  focus(): void {
    this.#canvas.focus();
  }

  rest(): void {
    if (this.#latest.isPending) this.#asked = "";
    this.#latest.stop();
  }

  picture(colors: Colors): Picture | undefined {
    const situation = this.#situation && { ...this.#situation, colors };
    const shares = this.#shares;
    if (situation === undefined || shares === undefined) return undefined;
    const size = this.#size(situation, shares);
    const left = 300;
    const { run } = situation.shown;
    return {
      width: left + size.width,
      height: size.height,
      isShares: true,
      caption: `What each step read: shares of attention at the tokens that wrote the step, by line of the rule and by earlier step. Frames: the line that the step claims.${situation.look.withinRule ? " Rows of the rule and the problem: parts of what went to these." : ""}`,
      paint: (painter) => {
        for (const [i, words] of rowsOf(situation).entries())
          painter.text(left - 8, headHeight + (i + 0.5) * rowHeight, cut(words, 44), {
            color: colors.foreground,
            anchor: "end",
            size: 10,
          });
        for (const [i, step] of run.steps.slice(...shares.spans.steps).entries())
          if (size.cell >= 10)
            painter.text(left - 8, size.below + (i + 0.5) * size.cell, cut(step.text.trim(), 44), {
              color: colors.muted,
              anchor: "end",
              size: 9,
            });
        paint(shiftedPainter(painter, left, 0), situation, shares, size);
      },
    };
  }

  async numbers(): Promise<Numbers | undefined> {
    const situation = this.#situation;
    const shares = this.#shares;
    if (situation === undefined || shares === undefined) return undefined;
    const { run } = situation.shown;
    const [first, end] = shares.spans.steps;
    const steps = Array.from({ length: end - first }, (_, i) => first + i);
    const columns = [...rowsOf(situation), ...steps.map((step) => `step ${step + 1}`)];
    const values = steps.flatMap((step) => [
      shares.problem(step),
      ...run.lines.map((_, line) => shares.line(step, line)),
      shares.own(step),
      shares.rest(step),
      ...steps.map((other) => shares.step(step, other)),
    ]);
    return {
      rows: steps.map((step) => `step ${step + 1}: ${run.steps[step]?.text.trim() ?? ""}`),
      columns,
      values: Float32Array.from(values),
      caption: "Shares of attention at the tokens that wrote each step",
    };
  }

  #size({ shown }: Situation, { spans }: { readonly spans: { readonly steps: readonly [number, number] } }) {
    const count = spans.steps[1] - spans.steps[0];
    const room = Math.max(120, this.element.clientWidth * 0.46);
    const cell = Math.max(4, Math.min(18, Math.floor(room / Math.max(1, count))));
    const rows = shown.run.lines.length + 3;
    const below = headHeight + rows * rowHeight + gap;
    return { cell, count, rows, below, width: Math.max(1, count * cell), height: below + count * cell + 4 };
  }

  #draw(): void {
    const situation = this.#situation;
    if (situation === undefined || !this.element.isConnected || this.element.hidden) return;
    const { run } = situation.shown;
    if (this.#shares) this.#shares.withinRule = situation.look.withinRule;
    this.#drawCode(situation);
    const spans = this.#shares?.spans ?? stepSpans(run, situation.step);
    const [first, end] = spans.steps;
    const cutWords =
      end - first < run.steps.length ? `Showing steps ${first + 1} to ${end} of ${run.steps.length}. ` : "";
    const only = situation.set.through?.kind === "flow" ? "Flow is computed for the selected step only. " : "";
    this.#note.textContent =
      run.steps.length === 0
        ? "This response could not be cut into steps: look at its tokens in the other tabs."
        : `${only}${cutWords}Columns are steps; a frame is the line that the step claims; below, what it read of the steps before it. ← → move between steps.`;
    const shares = this.#shares;
    if (shares === undefined) return;
    const size = this.#size(situation, shares);
    const context = paintCanvas(this.#canvas, size.width, size.height);
    if (context === null) return;
    paint(new CanvasPainter(context, situation.colors.fonts), situation, shares, size);
    if (situation.step !== null) {
      const sentence = stepSentence(run, shares, situation.step, percentText);
      this.#canvas.setAttribute("aria-label", `Steps by lines of the rule. ${sentence}`);
      if (this.#hover === undefined) this.#actions.say(sentence);
    } else this.#canvas.setAttribute("aria-label", "Steps by lines of the rule. Choose a step with the arrow keys.");
  }

  /** The rule, with a bar and a share for what the selected step read of each line. */
  #drawCode(situation: Situation): void {
    const { shown, step, colors } = situation;
    const shares = this.#shares;
    const known =
      shares !== undefined && step !== null && step >= shares.spans.steps[0] && step < shares.spans.steps[1];
    const claimed = step === null ? undefined : shown.run.steps[step]?.line;
    const at = step ?? 0;
    const row = (title: string, text: string, value: number | undefined, own: boolean, kind: string): HTMLElement => {
      const bar = element("span", { class: "bar" });
      const drawn = kind === "rest" ? (value ?? 0) : (shares?.drawn(at, value ?? 0) ?? 0);
      bar.style.setProperty("--share", String(Math.min(1, drawn)));
      bar.style.setProperty("--ink", colors.ramp.css(Math.max(0.12, drawn)));
      return element(
        "div",
        {
          class: `code-row${kind === "" ? "" : " place"}${own ? " claimed" : ""}`,
          role: "listitem",
          attributes: {
            "aria-label": `${title} ${text}${value === undefined ? "" : `: ${percentText(value)}`}${own ? ", which the step claims" : ""}`,
          },
        },
        [
          element("span", { class: "code-line", text: title }),
          element("code", { class: "code-text", text, title: text }),
          bar,
          element("span", { class: "code-share", text: value === undefined ? "" : percentText(value) }),
        ],
      );
    };
    const of = (value: () => number): number | undefined => (known ? value() : undefined);
    this.#code.replaceChildren(
      element("div", {
        class: "code-head muted",
        text: step === null ? "no step selected" : `step ${step + 1} of ${shown.run.steps.length} read`,
      }),
      row(
        "",
        `problem: ${shown.run.call}`,
        of(() => shares?.problem(at) ?? 0),
        false,
        "place",
      ),
      ...shown.run.lines.map(({ line, text }, i) =>
        row(
          String(line),
          text,
          of(() => shares?.line(at, i) ?? 0),
          line === claimed,
          "",
        ),
      ),
      row(
        "",
        "its own steps",
        of(() => shares?.own(at) ?? 0),
        false,
        "rest",
      ),
      row(
        "",
        "elsewhere in the prompt",
        of(() => shares?.rest(at) ?? 0),
        false,
        "rest",
      ),
      ...this.#stepLabels(situation),
    );
  }

  /** Labels of the rows below, where there is room for them. */
  #stepLabels({ shown, step: current, ...situation }: Situation): HTMLElement[] {
    const shares = this.#shares;
    if (shares === undefined) return [];
    const { cell } = this.#size({ shown, step: current, ...situation }, shares);
    if (cell < 11) return [];
    return shown.run.steps.slice(...shares.spans.steps).map((step, i) => {
      const index = shares.spans.steps[0] + i;
      const made = element("div", {
        class: `step-label${index === current ? " selected" : ""}`,
        text: `${index + 1}  ${cut(visibleText(step.text.trim()).replaceAll("\u00b7", " "), 40)}`,
      });
      made.style.setProperty("--row", `${cell}px`);
      return made;
    });
  }

  #at(event: MouseEvent): { readonly step: number; readonly row: number } | undefined {
    const situation = this.#situation;
    const shares = this.#shares;
    if (situation === undefined || shares === undefined) return undefined;
    const { cell, count, rows, below } = this.#size(situation, shares);
    const column = Math.floor(event.offsetX / cell);
    if (column < 0 || column >= count) return undefined;
    const y = event.offsetY;
    const row = y < below - gap ? Math.floor((y - headHeight) / rowHeight) : rows + Math.floor((y - below) / cell);
    return { step: shares.spans.steps[0] + column, row: Math.max(-1, Math.min(rows + count - 1, row)) };
  }

  #point(event: MouseEvent): void {
    const at = this.#at(event);
    const situation = this.#situation;
    const shares = this.#shares;
    if (at === undefined || situation === undefined || shares === undefined) return;
    this.#hover = at;
    const { run } = situation.shown;
    const lines = run.lines.length;
    const { step, row } = at;
    const other = row - lines - 3;
    const line = run.lines[row - 1];
    const name = `Step ${step + 1}, ${run.steps[step]?.text.trim() ?? ""},`;
    const words =
      row < 0
        ? stepSentence(run, shares, step, percentText)
        : row === 0
          ? `${name} read ${percentText(shares.problem(step))} at the problem.`
          : line
            ? `${name} read ${percentText(shares.line(step, row - 1))} at line ${line.line}, ${line.text}.`
            : row === lines + 1
              ? `${name} read ${percentText(shares.own(step))} in its own steps.`
              : row === lines + 2
                ? `${name} read ${percentText(shares.rest(step))} elsewhere in the prompt.`
                : `${name} read ${percentText(shares.step(step, shares.spans.steps[0] + other))} at step ${shares.spans.steps[0] + other + 1}, ${run.steps[shares.spans.steps[0] + other]?.text.trim() ?? ""}.`;
    this.#actions.say(words);
  }

  #leave(): void {
    this.#hover = undefined;
    this.#draw();
  }

  #reveal(): void {
    const situation = this.#situation;
    const shares = this.#shares;
    if (situation?.step == null || shares === undefined) return;
    const { cell } = this.#size(situation, shares);
    const x = (situation.step - shares.spans.steps[0]) * cell;
    const { scrollLeft, clientWidth } = this.#scroller;
    if (x < scrollLeft || x + cell > scrollLeft + clientWidth) this.#scroller.scrollLeft = x - clientWidth / 2;
  }
}

interface Size {
  readonly cell: number;
  readonly count: number;
  readonly rows: number;
  readonly below: number;
  readonly width: number;
}

/** The rows of the upper matrix, by name. */
function rowsOf({ shown: { run } }: Situation): readonly string[] {
  return [
    "problem",
    ...run.lines.map(({ line, text }) => `${line}  ${text}`),
    "its own steps",
    "elsewhere in the prompt",
  ];
}

function paint(
  painter: Painter,
  { shown: { run }, colors, step: selected, look }: Situation,
  shares: StepShares,
  size: Size,
): void {
  const { cell, count, rows, below, width } = size;
  const [first] = shares.spans.steps;
  const line = (row: number): number => headHeight + row * rowHeight;
  for (let row = 0; row <= rows; row++)
    painter.line(0, line(row), width, line(row), colors.rule, row === 1 || row === rows - 2 ? 1 : 0.4);
  const fill = (x: number, y: number, height: number, value: number): void => {
    if (value > 0 && value >= look.threshold && colors.ramp.position(value) > 0)
      painter.rect(x, y, Math.max(1, cell - (cell > 6 ? 1 : 0)), height, colors.ramp.css(value));
  };
  for (let i = 0; i < count; i++) {
    const step = first + i;
    const x = i * cell;
    fill(x, line(0) + 1, rowHeight - 1, shares.drawn(step, shares.problem(step)));
    for (const [row, { line: number }] of run.lines.entries()) {
      fill(x, line(row + 1) + 1, rowHeight - 1, shares.drawn(step, shares.line(step, row)));
      if (run.steps[step]?.line === number && cell >= 5)
        painter.frame(x, line(row + 1) + 1, cell, rowHeight - 1, colors.accent, 1.5);
    }
    fill(x, line(rows - 2) + 1, rowHeight - 1, shares.own(step));
    fill(x, line(rows - 1) + 1, rowHeight - 1, shares.rest(step));
    painter.rect(
      x,
      below + (i + 1) * cell,
      Math.max(1, cell - (cell > 6 ? 1 : 0)),
      (count - i - 1) * cell,
      colors.unseen,
    );
    for (let other = 0; other <= i; other++)
      fill(x, below + other * cell, Math.max(1, cell - (cell > 6 ? 1 : 0)), shares.step(step, first + other));
    const verdict = run.steps[step]?.verdict ?? "correct";
    if (verdictMark(verdict) === "wrong")
      painter.text(x + cell / 2, 8, "✗", { color: colors.wrong, anchor: "middle", size: 10 });
    else if (cell >= 14 || (step + 1) % 5 === 0)
      painter.text(x + cell / 2, 8, String(step + 1), { color: colors.muted, anchor: "middle", size: 9 });
  }
  if (selected !== null && selected >= first && selected < first + count) {
    const x = (selected - first) * cell;
    painter.frame(x - 1, 0, cell + 2, line(rows) + 1, colors.foreground, 1.5);
    painter.frame(x - 1, below, cell + 2, (selected - first + 1) * cell, colors.foreground, 1.5);
  }
}
