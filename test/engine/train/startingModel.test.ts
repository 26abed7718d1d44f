/** @file A training that goes on from a model folder: with its weights and its tokenizer, or refused with what does not fit. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { parseDecoderRecord } from "../../../src/core/record/training.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { trainRecipe } from "../../../src/engine/train/trainRecipe.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";

const recipe = {
  version: 1,
  name: "first",
  description: "One-digit addition for a test.",
  seed: 3,
  task: "addition",
  method: "direct",
  samples: 60,
  lengths: [1, 1],
  model: {
    layers: 1,
    width: 16,
    heads: [{ rotary: true, window: null }],
    feedForward: 32,
    activation: "gelu",
    tiedEmbeddings: true,
    coupledPositions: 6,
    positionCoupling: "place-value",
  },
  training: {
    steps: 30,
    batchTokens: 256,
    learningRate: 0.01,
    warmupSteps: 4,
    schedule: "constant",
    finalLearningRateRatio: 1,
    weightDecay: 0.01,
    clip: 1,
    beta1: 0.9,
    beta2: 0.99,
    checkpointEverySteps: 10,
  },
  evaluation: { lengths: [1, 1], perLength: 5, seed: 1 },
};
const tuned = { ...recipe, name: "tuned", from: "first", seed: 4, lengths: [2, 2] };

suite("from a model", () => {
  const root = mkdtempSync(join(tmpdir(), "rulescope-from-"));
  const losses: Record<string, number> = {};
  after(() => rmSync(root, { recursive: true, force: true }));

  const train = (text: object, out: string, stopAt = Number.POSITIVE_INFINITY, resume = false) => {
    const signal = new CancelSource();
    return trainRecipe({
      recipe: JSON.stringify(text),
      recipePath: join(root, "recipe.json"),
      outDir: join(root, out),
      resume,
      runtime: new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1),
      signal,
      onWarning: (message) => assert.fail(message),
      clock: () => performance.now(),
      onProgress: ({ phase, step, loss }) => {
        if (phase !== "training") return;
        if (loss !== null) losses[out] ??= loss;
        if (step === stopAt) signal.cancel();
      },
    });
  };
  const bytes = (folder: string, file: string) => readFileSync(join(root, folder, file));
  before(() => train(recipe, "first"));

  test("it begins with the model's weights and keeps its tokenizer", async () => {
    await train(tuned, "tuned");
    await train({ ...tuned, from: undefined }, "scratch");
    assert.ok((losses.tuned ?? 9) < (losses.scratch ?? 0), `${losses.tuned} < ${losses.scratch}`);
    assert.ok(bytes("tuned", "tokenizer.json").equals(bytes("first", "tokenizer.json")));
    const { from } = parseDecoderRecord(bytes("tuned", "record.json").toString(), "record.json");
    const { hashes } = JSON.parse(bytes("first", "model.json").toString());
    assert.deepEqual(from, { name: "first", graph: hashes["model.onnx"] });
  });

  test("stopped and resumed it ends at the same bits", async () => {
    await train(tuned, "whole");
    await assert.rejects(train(tuned, "parts", 13));
    await train(tuned, "parts", undefined, true);
    assert.ok(bytes("parts", "model.onnx").equals(bytes("whole", "model.onnx")));
  });

  test("what does not fit is named before anything is written", async () => {
    const rows: readonly [object, string, RegExp][] = [
      [
        { ...tuned, model: { ...recipe.model, layers: 2, width: 32 } },
        "x",
        /layers is 2 in the recipe and 1 in the model; width is 32/,
      ],
      [
        { ...tuned, model: { ...recipe.model, activation: "relu" } },
        "x",
        /activation is "relu" in the recipe and "gelu"/,
      ],
      [{ ...tuned, numbers: "whole" }, "x", /numbers is "whole" in the recipe and "digits" in the model/],
      [
        { ...tuned, method: "rfft" },
        "x",
        /tokenizer without words that this recipe's samples need: "\\nL10".* and \d+ more/,
      ],
      [{ ...tuned, from: "nowhere" }, "x", /There is no model in .*nowhere: model\.json is missing/],
      [tuned, "first", /would overwrite .*first, the model that it begins with/],
    ];
    for (const [text, out, message] of rows) {
      await assert.rejects(train(text, out), (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    }
    assert.ok(!(await readdir(root)).includes("x"));
  });

  test("a damaged model is named", async () => {
    const broken = { ...tuned, from: "broken" };
    await train(recipe, "broken");
    await writeFile(join(root, "broken", "model.onnx"), "nothing");
    await assert.rejects(train(broken, "y"), /not an ONNX model|no weight/);
    await writeFile(join(root, "broken", "tokenizer.json"), "{");
    await assert.rejects(train(broken, "y"), /tokenizer\.json is not a tokenizer/);
  });
});
