/** @file Preact's `h` with types that this compiler's strict settings take: an element, a control of the toolkit, or a component. */

import { type Attributes, type ComponentChildren, createElement, type JSX } from "preact";

/** Data attributes, which an object's type does not allow by itself. */
type Data = { readonly [name in `data-${string}`]?: string | number | boolean | undefined };

export function h<Name extends keyof JSX.IntrinsicElements>(
  name: Name,
  props: (JSX.IntrinsicElements[Name] & Data) | null,
  ...children: ComponentChildren[]
): JSX.Element;
export function h(
  name: `vscode-${string}`,
  props: Readonly<Record<string, unknown>>,
  ...children: ComponentChildren[]
): JSX.Element;
/** `children` are given after the properties; several as one array, which the formatter keeps together. */
export function h<P extends object>(
  component: (props: P) => ComponentChildren,
  props: (Omit<P, "children"> & Attributes) | null,
  ...children: ComponentChildren[]
): JSX.Element;
export function h<P extends object>(
  type: string | ((props: P) => ComponentChildren),
  props: (P & Attributes) | null,
  ...children: ComponentChildren[]
): JSX.Element {
  return createElement(type, props, ...children);
}
