/** @file What keys mean on a case map. No DOM beyond the event's own fields. */

export type MapKey =
  | { readonly kind: "move"; readonly down: number; readonly across: number }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "resize"; readonly by: number }
  | { readonly kind: "run" | "whole" | "square" | "delete" };

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

const keys: Readonly<Record<string, MapKey>> = {
  Enter: { kind: "run" },
  "0": { kind: "whole" },
  "+": { kind: "zoom", factor: 1.5 },
  "=": { kind: "zoom", factor: 1.5 },
  "-": { kind: "zoom", factor: 1 / 1.5 },
  b: { kind: "square" },
  "[": { kind: "resize", by: -1 },
  "]": { kind: "resize", by: 1 },
  Delete: { kind: "delete" },
  Backspace: { kind: "delete" },
};

const moves: Readonly<Record<string, readonly [down: number, across: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, -1000],
  End: [0, 1000],
};

/** With Shift, ten cells at once. */
export function mapKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): MapKey | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const move = moves[key];
  if (move === undefined) return keys[key];
  const far = shiftKey ? 10 : 1;
  return { kind: "move", down: move[0] * far, across: move[1] * far };
}
