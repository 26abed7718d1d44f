/** @file `rulescope experiment`: all variants of a recipe, trained, measured and compared; parts of it on several machines; its record shown. */

import { openExperiment, readRecordFile } from "../../client/experiment/folder.ts";
import { mergeExperiments } from "../../client/experiment/mergeExperiments.ts";
import { readRecipeFile } from "../../client/experiment/planFile.ts";
import { runExperiment, type Shard } from "../../client/experiment/runExperiment.ts";
import { Cancelled } from "../../core/base/errors.ts";
import { measuresOverSeeds } from "../../core/experiment/measuresOverSeeds.ts";
import { parseExperimentRecord } from "../../core/record/experiment.ts";
import { isMeasuresOfModels, measuresDocument, parseMeasuresOfModels } from "../../core/record/ruleMeasures.ts";
import { command, type ExitStatus, type FlagValues, usageError } from "../command.ts";
import { withEngine } from "../engine.ts";
import { isBegun, nothingYet } from "../resume.ts";
import { experimentLines } from "../show/experiment.ts";
import { comparedLines } from "../show/ruleMeasures.ts";
import type { Terminal } from "../terminal.ts";
import { type TrainingReport, trainingReport } from "../trainingReport.ts";

const flags = {
  out: {
    kind: "text",
    value: "DIR",
    about: "the experiment's folder: a model folder for each variant, and experiment.json",
  },
  resume: { kind: "switch", about: "resume from what DIR holds" },
  shard: { kind: "text", value: "I/N", about: "only every N-th variant, from the I-th on" },
  json: { kind: "switch", about: "the record as one JSON document on stdout" },
} as const;

export const experimentCommand = command({
  name: "experiment",
  operands: "RECIPE --out DIR | show DIR | merge DIR ... --out DIR",
  count: [1, 1000],
  description:
    "RECIPE  trains each variant of the recipe, measures it, and writes one record; the recipe of a single training has one variant\n" +
    "show    the record of DIR, or a record file by itself: accuracy, rings, lengths, agreement with the step-coverage oracle,\n" +
    "        errors; of language VAEs, how well rules work and how far they are apart\n" +
    "merge   joins the folders that shards were run into\n" +
    "Killed anywhere, the same command with --resume ends at the same record.",
  flags,
  examples: [
    "rulescope experiment recipes/square-sizes.json --out out/sizes",
    "rulescope experiment recipes/square-sizes.json --out out/sizes --shard 2/8 --resume",
    "rulescope experiment show out/sizes",
    "rulescope experiment merge out/shard-1 out/shard-2 --out out/sizes",
  ],
  async run(values, [first = "", ...rest], terminal) {
    if (first === "show") return show(values, rest, terminal);
    if (first === "merge") return merge(values, rest, terminal);
    const [extra] = rest;
    if (extra !== undefined)
      throw usageError(`\`rulescope experiment\` does not know what to do with ${extra}.`, "experiment");
    return run(values, first, terminal);
  },
});

type Values = FlagValues<typeof flags>;

async function run({ out, resume, shard, json }: Values, path: string, terminal: Terminal): Promise<ExitStatus> {
  if (out === undefined) throw usageError("`rulescope experiment` needs --out DIR, the folder to write.", "experiment");
  const part = readShard(shard);
  const recipe = await readRecipeFile(path);
  let shown: { readonly name: string; readonly report: TrainingReport } | undefined;
  try {
    const record = await withEngine("train", terminal, ({ client, signal }) =>
      runExperiment({
        client,
        recipe,
        recipePath: path,
        outDir: out,
        resume,
        shard: part,
        signal,
        onProgress({ variant: { name }, index, of, training }) {
          if (shown?.name !== name) {
            shown?.report.end();
            shown = { name, report: trainingReport(terminal, of === 1 ? name : `${index + 1}/${of} ${name}`) };
          }
          shown.report.show(training);
        },
      }),
    );
    shown?.report.end();
    if (json) terminal.json(record);
    else for (const line of experimentLines(record, terminal)) terminal.out(line);
    return 0;
  } catch (error) {
    shown?.report.end();
    if (!(error instanceof Cancelled)) throw error;
    const at = shown === undefined ? "" : ` in ${shown.name}${shown.report.where()}`;
    const again = `rulescope experiment ${path} --out ${out}${shard === undefined ? "" : ` --shard ${shard}`} --resume`;
    terminal.note(`Stopped${at}. ${(await isBegun(out)) ? `Resume with \`${again}\`.` : nothingYet}`);
    return 2;
  }
}

async function show(values: Values, dirs: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  refuse(values, ["out", "resume", "shard"], "show");
  const [dir, extra] = dirs;
  if (dir === undefined) throw usageError("`rulescope experiment show` needs the experiment's folder.", "experiment");
  if (extra !== undefined)
    throw usageError(`\`rulescope experiment show\` takes one folder, not ${extra} as well.`, "experiment");
  const text = dir.endsWith(".json") ? await readRecordFile(dir) : undefined;
  if (text !== undefined && isMeasuresOfModels(text)) {
    const models = parseMeasuresOfModels(text, dir);
    if (values.json) terminal.json(measuresDocument(models));
    else for (const line of comparedLines(measuresOverSeeds(models))) terminal.out(line);
    return 0;
  }
  const record = text === undefined ? (await openExperiment(dir)).record : parseExperimentRecord(text, dir);
  if (values.json) terminal.json(record);
  else for (const line of experimentLines(record, terminal)) terminal.out(line);
  return 0;
}

async function merge(values: Values, dirs: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  refuse(values, ["resume", "shard"], "merge");
  if (dirs.length === 0)
    throw usageError("`rulescope experiment merge` needs the folders of the shards.", "experiment");
  if (values.out === undefined)
    throw usageError("`rulescope experiment merge` needs --out DIR, the folder to write.", "experiment");
  const record = await mergeExperiments(dirs, values.out);
  if (values.json) terminal.json(record);
  else for (const line of experimentLines(record, terminal)) terminal.out(line);
  return 0;
}

function refuse(values: Values, names: readonly (keyof Values)[], action: string): void {
  const given = names.find((name) => values[name] !== undefined && values[name] !== false);
  if (given !== undefined) throw usageError(`\`rulescope experiment ${action}\` takes no --${given}.`, "experiment");
}

function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, part, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part !== undefined && of !== undefined && part >= 1 && part <= of) return { part, of };
  throw usageError(`--shard takes a part of how many, such as 2/8; ${text} is not that.`, "experiment");
}
