/**
 * @file A model folder that answers one prompt with one text, whatever the text: its graph looks the next token up by position. With it
 * a test decides what the model writes while everything around the model is real.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { buildTokenizer, wordsOf } from "../../src/core/tokenizer/tokenizerBuilder.ts";
import { WordTokenizer } from "../../src/core/tokenizer/wordTokenizer.ts";
import { GraphBuilder } from "../../src/onnx/graph.ts";
import type { DecoderManifest } from "../../src/protocol/modelManifest.ts";

export interface Parroting {
  readonly prompt: string;
  readonly response: string;
  readonly manifest?: Partial<DecoderManifest>;
  /** Without it the response goes on with its last token for ever. */
  readonly ends?: boolean;
}

/** The folder goes with the test. */
export async function parrotModel(t: TestContext, options: Parroting): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-parrot-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await writeParrotModel(dir, options);
  return dir;
}

export async function writeParrotModel(dir: string, { prompt, response, manifest, ends = true }: Parroting) {
  const json = buildTokenizer(wordsOf(response, wordsOf(prompt)));
  const tokenizer = new WordTokenizer(json);
  const answer = tokenizer.encode(response);
  const end = ends ? tokenizer.endId : (answer.at(-1) ?? tokenizer.endId);
  const contextLength = 8192;
  const next = new Array<number>(contextLength).fill(end);
  next.splice(tokenizer.encode(prompt).length - 1, answer.length, ...answer);
  const description: DecoderManifest = {
    formatVersion: 1,
    kind: "decoder",
    name: "parrot",
    decoder: { vocabularySize: tokenizer.size, layers: 1, width: 1, coupledPositions: 0 },
    method: "rfft",
    dialect: "compact",
    positionCoupling: "none",
    endTokenId: tokenizer.endId,
    contextLength,
    seed: 0,
    hashes: {},
    ...manifest,
  };
  await writeFile(join(dir, "model.onnx"), graph(next, tokenizer.size));
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(json));
  await writeFile(join(dir, "model.json"), JSON.stringify(description));
}

/** logits[b, s] = 20 at next[position], 0 elsewhere; a cache of one number per token, which nothing reads. */
function graph(next: readonly number[], vocabularySize: number): Uint8Array {
  const g = new GraphBuilder("parrot");
  g.input("input_ids", "int64", ["batch", "sequence"]);
  g.input("attention_mask", "int64", ["batch", "total"]);
  const positions = g.input("position_ids", "int64", ["batch", "sequence"]);
  const table = g.constant({ type: "int64", shape: [next.length], values: next });
  const depth = g.constant({ type: "int64", shape: [], values: [vocabularySize] });
  const values = g.constant({ type: "float32", shape: [2], values: [0, 20] });
  g.node("OneHot", [g.node("Gather", [table, positions]), depth, values], { name: "logits" });
  g.output("logits", "float32", ["batch", "sequence", vocabularySize]);
  const numbers = g.node("Cast", [g.node("Unsqueeze", [positions, g.integers(1, 3)])], {
    attributes: { to: { type: "float32" } },
  });
  for (const part of ["key", "value"]) {
    g.input(`past.0.${part}`, "float32", ["batch", 1, "past", 1]);
    g.node("Identity", [numbers], { name: `fresh.0.${part}` });
    g.output(`fresh.0.${part}`, "float32", ["batch", 1, "sequence", 1]);
  }
  return g.toBytes();
}
