/** @file What keys mean on a latent view's map, beyond moving it. No DOM beyond the event's own fields. */

export type LatentKey =
  | { readonly kind: "open" | "toggle" | "clear" | "all" | "invert" | "frame" | "second" }
  | { readonly kind: "layer"; readonly by: number };

const keys: Readonly<Record<string, LatentKey>> = {
  Enter: { kind: "open" },
  " ": { kind: "toggle" },
  Escape: { kind: "clear" },
  a: { kind: "all" },
  i: { kind: "invert" },
  f: { kind: "frame" },
  "2": { kind: "second" },
  "[": { kind: "layer", by: -1 },
  "]": { kind: "layer", by: 1 },
};

export function latentKey({ key }: Pick<KeyboardEvent, "key">): LatentKey | undefined {
  return keys[key];
}
