/**
 * @file Each family's tiny model against what Hugging Face transformers computes with the same weights (test/oracle/families.json), within 1e-4:
 * the graphs, and the reference in plain TypeScript that everything else is compared with.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { type ForeignTensor, foreignPlaces, takeParameters } from "../../../src/onnx/import/huggingFace.ts";
import { type Parameters, sizeOf } from "../../../src/onnx/parameters.ts";
import { referenceTransformer } from "../referenceTransformer.ts";
import { assertClose } from "./assertClose.ts";
import { families, familyNames } from "./families.ts";
import { runWhole } from "./runTransformer.ts";

interface Measured {
  readonly tensors: readonly (readonly [name: string, shape: readonly number[]])[];
  readonly ids: readonly number[];
  readonly types?: readonly number[];
  /** By layer, [head, query, key]. */
  readonly probabilities: readonly (readonly number[])[];
  /** [token, width]: after the last norm, and after the first layer. */
  readonly hidden: readonly number[];
  readonly first: readonly number[];
  readonly logits?: readonly number[];
}

const oracle: { readonly families: Readonly<Record<string, Measured>> } = JSON.parse(
  readFileSync(new URL("../../oracle/families.json", import.meta.url), "utf8"),
);

test("every family of the oracle is a specification here", () => {
  assert.deepEqual(Object.keys(oracle.families).sort(), [...familyNames].sort());
});

for (const name of familyNames)
  suite(name, () => {
    const { spec, naming } = families[name];
    const measured = oracle.families[name] ?? assert.fail(name);
    const tensors = new Map(
      measured.tensors.map(([key, shape], index): [string, ForeignTensor] => [key, drawTensor(index + 1, key, shape)]),
    );

    test("its parameters take up every tensor of the checkpoint", () => {
      const used = new Set([...foreignPlaces(spec, naming).values()].map((place) => place.name));
      assert.deepEqual([...used].sort(), [...tensors.keys()].sort());
    });

    const parameters: Parameters = takeParameters(spec, naming, (key) => tensors.get(key));
    const tokens = { ids: measured.ids, ...(measured.types === undefined ? {} : { types: measured.types }) };

    test("the reference computes what Hugging Face does", () => {
      const { hidden, logits, layers } = referenceTransformer(spec, parameters, tokens);
      assertClose(hidden.flat(), measured.hidden, 1e-4, "hidden");
      assertClose(layers[0]?.residual.flat() ?? [], measured.first, 1e-4, "after the first layer");
      assertClose(logits.flat(), measured.logits ?? [], 1e-4, "logits");
      for (const [layer, { probabilities }] of layers.entries())
        assertClose(probabilities.flat(2), measured.probabilities[layer] ?? [], 1e-4, `attention weights of ${layer}`);
    });

    test("the graph computes what Hugging Face does", async () => {
      const found = await runWhole(spec, parameters, tokens);
      assertClose(found.get("logits") ?? [], measured.logits ?? [], 1e-4, "logits");
      assertClose(found.get("block.0.residual") ?? [], measured.first, 1e-4, "after the first layer");
      for (const layer of spec.layers.keys()) {
        const weights = found.get(`block.${layer}.attention.probabilities`) ?? [];
        assertClose(weights, measured.probabilities[layer] ?? [], 1e-4, `attention weights of ${layer}`);
      }
      if (!spec.attention.causal) assertClose(found.get("hidden") ?? [], measured.hidden, 1e-4, "hidden");
    });
  });

test("a tensor that is missing or has another shape is named", () => {
  const { spec, naming } = families.llama;
  assert.throws(() => takeParameters(spec, naming, () => undefined), /no tensor model\.embed_tokens\.weight/);
  const wrong = (): ForeignTensor => ({ shape: [2, 2], values: new Float32Array(4) });
  assert.throws(() => takeParameters(spec, naming, wrong), /model\.embed_tokens\.weight is \[2, 2\]/);
  assert.throws(() => foreignPlaces(families.gpt2.spec, "bert"), /bert's have no block\.0\.attention\.norm\.weight/);
});

/** The values that scripts/oracle/families.py draws. */
function drawTensor(salt: number, name: string, shape: readonly number[]): ForeignTensor {
  const draw = (i: number): number => {
    const u = uniform(salt, i);
    if (shape.length === 1) return /norm/i.test(name) || name.includes("ln_") ? 1 + 0.3 * u : 0.3 * u;
    return name.endsWith("embeddings.weight") || name.includes("embed") || name.includes("wte") ? u : u * 0.6;
  };
  return { shape, values: Float32Array.from({ length: sizeOf(shape) }, (_, i) => draw(i)) };
}

/** The first output of mulberry32 for the seed salt * 2654435761 + i, in [-1, 1). */
function uniform(salt: number, i: number): number {
  const a = (Math.imul(salt, 2_654_435_761) + i + 0x6d2b79f5) | 0;
  let t = Math.imul(a ^ (a >>> 15), a | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
}
