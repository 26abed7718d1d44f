/** @file Keyboard shortcuts as tables: the key as the browser names it, after `Ctrl+` where that is held, and what it does. */

import { useLayoutEffect, useRef } from "preact/hooks";

/** A function that returns false did nothing, and the key goes on to others. */
export type KeyMap = Readonly<Record<string, ((event: KeyboardEvent) => unknown) | undefined>>;

/** Keys of the whole view. None while somebody types into a field or opens a list, but those of `everywhere`. */
export function useKeys(keys: KeyMap, everywhere: KeyMap = {}): void {
  const latest = useRef({ keys, everywhere });
  latest.current = { keys, everywhere };
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (press(latest.current.everywhere, event)) return;
      if (!takesKeys(event.target)) press(latest.current.keys, event);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

/** Keys of one element, for its `onKeyDown`: what it takes does not reach the view. */
export function onKeys(keys: KeyMap): (event: KeyboardEvent) => void {
  return (event) => {
    if (press(keys, event)) event.stopPropagation();
  };
}

function press(keys: KeyMap, event: KeyboardEvent): boolean {
  const name = event.ctrlKey || event.metaKey ? `Ctrl+${event.key}` : event.key;
  if (event.altKey || !Object.hasOwn(keys, name)) return false;
  const action = keys[name];
  if (action === undefined || action(event) === false) return false;
  event.preventDefault();
  return true;
}

/** Where a key is a letter of what somebody writes. */
export function isText({ target }: Event): boolean {
  return target instanceof HTMLElement && /^(input|textarea|vscode-text-field)$/i.test(target.tagName);
}

function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && /^(input|textarea|vscode-(dropdown|option|text-field))$/i.test(target.tagName)
  );
}

/** Rows and columns that an arrow key moves by. */
export const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};
