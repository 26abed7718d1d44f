/** @file Which line of the rule did the model read when it wrote each step? The rule beside a matrix of steps. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Canvas, useSize } from "../../kit/canvas.ts";
import { h } from "../../kit/h.ts";
import { StepWeights, stepSentence, stepSpans } from "../model/stepWeights.ts";
import { CanvasPainter, cut, shiftedPainter } from "../paint/painter.ts";
import { paintStepNames, paintSteps, stepCellAt, stepRows, stepSize } from "../paint/stepPaint.ts";
import { type PanelProps, useSay } from "./panel.ts";

/** Room for names in an exported picture. */
const nameWidth = 300;

export function StepPanel(props: PanelProps): VNode {
  const { isFront, run, set, step, state, colors, endpoint, output, goTo } = props;
  const pane = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<string>();
  const { width: room } = useSize(pane);
  const isFlow = set.through?.kind === "flow";
  const spans = stepSpans(run, step, isFlow);
  const isAsked = isFront && spans.queries.length > 0;
  const answer = useAnswer(isAsked ? [set, spans.steps, isFlow ? step : null] : undefined, async (signal) => {
    const { queries, keys } = spans;
    const { weights } = await endpoint.request("attentionSpans", { run: run.id, set, queries, keys }, { signal });
    return new StepWeights(run, spans, weights);
  });
  const weights = answer.value;
  const size = stepSize(run, weights?.spans ?? spans, room);
  const sentence = weights && step !== null ? stepSentence(run, weights, step) : undefined;
  useSay(props, hover ?? sentence);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null || step === null || weights === undefined) return;
    const x = (step - weights.spans.steps[0]) * size.cell;
    if (x < box.scrollLeft || x + size.cell > box.scrollLeft + box.clientWidth)
      box.scrollLeft = x - box.clientWidth / 2;
  }, [step, weights]);

  const picture = weights && {
    run,
    weights,
    selected: step,
    threshold: state.threshold,
    withinRule: state.withinRule,
  };
  output.current = {
    focus: () => canvas.current?.focus(),
    picture: (paper) =>
      picture && {
        width: nameWidth + size.width,
        height: size.height,
        isWeights: true,
        caption: `What each step read: attention weights at the tokens that wrote the step, by line of the rule and by earlier step. Frames: the line that the step claims.${state.withinRule ? " Rows of the rule and the problem: parts of what went to these." : ""}`,
        paint: (painter) => {
          paintStepNames(painter, { ...picture, colors: paper }, size, nameWidth - 8);
          paintSteps(shiftedPainter(painter, nameWidth, 0), { ...picture, colors: paper }, size);
        },
      },
    numbers: () => weights && stepNumbers(run, weights),
  };

  const cellAt = ({ offsetX, offsetY }: MouseEvent) => {
    const at = stepCellAt(size, offsetX, offsetY);
    return at && weights && { step: weights.spans.steps[0] + at.step, row: at.row };
  };
  const point = (event: MouseEvent): void => {
    const at = cellAt(event);
    if (at && weights) setHover(cellSentence(run, weights, at));
  };
  const click = (event: MouseEvent): void => {
    const at = cellAt(event);
    if (at) goTo(at.step);
  };
  return h("div", { class: "pane step-pane", ref: pane, hidden: !isFront }, [
    h("div", { class: "step-grid" }, [
      h(CodeLines, { ...props, weights, cell: size.cell }),
      h("div", { class: "step-scroller", ref: scroller }, [
        picture &&
          h(Canvas, {
            canvasRef: canvas,
            width: size.width,
            height: size.height,
            label: `Steps by lines of the rule. ${sentence ?? "Choose a step with the arrow keys."}`,
            paint: (context) => paintSteps(new CanvasPainter(context, colors.fonts), { ...picture, colors }, size),
            onPointerMove: point,
            onPointerLeave: () => setHover(undefined),
            onClick: click,
          }),
      ]),
    ]),
    h("p", { class: "muted step-note" }, noteOf(run, (weights?.spans ?? spans).steps, isFlow)),
  ]);
}

function noteOf(run: AttentionRun, [first, end]: readonly [number, number], isFlow: boolean): string {
  if (run.steps.length === 0)
    return "No steps: this response could not be cut into any. Look at its tokens in the other tabs.";
  const only = isFlow ? "Flow is computed for the selected step only. " : "";
  const part = end - first < run.steps.length ? `Showing steps ${first + 1} to ${end} of ${run.steps.length}. ` : "";
  return `${only}${part}Columns are steps; a frame is the line that the step claims; below, what it read of the steps before it. ← → move between steps.`;
}

