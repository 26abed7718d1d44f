/** @file What each head does, in numbers: a table to filter, to sort and to choose heads from. The formulas are in the documentation. */

import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { percentText } from "../../../src/core/format/figures.ts";
import type { ScoredHeads } from "../../../src/protocol/activations.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { useAnswer } from "../../kit/answer.ts";
import { TextField } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { Loading } from "../../kit/problems.ts";
import { Bar, ChoiceRow, SortTitle, Table } from "../../kit/table.ts";
import { headFilter, isWeight, type ScoreName } from "../model/headFilter.ts";
import { scoredSteps } from "../model/scoredSteps.ts";
import { holdsHead, type ViewState } from "../model/viewState.ts";
import type { PanelProps } from "./panel.ts";

interface Column {
  readonly name: ScoreName;
  readonly title: string;
  readonly about: string;
}

const columns: readonly Column[] = [
  { name: "ruleLine", title: "rule line", about: "of the line that the step claims, while the step is written" },
  { name: "operands", title: "operands", about: "of the problem's arguments, while the response is written" },
  { name: "previousToken", title: "previous", about: "of the token just before" },
  { name: "duplicateToken", title: "duplicate", about: "of earlier tokens that are the same" },
  { name: "induction", title: "induction", about: "of what followed the same token before" },
  { name: "firstToken", title: "first token", about: "of the first token, the sink" },
  { name: "entropy", title: "entropy", about: "how widely it attends, in nats" },
  { name: "distance", title: "distance", about: "how far back it attends, in tokens" },
];

export function HeadsPanel({ isFront, run, state, endpoint, output, change }: PanelProps): VNode {
  const table = useRef<HTMLDivElement>(null);
  const scores = useAnswer(run.id, async (signal) => {
    return (await endpoint.request("headScores", { run: run.id, ...scoredSteps(run) }, { signal })).heads;
  }).value;
  const fits = headFilter(state.headFilter, columns);
  const shown = fits === undefined ? scores : scores?.filter(fits);
  output.current = {
    focus: () => table.current?.querySelector<HTMLElement>("tr[tabindex]")?.focus(),
    numbers: () => scores && numbersOf(run, scores),
  };
  const count =
    scores === undefined || shown === undefined
      ? ""
      : fits === undefined
        ? "This cannot be read. Write L1, H0, or a title and a number: rule line > 10."
        : `Showing ${shown.length} of ${scores.length} heads`;
  return h("div", { class: "pane heads-pane", hidden: !isFront }, [
    h("div", { class: "try-row" }, [
      h(TextField, {
        label: "Which heads are shown",
        placeholder: "filter: L1, rule line > 10",
        value: state.headFilter,
        change: (text) => change({ headFilter: text }),
      }),
      h("span", { class: "muted", role: "status" }, count),
    ]),
    h("div", { class: "score-scroller", ref: table }, [
      scores === undefined || shown === undefined
        ? h(Loading, { label: "measuring each head" })
        : h(ScoreTable, { run, scores, shown, state, change }),
    ]),
    h("p", { class: "muted step-note" }, [
      "Mean attention weights over this run, from 0 to 1 (entropy in nats, distance in tokens). Click a title to sort, a row to show its head. A dash: this run has no case for it.",
    ]),
  ]);
}

interface ScoreTableProps extends Pick<PanelProps, "run" | "state" | "change"> {
  readonly scores: ScoredHeads;
  readonly shown: ScoredHeads;
}

function ScoreTable({ run, scores, shown, state, change }: ScoreTableProps): VNode {
  const { by, down } = state.headSort;
  const sorted = [...shown].sort((a, b) => {
    const order = by === "head" ? a.layer - b.layer || a.head - b.head : (a.scores[by] ?? -1) - (b.scores[by] ?? -1);
    return down ? -order : order;
  });
  const title = (name: ViewState["headSort"]["by"], text: string, about: string): VNode =>
    h(SortTitle, {
      text,
      about,
      direction: by !== name ? undefined : down ? "descending" : "ascending",
      sort: () => change({ headSort: { by: name, down: by === name ? !down : name !== "head" } }),
    });
  const there = columnsOf(run, scores);
  const most = (name: ScoreName): number =>
    isWeight(name) ? 1 : Math.max(1e-9, ...scores.map(({ scores: own }) => own[name] ?? 0));
  return h(
    Table,
    {
      class: "scores",
      head: [title("head", "head", "layer and head"), ...there.map((it) => title(it.name, it.title, it.about))],
    },
    [
      sorted.map(({ layer, head, scores: own }) =>
        h(
          ChoiceRow,
          {
            key: `${layer} ${head}`,
            title: `L${layer} H${head}`,
            selected: holdsHead(state.heads, { layer, head }),
            choose: () => change({ heads: [{ layer, head }] }),
          },
          [
            there.map(({ name }) => {
              const value = own[name];
              return h("td", null, [
                h(Bar, { part: (value ?? 0) / most(name) }),
                value === null ? "–" : scoreText(name, value),
              ]);
            }),
          ],
        ),
      ),
    ],
  );
}

/** Scores that this run has a case of; of a language VAE the first token may be z. */
function columnsOf({ latent, shape }: AttentionRun, scores: ScoredHeads): readonly Column[] {
  if (latent === null) return columns;
  const known = columns.filter(({ name }) => scores.some((it) => it.scores[name] !== null));
  const z = { title: "z", about: "of z's slot: the cross attention" };
  return known.map((column) => (shape.slot && column.name === "firstToken" ? { ...column, ...z } : column));
}

function scoreText(name: ScoreName, value: number): string {
  return name === "entropy" ? value.toFixed(2) : name === "distance" ? value.toFixed(1) : percentText(value);
}

function numbersOf(run: AttentionRun, scores: ScoredHeads) {
  const there = columnsOf(run, scores);
  return {
    rows: scores.map(({ layer, head }) => `layer ${layer} head ${head}`),
    columns: there.map(({ name, title }) => (title === "z" ? "z" : name)),
    values: Float32Array.from(scores.flatMap(({ scores: own }) => there.map(({ name }) => own[name] ?? Number.NaN))),
    caption: "Scores of heads over one run",
  };
}
