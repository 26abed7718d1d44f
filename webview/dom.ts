/** @file Making elements. Text always goes in as text, never as HTML; styles only through classes and custom properties. */

import { visibleText as plainText } from "../src/core/base/plainText.ts";

export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly role?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  { class: className, text, title, role, attributes = {} }: ElementOptions = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  if (title !== undefined) made.title = title;
  if (role !== undefined) made.setAttribute("role", role);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** White space made visible, so that a token of one space can be told from none. */
export function visibleText(text: string): string {
  return plainText(text).replaceAll(" ", "\u00b7") || "∅";
}
