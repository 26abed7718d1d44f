/** @file The measures of a group of language VAEs, in lines for people. */

import type { MeasuredGroup } from "../../core/experiment/measuresOverSeeds.ts";
import type { OverSeeds } from "../../core/statistics/seeds.ts";

export function measuredLines({ group, seeds, figures }: MeasuredGroup): string[] {
  const width = Math.max(...[...figures.keys()].map(({ length }) => length));
  return [
    `${group}  (${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")})`,
    ...[...figures].map(([name, figure]) => `  ${name.padEnd(width)}  ${figureText(figure)}`),
    "",
  ];
}

/** `0.942 ± 0.031`; without an interval for a single seed. */
export function figureText({ mean, halfWidth }: Figure): string {
  return halfWidth === null ? mean.toFixed(3) : `${mean.toFixed(3)} ± ${halfWidth.toFixed(3)}`;
}

/** What groups are compared by, and its heading. */
const compared: readonly (readonly [figure: string, heading: string])[] = [
  ["exact by posterior", "posterior"],
  ["exact by rule mean", "rule mean"],
  ["exact by wrong rule", "wrong rule"],
  ["other rule's conclusion by its mean", "other's"],
  ["exact by zero", "zero"],
  ["KL", "KL"],
  ["z: linear", "z linear"],
  ["z: neighbors", "z 5-NN"],
  ["z: silhouette", "silhouette"],
  ["z sampled: neighbors", "sampled 5-NN"],
];

export interface ComparedGroup {
  readonly group: string;
  /** One for each. */
  readonly seeds: readonly unknown[];
  readonly figures: ReadonlyMap<string, Figure>;
}

type Figure = Pick<OverSeeds, "mean" | "halfWidth">;

/** Groups beside each other as a Markdown table, then the tangent kernel of each. */
export function comparedLines(groups: readonly ComparedGroup[]): string[] {
  const kernels = [...new Set(groups.flatMap(({ figures }) => [...figures.keys()]))].filter((name) =>
    name.startsWith("tangent kernel "),
  );
  const columns = [
    ...compared,
    ...kernels.map((name) => [name, name.replace("tangent kernel encoder ", "NTK ")] as const),
  ];
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    row(["model", "seeds", ...columns.map(([, heading]) => heading)]),
    row(columns.map(() => "---").concat("---", "---")),
    ...groups.map(({ group, seeds, figures }) =>
      row([
        group,
        `${seeds.length}`,
        ...columns.map(([name]) => {
          const figure = figures.get(name);
          return figure === undefined ? "" : shortText(figure);
        }),
      ]),
    ),
  ];
}

function shortText({ mean, halfWidth }: Figure): string {
  return halfWidth === null ? mean.toFixed(2) : `${mean.toFixed(2)} ± ${halfWidth.toFixed(2)}`;
}
