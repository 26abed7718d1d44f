/** @file The points of a view as a table for other programs: where each is on every map, and everything that is known of it. No DOM. */

import { csvText } from "../../../src/core/format/csv.ts";
import type { Cloud } from "./cloud.ts";
import type { DrawnMap } from "./drawnMap.ts";
import { hookPointName, isDoubled } from "./hookPoints.ts";

/** First what made it, as comments. */
export function pointsCsv(
  cloud: Cloud,
  maps: readonly DrawnMap[],
  selected: ReadonlySet<number>,
  caption: string,
): string {
  const plain = maps.filter(({ hookPoint }) => !isDoubled(hookPoint));
  const head = [
    "point",
    ...plain.flatMap(({ hookPoint }) => [`x ${hookPointName(hookPoint)}`, `y ${hookPointName(hookPoint)}`]),
    "text",
    "detail",
    "group",
    ...cloud.columns.map(({ name }) => name),
    "selected",
  ];
  const rows = Array.from({ length: cloud.count }, (_, point) => [
    point,
    ...plain.flatMap(({ raw }) => [raw[2 * point], raw[2 * point + 1]]),
    cloud.title(point),
    cloud.detail(point),
    cloud.groupName(point),
    ...cloud.columns.map((column) => {
      if (column.kind === "category") return column.values[column.of[point] ?? -1] ?? "";
      return column.of[point];
    }),
    selected.has(point) ? "1" : "0",
  ]);
  return csvText([head, ...rows], [caption]);
}
