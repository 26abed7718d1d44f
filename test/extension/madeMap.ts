/** @file A model folder with a case map for tests: a bundled model's files, beside a recipe and a record as a training would leave them. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/environment.js";
import type { DecoderRecipe } from "../../src/core/recipe/decoderRecipe.ts";
import type { DecoderRecord } from "../../src/core/record/training.ts";
import { taskNamed } from "../../src/core/task/registry.ts";
import { type Cell, cellsOf } from "../../src/core/task/space.ts";
import { distanceToRim, inSquare, type Square } from "../../src/core/task/split.ts";

export interface MadeMap {
  readonly name: string;
  readonly square: Square;
  /** Right answers of five to a cell. */
  readonly right: (cell: Cell, distance: number | undefined) => number;
  readonly uncovered?: (cell: Cell) => boolean;
  readonly changes?: Partial<DecoderRecipe>;
  /** Done when it was measured; fewer than the recipe's for a snapshot. */
  readonly steps?: number;
}

const generations = 5;

export async function exampleMapRecipe(): Promise<DecoderRecipe> {
  return JSON.parse(await readFile(join(root, "recipes", "case-addition-direct.json"), "utf8"));
}

/** Writes the folder; what it answers when a cell is run is the bundled model's matter, not the record's. */
export async function writeMapModel(dir: string, made: MadeMap): Promise<void> {
  const { name, square, changes } = made;
  await mkdir(dir, { recursive: true });
  await cp(join(root, "models", "addition-direct"), dir, { recursive: true });
  const manifest: object = JSON.parse(await readFile(join(dir, "model.json"), "utf8"));
  const split = { kind: "squares" as const, squares: [square] };
  const recipe = { ...(await exampleMapRecipe()), ...changes, name, split };
  const json = (value: unknown): string => `${JSON.stringify(value)}\n`;
  await writeFile(join(dir, "model.json"), json({ ...manifest, name }));
  await writeFile(join(dir, "recipe.json"), json(recipe));
  await writeFile(join(dir, "record.json"), json(madeRecord(made)));
}

export function madeRecord({ name, square, right, uncovered, steps = 8000 }: Omit<MadeMap, "changes">): DecoderRecord {
  const space = taskNamed("addition")?.space;
  if (space === undefined) throw new Error("Addition has a space.");
  const cells = cellsOf(space);
  const correct = cells.map((cell) => right(cell, distanceToRim(square, cell)));
  return {
    version: 1,
    kind: "decoder",
    recipe: name,
    parameters: 470_000,
    distinctProblems: cells.filter((cell) => !inSquare(square, cell)).length,
    steps,
    tokens: 8_000_000,
    trainingSeconds: 60,
    threads: 2,
    versions: { node: "v24.0.0", onnxRuntime: "1.30.0" },
    history: [1, 1000, 2000, 4000, 8000]
      .filter((step) => step <= steps)
      .map((step) => {
        return {
          step,
          loss: 6 * 0.998 ** (step / 2),
          tokenAccuracy: 1,
          learningRate: 0.001,
          tokens: step * 2000,
          seconds: step / 70,
        };
      }),
    accuracy: [],
    map: {
      split: { kind: "squares", squares: [square] },
      generations,
      temperature: 1,
      correct,
      wrong: cells.flatMap(({ row, column }, cell) => {
        const count = generations - (correct[cell] ?? 0);
        return count === 0 ? [] : [{ cell, answers: [{ text: String(row + column - 10), count }] }];
      }),
      ...(uncovered === undefined
        ? {}
        : { uncovered: cells.flatMap((cell, index) => (uncovered(cell) ? [index] : [])) }),
    },
  };
}

/** The study's square: right on its rim, wrong within. */
export const roundHole: Pick<MadeMap, "square" | "right"> = {
  square: { centre: [50, 50], halfWidth: 10 },
  right: (_, distance) => (distance === undefined ? generations : Math.max(0, generations - 2 * distance)),
};
