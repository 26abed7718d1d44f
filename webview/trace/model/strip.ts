/**
 * @file The response at a glance: for each step how doubtful the model was (the deepest doubt among its tokens), with the steps that are
 * not correct marked below. No DOM.
 */

import { area, curveStepAfter, scaleLinear } from "d3";
import { verdictMark } from "../../../src/core/check/verdictWords.ts";
import type { ViewStep, ViewToken } from "../../../src/protocol/runView.ts";
import type { Coloring } from "./tokenColor.ts";

export interface StripStep {
  /** From 0, certain, to 1. */
  readonly doubt: number;
  readonly mark: "correct" | "wrong" | "unread";
}

export interface StripMark {
  readonly x: number;
  readonly mark: "wrong" | "unread";
}

export interface StripGeometry {
  readonly width: number;
  readonly height: number;
  /** The outline of the doubt, as an SVG path. */
  readonly outline: string;
  readonly marks: readonly StripMark[];
}

/** Room for the marks, below the outline. */
export const markHeight = 7;

/** Steps that share a column of pixels are shown by the most doubtful and the worst of them. */
export function stripGeometry(steps: readonly StripStep[], width: number, height: number): StripGeometry {
  const columns = Math.max(1, Math.min(steps.length, Math.floor(width)));
  const doubts = new Float64Array(columns);
  const marks = new Map<number, StripMark["mark"]>();
  for (const [index, { doubt, mark }] of steps.entries()) {
    const column = Math.floor((index * columns) / steps.length);
    doubts[column] = Math.max(doubts[column] ?? 0, doubt);
    if (mark === "wrong" || (mark === "unread" && !marks.has(column))) marks.set(column, mark);
  }
  const x = scaleLinear([0, columns], [0, width]);
  const base = height - markHeight;
  const y = scaleLinear([0, 1], [base, 0]).clamp(true);
  const outline = area<number>()
    .x((_, index) => x(Math.min(index, columns)))
    .y0(base)
    .y1((doubt) => y(doubt))
    .curve(curveStepAfter)
    .digits(1);
  return {
    width,
    height,
    outline: steps.length === 0 ? "" : (outline([...doubts, doubts.at(-1) ?? 0]) ?? ""),
    marks: [...marks].map(([column, mark]) => ({ x: x(column + 0.5), mark })),
  };
}

/** The step under a place of the strip. */
export function stepAt(x: number, width: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((x / Math.max(1, width)) * count)));
}

/** Where the middle of a step is. */
export function xOfStep(step: number, width: number, count: number): number {
  return ((step + 0.5) / Math.max(1, count)) * width;
}

export function stripSteps(
  steps: readonly ViewStep[],
  tokens: readonly ViewToken[],
  coloring: Coloring,
): readonly StripStep[] {
  const doubtOf = (token: ViewToken): number =>
    coloring === "entropy" ? entropyDoubt(token.entropy) : doubt(token.probability);
  return steps.map(({ tokens: [first, end], verdict }) => ({
    doubt: tokens.slice(first, end).reduce((deepest, token) => Math.max(deepest, doubtOf(token)), 0),
    mark: verdictMark(verdict),
  }));
}

/** 0 at 99.99 % and above, a half at 99 %, 1 at 0 %: small doubts are what one looks for. */
function doubt(probability: number): number {
  return Math.max(0, (Math.log10(Math.max(1e-9, 1 - probability)) + 4) / 4);
}

/** 0 at a thousandth of a nat, 1 at 2 nats. */
function entropyDoubt(entropy: number): number {
  return Math.max(0, (Math.log10(Math.max(1e-9, entropy)) + 3) / 3.3);
}
