/** @file Changes to real inputs, of which many are still nearly right: pieces taken out, doubled, exchanged, and values that break readers. */
import type { Rng } from "../../src/core/base/rng.ts";

/** Pieces of text that somebody's reader took for something else. */
export const oddTexts = [
  ...[
    "",
    " ",
    "\0",
    "\r",
    "\r\n",
    "\u2028",
    "\u202e",
    "\ud800",
    "\ufeff",
    "\t",
    "\f",
    "`",
    "\\",
    '"',
    "'",
    "{",
    "[",
    "(",
    "#",
    ":",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "prototype",
    "../x",
    "//server/share",
    "\\\\server\\x",
    "/dev/zero",
    "NaN",
    "1e309",
  ],
  ...["0", "-1", "9".repeat(400), "١٢", "𝟙", "=1+1", "<img>", "x".repeat(5000)],
];

const oddValues: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 1, 0.5, 1e9, 1e308, -1e308, 2 ** 53, 4294967296, "", [], {}, [[]], { a: 1 }],
  ...oddTexts,
];

export function mutateText(rng: Rng, text: string): string {
  let changed = text;
  for (let times = rng.integer(1, 4); times > 0; times--) {
    const [from, to] = [rng.integer(0, changed.length), rng.integer(0, 12)];
    const [before, piece, after] = [changed.slice(0, from), changed.slice(from, from + to), changed.slice(from + to)];
    changed = rng.pick([
      () => before + after,
      () => before + piece + piece + after,
      () => before + rng.pick(oddTexts) + after,
      () => before + text.slice(rng.integer(0, text.length)).slice(0, 20) + after,
      () => before + String.fromCharCode(rng.integer(1, 126)) + after,
    ])();
  }
  return changed;
}

/** JSON of nearly the same shape. `__proto__` becomes a key of its own, as in a file. */
export function mutateJson(rng: Rng, value: unknown): string {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const walk = (inside: unknown): void => {
    if (typeof inside !== "object" || inside === null) return;
    for (const [key, deeper] of Object.entries(inside)) {
      places.push({ holder: inside as Record<string, unknown>, key });
      walk(deeper);
    }
  };
  walk(copy);
  for (let times = rng.integer(0, 2); times > 0 && places.length > 0; times--) {
    const { holder, key } = rng.pick(places);
    const what = rng.integer(0, 5);
    if (what === 0) delete holder[key];
    else if (what === 1)
      define(holder, rng.pick(["__proto__", "constructor", "extra", "version", "kind"]), rng.pick(oddValues));
    else if (what === 2 && typeof holder[key] === "number")
      holder[key] = Number(holder[key]) * rng.pick([-1, 0, 1.5, 2, 1000]) + rng.integer(-1, 1);
    else holder[key] = rng.pick(oddValues);
  }
  const text = JSON.stringify(copy);
  return rng.next() < 0.1 ? mutateText(rng, text) : text;
}

function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

export function mutateBytes(rng: Rng, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let times = rng.integer(1, 6); times > 0; times--) {
    if (changed.length === 0) break;
    // Headers stand at the front and decide what the rest is.
    const at = rng.integer(0, (rng.next() < 0.7 ? Math.min(changed.length, 512) : changed.length) - 1);
    changed[at] = rng.pick([0, 1, 127, 128, 255, rng.integer(0, 255), (changed[at] ?? 0) ^ (1 << rng.integer(0, 7))]);
  }
  return rng.next() < 0.15 ? changed.subarray(0, rng.integer(0, changed.length)) : changed;
}
