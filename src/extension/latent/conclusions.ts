/** @file What a language VAE concludes with another z, judged by its task: while somebody steers the latent, and as a column of all points. Knows no `vscode`. */
import type { EngineClient } from "../../client/engineClient.ts";
import { UserError } from "../../core/base/errors.ts";
import { conclusionsOf } from "../../core/document/inferenceLines.ts";
import type { InferenceTask } from "../../core/inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../../core/inference/registry.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { Column, Conclusion } from "../../protocol/latentView.ts";
import { owned } from "../../protocol/wire.ts";
import { category, type LatentPoints, type PointItem } from "./points.ts";

export interface ConcludeRow {
  readonly point: number;
  /** Under which rule it is judged; null: under whichever it follows by. */
  readonly rule: string | null;
}

export interface ConcludeParts {
  readonly client: EngineClient;
  readonly modelDir: string;
  readonly points: LatentPoints;
  readonly signal: CancelSignal;
}

/** `z`: [row, latent]. */
export async function conclude(
  rows: readonly ConcludeRow[],
  z: Float32Array,
  { client, modelDir, points, signal }: ConcludeParts,
): Promise<Conclusion[]> {
  const items = rows.map(({ point }) => itemAt(points, point));
  const premises = items.map((item) => [...item.premises]);
  const { conclusions } = await client.request("latentDecode", { modelDir, premises, z: owned(z) }, { signal });
  return conclusions.map((text, row) => judged(items[row] ?? itemAt(points, 0), rows[row]?.rule ?? null, text));
}

/** How many of the items the model concludes from their own z, and how the others fail. */
export async function verdictColumn(latents: Float32Array, parts: ConcludeParts): Promise<Column> {
  const { points } = parts;
  const count = points.shown.titles.length;
  const width = latents.length / count;
  const kinds: string[] = [];
  for (let from = 0; from < count; from += rowsTogether) {
    const to = Math.min(count, from + rowsTogether);
    const rows = Array.from({ length: to - from }, (_, i) => {
      const point = from + i;
      return { point, rule: itemAt(points, point).rule };
    });
    const found = await conclude(rows, latents.slice(from * width, to * width), parts);
    kinds.push(...found.map(({ kind }) => verdictNames[kind]));
  }
  return category("verdict", kinds, Object.values(verdictNames));
}

const rowsTogether = 128;

const verdictNames: Readonly<Record<Conclusion["kind"], string>> = {
  correct: "correct",
  "other-rule": "by another rule",
  invalid: "does not follow",
  malformed: "cannot be read",
};

function judged(item: PointItem, rule: string | null, text: string): Conclusion {
  const task = taskOf(item);
  const applying = conclusionsOf(task, item.premises).map((each) => each.rule);
  const claimed = rule ?? applying[0] ?? item.rule;
  const said = { text, applies: rule === null || applying.includes(rule) };
  const judgement = task.check(item.premises, claimed, text);
  switch (judgement.kind) {
    case "correct": {
      const message = judgement.exact ? "" : "written in another way";
      return { ...said, kind: "correct", rules: [claimed], message };
    }
    case "other-rule": {
      // Without a rule to hold it against, whichever it follows by is right.
      const kind = rule === null ? "correct" : "other-rule";
      return { ...said, kind, rules: [...judgement.rules], message: judgement.message };
    }
    case "invalid":
    case "malformed":
      return { ...said, kind: judgement.kind, rules: [], message: judgement.message };
    default:
      return judgement satisfies never;
  }
}

function itemAt(points: LatentPoints, point: number): PointItem {
  const item = points.item(point);
  if (item === undefined)
    throw new UserError(
      "no-item",
      `Point ${point + 1} has no premises to conclude from.`,
      "Choose a point of a language VAE.",
    );
  return item;
}

function taskOf({ task }: PointItem): InferenceTask {
  const found = inferenceTaskNamed(task);
  if (found === undefined) throw new RangeError(`There is no inference task ${task}.`);
  return found;
}
