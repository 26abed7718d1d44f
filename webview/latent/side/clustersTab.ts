/** @file Clusters by k-means in the space itself: how far apart they are, and whether they are the classes that somebody has in mind. */

import { Fragment, type VNode } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { countText, percentText } from "../../../src/core/format/figures.ts";
import type { Column, LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Result } from "../../../src/protocol/request.ts";
import { owned } from "../../../src/protocol/wire.ts";
import { useAnswer } from "../../kit/answer.ts";
import { Button, Dropdown, TextField } from "../../kit/controls.ts";
import { h } from "../../kit/h.ts";
import { onKeys } from "../../kit/keys.ts";
import { Table } from "../../kit/table.ts";
import { ExportMenu } from "../exportMenu.ts";
import type { Cloud } from "../model/cloud.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import { hookPointName, hookPointOf } from "../model/hookPoints.ts";
import type { SideTabProps } from "./context.ts";

interface Clusters extends Result<LatentViewContract, "clusters"> {
  readonly drawn: DrawnMap;
  readonly cloud: Cloud;
  /** The column whose classes they are compared with; "" for none. */
  readonly column: string;
}

/** What somebody has set; undefined where it follows from the points. */
interface Choice {
  readonly column?: string;
  readonly count?: string;
}

export function ClustersTab({ context, actions, isFront }: SideTabProps): VNode {
  const { cloud, drawn, endpoint } = context;
  const [{ column: wanted, count: typed }, choose] = useState<Choice>({});
  const columns = cloud.classes.filter((name) => name !== "cluster");
  const usual = columns.includes("rule") ? "rule" : (columns[0] ?? "");
  const column = wanted === "" || (wanted !== undefined && columns.includes(wanted)) ? wanted : usual;
  const asMany = String(Math.max(2, cloud.labels(usual)?.names.length ?? 5));
  const count = Number(typed ?? asMany);
  const isCount = Number.isInteger(count) && count >= 2 && count <= 1000;
  const { value: found, state } = useAnswer(
    isFront && drawn !== undefined && isCount
      ? [cloud.shown.id, drawn.model.dir, drawn.hookPoint, column, count]
      : undefined,
    async (signal): Promise<Clusters> => {
      if (drawn === undefined) throw new Error("There is no map.");
      const labels = column === "" ? undefined : cloud.labels(column);
      const params = {
        model: drawn.model.dir,
        hookPoint: hookPointOf(drawn.hookPoint),
        clusters: count,
        ...(labels && { labels }),
      };
      return { drawn, cloud, column, ...(await endpoint.request("clusters", params, { signal })) };
    },
  );
  useLayoutEffect(() => {
    if (found === undefined || found.cloud !== cloud) return;
    const values = found.clusters.map((_, i) => `cluster ${i + 1}`);
    const added: Column = { kind: "category", name: "cluster", values, of: owned(found.of.slice(0, cloud.count)) };
    cloud.add(added);
    actions.columnAdded();
  }, [found]);
  return h(Fragment, null, [
    h("h2", null, "Clusters"),
    h("div", { class: "sum" }, [
      h("span", { class: "muted" }, "k-means with"),
      h(TextField, {
        label: "Clusters",
        placeholder: "clusters",
        value: typed ?? asMany,
        invalid: !isCount,
        change: (text) => choose((before) => ({ ...before, count: text })),
      }),
      h("span", { class: "muted" }, "clusters, compared with"),
      h(Dropdown<string>, {
        label: "Compared with",
        choices: [{ value: "", text: "nothing" }, ...columns.map((value) => ({ value, text: value }))],
        value: column,
        change: (chosen) => choose((before) => ({ ...before, column: chosen })),
      }),
    ]),
    drawn === undefined
      ? h("p", { class: "muted hint" }, "No clusters yet: there is no map. See the message below the map.")
      : found !== undefined &&
        h("div", { class: state === "loading" ? "stale" : undefined }, h(Found, { found, actions })),
  ]);
}

interface FoundProps {
  readonly found: Clusters;
  readonly actions: SideTabProps["actions"];
}

