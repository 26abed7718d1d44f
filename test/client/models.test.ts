/** @file Finding model folders: the good ones in order, the broken ones each with its problem. */

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findModels, modelNamed, readModel } from "../../src/client/models.ts";
import { familyFolders, readFamily } from "../../src/client/snapshots.ts";
import { UserError } from "../../src/core/base/errors.ts";
import { writeTinyModel } from "../engine/tinyModel.ts";

/** A parent with two models, a folder that is none, and three broken ones. */
async function parent(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-models-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const folders = ["b-good", "a-good", "no-description", "no-graph", "not-json", "something-else"];
  for (const name of folders) await mkdir(join(dir, name));
  await writeTinyModel(join(dir, "b-good"), { manifest: { name: "second" } });
  await writeTinyModel(join(dir, "a-good"), { manifest: { name: "first" } });
  for (const name of ["no-description", "no-graph", "not-json"]) await writeTinyModel(join(dir, name));
  await rm(join(dir, "no-description", "model.json"));
  await rm(join(dir, "no-graph", "model.onnx"));
  await writeFile(join(dir, "not-json", "model.json"), "{");
  await writeFile(join(dir, "something-else", "notes.txt"), "");
  return dir;
}

test("good folders are found in order, broken ones are reported beside them", async (t) => {
  const dir = await parent(t);
  const { models, problems } = await findModels([dir, "/nowhere"]);
  assert.deepEqual(
    models.map(({ manifest }) => manifest.name),
    ["first", "second"],
  );
  assert.deepEqual(
    problems.map((problem) => [problem.dir.slice(dir.length + 1), problem.error.code]),
    [
      ["no-description", "model-foreign"],
      ["no-graph", "model-incomplete"],
      ["not-json", "model-corrupt"],
    ],
  );
  for (const { error } of problems) assert.match(error.message, /Choose another model/);
});

test("a parent may be a model folder itself, and is found once", async (t) => {
  const dir = await parent(t);
  const { models } = await findModels([join(dir, "a-good"), dir]);
  assert.deepEqual(
    models.map(({ manifest }) => manifest.name),
    ["first", "second"],
  );
});

test("a model is found by its name or its path; an unknown name lists the known ones", async (t) => {
  const dir = await parent(t);
  assert.equal((await modelNamed("second", [dir])).dir, join(dir, "b-good"));
  assert.equal((await modelNamed(join(dir, "a-good"), [])).manifest.name, "first");
  await assert.rejects(modelNamed("third", [dir]), { code: "model-unknown", remedy: "Known models: first, second." });
  await assert.rejects(modelNamed("not-json", [dir]), { code: "model-corrupt" });
  await assert.rejects(modelNamed("/nowhere/at-all", [dir]), { code: "model-missing" });
});

test("a description with a wrong field names the field", async (t) => {
  const dir = await parent(t);
  await writeTinyModel(join(dir, "a-good"), { manifest: { contextLength: -1 } });
  await assert.rejects(
    readModel(join(dir, "a-good")),
    (error) =>
      error instanceof UserError && /model\.json is not a model description \(contextLength: /.test(error.message),
  );
});

test("a description whose scheme of places does not fit its table of them is refused", async (t) => {
  const dir = await parent(t);
  await writeTinyModel(join(dir, "a-good"), { manifest: { positionCoupling: "scratchpad" } });
  await assert.rejects(readModel(join(dir, "a-good")), { code: "model-corrupt", message: /position embeddings/ });
});

test("a training's models are found from any of them, by step, and a broken one hides none", async (t) => {
  const dir = await parent(t);
  const root = join(dir, "a-good");
  for (const step of [20, 100, 5]) await mkdir(join(root, "snapshots", `step-${step}`), { recursive: true });
  for (const step of [20, 100]) await writeTinyModel(join(root, "snapshots", `step-${step}`));
  await mkdir(join(root, "snapshots", "notes"));
  const folders = ["snapshots/step-5", "snapshots/step-20", "snapshots/step-100", ""].map((each) => join(root, each));
  assert.deepEqual(await familyFolders(root), folders);
  assert.deepEqual(await familyFolders(join(root, "snapshots", "step-20")), folders);
  assert.deepEqual(
    (await readFamily(root)).map((model) => model.dir),
    folders.slice(1),
  );
  assert.deepEqual(await familyFolders(join(dir, "b-good")), [join(dir, "b-good")]);
});
