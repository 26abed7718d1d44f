/** @file The squares of a new training: what the recipe calls them, whether they can be held out, and the button that begins. */

import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { countText } from "../../src/core/format/figures.ts";
import type { Square } from "../../src/core/task/split.ts";
import { Button, TextField } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import type { GridModel, MapModel } from "./model/mapModel.ts";
import { checkSquares } from "./model/square.ts";

interface BrushPanelProps {
  readonly map: MapModel;
  readonly grid: GridModel;
  readonly squares: readonly Square[];
  readonly change: (squares: readonly Square[]) => void;
  readonly train: (squares: readonly Square[], steps: number) => void;
  readonly close: () => void;
}

/** Its `key` is the map: another one has other steps. */
export function BrushPanel({ map, grid, squares, change, train, close }: BrushPanelProps): VNode {
  const [text, setText] = useState(String(map.steps));
  const steps = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0;
  const checked = squares.length === 0 ? undefined : checkSquares(grid.space, squares);
  const verdict =
    checked === undefined
      ? "No square yet."
      : checked.kind === "refused"
        ? checked.why
        : `${checked.name}: trains on ${countText(checked.training)} cells, holds ${countText(checked.test)} out.`;
  return h("section", { class: "brush", "aria-label": "Hold other squares out" }, [
    h("strong", null, `Train ${map.name} again with other squares held out`),
    h("p", { class: "muted" }, [
      "Drag on the map to draw squares, or press b for one at the cell cursor; [ and ] make the last one smaller and larger, Delete removes it.",
    ]),
    h("div", { class: "squares" }, [
      squares.map((square, index) => {
        const words = squareWords(square, grid);
        const remove = (): void => change(squares.filter((_, at) => at !== index));
        return h("span", { class: "square" }, [
          words,
          h("button", { class: "close", type: "button", "aria-label": `Remove the square ${words}`, onClick: remove }, [
            "×",
          ]),
        ]);
      }),
    ]),
    h("div", { role: "status", class: checked?.kind === "refused" ? "word" : "muted" }, verdict),
    h("div", { class: "brush-actions" }, [
      h("span", { class: "muted" }, "Steps"),
      h(TextField, { label: "Steps of the training", placeholder: "steps", value: text, change: setText }),
      h(
        Button,
        { kind: "primary", disabled: checked?.kind !== "good" || steps < 1, click: () => train(squares, steps) },
        ["Train With These Held Out"],
      ),
      h(Button, { click: close }, "Close"),
    ]),
  ]);
}

function squareWords({ centre: [row, column], halfWidth }: Square, { shown: { rows, columns } }: GridModel): string {
  const range = (name: string, middle: number): string => `${name} ${middle - halfWidth}–${middle + halfWidth}`;
  return `${range(rows.name, row)}, ${range(columns.name, column)} (half-width ${halfWidth})`;
}
