/** @file Folders and files of models that other programs wrote: told by the names of their files, so that people learn what they have and what can be opened. */
import { UserError } from "../core/base/errors.ts";

interface Kind {
  readonly what: string;
  readonly is: (files: readonly string[]) => boolean;
}

const has =
  (...patterns: readonly RegExp[]) =>
  (files: readonly string[]): boolean =>
    patterns.every((pattern) => files.some((file) => pattern.test(file)));

const pickle = /(?:^|\/)[^/]+\.(?:bin|pt|pth|ckpt|pkl)$/i;

/** The first that fits; names count from the folder, with forward slashes. */
const kinds: readonly Kind[] = [
  { what: "an onnxruntime-genai model (genai_config.json)", is: has(/^genai_config\.json$/) },
  { what: "a transformers.js model, as those of onnx-community (the folder onnx/)", is: has(/^onnx\/[^/]+\.onnx$/) },
  { what: "a GGUF model, as llama.cpp reads them", is: has(/\.gguf$/i) },
  {
    what: "a model that Optimum has exported to ONNX (config.json beside an ONNX graph)",
    is: has(/^config\.json$/, /\.onnx$/i),
  },
  { what: "an adapter for a Hugging Face model, without the model itself", is: has(/^adapter_config\.json$/) },
  {
    what: "a Hugging Face checkpoint (config.json and safetensors)",
    is: has(/^config\.json$/, /\.safetensors(?:\.index\.json)?$/i),
  },
  {
    what: "a Hugging Face checkpoint whose weights are a pickle, which can run programs when it is read",
    is: has(/^config\.json$/, pickle),
  },
  { what: "PyTorch weights in a pickle, which can run programs when it is read", is: has(pickle) },
  { what: "an experiment, whose models are the folders in it", is: has(/^plan\.json$/) },
  { what: "a training that has not ended", is: has(/^checkpoints(?:\/|$)/) },
  { what: "safetensors without a description of their model", is: has(/\.safetensors$/i) },
  { what: "an ONNX graph without Rulescope's description of it", is: has(/\.onnx$/i) },
];

/** What the files of a folder without `model.json` are; undefined where they are no model that is known here. */
export function foreignKind(files: readonly string[]): string | undefined {
  // Of a training of this program whose description was lost.
  if (files.includes("recipe.json") && files.includes("record.json")) return undefined;
  return kinds.find(({ is }) => is(files))?.what;
}

export const foreignRemedy =
  "Choose another model: this version opens folders that `rulescope train` has written (model.json, model.onnx, tokenizer.json); other kinds are not opened yet.";

export function foreignModel(dir: string, what: string): UserError {
  return new UserError("model-foreign", `${dir} is ${what}.`, foreignRemedy);
}
