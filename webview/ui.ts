/** @file The controls of views that make their own elements. `kit/controls.ts` has them as components. */

import { element } from "./dom.ts";

export interface Control {
  readonly element: HTMLElement;
}

interface Toggle extends Control {
  set(on: boolean): void;
}

function custom(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Node | string)[] = [],
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(text: string, click: () => void, kind: "primary" | "secondary" = "secondary"): HTMLElement {
  const made = custom("vscode-button", { appearance: kind }, [text]);
  made.addEventListener("click", click);
  return made;
}

/** A button that shows a picture and says `label`. */
export function iconButton(label: string, icon: SVGElement, click: () => void): HTMLElement {
  const made = custom("vscode-button", { appearance: "icon", "aria-label": label, title: label }, [icon]);
  made.addEventListener("click", click);
  return made;
}

/** A button that stays pressed. `changed` is called with what it is then. */
export function toggleButton(label: string, icon: SVGElement, changed: (on: boolean) => void): Toggle {
  let on = false;
  const made = iconButton(label, icon, () => {
    set(!on);
    changed(on);
  });
  const set = (value: boolean): void => {
    on = value;
    made.setAttribute("aria-pressed", String(on));
    made.classList.toggle("pressed", on);
  };
  set(false);
  return { element: made, set };
}

export function checkbox(text: string, changed: (on: boolean) => void): Toggle {
  const made = custom("vscode-checkbox", {}, [text]);
  made.addEventListener("change", () => changed(isOn(made)));
  return {
    element: made,
    set(on) {
      if (isOn(made) !== on) Object.assign(made, { checked: on });
    },
  };
}

function isOn(made: HTMLElement): boolean {
  return "checked" in made && made.checked === true;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
}

export function dropdown<T extends string>(
  label: string,
  choices: readonly Choice<T>[],
  initial: T,
  changed: (value: T) => void,
): HTMLElement {
  const options = choices.map(({ value, text }) =>
    custom("vscode-option", value === initial ? { value, selected: "" } : { value }, [text]),
  );
  const made = custom("vscode-dropdown", { "aria-label": label, title: label }, options);
  made.addEventListener("change", () => {
    const chosen = choices.find(({ value }) => "value" in made && made.value === value);
    if (chosen !== undefined) changed(chosen.value);
  });
  // The toolkit takes the first option until it knows the others, which is a moment after it is shown.
  requestAnimationFrame(() => Object.assign(made, { value: initial }));
  return made;
}

export interface TextField extends Control {
  focus(): void;
  set(text: string): void;
}

export function textField(label: string, placeholder: string, changed: (text: string) => void): TextField {
  const made = custom("vscode-text-field", { "aria-label": label, placeholder });
  // Each time it is put into a page, the toolkit calls it a text field and nothing more.
  new MutationObserver(() => {
    if (made.getAttribute("aria-label") !== label) made.setAttribute("aria-label", label);
  }).observe(made, { attributeFilter: ["aria-label"] });
  made.addEventListener("input", () => changed(textOf(made)));
  return {
    element: made,
    focus: () => made.focus(),
    set(text) {
      if (textOf(made) !== text) Object.assign(made, { value: text });
    },
  };
}

function textOf(made: HTMLElement): string {
  return "value" in made && typeof made.value === "string" ? made.value : "";
}

export function progress(label: string): HTMLElement {
  return custom("vscode-progress-ring", { "aria-label": label });
}

/** The toolkit has no slider: HTML's own, styled by the theme. */
export function slider(label: string, changed: (value: number) => void): HTMLInputElement {
  const made = element("input", {
    class: "slider",
    attributes: { type: "range", min: 0, step: 1, "aria-label": label },
  });
  made.addEventListener("input", () => changed(Number(made.value)));
  return made;
}
