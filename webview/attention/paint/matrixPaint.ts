/** @file Draws a matrix with its axes: tokens by name where there is room, else the steps and the rule's lines that they belong to. */

import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import type { Window } from "../model/window.ts";
import type { Colors } from "./colors.ts";
import { cut, type Painter } from "./painter.ts";

/** Room for the names beside and below a matrix. */
export const margin = { left: 96, bottom: 84 } as const;

export interface MatrixPicture {
  readonly run: AttentionRun;
  readonly colors: Colors;
  readonly window: Window;
  readonly side: number;
  readonly cells: HTMLCanvasElement | undefined;
  /** Where the cells lie; the window itself when absent. While new ones are on their way the old ones are stretched. */
  readonly drawn?: Window | undefined;
  readonly cross?: { readonly query: number; readonly key: number } | undefined;
  readonly pins?: readonly { readonly query: number; readonly key: number }[];
}

/** A token's name needs as much. */
const roomForName = 11;

export function paintMatrix(painter: Painter, picture: MatrixPicture): void {
  const { run, colors, window, side, cells, drawn = window, cross, pins = [] } = picture;
  const { queries, keys } = window;
  const x = (key: number): number => margin.left + ((key - keys[0]) / (keys[1] - keys[0])) * side;
  const y = (query: number): number => ((query - queries[0]) / (queries[1] - queries[0])) * side;
  if (run.shape.causal) paintUnseen(painter, picture, colors.unseen);
  if (cells !== undefined)
    painter.image(
      cells,
      x(drawn.keys[0]),
      y(drawn.queries[0]),
      x(drawn.keys[1]) - x(drawn.keys[0]),
      y(drawn.queries[1]) - y(drawn.queries[0]),
    );
  // What was stretched beyond the frame is covered.
  painter.rect(0, 0, margin.left, side, colors.background);
  painter.rect(0, side, margin.left + side, margin.bottom, colors.background);
  painter.frame(margin.left, 0, side, side, colors.rule);
  const { tokens } = run.shape;
  const [wide, high] = [side / (keys[1] - keys[0]), side / (queries[1] - queries[0])];
  const color = (token: number, other: number | undefined): string =>
    token === other ? colors.foreground : colors.muted;
  if (high >= roomForName)
    for (let token = queries[0]; token < queries[1]; token++)
      painter.text(margin.left - 6, y(token + 0.5), cut(visibleText(tokens[token]?.text ?? ""), 12), {
        color: color(token, cross?.query),
        anchor: "end",
        size: 10,
      });
  else
    for (const { at, name } of boundaries(run, queries, side))
      painter.text(margin.left - 6, Math.max(6, y(at)), name, { color: colors.muted, anchor: "end", size: 9 });
  if (wide >= roomForName)
    for (let token = keys[0]; token < keys[1]; token++)
      painter.text(x(token + 0.5), side + 6, cut(visibleText(tokens[token]?.text ?? ""), 11), {
        color: color(token, cross?.key),
        anchor: "end",
        up: true,
        size: 10,
      });
  else
    for (const { at, name } of boundaries(run, keys, side))
      painter.text(x(at), side + 6, name, { color: colors.muted, anchor: "end", up: true, size: 9 });
  const start = run.shape.promptTokens;
  if (start > queries[0] && start < queries[1])
    painter.line(margin.left, y(start), margin.left + side, y(start), colors.rule);
  if (start > keys[0] && start < keys[1]) painter.line(x(start), 0, x(start), side, colors.rule);
  for (const pin of pins) painter.frame(x(pin.key) - 2, y(pin.query) - 2, wide + 4, high + 4, colors.accent, 2);
  if (cross === undefined) return;
  painter.line(margin.left, y(cross.query + 0.5), margin.left + side, y(cross.query + 0.5), colors.accent, 0.6);
  painter.line(x(cross.key + 0.5), 0, x(cross.key + 0.5), side, colors.accent, 0.6);
  painter.frame(x(cross.key) - 1, y(cross.query) - 1, wide + 2, high + 2, colors.foreground, 1);
  if (high < roomForName)
    painter.text(margin.left - 6, y(cross.query + 0.5), visibleText(tokens[cross.query]?.text ?? ""), {
      color: colors.foreground,
      anchor: "end",
      size: 11,
    });
  if (wide < roomForName)
    painter.text(x(cross.key + 0.5), side + 6, visibleText(tokens[cross.key]?.text ?? ""), {
      color: colors.foreground,
      anchor: "end",
      up: true,
      size: 11,
    });
}

/** Where the parts of a language VAE's item begin. */
function latentParts({ latent, shape }: AttentionRun): { at: number; name: string }[] {
  if (latent === null) return [];
  return [
    { at: shape.slot ? 1 : 0, name: "premises" },
    { at: shape.promptTokens, name: "conclusion" },
  ];
}

/** The later tokens, in rows of the screen. */
function paintUnseen(painter: Painter, { window: { queries, keys }, side }: MatrixPicture, color: string): void {
  const rows = Math.min(96, queries[1] - queries[0]);
  for (let row = 0; row < rows; row++) {
    const last = queries[0] + Math.floor(((row + 1) * (queries[1] - queries[0])) / rows);
    const from = Math.max(0, (last - keys[0]) / (keys[1] - keys[0]));
    if (from < 1) painter.rect(margin.left + from * side, (row / rows) * side, (1 - from) * side, side / rows, color);
  }
}

/** Names of lines and steps at their first tokens, no closer together than can be read. */
function boundaries(run: AttentionRun, [from, to]: readonly [number, number], side: number) {
  const places = [
    ...run.lines.map(({ tokens, line }) => ({ at: tokens[0], name: `line ${line}` })),
    ...latentParts(run),
    ...(run.problem ? [{ at: run.problem[0], name: "problem" }] : []),
    ...run.steps.map(({ tokens, text }, i) => ({ at: tokens[0], name: `${i + 1} ${cut(text.trim(), 8)}` })),
  ];
  const closest = ((to - from) * 12) / side;
  let last = Number.NEGATIVE_INFINITY;
  return places.filter(({ at }) => {
    if (at < from || at >= to || at - last < closest) return false;
    last = at;
    return true;
  });
}
