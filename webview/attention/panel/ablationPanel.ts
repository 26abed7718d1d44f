/**
 * @file What the selected step depends on: each head ablated by itself, chosen heads ablated and lines of the rule masked together, the
 * response written anew without them, and the logit lens of the selected token.
 */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import type { LensRows } from "../../../src/protocol/activations.ts";
import type { AttentionRun, Judged } from "../../../src/protocol/attentionView.ts";
import { visibleText } from "../../dom.ts";
import { useAction, useAnswer } from "../../kit/answer.ts";
import { Button, Dropdown, Progress } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { Table } from "../../kit/table.ts";
import { headWords } from "../model/viewState.ts";
import { HeadRankTable, rankNumbers, useHeadRanks } from "./headAblations.ts";
import { type PanelProps, useSay } from "./panel.ts";

/** What no later token may see: nothing, the problem, or a line of the rule by its index. */
type Masked = "nothing" | "problem" | number;

/** What was tried, in a sentence and in full. */
interface Tried {
  readonly words: string;
  readonly details: ComponentChildren;
}

export function AblationPanel(props: PanelProps): VNode {
  const { isFront, run, state, step, token, endpoint, output, change } = props;
  const pane = useRef<HTMLDivElement>(null);
  const [masked, mask] = useState<Masked>("nothing");
  const range = rangeOf(run, step);
  const ranks = useHeadRanks(props, range);
  const trial = useAction<Tried>();
  useLayoutEffect(() => trial.clear(), [JSON.stringify(range)]);
  useSay(props, trial.answer.state === "ready" ? trial.answer.value.words : undefined);
  output.current = {
    focus: () => pane.current?.querySelector<HTMLElement>("tr[tabindex]")?.focus(),
    numbers: () => ranks && rankNumbers(ranks),
  };

  const span = masked === "problem" ? run.problem : masked === "nothing" ? null : run.lines[masked]?.tokens;
  // No head chosen means all in the other tabs; ablating all of them would say nothing.
  const ablation = {
    heads: [...state.heads],
    masked: span ? Array.from({ length: span[1] - span[0] }, (_, i) => span[0] + i) : [],
  };
  const isNothing = ablation.heads.length === 0 && ablation.masked.length === 0;
  const tryIt = (tokens: [number, number]): void =>
    void trial.run(async (signal) => {
      const found = await endpoint.request("ablate", { run: run.id, ...ablation, tokens }, { signal });
      const { before, after, changed } = found;
      const together = (values: Float32Array): number => values.reduce((product, p) => product * p, 1);
      const now =
        changed === null
          ? "The model would still write the same."
          : `The model would now write “${visibleText(changed.text)}” instead of “${visibleText(changed.before)}” at token ${changed.token}.`;
      const words = `Its tokens together: ${percentText(together(before))} before, ${percentText(together(after))} without. ${now}`;
      return { words, details: [tokenTable(run, tokens[0], before, after), h("p", null, words)] };
    });
  const writeAnew = ([from]: [number, number]): void =>
    void trial.run(async (signal) => {
      const kept = Math.max(0, from - run.shape.promptTokens);
      const found = await endpoint.request("rerunAblated", { run: run.id, ...ablation, kept }, { signal });
      const words = `Before: ${judgedWords(found.before)}. Without: ${judgedWords(found.after)}.`;
      const { message } = found.after;
      const details = [
        h("p", null, words),
        message === null ? null : h("p", { class: "muted" }, message),
        h("pre", { class: "anew" }, found.text),
      ];
      return { words, details };
    });

  return h("div", { class: "pane ablation-pane", hidden: !isFront, ref: pane }, [
    h(
      Section,
      {
        title: "Heads by ablation and by attention weight",
        about:
          "How probable the step's tokens are together when one head is ablated (its output set to zero), beside the head's attention weight where the step's line stands. A head that attends there need not matter, and one that matters need not attend there.",
      },
      [h("div", { class: "score-scroller" }, h(HeadRankTable, { ranks, state, change }))],
    ),
    h(
      Section,
      { title: "Ablate and mask", about: "Ablate the heads chosen at the left, mask a line of the rule, or both." },
      [
        h("p", { class: "cause-words" }, ablationWords(run, props, masked)),
        h("div", { class: "try-row" }, [
          h(MaskChoice, { run, masked, mask }),
          h(Button, { click: () => range && tryIt(range), disabled: range === undefined || isNothing }, [
            "Try on This Step",
          ]),
          h(Button, { click: () => range && writeAnew(range), disabled: range === undefined }, [
            "Write Anew from This Step",
          ]),
        ]),
        h("div", { class: "tried", role: "status" }, [
          trial.answer.state === "loading"
            ? h(Progress, { label: "reading the run without them" })
            : trial.answer.state === "ready" && trial.answer.value.details,
        ]),
      ],
    ),
    h(
      Section,
      {
        title: "Logit lens",
        about: "What each layer would have written in the place of the selected token, if it were the last.",
      },
      [h(Lens, { ...props, token: token ?? range?.[0] ?? null })],
    ),
  ]);
}

