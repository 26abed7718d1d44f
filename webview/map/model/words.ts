/** @file What a case map says in words: the summary under its title, the caption of a figure, and one cell's line. No DOM. */

import { countText, percentRange, percentText } from "../../../src/core/format/figures.ts";
import { wilson } from "../../../src/core/statistics/interval.ts";
import type { Cell } from "../../../src/core/task/space.ts";
import type { Layer } from "../../charts/ramp.ts";
import type { GridModel, MapModel, Share } from "./mapModel.ts";

export function share({ total, correct }: Share): string {
  if (total === 0) return "nothing measured";
  return `${percentText(correct / total)} (${countText(correct)} of ${countText(total)})`;
}

export function interval({ total, correct }: Share): string {
  const [low, high] = wilson(correct, total);
  return `95 % interval ${percentRange(low, high)}`;
}

const kinds = {
  squares: "held-out square",
  rows: "held-out rows",
  columns: "held-out columns",
  random: "random test set",
};

/** What the map shows, for people who do not see it. */
export function summaryOf({ grid, name, task, method, lengths }: MapModel): string {
  if (grid === undefined) {
    const curve = lengths.map(({ length, ...each }) => `${length}: ${each.correct} of ${each.total}`).join(", ");
    return `${name}: ${task}, ${method}. No map was measured; right by length ${curve || "nothing"}.`;
  }
  const { facts, shown } = grid;
  const { trained, held, rings, agreement } = facts;
  if (trained.total + held.total === 0) return `${name}: ${task}, ${method}. Nothing is measured yet.`;
  const where = `${kinds[shown.kind]}${shown.squares.length > 1 ? "s" : ""}`;
  const deepest = rings.at(-1);
  const sentences = [
    `${name}: ${task}, ${method}. Trained cells: ${share(trained)} right.`,
    `In the ${where}: ${share(held)} right, ${interval(held)}.`,
    ...(deepest === undefined || deepest.distance === 0
      ? []
      : [`At the rim ${share(rings[0] ?? deepest)}, ${deepest.distance} cells inwards ${share(deepest)}.`]),
    ...(agreement === undefined ? [] : [`As the step-coverage oracle expects in ${share(agreement)} of the cells.`]),
  ];
  return sentences.join(" ");
}

/** Beside the name, in one line. */
export function headline({ grid, work }: MapModel): string {
  if (work !== null && work.phase !== "evaluating" && work.phase !== "failed") return "";
  if (grid === undefined) return "measured by length only";
  const { trained, held } = grid.facts;
  return `trained ${percentOf(trained)} · held out ${percentOf(held)}`;
}

function percentOf(each: Share): string {
  return each.total === 0 ? "–" : percentText(each.correct / each.total);
}

const layerWords: Readonly<Record<Layer, string>> = {
  accuracy: "the share of its answers that were right",
  oracle: "whether every step that it needs occurs in training (step-coverage oracle)",
  difference: "measured accuracy less what the step-coverage oracle expects",
};

/** The text under a figure: what is seen, what was measured, and what made it. */
export function captionOf(maps: readonly MapModel[], layer: Layer): string {
  const parts = maps.map((map, index) => {
    const { grid, name, task, method, provenance } = map;
    const letter = maps.length > 1 ? `(${String.fromCharCode(97 + index)}) ` : "";
    const made = provenance.map((fact) => `${fact.name} ${fact.value}`).join(", ");
    if (grid === undefined) return `${letter}${name}: ${task}, ${method}, measured by length. ${made}.`;
    const { shown, facts, count } = grid;
    const drawn =
      shown.generations === 1
        ? "the greedy answer"
        : `${shown.generations} answers at temperature ${shown.temperature}`;
    return (
      `${letter}${name}: ${task}, ${method}; ${countText(count)} problems, ${drawn} to each; split ${shown.split}. ` +
      `Trained cells ${share(facts.trained)}, held out ${share(facts.held)}, ${interval(facts.held)}. ${made}.`
    );
  });
  return `Case map. Each cell is one problem; its color is ${layerWords[layer]}. The outline is what training left out. ${parts.join(" ")}`;
}

/** One cell of one map, without its problem. */
export function cellWords(grid: GridModel, index: number): string {
  const { total, correct } = grid.shareOf(index);
  const answers = grid
    .wrongOf(index)
    .map(({ text, count }) => (total > 1 ? `${quoted(text)} ${count} times` : quoted(text)));
  const covered = grid.isCovered(index);
  const parts = [
    total === 0
      ? "not measured yet"
      : total === 1
        ? correct === 1
          ? "right"
          : "wrong"
        : `right ${correct} of ${total}`,
    ...(answers.length === 0 ? [] : [`answered ${answers.join(", ")}`]),
    ...(covered === undefined ? [] : [covered ? "every step in training" : "a step is not in training"]),
  ];
  return parts.join(" · ");
}

/** Where a cell lies. */
export function placeWords(grid: GridModel, index: number): string {
  const { row, column }: Cell = grid.cellOf(index);
  const { rows, columns } = grid.shown;
  const distance = grid.distanceOf(index);
  const held = grid.isHeld(index)
    ? distance === undefined
      ? "held out"
      : `held out, ${distance} from the rim`
    : "trained";
  return `${rows.name} = ${row}, ${columns.name} = ${column} · ${held}`;
}

function quoted(text: string): string {
  return text === "" ? "nothing" : text.includes(" ") ? `“${text}”` : text;
}
