/** @file What a trace view knows: the run as it was sent, and how a person sees it, which outlives a reload. No DOM. */

import * as v from "valibot";
import type { ViewGrowth, ViewRun, ViewStatus, ViewStep, ViewToken } from "../../../src/protocol/runView.ts";
import { colorings } from "./tokenColor.ts";

/** What is kept over a reload. Every field falls back by itself, so that an older page's state never breaks a newer one. */
export const viewState = v.object({
  tab: v.fallback(v.picklist(["steps", "tokens", "prompt"]), "steps"),
  coloring: v.fallback(v.picklist(colorings), "probability"),
  onlyWrong: v.fallback(v.boolean(), false),
  search: v.fallback(v.string(), ""),
  /** The prompt's tokens are shown in the list of tokens. */
  promptOpen: v.fallback(v.boolean(), false),
  pinned: v.fallback(v.boolean(), false),
  paused: v.fallback(v.boolean(), false),
  /** The shown run's id in the run store, for after a reload. */
  stored: v.fallback(v.nullable(v.string()), null),
  /** The run that was shown, and the first steps of its folded iterations. */
  run: v.fallback(v.nullable(v.string()), null),
  folded: v.fallback(v.array(v.number()), []),
});
export type ViewState = v.InferOutput<typeof viewState>;
export type Tab = ViewState["tab"];

/** Grows in place while a model writes: copying 50,000 tokens with each of them would be slow. */
export interface Shown {
  run: ViewRun;
  status: ViewStatus | undefined;
  readonly tokens: ViewToken[];
  readonly steps: ViewStep[];
}

/** The run that a `show` brings: what is known of the same run stays. */
export function shownAfter(before: Shown | undefined, run: ViewRun): Shown {
  if (before?.run.id !== run.id) return { run, status: undefined, tokens: [], steps: [] };
  before.run = run;
  return before;
}

/** Adds a piece in its place. A piece of another run is left out. */
export function grow(shown: Shown, { run, firstToken, tokens, firstStep, steps }: ViewGrowth): boolean {
  if (run !== shown.run.id || firstToken > shown.tokens.length || firstStep > shown.steps.length) return false;
  shown.tokens.splice(firstToken, shown.tokens.length, ...tokens);
  shown.steps.splice(firstStep, shown.steps.length, ...steps);
  return true;
}
