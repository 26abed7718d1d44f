/** @file `rulescope latent measure`: how far rules are apart in language VAEs, over the seeds of each group. */

import { measuresOverSeeds } from "../../../core/experiment/measuresOverSeeds.ts";
import { type LatentMeasures, parseLatentMeasures } from "../../../core/record/latentMeasures.ts";
import { writeWhole } from "../../../node/writeWhole.ts";
import { command } from "../../command.ts";
import { withEngine } from "../../engine.ts";
import { progress } from "../../progress.ts";
import { measuredLines } from "../../show/latentMeasures.ts";

export const latentMeasureCommand = command({
  name: "latent measure",
  operands: "MODEL...",
  count: [1, 200],
  description:
    "Measures folders that `latent train` wrote: whether a rule's mean z works as a function on unseen premises, how far\n" +
    "rules are apart in z and in each layer's outputs (linear probe, neighbors, clusters, subspaces), in the encoder's\n" +
    "weights (neural tangent kernel, attention and feed-forward apart), and the scores of disentanglement. Models that\n" +
    "differ only in their seed are one group, with a 95 % interval.",
  flags: {
    json: { kind: "switch", about: "every model's measures as one JSON document on stdout" },
    out: { kind: "text", value: "FILE", about: "write that document to a file" },
  },
  examples: [
    "rulescope latent measure models/latent-explanatory",
    "rulescope latent measure runs/query-1 runs/query-2 runs/query-3 --out query.json",
  ],
  async run({ json, out }, folders, terminal) {
    const measured: LatentMeasures[] = [];
    const shown = progress(terminal, "measuring", () => performance.now());
    await withEngine("train", terminal, async ({ client, signal }) => {
      for (const [i, modelDir] of folders.entries()) {
        const onEvent = ({ what, done, total }: { what: string; done: number; total: number }) =>
          shown.show(i + done / Math.max(1, total), folders.length, `${modelDir}  ${what}`);
        const { measures } = await client.request("latentMeasure", { modelDir }, { signal, onEvent });
        measured.push(parseLatentMeasures(measures, modelDir));
      }
    }).finally(() => shown.end());
    const document = { version: 1, kind: "latent-measures-of-models", models: measured };
    if (out !== undefined) await writeWhole(out, `${JSON.stringify(document, null, 1)}\n`);
    if (json) terminal.json(document);
    else for (const group of measuresOverSeeds(measured)) for (const line of measuredLines(group)) terminal.out(line);
    return 0;
  },
});
