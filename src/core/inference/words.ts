/** @file Made-up words, so that content says nothing: every onset with every coda. None is an English word. */

export function madeUp(onsets: string, codas: string): readonly string[] {
  return onsets.split(" ").flatMap((onset) => codas.split(" ").map((coda) => onset + coda));
}
