/** @file Measures a tiny language VAE: every hook point and group by name, figures within their ranges, the same twice, and the control's labels. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { Cancelled } from "../../../src/core/base/errors.ts";
import { measuresOverSeeds } from "../../../src/core/experiment/measuresOverSeeds.ts";
import { parseLatentMeasures } from "../../../src/core/record/ruleMeasures.ts";
import { parseVaeRecord } from "../../../src/core/record/training.ts";
import { measureRules } from "../../../src/engine/evaluation/measureRules.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { trainRecipe } from "../../../src/engine/train/trainRecipe.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import { exampleVaeRecipe } from "../../core/recipe/exampleVaeRecipe.ts";

const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);

suite("a tiny model", () => {
  let dir = "";
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "rulescope-measures-"));
    const { training, evaluation } = exampleVaeRecipe;
    const recipe = {
      ...exampleVaeRecipe,
      training: { ...training, steps: 40 },
      evaluation: { ...evaluation, separation: true },
    };
    await trainRecipe({
      recipe: JSON.stringify(recipe),
      recipePath: "test.json",
      outDir: dir,
      resume: false,
      runtime,
      signal: new CancelSource(),
      onProgress: () => {},
      onWarning: assert.fail,
      clock: () => performance.now(),
    });
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const measure = (signal = new CancelSource()) =>
    measureRules({ modelDir: dir, runtime, signal, onProgress: () => {}, clock: () => performance.now() });

  test("is measured at every hook point, and twice alike", async () => {
    const measures = parseLatentMeasures(JSON.stringify(await measure()), "measures");
    assert.deepEqual(Object.keys(measures.hookPoints), [
      "z",
      "z sampled",
      "encoder 0 attention",
      "encoder 0 feedForward",
      "decoder 0 attention",
      "decoder 0 feedForward",
      "untrained z",
      "bag of words",
    ]);
    assert.deepEqual(Object.keys(measures.tangentKernel), ["encoder 0 attention", "encoder 0 feedForward"]);
    assert.deepEqual(Object.keys(measures.factors), ["family"]);
    for (const [hookPoint, { linear, neighbors, nmi, overlap }] of Object.entries(measures.hookPoints)) {
      for (const share of [linear, neighbors, nmi, overlap])
        assert.ok(share >= 0 && share <= 1.000001, `${hookPoint}: ${share}`);
    }
    const { z, "bag of words": words } = measures.hookPoints;
    assert.ok((words?.linear ?? 0) > 0.5, "words alone tell most of these rules apart");
    assert.ok((z?.linear ?? 0) > 0.15, "better than one in ten");
    assert.deepEqual({ ...(await measure()), seconds: 0 }, { ...measures, seconds: 0 });
    // The training has measured the same, as its recipe asked.
    const { separation } = parseVaeRecord(await readFile(join(dir, "record.json"), "utf8"), dir);
    assert.deepEqual(separation?.hookPoints, measures.hookPoints);
    assert.deepEqual(separation?.disentanglement, measures.disentanglement);
  });

  test("over seeds has a mean and an interval", async () => {
    const measures = await measure();
    const other = { ...measures, seed: 4, evaluation: { ...measures.evaluation, kl: measures.evaluation.kl + 1 } };
    const [group, ...rest] = measuresOverSeeds([measures, other]);
    assert.deepEqual(rest, []);
    assert.deepEqual(group?.seeds, [3, 4]);
    const kl = group?.figures.get("KL");
    assert.ok(kl && Math.abs(kl.mean - measures.evaluation.kl - 0.5) < 1e-9);
    assert.ok(Math.abs((kl.halfWidth ?? 0) - (12.706 * Math.SQRT1_2) / Math.sqrt(2)) < 1e-2);
    assert.equal(group?.figures.get("z: linear")?.halfWidth, 0);
  });

  test("stops when it is cancelled", async () => {
    const signal = new CancelSource();
    signal.cancel();
    await assert.rejects(measure(signal), Cancelled);
  });
});

test("the schema refuses another version", () => {
  assert.throws(() => parseLatentMeasures(JSON.stringify({ version: 2 }), "a.json"), /a\.json is malformed.*version/);
});
