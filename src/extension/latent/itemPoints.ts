/** @file The points of a language VAE: the lines of a `.problems` file and items that its task makes. Knows no `vscode`. */

import { setImmediate } from "node:timers/promises";
import type { VaeModel } from "../../client/models.ts";
import { UserError } from "../../core/base/errors.ts";
import { type InferenceProblem, inferenceLine } from "../../core/document/inferenceLines.ts";
import { countOf, countText } from "../../core/format/figures.ts";
import { type InferenceTask, ruleNames } from "../../core/inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../../core/inference/registry.ts";
import { partOf } from "../../core/inference/split.ts";
import { InferenceTokenizer } from "../../core/inference/tokens.ts";
import type { ShownModel } from "../../protocol/latentView.ts";
import { encoderFile } from "../../protocol/vaeManifest.ts";
import { finite } from "../../protocol/wire.ts";
import { category, finder, grouped, type LatentPoints, type PointItem, type PointOrigin, quantity } from "./points.ts";

export interface ItemDocument {
  readonly uri: string;
  readonly name: string;
  readonly problems: readonly InferenceProblem[];
}

export interface ItemOptions {
  /** Of one task; the first makes the points. */
  readonly folders: readonly VaeModel[];
  readonly document?: ItemDocument | undefined;
  /** How many points, those of the document included. */
  readonly count: number;
}

/** How long the window's other work may wait at a time. */
const sliceMilliseconds = 12;

interface Item extends PointItem {
  readonly factors: Readonly<Record<string, string>>;
  readonly group: string;
  readonly part: string;
  readonly line: number | undefined;
}

/** Throws a UserError for a task that this version does not have. */
export async function itemPoints({ folders, document, count }: ItemOptions): Promise<LatentPoints> {
  const [folder] = folders;
  const task = folder && inferenceTaskNamed(folder.manifest.task);
  if (folder === undefined || task === undefined)
    throw new UserError(
      "model-foreign",
      `${folder?.dir ?? "The model"} is of a task that this version does not have.`,
      "Choose another model.",
    );
  const written = itemsOf(task, document);
  const made = await generated(task, folder, Math.max(0, count - written.items.length));
  const items = [...written.items, ...made];
  const uri = document?.uri;
  const tokenizer = new InferenceTokenizer(task);
  const rules = ruleNames(task);
  const lines = written.items.map(inferenceLine).join("|");
  const origin = (point: number): PointOrigin | undefined => {
    const item = items[point];
    if (item === undefined) return undefined;
    return item.line !== undefined && uri !== undefined
      ? { kind: "line", uri, line: item.line }
      : { kind: "item", task: task.name, text: inferenceLine(item) };
  };
  const shown = {
    id: `${folder.manifest.name} ${items.length} ${document?.name ?? ""} ${lines}`,
    name: task.title,
    unit: "items" as const,
    total: finite(items.length),
    titles: items.map(({ premises }) => task.premisesText(premises)),
    details: items.map(({ conclusion }) => conclusion),
    ...grouped(items.map(({ group }) => group)),
    columns: [
      category(
        "rule",
        items.map(({ rule }) => rule),
        rules,
      ),
      ...task.factors
        .map((name) =>
          category(
            name,
            items.map(({ factors }) => factors[name]),
          ),
        )
        .filter(tells),
      quantity(
        "length of premises",
        items.map(({ premises }) => tokenizer.encode(task.premisesText(premises)).length),
      ),
      category(
        "part",
        items.map(({ part }) => part),
      ),
      category(
        "from",
        items.map(({ line }) => (line === undefined ? "made by the task" : (document?.name ?? "file"))),
      ),
    ].filter(tells),
    color: "rule",
    models: folders.map(shownModel),
    rules: [...folder.manifest.rules],
    provenance: provenanceOf(folder, items.length),
    notices:
      written.left === 0
        ? []
        : [
            `${countOf(written.left, "line")} of ${document?.name} left out, without a conclusion or with words that the model does not know.`,
          ],
  };
  return {
    shown,
    source: (modelDir) => ({
      kind: "latent",
      modelDir,
      items: items.map(({ premises, conclusion }) => ({ premises: [...premises], conclusion })),
    }),
    origin,
    find: finder(items.length, origin),
    written: lines,
    item: (point) => items[point],
  };
}

/** As `written` of the points of this document would be: tells whether they are what the document says now. */
export function writtenLines({ manifest }: VaeModel, document: ItemDocument | undefined): string {
  const task = inferenceTaskNamed(manifest.task);
  return task === undefined ? "" : itemsOf(task, document).items.map(inferenceLine).join("|");
}

/** A column with one value says nothing. */
function tells(column: ReturnType<typeof category>): boolean {
  return column.kind === "number" || column.values.length > 1;
}

/** The lines that have a conclusion, or whose rule gives one, in words that the task has. */
function itemsOf(task: InferenceTask, document: ItemDocument | undefined): { items: readonly Item[]; left: number } {
  const tokenizer = new InferenceTokenizer(task);
  const problems = document?.problems ?? [];
  const items = problems.flatMap(({ premises, rule, conclusion, expected, line }): Item[] => {
    const concluded = conclusion ?? expected;
    if (concluded === undefined || [...premises, concluded].some((text) => tokenizer.unknown(text).length > 0))
      return [];
    const group = task.premisesText(premises);
    return [{ task: task.name, premises, rule, conclusion: concluded, factors: {}, group, part: "file", line }];
  });
  return { items, left: problems.length - items.length };
}

/** Made in slices between the window's other work: a hundred thousand take seconds. */
async function generated(task: InferenceTask, { data }: VaeModel, count: number): Promise<readonly Item[]> {
  const options = {
    seed: data?.seed ?? 1,
    count,
    ...(data?.variant === undefined ? {} : { variant: data.variant }),
    ...(data?.withNoRule === undefined ? {} : { withNoRule: data.withNoRule }),
  };
  const made: Item[] = [];
  let started = performance.now();
  for (const item of task.items(options)) {
    made.push({ ...item, task: task.name, part: partOf(item), line: undefined });
    if (performance.now() - started < sliceMilliseconds) continue;
    await setImmediate();
    started = performance.now();
  }
  return made;
}

export function shownModel({ dir, manifest }: VaeModel): ShownModel {
  const { config, name, hashes } = manifest;
  return {
    dir,
    name,
    kind: "latent",
    layers: finite(0),
    heads: finite(0),
    encoderLayers: finite(config.encoder.layers),
    decoderLayers: finite(config.decoder.layers),
    latent: finite(config.latent),
    hash: hashes[encoderFile] ?? "",
  };
}

function provenanceOf({ manifest, data }: VaeModel, count: number): string {
  const hash = manifest.hashes[encoderFile]?.slice(0, 12);
  const made = `${countText(count)} items of ${manifest.task}, item seed ${data?.seed ?? 1}`;
  return `${manifest.name}${hash === undefined ? "" : ` (${encoderFile} ${hash})`}, training seed ${manifest.seed}; ${made}`;
}
