/** @file Case maps read from records by the process that runs rules: cells described, the oracle added, other squares, and the files that are saved. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { UserError } from "../../src/core/base/errors.ts";
import { experimentOf } from "../../src/core/experiment/experiment.ts";
import { variantOf } from "../../src/core/experiment/variant.ts";
import { parseDecoderRecipe } from "../../src/core/recipe/decoderRecipe.ts";
import { MapReader } from "../../src/extension/map/mapReader.ts";
import { distinctNames, headlineOf, mapsJson } from "../../src/extension/map/mapText.ts";
import { MapTraining } from "../../src/extension/map/mapTraining.ts";
import { RuleHost } from "../../src/extension/rule/ruleHost.ts";
import type { MapSource } from "../../src/protocol/mapRequests.ts";
import { madeRecord, roundHole, writeMapModel } from "./madeMap.ts";

const entry = fileURLToPath(new URL("../../src/worker/main.ts", import.meta.url));
const rules = new RuleHost({ entry, log: () => {} });
const reader = new MapReader(rules);
let folder: string;
let source: MapSource;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "rulescope-maps-"));
  await writeMapModel(join(folder, "hole"), { name: "hole", ...roundHole });
  const [read] = await reader.read(join(folder, "hole", "record.json"));
  source = read ?? assert.fail();
});
after(() => {
  rules.dispose();
  return rm(folder, { recursive: true });
});

test("a model's record becomes a map with what made it", () => {
  const { shown, modelDir } = source;
  assert.equal(modelDir, join(folder, "hole"));
  assert.equal(shown.grid?.cells.length, 10_000);
  assert.equal(shown.grid?.test.length, 441);
  assert.deepEqual(shown.grid?.squares, [{ centre: [50, 50], halfWidth: 10 }]);
  assert.deepEqual(
    shown.provenance.map(({ name }) => name),
    ["parameters", "steps", "seed", "model sha256", "node", "onnxRuntime"],
  );
  assert.equal(headlineOf(source), "map of 1hole_(50, 50)_10_441_0-100, 30.8 % right where held out");
});

test("the maps on the way of a training come before that of its end, from an experiment's record and each from its own", async () => {
  const dir = join(folder, "way");
  const made = { name: "way", ...roundHole };
  await writeMapModel(join(dir, "way"), made);
  await writeMapModel(join(dir, "way", "snapshots", "step-1000"), { ...made, right: () => 0, steps: 1000 });
  const recipe = parseDecoderRecipe(await readFile(join(dir, "way", "recipe.json"), "utf8"), "recipe.json");
  const planned = { name: "way", point: {}, recipe, json: JSON.stringify(recipe) };
  const records = [{ ...made, right: () => 0, steps: 1000 }, made].map(madeRecord);
  const [early, last] = records;
  assert.ok(early && last);
  const plan = { name: "way", description: "On the way.", variants: [planned] };
  const path = join(dir, "experiment.json");
  await writeFile(path, JSON.stringify(experimentOf(plan, [variantOf(planned, last, [early])])));
  const all = await reader.read(path);
  assert.deepEqual(
    all.map(({ shown: { name, id, lossCurve }, modelDir }) => [name, id, lossCurve.at(-1)?.step, modelDir]),
    [
      ["way, step 1000", `${path}#way#1000`, 1000, join(dir, "way", "snapshots", "step-1000")],
      ["way", `${path}#way`, 8000, join(dir, "way")],
    ],
  );
  const names = async (id: string) => (await reader.read(id)).map(({ shown }) => shown.name);
  assert.deepEqual(await names(`${path}#way#1000`), ["way, step 1000"]);
  assert.deepEqual(await names(`${path}#way`), ["way"]);
  assert.deepEqual(await names(join(dir, "way", "snapshots", "step-1000", "record.json")), ["way, step 1000"]);
  assert.equal(all[0] && headlineOf(all[0]), "map of 1hole_(50, 50)_10_441_0-100, 0 % right where held out");
});

test("a cell is described as its task writes it", async () => {
  assert.deepEqual(await reader.describe(source, 47 * 100 + 52), { problem: "47+52=", answer: "99" });
  await assert.rejects(reader.describe(source, 10_000), { code: "cell-unknown" });
});

test("the oracle of a record that has none is computed: a direct answer covers what was trained", async () => {
  const complete = await reader.withCoverage(source, new AbortController().signal);
  assert.deepEqual(complete?.shown.grid?.uncovered, source.shown.grid?.test);
  assert.ok(complete);
  assert.equal(
    await reader.withCoverage(complete, new AbortController().signal),
    undefined,
    "nothing is left to compute",
  );
  await assert.rejects(reader.withCoverage(source, AbortSignal.abort()), { name: "Cancelled" });
});

test("a row for each cell, with what was answered instead", async () => {
  const lines = (await reader.csv([source])).split("\n");
  assert.equal(lines.length, 10_002);
  assert.equal(lines[1], "hole,addition,direct,0,0,0+0=,0,,5,5,,");
  assert.equal(lines[1 + 47 * 100 + 52], "hole,addition,direct,47,52,47+52=,1,7,5,0,,89 x5");
  const json: { caption: string; maps: { recipe: { name: string } }[] } = JSON.parse(mapsJson([source], "words"));
  assert.deepEqual([json.caption, json.maps[0]?.recipe.name], ["words", "hole"]);
});

test("a record that is none, or stands without its recipe, is refused with its name", async () => {
  const path = join(folder, "record.json");
  await assert.rejects(reader.read(path), (error) => error instanceof UserError && error.message.includes(path));
  await writeFile(path, "{}");
  await assert.rejects(reader.read(path), /record\.json is malformed: field `version`/);
});

test("the recipe with other squares has their name, and refuses what cannot be held out", async () => {
  const { recipe } = await reader.holdOut(source, [{ centre: [25, 65], halfWidth: 5 }], 40);
  const changed = parseDecoderRecipe(recipe, "recipe.json");
  assert.equal(changed.name, "hole-without-25-65-5");
  assert.deepEqual(changed.split, { kind: "squares", squares: [{ centre: [25, 65], halfWidth: 5 }] });
  assert.deepEqual(
    [changed.training.steps, changed.training.warmupSteps, changed.training.checkpointEverySteps],
    [40, 4, 40],
  );
  const again = await reader.holdOut(
    { ...source, recipe },
    [1, 2, 3].map((at) => ({ centre: [at * 20, 30] as const, halfWidth: 2 })),
    40,
  );
  assert.equal(again.shown.name, "hole-without-20-30-2-40-30-2-and-1-more");
  await assert.rejects(reader.holdOut(source, [{ centre: [50, 50], halfWidth: 40 }], 40), { code: "split-refused" });
});

test("a training begins as an empty map under its future record", async () => {
  const planned = await reader.holdOut(source, [{ centre: [9, 9], halfWidth: 2 }], 40);
  const { shown } = new MapTraining(planned, "/models/new").source;
  assert.equal(shown.id, join("/models/new", "record.json"));
  assert.equal(
    shown.grid?.drawn.every((each) => each === 0),
    true,
  );
  assert.equal(shown.grid?.test.length, 25);
  assert.equal(shown.work?.phase, "preparing");
});

test("maps of one name are told apart by their folders", () => {
  const other = { ...source.shown, id: "/elsewhere/second/record.json" };
  assert.deepEqual(
    distinctNames([source.shown, other]).map(({ name }) => name),
    ["hole (hole)", "hole (second)"],
  );
});
