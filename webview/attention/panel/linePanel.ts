/** @file Tokens of one step and what was read to write them, with lines between. Resting on a token, or walking to it, leaves only its lines. */

import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import { visibleText } from "../../dom.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Canvas, useSize } from "../../kit/canvas.ts";
import { h } from "../../kit/h.ts";
import { onKeys } from "../../kit/keys.ts";
import { type LineChoice, leastWeight, lineRange, lineSentence, linesOf } from "../model/lines.ts";
import { lineSize, lineTokenAt, lineWidths, paintLines, wideLines } from "../paint/linePaint.ts";
import { CanvasPainter } from "../paint/painter.ts";
import { type PanelProps, useSay } from "./panel.ts";

export function LinePanel(props: PanelProps): VNode {
  const { isFront, run, set, step, token, state, colors, endpoint, output, choose } = props;
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [alone, isolate] = useState<LineChoice>();
  const widths = lineWidths(useSize(pane).width - 28);
  const { length } = run.shape.tokens;
  const whole: [number, number] = [0, length];
  const range = lineRange(run, step);
  const matrix = useAnswer(isFront && range ? [set, range] : undefined, async (signal) => {
    const { queries, written } = range ?? { queries: whole, written: whole };
    const params = { run: run.id, set, queries, keys: whole };
    const { weights } = await endpoint.request("attentionMatrix", params, { signal });
    isolate(undefined);
    return { written, weights };
  }).value;
  const { threshold, hideFirst } = state;
  const lines = matrix && linesOf(matrix.written, matrix.weights, { length, threshold, hideFirst });
  const words = lines && alone && lineSentence(run, lines, alone);
  useSay(props, words);

  const picture = lines && { run, lines, threshold, chosen: token, alone };
  const isItem = run.latent !== null;
  output.current = {
    focus: () => canvas.current?.focus(),
    picture: (paper) =>
      picture && {
        ...lineSize(picture.lines, wideLines),
        isWeights: true,
        caption: `Left: tokens of ${step === null ? (isItem ? "the item" : "the end of the response") : `step ${step + 1}`}; right: tokens that were read to write them (${picture.lines.read.length} of ${picture.lines.readCount}).`,
        paint: (painter) => paintLines(painter, { ...picture, colors: paper }, wideLines),
      },
    numbers: () => {
      const name = (at: number): string => `${at} ${visibleText(run.shape.tokens[at]?.text ?? "")}`;
      return (
        lines && {
          rows: lines.written.map(name),
          columns: lines.read.map(name),
          values: Float32Array.from(lines.weights.flat()),
          caption: "Attention weights at the tokens that wrote each row's token",
        }
      );
    },
  };
  if (picture === undefined) return h("div", { class: "pane line-pane", ref: pane, hidden: !isFront });

  const { written, read, readCount } = picture.lines;
  const walk = (by: number): void => {
    const side = alone?.side ?? "written";
    const all = picture.lines[side];
    const at = alone === undefined ? (by > 0 ? -1 : all.length) : all.indexOf(alone.token);
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    if (next !== undefined) isolate({ side, token: next });
  };
  const at = ({ offsetX, offsetY }: MouseEvent) => lineTokenAt(picture.lines, widths, offsetX, offsetY);
  const point = (event: MouseEvent): void => {
    const found = at(event);
    isolate((before) => (before?.side === found?.side && before?.token === found?.token ? before : found));
  };
  const click = (event: MouseEvent): void => {
    const found = at(event);
    if (found) choose(found.token);
  };
  const of = step === null ? (isItem ? "the item" : `the last ${written.length} tokens`) : `step ${step + 1}`;
  return h("div", { class: "pane line-pane", ref: pane, hidden: !isFront }, [
    h("div", { class: "line-scroller" }, [
      h(Canvas, {
        canvasRef: canvas,
        ...lineSize(picture.lines, widths),
        label: words ?? `Lines between the tokens of ${of} and what was read to write them.`,
        paint: (context) => paintLines(new CanvasPainter(context, colors.fonts), { ...picture, colors }, widths),
        onPointerMove: point,
        onPointerLeave: () => isolate(undefined),
        onClick: click,
        onKeyDown: onKeys({ ArrowDown: () => walk(1), ArrowUp: () => walk(-1) }),
      }),
    ]),
    h("p", { class: "muted step-note" }, [
      `Left: tokens of ${of}, in order. Right: what was read ${run.shape.causal ? "to write them" : "at them"}, ${read.length} of ${readCount} tokens above ${percentText(Math.max(leastWeight, threshold))}. Rest on a token to see its lines alone; ↑ ↓ walk.`,
    ]),
  ]);
}