interface SectionProps {
  readonly title: string;
  readonly about: string;
  readonly children?: ComponentChildren;
}

function Section({ title, about, children }: SectionProps): VNode {
  return h("section", { class: "cause" }, h("h2", null, title), h("p", { class: "muted" }, about), children);
}

/** The selected step's tokens, else the response's last ones. */
function rangeOf({ steps, shape }: AttentionRun, step: number | null): [number, number] | undefined {
  const own = step === null ? undefined : steps[step]?.tokens;
  const [from, to] = own && own[0] < own[1] ? own : [Math.max(1, shape.promptTokens), shape.tokens.length];
  return from < to ? [Math.max(1, from), to] : undefined;
}

interface MaskChoiceProps {
  readonly run: AttentionRun;
  readonly masked: Masked;
  readonly mask: (masked: Masked) => void;
}

function MaskChoice({ run, masked, mask }: MaskChoiceProps): VNode {
  return h(Dropdown<string>, {
    label: "What no later token may see",
    choices: [
      { value: "nothing", text: "mask nothing" },
      ...(run.problem ? [{ value: "problem", text: "mask the problem" }] : []),
      ...run.lines.map(({ line, text }, i) => ({ value: String(i), text: `mask line ${line}: ${text.slice(0, 28)}` })),
    ],
    value: String(masked),
    change: (value) => mask(value === "nothing" || value === "problem" ? value : Number(value)),
  });
}

function ablationWords(run: AttentionRun, { state, step }: PanelProps, masked: Masked): string {
  const { heads, combine } = state;
  const line = typeof masked === "number" ? run.lines[masked] : undefined;
  const parts = [
    ...(heads.length > 0 ? [`without ${headWords({ heads, combine }, run)}`] : []),
    ...(masked === "problem" ? ["with the problem masked"] : line ? [`with line ${line.line} masked`] : []),
  ];
  const what = step === null ? "The response" : `Step ${step + 1}`;
  return parts.length === 0 ? "Choose heads at the left, or a line to mask." : `${what} ${parts.join(" and ")}:`;
}

function tokenTable({ shape }: AttentionRun, from: number, before: Float32Array, after: Float32Array): VNode {
  const all = Array.from(before).slice(0, 24);
  const row = (title: string, text: (p: number, i: number) => string): VNode =>
    h("tr", null, [h("th", { scope: "row" }, title), all.map((p, i) => h("td", null, text(p, i)))]);
  return h("table", { class: "scores" }, [
    row("token", (_, i) => visibleText(shape.tokens[from + i]?.text ?? "")),
    row("before", percentText),
    row("without", (_, i) => percentText(after[i] ?? 0)),
  ]);
}

function judgedWords({ answer, steps, firstWrong }: Judged): string {
  const trace = firstWrong === null ? `all ${steps} steps correct` : `first wrong step ${firstWrong + 1} of ${steps}`;
  return `${trace}, ${answer === null ? "no answer" : `answer ${answer}`}`;
}

function Lens({ run, token, endpoint }: PanelProps): VNode {
  const found = useAnswer(token !== null && token >= 1 ? token : undefined, async (signal) => {
    const params = { run: run.id, token: token ?? 0, topK: 4 };
    return { token: token ?? 0, ...(await endpoint.request("logitLens", params, { signal })) };
  }).value;

  return h(
    "div",
    { class: "score-scroller", role: "region", tabIndex: 0, "aria-label": "What each layer would write" },
    [found && lensTable(run, found.token, found.rows)],
  );
}

function lensTable({ shape }: AttentionRun, token: number, rows: LensRows): VNode {
  const text = shape.tokens[token]?.text ?? "";
  return h(Table, { class: "scores", head: ["", `p of “${visibleText(text)}”`, "its rank", "most probable"] }, [
    rows.map(({ depth, probability, rank, top }) =>
      h("tr", null, [
        h("th", { scope: "row" }, depth === 0 ? "embedding" : `after layer ${depth - 1}`),
        h("td", null, percentText(probability)),
        h("td", null, String(rank + 1)),
        h("td", { class: "tops" }, [
          top.map((it) => `${visibleText(it.text)} ${percentText(it.probability)}`).join("   "),
        ]),
      ]),
    ),
  ]);
}
