/** @file The line that tells what the pointed or chosen cell is: its problem, where it lies, and what each model answered. */

import type { VNode } from "preact";
import type { Cell } from "../../src/core/task/space.ts";
import type { Work } from "../kit/answer.ts";
import { useAnswer } from "../kit/answer.ts";
import { h } from "../kit/h.ts";
import type { MapModel } from "./model/mapModel.ts";
import { cellWords, placeWords } from "./model/words.ts";

export interface Described {
  readonly problem: string;
  readonly answer: string;
}

interface ReadoutProps {
  readonly maps: readonly MapModel[];
  readonly cell: Cell | undefined;
  /** How a map's task writes a cell's problem and its answer. */
  readonly describe: (map: MapModel, cell: number) => Work<Described>;
}

export function Readout({ maps, cell, describe }: ReadoutProps): VNode {
  const map = maps.find(({ grid }) => cell !== undefined && grid?.indexOf(cell) !== undefined);
  const index = cell && map?.grid?.indexOf(cell);
  const key = map === undefined || index === undefined ? undefined : `${map.task} ${index}`;
  const described = useAnswer(key, async (signal) => {
    if (map === undefined || index === undefined) throw new Error("There is no cell to describe.");
    return { of: key, ...(await describe(map, index)(signal)) };
  });
  if (cell === undefined || map?.grid === undefined || index === undefined)
    return h("div", { class: "readout", role: "status" }, [
      h("span", { class: "muted" }, [
        "Point at a cell to see its problem and the answers; click it to run it in the editor.",
      ]),
    ]);
  const { value } = described;
  const answers = maps.flatMap(({ grid, name }, style) => {
    const at = grid?.indexOf(cell);
    if (grid === undefined || at === undefined) return [];
    const { total, correct } = grid.shareOf(at);
    const kind = total === 0 ? "unread" : correct === total ? "correct" : "wrong";
    return h("div", { class: "readout-map" }, [
      maps.length > 1 && h("span", { class: `muted name style-${style % 6}` }, name),
      h("span", { class: `verdict ${kind}` }, cellWords(grid, at)),
    ]);
  });
  return h("div", { class: "readout", role: "status" }, [
    h("div", { class: "readout-head" }, [
      h("code", { class: "problem" }, value?.of === key ? `${value?.problem} ${value?.answer}` : "…"),
      h("span", { class: "muted" }, placeWords(map.grid, index)),
    ]),
    answers,
  ]);
}