function Found({ found, actions }: FoundProps): VNode {
  const { agreement, drawn, cloud, column } = found;
  const { model } = drawn;
  const hookPoint = hookPointName(drawn.hookPoint);
  const sampled = found.sampled === null ? "" : ` (at ${found.sampled} points)`;
  const select = (is: (point: number) => boolean): void => actions.select([...Array(cloud.count).keys()].filter(is));
  const save = (format: "csv" | "svg" | "png" | "npy", scale: number): void =>
    actions.save({
      name: `clusters ${model.name} ${hookPoint}`,
      caption: `Clusters by k-means of ${hookPoint} of ${model.name} (${model.hash.slice(0, 12)}), ${found.clusters.length} clusters; silhouette ${short(found.silhouette)}${agreementWords(found)}. ${cloud.shown.provenance}.`,
      format,
      scale,
      rows: clusterRows(found),
    });
  return h(Fragment, null, [
    h("p", { class: "muted" }, [
      `In ${hookPoint}; silhouette ${short(found.silhouette)}${sampled}. Click a row to select it.`,
    ]),
    h("div", { class: "sum" }, [
      h(Button, { click: () => actions.color("cluster") }, "Color by Cluster"),
      h(ExportMenu, { label: "Export clusters", choices: [{ format: "csv", text: "tables, CSV" }], save }),
    ]),
    h(ClickedTable, {
      head: ["cluster", "points", "silhouette", ...(agreement ? ["mostly"] : [])],
      rows: found.clusters.map(({ points, silhouette, majority }, i) => [
        `${i + 1}`,
        countText(points),
        short(silhouette),
        ...(majority === null ? [] : [`${majority.name} ${percentText(majority.share)}`]),
      ]),
      click: (row) => select((point) => found.of[point] === row),
    }),
    agreement !== null && [
      h("h2", null, `As classes: ${column}`),
      h("p", { class: "muted" }, [
        `Purity ${percentText(agreement.purity)}, normalized mutual information ${agreement.normalizedMutualInformation.toFixed(2)}, adjusted Rand index ${agreement.adjustedRandIndex.toFixed(2)}, silhouette of the classes ${short(agreement.silhouette)}.`,
      ]),
      h(ClickedTable, {
        head: [column, "points", "silhouette", "purity"],
        rows: agreement.classes.map(({ name, points, silhouette, purity }) => [
          name,
          countText(points),
          short(silhouette),
          purity === null ? "–" : percentText(purity),
        ]),
        click(row) {
          const labels = cloud.labels(column);
          const index = labels?.names.indexOf(agreement.classes[row]?.name ?? "") ?? -1;
          select((point) => index >= 0 && labels?.of[point] === index);
        },
      }),
    ],
  ]);
}

function short(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}

function agreementWords({ agreement }: Clusters): string {
  if (agreement === null) return "";
  const { purity, normalizedMutualInformation, adjustedRandIndex } = agreement;
  return `, purity ${purity.toFixed(4)}, normalized mutual information ${normalizedMutualInformation.toFixed(4)}, adjusted Rand index ${adjustedRandIndex.toFixed(4)}`;
}

/** Both tables in one: first the clusters, then the classes that they are compared with. */
function clusterRows({ clusters, agreement, column }: Clusters): readonly (readonly string[])[] {
  const number = (value: number | null): string => (value === null ? "" : value.toFixed(4));
  return [
    ["kind", "name", "points", "silhouette", "purity", "mostly"],
    ...clusters.map(({ points, silhouette, majority }, i) => [
      "cluster",
      String(i + 1),
      String(points),
      number(silhouette),
      number(majority?.share ?? null),
      majority?.name ?? "",
    ]),
    ...(agreement?.classes ?? []).map(({ name, points, silhouette, purity }) => [
      column,
      name,
      String(points),
      number(silhouette),
      number(purity),
      "",
    ]),
  ];
}

interface ClickedTableProps {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly click: (row: number) => void;
}

function ClickedTable({ head, rows, click }: ClickedTableProps): VNode {
  return h(Table, { class: "numbers", head }, [
    rows.map((cells, row) =>
      h("tr", { tabIndex: 0, onClick: () => click(row), onKeyDown: onKeys({ Enter: () => click(row) }) }, [
        cells.map((text, i) =>
          i === 0 ? h("th", { scope: "row", title: text }, text) : h("td", { title: text }, text),
        ),
      ]),
    ),
  ]);
}
