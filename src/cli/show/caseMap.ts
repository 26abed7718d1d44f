/** @file A case map in a few lines: the trained cells, those left out, and these by how far they are from the trained ones. */

import { percentRange, percentText } from "../../core/format/figures.ts";
import type { Count } from "../../core/record/caseMap.ts";
import { wilson } from "../../core/statistics/interval.ts";
import type { MapSummary } from "../../protocol/contract.ts";
import { bar } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

export function mapLines({ training, test, byDistance }: MapSummary, { paint }: Pick<Terminal, "paint">): string[] {
  const row = (name: string, { total, correct }: Count): string => {
    const share = total === 0 ? 0 : correct / total;
    const [low, high] = wilson(correct, total);
    const interval = paint("dim", percentRange(low, high).padEnd(18));
    const color = share >= 0.99 ? "green" : share >= 0.9 ? "yellow" : "red";
    return `${name.padEnd(18)} ${paint(color, bar(share))} ${percentText(share).padStart(7)}  ${interval}  ${correct}/${total}`;
  };
  return [
    paint("bold", `${"cells".padEnd(18)} ${"accuracy".padEnd(24)}          95 % interval           correct`),
    row("trained", training),
    row("left out", test),
    ...byDistance.map(({ distance, ...ring }) => row(distance === 0 ? "  rim" : `  ${distance} from the rim`, ring)),
  ];
}
