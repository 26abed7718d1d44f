/** @file The part of a matrix that is in sight: moved, widened and narrowed, never beyond the tokens there are. Pure. */

export interface Window {
  /** First and last query and key in sight, [from, to). */
  readonly queries: readonly [number, number];
  readonly keys: readonly [number, number];
}

/** Narrower than this there is nothing more to see. */
const fewest = 4;

export function wholeWindow(length: number): Window {
  return { queries: [0, length], keys: [0, length] };
}

/** Narrows (factor < 1) or widens around a place, given as parts of the window's width and height. */
export function zoomed(
  window: Window,
  factor: number,
  at: { readonly x: number; readonly y: number },
  length: number,
): Window {
  return {
    queries: rescaled(window.queries, factor, at.y, length),
    keys: rescaled(window.keys, factor, at.x, length),
  };
}

export function moved(window: Window, byQueries: number, byKeys: number, length: number): Window {
  return { queries: shifted(window.queries, byQueries, length), keys: shifted(window.keys, byKeys, length) };
}

/** The window moved so that a token is in sight. */
export function holding({ queries, keys }: Window, query: number, key: number, length: number): Window {
  const into = ([from, to]: readonly [number, number], token: number): readonly [number, number] => {
    if (token >= from && token < to) return [from, to];
    return shifted([from, to], token - Math.floor((from + to) / 2), length);
  };
  return { queries: into(queries, query), keys: into(keys, key) };
}

function rescaled([from, to]: readonly [number, number], factor: number, at: number, length: number): [number, number] {
  const size = Math.min(length, Math.max(Math.min(fewest, length), Math.round((to - from) * factor)));
  const start = Math.round(from + at * (to - from - size));
  const first = Math.max(0, Math.min(length - size, start));
  return [first, first + size];
}

function shifted([from, to]: readonly [number, number], by: number, length: number): [number, number] {
  const size = to - from;
  const first = Math.max(0, Math.min(length - size, Math.round(from + by)));
  return [first, first + size];
}
