/** @file Models of other programs are named as what they are, never as damaged ones of this. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { findModels, readModel } from "../../src/client/models.ts";
import { UserError } from "../../src/core/base/errors.ts";
import { foreignKind } from "../../src/protocol/foreignModel.ts";

const folders: readonly (readonly [files: readonly string[], what: RegExp])[] = [
  [["config.json", "model.safetensors", "tokenizer.json"], /Hugging Face checkpoint \(config\.json and safetensors\)/],
  [["config.json", "model-00001-of-00003.safetensors", "model.safetensors.index.json"], /Hugging Face checkpoint/],
  [["config.json", "pytorch_model.bin"], /checkpoint whose weights are a pickle/],
  [["config.json", "model.onnx", "tokenizer.json"], /Optimum/],
  [["config.json", "decoder_model_merged.onnx", "model.onnx_data"], /Optimum/],
  [["config.json", "onnx/model_q4.onnx", "tokenizer.json"], /transformers\.js/],
  [["genai_config.json", "config.json", "model.onnx", "model.onnx.data"], /onnxruntime-genai/],
  [["SmolLM2-135M-Instruct.Q4_1.gguf"], /GGUF/],
  [["weights.pt"], /PyTorch weights in a pickle/],
  [["adapter_config.json", "adapter_model.safetensors"], /adapter/],
  [["plan.json", "experiment.json"], /experiment/],
  [["checkpoints/step-00000010.safetensors", "training.jsonl"], /training that has not ended/],
  [["model.onnx"], /without Rulescope's description/],
];

test("each layout is told by its files", async (t) => {
  for (const [files, what] of folders) {
    const dir = mkdtempSync(join(tmpdir(), "rulescope-foreign-"));
    t.after(() => rmSync(dir, { recursive: true }));
    for (const file of files) {
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), "");
    }
    const error = await readModel(dir).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof UserError);
    assert.equal(error.code, "model-foreign");
    assert.match(error.message, what);
    assert.match(error.message, /opens folders that `rulescope train` has written.*not opened yet/);
    assert.doesNotMatch(error.message, /train it again|damaged/);
    if (files.includes("model.onnx"))
      assert.match((await findModels([dirname(dir)])).problems.find((it) => it.dir === dir)?.error.message ?? "", what);
  }
});

test("a single file is told as well, and what is no model is none", async () => {
  assert.equal(foreignKind(["notes.txt", "data.csv"]), undefined);
  assert.equal(foreignKind([]), undefined);
  await assert.rejects(readModel("/nowhere/model.gguf"), /GGUF/);
  await assert.rejects(readModel("/nowhere"), /There is no model in/);
});