interface CodeProps extends PanelProps {
  readonly weights: StepWeights | undefined;
  /** Of the rows of steps. */
  readonly cell: number;
}

/** The rule, with a bar and a weight for what the selected step read of each line. */
function CodeLines({ run, step, state, colors, weights, cell }: CodeProps): VNode {
  const at = step ?? 0;
  const [first, end] = weights?.spans.steps ?? [0, 0];
  const isKnown = step !== null && step >= first && step < end;
  const claimed = step === null ? undefined : run.steps[step]?.line;
  const row = (title: string, text: string, weight: number | undefined, kind: "line" | "place" | "rest"): VNode => {
    const value = isKnown ? weight : undefined;
    const isClaimed = kind === "line" && Number(title) === claimed;
    const drawn = kind === "rest" ? (value ?? 0) : (weights?.drawn(at, value ?? 0, state.withinRule) ?? 0);
    const style = { "--share": String(Math.min(1, drawn)), "--ink": colors.ramp.css(Math.max(0.12, drawn)) };
    const words = value === undefined ? "" : percentText(value);
    return h(
      "div",
      {
        class: `code-row${kind === "line" ? "" : " place"}${isClaimed ? " claimed" : ""}`,
        role: "listitem",
        "aria-label": `${title} ${text}${words === "" ? "" : `: ${words}`}${isClaimed ? ", which the step claims" : ""}`,
      },
      [
        h("span", { class: "code-line" }, title),
        h("code", { class: "code-text", title: text }, text),
        h("span", { class: "bar", style }),
        h("span", { class: "code-weight" }, words),
      ],
    );
  };
  // Labels of the rows below, where there is room for them.
  const labels = cell < 11 ? [] : run.steps.slice(first, end);
  return h(
    "div",
    { class: "step-code", role: "list", "aria-label": "Lines of the rule, with what the step read of each" },
    [
      h("div", { class: "code-head muted" }, [
        step === null ? "no step selected" : `step ${step + 1} of ${run.steps.length} read`,
      ]),
      row("", `problem: ${run.call}`, weights?.problem(at), "place"),
      run.lines.map(({ line, text }, i) => row(String(line), text, weights?.line(at, i), "line")),
      row("", "its own steps", weights?.own(at), "rest"),
      row("", "elsewhere in the prompt", weights?.rest(at), "rest"),
      labels.map(({ text }, i) =>
        h("div", { class: `step-label${first + i === step ? " selected" : ""}`, style: { "--row": `${cell}px` } }, [
          `${first + i + 1}  ${cut(visibleText(text.trim()).replaceAll("\u00b7", " "), 40)}`,
        ]),
      ),
    ],
  );
}

function cellSentence(run: AttentionRun, weights: StepWeights, { step, row }: { step: number; row: number }): string {
  if (row < 0) return stepSentence(run, weights, step);
  const lines = run.lines.length;
  const line = run.lines[row - 1];
  const other = weights.spans.steps[0] + row - lines - 3;
  const [value, place] =
    row === 0
      ? [weights.problem(step), "at the problem"]
      : line
        ? [weights.line(step, row - 1), `at line ${line.line}, ${line.text}`]
        : row === lines + 1
          ? [weights.own(step), "in its own steps"]
          : row === lines + 2
            ? [weights.rest(step), "elsewhere in the prompt"]
            : [weights.step(step, other), `at step ${other + 1}, ${run.steps[other]?.text.trim() ?? ""}`];
  return `Step ${step + 1}, ${run.steps[step]?.text.trim() ?? ""}, read ${percentText(value)} ${place}.`;
}

function stepNumbers(run: AttentionRun, weights: StepWeights) {
  const [first, end] = weights.spans.steps;
  const steps = Array.from({ length: end - first }, (_, i) => first + i);
  const values = steps.flatMap((step) => [
    weights.problem(step),
    ...run.lines.map((_, line) => weights.line(step, line)),
    weights.own(step),
    weights.rest(step),
    ...steps.map((other) => weights.step(step, other)),
  ]);
  return {
    rows: steps.map((step) => `step ${step + 1}: ${run.steps[step]?.text.trim() ?? ""}`),
    columns: [...stepRows(run), ...steps.map((step) => `step ${step + 1}`)],
    values: Float32Array.from(values),
    caption: "Attention weights at the tokens that wrote each step",
  };
}
