/** @file A list of what can be exported, which shows nothing as chosen. */

import type { LatentFormat } from "../../src/protocol/latentView.ts";
import { dropdown } from "../ui.ts";

export interface ExportChoice {
  readonly format: LatentFormat;
  readonly text: string;
  /** Of a PNG: pixels for each of the drawing's. */
  readonly scale?: number;
}

export const figureChoices: readonly ExportChoice[] = [
  { format: "svg", text: "figure, SVG" },
  { format: "png", text: "figure, PNG ×2", scale: 2 },
  { format: "png", text: "figure, PNG ×4", scale: 4 },
];

export function exportMenu(
  label: string,
  choices: readonly ExportChoice[],
  save: (format: LatentFormat, scale: number) => void,
): HTMLElement {
  const options = choices.map(({ text }, i) => ({ value: String(i), text }));
  const made = dropdown(label, [{ value: "none", text: "Export …" }, ...options], "none", (chosen) => {
    const choice = choices[Number(chosen)];
    Object.assign(made, { value: "none" });
    if (choice !== undefined) save(choice.format, choice.scale ?? 1);
  });
  made.classList.add("export");
  return made;
}
