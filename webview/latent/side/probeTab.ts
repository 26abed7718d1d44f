/** @file How well a class can be read from each layer and component, and the confusions of the probe at the place that is shown. */

import { Fragment, type VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { countText, percentText } from "../../../src/core/format/figures.ts";
import type { LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Result } from "../../../src/protocol/request.ts";
import { rampFor } from "../../charts/ramp.ts";
import { useAnswer } from "../../kit/answer.ts";
import { useSize } from "../../kit/canvas.ts";
import { Button, Dropdown } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import type { Labels } from "../model/cloud.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import { chosenOf, hookPointName, hookPointOf, isDoubled } from "../model/hookPoints.ts";
import { type Cell, whereGrid, whereRows } from "../model/probeGrid.ts";
import type { SideTabProps } from "./context.ts";
import { HeatFigure } from "./heatFigure.ts";

interface ProbeProps extends SideTabProps {
  readonly drawn: DrawnMap;
  readonly column: string;
  readonly labels: Labels;
  readonly width: number;
}

const ramp = rampFor("accuracy");

export function ProbeTab(props: SideTabProps): VNode {
  const { cloud, drawn } = props.context;
  const [wanted, choose] = useState("");
  const body = useRef<HTMLDivElement>(null);
  const width = Math.min(560, Math.max(260, useSize(body).width));
  const { classes } = cloud;
  const usual = classes.includes("rule") ? "rule" : (classes[0] ?? "");
  const column = classes.includes(wanted) ? wanted : usual;
  const labels = cloud.labels(column);
  if (classes.length === 0)
    return h("p", { class: "muted hint" }, [
      "No column of these points has at least two values with several points each: there is nothing to probe for.",
    ]);
  const shared = drawn && labels && { ...props, drawn, column, labels, width };
  return h("div", { ref: body }, [
    h("h2", null, "Where can it be read?"),
    h("div", { class: "sum" }, [
      h("span", { class: "muted" }, "probe for"),
      h(Dropdown<string>, {
        label: "Probe for",
        choices: classes.map((value) => ({ value, text: value })),
        value: column,
        change: choose,
      }),
    ]),
    shared && h(Layers, { ...shared, key: `${drawn.model.dir} ${column}` }),
    shared && h(Confusion, shared),
  ]);
}

/** Every layer and component, once for each column. */
function Layers({ context, actions, isFront, drawn, column, labels, width }: ProbeProps): VNode {
  const { cloud, endpoint, ink } = context;
  const { model } = drawn;
  const [cells, setCells] = useState<readonly Cell[]>([]);
  const [work, setWork] = useState({ what: "probing", part: 0 });
  const [attempt, setAttempt] = useState(0);
  const [isStopped, stop] = useState(false);
  const { state } = useAnswer(
    isFront && !isStopped ? [cloud.shown.id, model.dir, column, attempt] : undefined,
    async (signal) => {
      setCells([]);
      setWork({ what: "probing", part: 0 });
      const params = { model: model.dir, labels, groups: cloud.shown.groups };
      const found = await endpoint.request("where", params, {
        signal,
        onEvent(event) {
          if (signal.aborted) return;
          const what = event.kind === "progress" ? event.what : `probed ${event.done} of ${event.total}`;
          setWork({ what, part: event.total > 0 ? event.done / event.total : 0 });
          if (event.kind === "cell") setCells((before) => [...before, event]);
        },
      });
      setCells(found.cells);
    },
  );
  const again = (): void => {
    stop(false);
    setAttempt(attempt + 1);
  };
  const [first] = cells;
  const words =
    first &&
    `Linear probe, trained on ${countText(first.training)} points, measured on ${countText(first.heldOut)} others of other problems. By chance ${percentText(first.chance)}.`;
  return h(Fragment, null, [
    state === "loading" &&
      h("div", { class: "map-work", role: "status" }, [
        h("progress", { max: 1, value: work.part }),
        h("span", null, work.what),
        h(Button, { click: () => stop(true) }, "Cancel"),
      ]),
    words !== undefined && h(LayerFigure, { cells, words, context, drawn, column, width, ink, actions }),
    h("p", { class: "muted" }, [
      isStopped ? "Cancelled. " : (words ?? ""),
      (isStopped || state === "failed") && h(Button, { click: again }, "Measure Again"),
    ]),
  ]);
}

interface LayerFigureProps extends Pick<ProbeProps, "context" | "actions" | "drawn" | "column" | "width"> {
  readonly cells: readonly Cell[];
  readonly words: string;
  readonly ink: ProbeProps["context"]["ink"];
}

function LayerFigure({ cells, words, context, drawn, column, width, ink, actions }: LayerFigureProps): VNode {
  const { shown, count } = context.cloud;
  const { name, hash } = drawn.model;
  const grid = whereGrid(cells);
  const title = `Accuracy of a linear probe for ${column} by layer and component`;
  return h(HeatFigure, {
    label: "where it can be read",
    name: `where ${column} ${name}`,
    caption: `${title}, ${name} (${hash.slice(0, 12)}). ${words} ${shown.name}, ${countText(count)} points. ${shown.provenance}.`,
    rows: whereRows(cells),
    ink,
    save: actions.save,
    activate(row, at) {
      const found = grid.at(row, at);
      if (found !== undefined) actions.hookPoint(chosenOf(found.hookPoint));
    },
    chart: {
      title,
      rows: grid.rows,
      columns: grid.columns,
      width,
      cellHeight: 28,
      color: (part) => ramp.color(part),
      cell(row, at) {
        const found = grid.at(row, at);
        // The color begins at chance.
        const part = ({ linear, chance }: Cell): number => Math.max(0, (linear - chance) / (1 - chance || 1));
        return found && { share: part(found), text: percentText(found.linear) };
      },
      about(row, at) {
        const found = grid.at(row, at);
        if (found === undefined) return "";
        const { hookPoint, linear, neighbors, heldOut } = found;
        return `${hookPointName(chosenOf(hookPoint))}: linear probe ${percentText(linear)}, five neighbors ${percentText(neighbors)}, on ${heldOut} points held out. Opens this map.`;
      },
      marked: grid.placeOf(drawn.hookPoint),
    },
  });
}

type Probe = Result<LatentViewContract, "probe"> & { readonly drawn: DrawnMap };

function Confusion(props: ProbeProps): VNode {
  const { context, isFront, drawn, column, labels } = props;
  const { cloud, endpoint } = context;
  const isTwice = isDoubled(drawn.hookPoint);
  const { value: probe } = useAnswer(
    isFront && !isTwice ? [cloud.shown.id, drawn.model.dir, drawn.hookPoint, column] : undefined,
    async (signal): Promise<Probe & { readonly column: string }> => {
      const params = {
        model: drawn.model.dir,
        hookPoint: hookPointOf(drawn.hookPoint),
        labels,
        groups: cloud.shown.groups,
      };
      return { drawn, column, ...(await endpoint.request("probe", params, { signal })) };
    },
  );
  if (isTwice)
    return h("p", { class: "word" }, [
      "Queries and keys are two points for each token: choose one of both to see what a probe confuses.",
    ]);
  return probe?.column === column ? h(ConfusionFigure, { ...props, probe }) : h("div", null);
}

function ConfusionFigure({ context, actions, column, width, probe }: ProbeProps & { readonly probe: Probe }): VNode {
  const { names, linearConfusion, linear, neighbors, chance, training, heldOut, drawn } = probe;
  const { name, hash } = drawn.model;
  const totals = linearConfusion.map((row) => row.reduce((sum: number, each) => sum + each, 0));
  const place = hookPointName(drawn.hookPoint);
  const words = `Linear probe ${percentText(linear)}, five neighbors ${percentText(neighbors)}, by chance ${percentText(chance)}; trained on ${countText(training)} points, measured on ${countText(heldOut)} others. Rows are the true classes.`;
  const title = `Confusion matrix of the linear probe for ${column} at ${place}: true class by row, predicted by column`;
  const isDense = names.length > 12;
  return h(Fragment, null, [
    h("h2", null, `What the probe confuses, ${place}`),
    h("p", { class: "muted" }, words),
    h(HeatFigure, {
      label: "confusion matrix",
      name: `confusion ${column} ${name} ${place}`,
      caption: `${title}. ${name} (${hash.slice(0, 12)}). ${words} ${context.cloud.shown.provenance}.`,
      rows: [
        [`true ${column}`, ...names.map((each) => `taken for ${each}`)],
        ...names.map((each, row) => [each, ...(linearConfusion[row] ?? []).map(String)]),
      ],
      ink: context.ink,
      save: actions.save,
      chart: {
        title,
        rows: names,
        columns: names,
        width,
        leastCell: isDense ? 16 : 24,
        cellHeight: isDense ? 16 : 22,
        color: (part) => ramp.color(part),
        cell(row, at) {
          const count = linearConfusion[row]?.[at] ?? 0;
          return { share: totals[row] ? count / (totals[row] ?? 1) : 0, text: count === 0 ? "" : String(count) };
        },
        about: (row, at) =>
          `${linearConfusion[row]?.[at] ?? 0} of ${totals[row]} ${names[row]} are taken for ${names[at]}.`,
      },
    }),
  ]);
}
