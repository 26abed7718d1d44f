/** @file What can be exported of figures and tables, as a menu. */

import type { VNode } from "preact";
import type { LatentFormat } from "../../src/protocol/latentView.ts";
import { ExportMenu as Menu } from "../kit/exportMenu.ts";
import { h } from "../kit/h.ts";

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

interface ExportMenuProps {
  readonly label: string;
  readonly choices: readonly ExportChoice[];
  readonly save: (format: LatentFormat, scale: number) => void;
}

export function ExportMenu({ label, choices, save }: ExportMenuProps): VNode {
  return h(Menu<string>, {
    label,
    choices: choices.map(({ text }, i) => ({ value: String(i), text })),
    save(chosen) {
      const choice = choices[Number(chosen)];
      if (choice !== undefined) save(choice.format, choice.scale ?? 1);
    },
  });
}
