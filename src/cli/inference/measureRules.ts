/** @file `rulescope eval` of language VAEs: how far rules are apart, over the seeds of each group. */

import type { VaeModel } from "../../client/models.ts";
import { measuresOverSeeds } from "../../core/experiment/measuresOverSeeds.ts";
import { type LatentMeasures, measuresDocument, parseLatentMeasures } from "../../core/record/ruleMeasures.ts";
import { writeWhole } from "../../node/writeWhole.ts";
import type { ExitStatus } from "../command.ts";
import { withEngine } from "../engine.ts";
import { progress } from "../progress.ts";
import { measuredLines } from "../show/ruleMeasures.ts";
import type { Terminal } from "../terminal.ts";

export interface MeasureRulesFlags {
  /** A file for every model's measures. */
  readonly out: string | undefined;
  readonly json: boolean;
}

export async function measureRules(
  models: readonly VaeModel[],
  { json, out }: MeasureRulesFlags,
  terminal: Terminal,
): Promise<ExitStatus> {
  const measured: LatentMeasures[] = [];
  const shown = progress(terminal, "measuring", () => performance.now());
  await withEngine("train", terminal, async ({ client, signal }) => {
    for (const [i, { dir: modelDir }] of models.entries()) {
      const onEvent = ({ what, done, total }: { what: string; done: number; total: number }) =>
        shown.show(i + done / Math.max(1, total), models.length, `${modelDir}  ${what}`);
      const { measures } = await client.request("latentMeasure", { modelDir }, { signal, onEvent });
      measured.push(parseLatentMeasures(measures, modelDir));
    }
  }).finally(() => shown.end());
  const document = measuresDocument(measured);
  if (out !== undefined) await writeWhole(out, `${JSON.stringify(document, null, 1)}\n`);
  if (json) terminal.json(document);
  else for (const group of measuresOverSeeds(measured)) for (const line of measuredLines(group)) terminal.out(line);
  return 0;
}
