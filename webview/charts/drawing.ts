/** @file A drawing as a component: elements that a chart made, put into the page when what they show has changed. */

import type { ComponentProps, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { h } from "../kit/h.ts";

interface DrawingProps extends Omit<ComponentProps<"div">, "ref" | "children"> {
  readonly draw: () => readonly Element[];
  /** Drawn again where one of these differs; always as many. */
  readonly of: readonly unknown[];
}

export function Drawing({ draw, of, ...rest }: DrawingProps): VNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => ref.current?.replaceChildren(...draw()), of);
  return h("div", { ...rest, ref });
}
