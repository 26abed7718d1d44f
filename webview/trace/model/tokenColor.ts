/**
 * @file By what tokens are colored. Levels are few, so that each can be told from the next and named in a legend; how they look is in
 * the style sheet: one hue that deepens with doubt, and in high contrast lines of different weight. No DOM.
 */

import { verdictMark } from "../../../src/core/check/verdictWords.ts";
import type { ViewStep, ViewToken } from "../../../src/protocol/runView.ts";

export const colorings = ["probability", "entropy", "verdict", "none"] as const;
export type Coloring = (typeof colorings)[number];

export interface Level {
  /** The class that the token gets; "" leaves it as it is. */
  readonly class: string;
  readonly label: string;
}

/** Below each limit the next deeper level. */
const probabilityLimits = [0.999, 0.9, 0.5, 0.1] as const;
/** Nats. Above each limit the next deeper level. */
const entropyLimits = [0.01, 0.1, 0.5, 1.5] as const;

const legends: Readonly<Record<Coloring, readonly Level[]>> = {
  probability: [
    { class: "doubt-0", label: "≥ 99.9 %" },
    { class: "doubt-1", label: "≥ 90 %" },
    { class: "doubt-2", label: "≥ 50 %" },
    { class: "doubt-3", label: "≥ 10 %" },
    { class: "doubt-4", label: "< 10 %" },
  ],
  entropy: [
    { class: "doubt-0", label: "≤ 0.01" },
    { class: "doubt-1", label: "≤ 0.1" },
    { class: "doubt-2", label: "≤ 0.5" },
    { class: "doubt-3", label: "≤ 1.5" },
    { class: "doubt-4", label: "> 1.5 nats" },
  ],
  verdict: [
    { class: "verdict-correct", label: "correct" },
    { class: "verdict-wrong", label: "wrong" },
    { class: "verdict-unread", label: "cannot be read" },
  ],
  none: [],
};

export function legendOf(coloring: Coloring): readonly Level[] {
  return legends[coloring];
}

export function levelOf(coloring: Coloring, token: ViewToken, step: ViewStep | undefined): Level {
  const none = { class: "", label: "" };
  switch (coloring) {
    case "probability":
      return legends.probability[deepest(probabilityLimits, (limit) => token.probability < limit)] ?? none;
    case "entropy":
      return legends.entropy[deepest(entropyLimits, (limit) => token.entropy > limit)] ?? none;
    case "verdict":
      return (step && legends.verdict.find((it) => it.class === `verdict-${verdictMark(step.verdict)}`)) ?? none;
    case "none":
      return none;
    default:
      return coloring satisfies never;
  }
}

function deepest(limits: readonly number[], beyond: (limit: number) => boolean): number {
  return limits.filter(beyond).length;
}
