/** @file A page without a browser for tests of components: linkedom's document, what is rendered into it, and what a person does there. */

import { parseHTML } from "linkedom";
import type { ComponentChild } from "preact";
import { render } from "preact";

export interface SmallPage {
  readonly root: Element;
  /** Puts a component into the page, or draws it again with other properties, and waits until it has settled. */
  show(node: ComponentChild): Promise<void>;
  /** The text of the first element that fits; of the page without a selector. */
  text(selector?: string): string;
  all(selector: string): readonly Element[];
  click(selector: string): Promise<void>;
  press(key: string, selector?: string): Promise<void>;
  /** What a control of the toolkit does when somebody chooses or types. */
  change(selector: string, value: string): Promise<void>;
  close(): void;
}

export function openSmallPage(): SmallPage {
  const { document, window } = parseHTML("<!DOCTYPE html><html><body><main id='view'></main></body></html>");
  const { HTMLElement, MutationObserver, Event } = window;
  Object.assign(globalThis, {
    document,
    window,
    HTMLElement,
    MutationObserver,
    requestAnimationFrame: (step: () => void) => setImmediate(step),
    cancelAnimationFrame: clearImmediate,
  });
  const root = document.getElementById("view");
  if (root === null) throw new Error("The page has no place for its view.");
  const find = (selector: string): Element => {
    const found = document.querySelector(selector);
    if (found === null) throw new Error(`There is no ${selector} in ${root.innerHTML}`);
    return found;
  };
  const send = async (selector: string, name: string, properties: object): Promise<void> => {
    find(selector).dispatchEvent(Object.assign(new Event(name, { bubbles: true, cancelable: true }), properties));
    await settled();
  };
  return {
    root,
    async show(node) {
      render(node, root);
      await settled();
    },
    text: (selector) => (selector === undefined ? root : find(selector)).textContent ?? "",
    all: (selector) => [...document.querySelectorAll(selector)],
    click: (selector) => send(selector, "click", {}),
    press: (key, selector = "main") => send(selector, "keydown", { key }),
    async change(selector, value) {
      Object.assign(find(selector), { value });
      await send(selector, "change", {});
      await send(selector, "input", {});
    },
    close: () => render(null, root),
  };
}

/** Until promises that are settled have been heard of, and what they changed is drawn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
