/** @file Which heads a table shows: `L1`, `H0`, `rule line > 10`, several with commas. No DOM. */

import type { ScoredHeads } from "../../../src/protocol/activations.ts";

type Scored = ScoredHeads[number];
export type ScoreName = keyof Scored["scores"];

/** In the order in which people see them. */
export const scoreNames = [
  "ruleLine",
  "operands",
  "previousToken",
  "duplicateToken",
  "induction",
  "firstToken",
  "entropy",
  "distance",
] as const satisfies readonly ScoreName[];

/** Whether a score is an attention weight, from 0 to 1; others have units of their own. */
export function isWeight(name: ScoreName): boolean {
  return name !== "entropy" && name !== "distance";
}

/** `titles`: what people call the scores. Weights are compared in per cent. Undefined where the text cannot be read. */
export function headFilter(
  text: string,
  titles: readonly { readonly name: ScoreName; readonly title: string }[],
): ((head: Scored) => boolean) | undefined {
  const terms = text
    .split(",")
    .map((term) => term.trim().toLowerCase())
    .filter((term) => term !== "");
  const tests: ((head: Scored) => boolean)[] = [];
  for (const term of terms) {
    const place = /^([lh])(\d+)$/.exec(term);
    const [, title = "", sign, number] = /^(.+?)\s*([<>])\s*(\d+(?:\.\d+)?)\s*%?$/.exec(term) ?? [];
    const score = titles.find((it) => it.title === title)?.name;
    if (place) tests.push((it) => (place[1] === "l" ? it.layer : it.head) === Number(place[2]));
    else if (score !== undefined) {
      const limit = Number(number) / (isWeight(score) ? 100 : 1);
      tests.push(({ scores }) => {
        const value = scores[score];
        return value !== null && (sign === ">" ? value > limit : value < limit);
      });
    } else return undefined;
  }
  return (head) => tests.every((test) => test(head));
}
