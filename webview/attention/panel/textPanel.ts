/** @file One token's attention over the whole text: what was read to write it (`out`), or which later tokens read it (`in`). */

import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Dropdown } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { partNames, readerOf, type ViewState } from "../model/viewState.ts";
import { type PanelProps, useSay } from "./panel.ts";

/** The page stays small; what is left out is told. */
const mostTokens = 6000;

interface TextRow {
  /** What stands above it. */
  readonly part: string | undefined;
  readonly tokens: { readonly index: number; readonly text: string }[];
}

export function TextPanel(props: PanelProps): VNode {
  const { isFront, run, set, token, state, colors, endpoint, output, change, choose, say } = props;
  const text = useRef<HTMLDivElement>(null);
  const { direction, hideFirst, threshold } = state;
  const first = firstToken(run, token);
  const rows = useMemo(() => rowsOf(run, first), [run, first]);
  const key = isFront && token !== null ? [set, token, direction] : undefined;
  const answer = useAnswer(key, async (signal) => {
    const at = direction === "out" ? readerOf(run, token ?? 0) : (token ?? 0);
    return (await endpoint.request("attentionRow", { run: run.id, set, token: at, direction }, { signal })).weights;
  });
  const weights = token === null ? undefined : answer.value;
  const words = token === null || weights === undefined ? undefined : sentenceOf(props, token, weights);
  useSay(props, words?.sentence);
  useLayoutEffect(() => {
    text.current?.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
  }, [token, weights, first]);
  output.current = {
    focus: () => text.current?.focus(),
    numbers: () => (token === null || weights === undefined ? undefined : numbersOf(run, token, weights, direction)),
  };

  const tokenOf = ({ target }: Event): number | undefined => {
    const found = target instanceof HTMLElement ? target.dataset.token : undefined;
    return found === undefined ? undefined : Number(found);
  };
  const click = (event: Event): void => {
    const at = tokenOf(event);
    if (at !== undefined) choose(at);
  };
  const point = (event: Event): void => {
    const at = tokenOf(event);
    if (at !== undefined && token !== null && weights !== undefined)
      say(weightSentence(props, token, at, weights[at] ?? 0));
  };
  const painted = ({ index, text: own }: TextRow["tokens"][number]): VNode => {
    const value = weights?.[index] ?? 0;
    const isRead = !(hideFirst && index === 0) && value >= threshold && colors.ramp.position(value) > 8;
    return h(
      "span",
      {
        class: `text-token${isRead ? " read" : ""}${index === token ? " chosen" : ""}`,
        role: "option",
        "aria-selected": index === token,
        "data-token": index,
        id: `text-${index}`,
        style: isRead ? { "--paint": colors.ramp.css(value), "--ink": colors.ramp.ink(value) } : {},
      },
      [own],
    );
  };
  return h("div", { class: "pane text-pane", hidden: !isFront }, [
    h("div", { class: "text-head" }, [
      h("span", { class: "muted" }, "Of the chosen token, tokens that were"),
      h(Dropdown<ViewState["direction"]>, {
        label: "Which way",
        choices: [
          { value: "out", text: "read to write it" },
          { value: "in", text: "read it later" },
        ],
        value: direction,
        change: (chosen) => change({ direction: chosen }),
      }),
    ]),
    h(
      "div",
      {
        // A language VAE's tokens are words, without the spaces between them.
        class: `text-tokens${run.latent === null ? "" : " apart"}`,
        ref: text,
        role: "listbox",
        tabIndex: 0,
        "aria-label": "Tokens of prompt and response",
        "aria-activedescendant": token === null ? undefined : `text-${token}`,
        onClick: click,
        onPointerOver: point,
      },
      rows.map(({ part, tokens }) => [
        part === undefined ? null : h("div", { class: "text-part muted" }, part),
        h("div", { class: "text-row" }, tokens.map(painted)),
      ]),
    ),
    h("p", { class: "muted step-note" }, words?.note ?? "Choose a token: click it, or walk with ← and →."),
  ]);
}

/** The first token that is shown. */
function firstToken({ shape: { tokens } }: AttentionRun, token: number | null): number {
  if (tokens.length <= mostTokens) return 0;
  return Math.max(0, Math.min(tokens.length - mostTokens, Math.floor((token ?? 0) - mostTokens / 2)));
}

function rowsOf(run: AttentionRun, first: number): readonly TextRow[] {
  const { tokens, promptTokens } = run.shape;
  const [before, written] = partNames(run);
  const rows: TextRow[] = [];
  for (const [i, { text }] of tokens.slice(first, first + mostTokens).entries()) {
    const index = first + i;
    const begins = index === promptTokens || (text.startsWith("\n") && (rows.at(-1)?.tokens.length ?? 0) > 0);
    const head = first === 0 ? before : `showing tokens ${first} to ${first + mostTokens} of ${tokens.length}`;
    const part = index === promptTokens ? written : i === 0 ? head : undefined;
    if (i === 0 && index === promptTokens) rows.push({ part: head, tokens: [] });
    if (i === 0 || begins) rows.push({ part, tokens: [] });
    rows.at(-1)?.tokens.push({ index, text: visibleText(text).replace(/^⏎(?=.)/, "") });
  }
  return rows;
}

function nameOf(run: AttentionRun, index: number): string {
  return `“${visibleText(run.shape.tokens[index]?.text ?? "")}” (${index})`;
}

/** Without attention between later and earlier tokens a token is compared with what was read at itself. */
function readWords(run: AttentionRun, token: number): string {
  return run.shape.causal
    ? `To write ${nameOf(run, token)} the model read`
    : `At ${nameOf(run, token)} the encoder read`;
}

function sentenceOf({ run, set, state }: PanelProps, token: number, weights: Float32Array) {
  const seen = Array.from(weights, (weight, index) => ({ weight, index })).filter(({ weight }) => weight > 0);
  const top = seen.sort((a, b) => b.weight - a.weight).slice(0, 5);
  const list = top.map(({ weight, index }) => `${percentText(weight)} ${nameOf(run, index)}`).join(", ");
  const sentence =
    state.direction === "out"
      ? `${readWords(run, token)} ${list || "nothing"}.`
      : `${nameOf(run, token)} was read by ${list || "no later token"}.`;
  const heads = `${set.heads.length} ${set.heads.length === 1 ? "head" : "heads"}`;
  return { sentence, note: `${sentence} Showing ${top.length} of ${seen.length}; ${heads}.` };
}

function weightSentence({ run, state }: PanelProps, token: number, at: number, value: number): string {
  const words = `${percentText(value)} (${value.toPrecision(4)})`;
  return state.direction === "out"
    ? `${readWords(run, token)} ${words} at ${nameOf(run, at)}.`
    : `At ${nameOf(run, at)} it read ${words} of ${nameOf(run, token)}.`;
}

function numbersOf(run: AttentionRun, token: number, values: Float32Array, direction: ViewState["direction"]) {
  return {
    rows: [`token ${token}`],
    columns: run.shape.tokens.map(({ text }, i) => `${i} ${visibleText(text)}`),
    values,
    caption:
      direction === "out"
        ? "Attention weights of the query that wrote the token"
        : "Attention weights that later tokens give the token",
  };
}
