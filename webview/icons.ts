/** @file The pictures on buttons: 16 × 16, drawn with the color of the text. */

import type { VNode } from "preact";
import { h } from "./kit/h.ts";

const shapes = {
  pin: "M9.5 1.5 14.5 6.5 13 7l-.5-.2L9.6 9.7c.3 1.200 0 2.500-.9 3.400L6 10.400 2.500 14 2 13.500 5.600 10 2.900 7.300c.900-.900 2.200-1.200 3.400-.900L9.200 3.500 9 3z",
  pause: "M4 3h2.500v10H4zM9.500 3H12v10H9.500z",
  copy: "M5 1h7.500L14 2.500V11h-1.200V3.200L11.800 2.200H5zM2 4h8.500v11H2zm1.200 1.200v8.600h6.100V5.200z",
  save: "M7.400 1h1.200v7.300l2.700-2.700.9.900L8 10.700 3.800 6.500l.9-.9 2.700 2.700zM2 10h1.200v3.800h9.600V10H14v5H2z",
  run: "M4 2.500v11l9-5.500z",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }): VNode {
  const path = h("path", { d: shapes[name] });
  return h("svg", { viewBox: "0 0 16 16", width: 16, height: 16, fill: "currentColor", "aria-hidden": true }, path);
}
