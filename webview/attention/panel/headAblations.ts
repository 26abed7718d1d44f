/**
 * @file Heads ranked by ablation beside heads ranked by attention weight: the step's tokens without each head, and the head's weight on the line that
 * the step claims.
 */

import type { VNode } from "preact";
import { writersOf } from "../../../src/core/attention/writers.ts";
import { percentText } from "../../../src/core/format/figures.ts";
import type { Head } from "../../../src/protocol/activations.ts";
import type { AttentionRun } from "../../../src/protocol/attentionView.ts";
import { useAnswer } from "../../kit/answer.ts";
import { h } from "../../kit/h.ts";
import { Loading } from "../../kit/problems.ts";
import { Bar, ChoiceRow, SortTitle, Table } from "../../kit/table.ts";
import { allHeads, holdsHead, sameHead } from "../model/viewState.ts";
import type { Numbers } from "../paint/picture.ts";
import type { PanelProps } from "./panel.ts";

export interface AblatedHead extends Head {
  readonly weight: number;
  /** Nats that the step's tokens lose without the head. */
  readonly loss: number;
  readonly after: number;
  readonly byLoss: number;
  readonly byWeight: number;
}

export interface HeadRanks {
  /** Log probability of the tokens with all heads. */
  readonly before: number;
  readonly heads: readonly AblatedHead[];
  /** Where the weights lie. */
  readonly place: string;
}

/** `range`: the tokens that are measured. */
export function useHeadRanks({ run, step, endpoint }: PanelProps, range: [number, number] | undefined) {
  const { spans, place } = claimedSpans(run, step);
  return useAnswer(range, async (signal): Promise<HeadRanks> => {
    const tokens = range ?? [0, 0];
    const { before, heads } = await endpoint.request("ablateHeads", { run: run.id, tokens }, { signal });
    const [from, to] = writersOf(tokens);
    const weights: (Head & { weight: number })[] = [];
    for (const head of allHeads(run.shape)) {
      const params = { run: run.id, set: { heads: [head] }, queries: [[from, to] as [number, number]], keys: spans };
      const found = await endpoint.request("attentionSpans", params, { signal });
      weights.push({ ...head, weight: found.weights.reduce((sum, it) => sum + it, 0) });
    }
    const rows = heads.map(({ layer, head, after }) => {
      const weight = weights.find((it) => sameHead(it, { layer, head }))?.weight ?? 0;
      return { layer, head, after, weight, loss: before - after };
    });
    const rank = (name: "loss" | "weight", row: (typeof rows)[number]): number =>
      1 + rows.filter((other) => other[name] > row[name]).length;
    const ranked = rows.map((row) => ({ ...row, byLoss: rank("loss", row), byWeight: rank("weight", row) }));
    return { before, place, heads: ranked };
  }).value;
}

/** The line that the step claims; without one the rule's lines and the problem. */
function claimedSpans(run: AttentionRun, step: number | null) {
  const claimed = step === null ? null : run.steps[step]?.line;
  const line = run.lines.find((it) => it.line === claimed);
  const all = [...run.lines.map(({ tokens }) => tokens), ...(run.problem ? [run.problem] : [])];
  const spans = (line ? [line.tokens] : all).map(([from, to]): [number, number] => [from, to]);
  return { spans, place: line ? `line ${line.line}` : "the rule and the problem" };
}

interface HeadRankProps extends Pick<PanelProps, "state" | "change"> {
  readonly ranks: HeadRanks | undefined;
}

export function HeadRankTable({ ranks, state, change }: HeadRankProps): VNode {
  if (ranks === undefined) return h(Loading, { label: "ablating each head in turn" });
  const sort = state.ablationSort;
  const most = Math.max(1e-9, ...ranks.heads.map(({ loss }) => loss));
  const title = (by: typeof sort, text: string): VNode => {
    const direction = sort === by ? "descending" : undefined;
    return h(SortTitle, { text, direction, sort: () => change({ ablationSort: by }) });
  };
  return h(
    Table,
    {
      class: "scores",
      head: [
        "head",
        "without it",
        title("loss", "effect"),
        "rank",
        title("weight", `weight at ${ranks.place}`),
        "rank",
      ],
    },
    [...ranks.heads]
      .sort((a, b) => b[sort] - a[sort])
      .map((row) => {
        const { layer, head, after, loss, weight, byLoss, byWeight } = row;
        const selected = holdsHead(state.heads, row);
        const choose = (): void => change({ heads: [{ layer, head }] });
        return h(ChoiceRow, { key: `${layer} ${head}`, title: `L${layer} H${head}`, selected, choose }, [
          h("td", null, percentText(Math.exp(after))),
          h("td", null, h(Bar, { part: loss / most }), `${nats(-loss)} nats`),
          h("td", null, `${byLoss}.`),
          h("td", null, h(Bar, { part: weight }), percentText(weight)),
          h("td", null, `${byWeight}.`),
        ]);
      }),
  );
}

export function rankNumbers({ before, heads, place }: HeadRanks): Numbers {
  return {
    rows: heads.map(({ layer, head }) => `layer ${layer} head ${head}`),
    columns: ["log probability with all heads", "without this head", `attention weight at ${place}`],
    values: Float32Array.from(heads.flatMap(({ after, weight }) => [before, after, weight])),
    caption: `Log probability (nats) of the step's tokens together, each head ablated by itself; the head's attention weight at ${place} at the tokens that wrote the step`,
  };
}

/** `-10.18`; what is nothing has no sign. */
function nats(value: number): string {
  const text = value.toFixed(2);
  return Number(text) === 0 ? "0.00" : text;
}
