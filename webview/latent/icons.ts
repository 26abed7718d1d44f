/** @file The pictures on this view's buttons: 16 × 16 lines in the color of the text. */

import type { VNode } from "preact";
import { h } from "../kit/h.ts";

const lines = {
  pan: "M8 1.500V14.500M1.500 8H14.500M8 1.500 6 3.500M8 1.500 10 3.500M8 14.500 6 12.500M8 14.500 10 12.500M1.500 8 3.500 6M1.500 8 3.500 10M14.500 8 12.500 6M14.500 8 12.500 10",
  lasso:
    "M8 2C12 2 14.500 3.800 14.500 6.300S12 10.500 8 10.500 1.500 8.800 1.500 6.300 4 2 8 2M4.500 9.800C3 11 3.500 12.500 5 12.500S7 14.500 5 14.800",
  rectangle: "M2 3.500H14V12.500H2Z",
  touch:
    "M6 8.500V2.800A1.200 1.200 0 0 1 8.400 2.800V7L12 7.800C13.200 8.100 13.600 9 13.400 10L12.600 14.500H7.500L3.200 10.200A1.200 1.200 0 0 1 5 8.600L6 9.500",
  whole: "M2 6V2H6M10 2H14V6M14 10V14H10M6 14H2V10",
  second: "M1.500 3H14.500V13H1.500ZM8 3V13",
  side: "M1.500 3H14.500V13H1.500ZM10 3V13M11.500 5.500H13M11.500 8H13",
  settings:
    "M2 4.500H9M13 4.500H14M2 11.500H4M8 11.500H14M11 2.700A1.800 1.800 0 1 0 11 6.300 1.800 1.800 0 1 0 11 2.700M6 9.700A1.800 1.800 0 1 0 6 13.300 1.800 1.800 0 1 0 6 9.700",
} as const;

export function ToolIcon({ name }: { readonly name: keyof typeof lines }): VNode {
  return h(
    "svg",
    {
      viewBox: "0 0 16 16",
      width: 16,
      height: 16,
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.2,
      "stroke-linejoin": "round",
      "stroke-linecap": "round",
      "aria-hidden": true,
    },
    [h("path", { d: lines[name] })],
  );
}
