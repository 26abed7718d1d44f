/** @file The controls of every view as components. They are elements of the toolkit that `defineControls` registers. */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { h } from "./h.ts";

interface Labeled {
  readonly class?: string | undefined;
  /** More than the label says, on hover. */
  readonly title?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

interface ButtonProps extends Labeled {
  readonly kind?: "primary" | "secondary" | "icon";
  /** For a button that shows no words. */
  readonly label?: string | undefined;
  /** For a button that stays pressed. */
  readonly pressed?: boolean | undefined;
  readonly click: () => void;
  readonly children?: ComponentChildren;
}

export function Button({
  kind = "secondary",
  label,
  pressed,
  click,
  children,
  class: className,
  title = label,
  hidden,
  disabled,
}: ButtonProps): VNode {
  const classes = [className, pressed ? "pressed" : undefined].filter((it) => it !== undefined).join(" ");
  return h(
    "vscode-button",
    {
      appearance: kind,
      "aria-label": label,
      "aria-pressed": pressed,
      class: classes || undefined,
      title,
      hidden,
      disabled: disabled ?? false,
      onClick: () => disabled || click(),
    },
    [children],
  );
}

interface CheckboxProps extends Labeled {
  readonly checked: boolean;
  readonly change: (checked: boolean) => void;
  readonly children?: ComponentChildren;
}

export function Checkbox({ checked, change, children, ...rest }: CheckboxProps): VNode {
  return h("vscode-checkbox", { ...rest, checked, onChange: (event: Event) => change(isChecked(event)) }, children);
}

function isChecked({ currentTarget }: Event): boolean {
  return currentTarget !== null && "checked" in currentTarget && currentTarget.checked === true;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
}

interface DropdownProps<T extends string> extends Labeled {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly change: (value: T) => void;
}

/** `h(Dropdown<Mode>, { … })`. A choice that changes nothing in `value` is taken back: a menu shows its title again. */
export function Dropdown<T extends string>({
  label,
  choices,
  value,
  change,
  title = label,
  ...rest
}: DropdownProps<T>): VNode {
  const ref = useRef<HTMLElement>(null);
  const set = (): void => {
    if (ref.current && textOf(ref.current) !== value) Object.assign(ref.current, { value });
  };
  // The toolkit takes the first option until it knows the others, which is a moment after they are shown.
  useLayoutEffect(() => {
    set();
    const frame = requestAnimationFrame(set);
    return () => cancelAnimationFrame(frame);
  });
  const changed = (event: Event): void => {
    const chosen = choices.find((it) => it.value === textOf(event.currentTarget));
    if (chosen === undefined || chosen.value === value) return;
    change(chosen.value);
    set();
  };
  return h("vscode-dropdown", { ...rest, ref, "aria-label": label, title, onChange: changed }, [
    choices.map((it) =>
      h("vscode-option", { key: it.value, value: it.value, selected: it.value === value || undefined }, it.text),
    ),
  ]);
}

interface TextFieldProps extends Labeled {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  readonly change: (text: string) => void;
  /** What stands there cannot be taken up. */
  readonly invalid?: boolean;
}

export function TextField({ label, placeholder, value, change, invalid, ...rest }: TextFieldProps): VNode {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const field = ref.current;
    if (field === null) return;
    // Each time it is put into a page, the toolkit calls it a text field and nothing more.
    const name = (): void => {
      if (field.getAttribute("aria-label") !== label) field.setAttribute("aria-label", label);
    };
    name();
    const observer = new MutationObserver(name);
    observer.observe(field, { attributeFilter: ["aria-label"] });
    return () => observer.disconnect();
  }, [label]);
  const changed = (event: Event): void => change(textOf(event.currentTarget));
  return h("vscode-text-field", {
    ...rest,
    ref,
    "aria-label": label,
    "aria-invalid": invalid || undefined,
    placeholder,
    value,
    onInput: changed,
  });
}

function textOf(control: EventTarget | null): string {
  return control !== null && "value" in control && typeof control.value === "string" ? control.value : "";
}

export function Progress({ label, hidden }: { readonly label: string; readonly hidden?: boolean }): VNode {
  return h("vscode-progress-ring", { "aria-label": label, hidden });
}

interface SliderProps extends Labeled {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly min?: number;
  readonly step?: number;
  /** What the value means, for a screen reader. */
  readonly valueText?: string;
  /** While it is moved. */
  readonly input?: (value: number) => void;
  /** When it is let go. */
  readonly change?: (value: number) => void;
}

/** The toolkit has no slider: HTML's own, styled by the theme. */
export function Slider({
  label,
  valueText,
  input,
  change,
  class: className = "",
  min = 0,
  ...rest
}: SliderProps): VNode {
  return h("input", {
    ...rest,
    min,
    type: "range",
    class: `slider ${className}`.trim(),
    "aria-label": label,
    "aria-valuetext": valueText,
    onInput: (event: Event) => input?.(Number(textOf(event.currentTarget))),
    onChange: (event: Event) => change?.(Number(textOf(event.currentTarget))),
  });
}
