/** @file The blockwise attentions against full attention with a mask, for lengths that do and do not fill their blocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { GraphBuilder } from "../../../src/onnx/graph.ts";
import { attend } from "../../../src/onnx/operators/attention.ts";
import { attendPlanned, longestWindow, planHeads, runsOfHeads } from "../../../src/onnx/operators/headGroups.ts";
import { blocksOf, cutBlocks } from "../../../src/onnx/operators/windowedAttention.ts";
import type { HeadConfig } from "../../../src/onnx/transformer/ownModels.ts";
import { randomFloats } from "../checkGradients.ts";
import { floats, type Input, integers, runGraph } from "../runGraph.ts";

const batch = 2;
const headWidth = 4;

for (const length of [2, 3, 7, 8, 13, 16]) {
  for (const window of [null, 1, 4, 16]) {
    // A short window beside a longer one uses the longer one's blocks.
    for (const other of [null, 5]) {
      test(`a window of ${window} beside ${other} over ${length} tokens equals masked full attention`, async () => {
        const heads = [window, window, other].map((limit) => ({ rotary: false, window: limit }));
        await compare(heads, length);
      });
    }
  }
}

test("sight shortens the windows that are longer, and no others", async () => {
  const heads = [null, 9, 2].map((window) => ({ rotary: false, window }));
  for (const sight of [1, 4, 20]) await compare(heads, 13, sight);
});

test("blocks are as many as fit, no shorter than the window, and cover the sequence tightly", async () => {
  for (const [length, window, blocks, blockLength] of [
    [100, 24, 4, 25],
    [96, 24, 4, 24],
    [10, 24, 1, 10],
    [47, 24, 1, 47],
    [97, 24, 4, 25],
  ] as const) {
    assert.deepEqual(blocksOf(length, window), { blocks, blockLength });
    const g = new GraphBuilder("blocks");
    const cut = cutBlocks(g, g.input("length", "int64", []), window);
    for (const part of [cut.blocks, cut.blockLength, cut.sequence]) g.output(part, "int64", []);
    const outputs = await runGraph(g.toBytes(), { length: integers([], [length]) });
    const values = [cut.blocks, cut.blockLength, cut.sequence].map((part) => outputs[part]?.values[0]);
    assert.deepEqual(values, [blocks, blockLength, blocks * blockLength]);
  }
});

/** Outputs and gradients of the planned attention of each run of heads against full attention with each head's mask. */
async function compare(heads: readonly HeadConfig[], length: number, sight?: number): Promise<void> {
  const longest = longestWindow(heads);
  const cut = longest === undefined ? undefined : blocksOf(length, longest);
  const sequence = cut === undefined ? length : cut.blocks * cut.blockLength;
  const names = ["query", "key", "value", "direction"] as const;
  const rng = new Rng(length);
  const g = new GraphBuilder("heads");
  g.input("length", "int64", []);
  const blocks = longest === undefined ? undefined : cutBlocks(g, "length", longest);
  const seen = sight === undefined ? undefined : g.input("sight", "int64", []);
  const plans = planHeads(g, heads, blocks?.sequence ?? "length", blocks, seen);
  const feeds: Record<string, Input> = { length: integers([], [length]) };
  if (sight !== undefined) feeds.sight = integers([], [sight]);
  const runs = runsOfHeads(heads);
  for (const [i, { count, head }] of runs.entries()) {
    const shape = [batch, count, sequence, headWidth];
    const [query = "", key = "", value = "", direction = ""] = names.map((name) => {
      feeds[`${name}.${i}`] = randomFloats(rng, shape);
      return g.input(`${name}.${i}`, "float32", shape);
    });
    feeds[`mask.${i}`] = floats([sequence, sequence], maskOf(head, sequence, sight));
    const tensors = { query, key, value, headWidth };
    const plan = plans.get(head.window);
    assert.ok(plan);
    const ways = {
      full: attend(g, { ...tensors, bias: g.input(`mask.${i}`, "float32", [sequence, sequence]) }),
      planned: attendPlanned(g, plan, tensors),
    };
    for (const [way, { output, backward }] of Object.entries(ways)) {
      for (const [part, tensor] of Object.entries({ output, ...backward(direction) })) {
        g.output(g.node("Identity", [tensor], { name: `${way}.${part}.${i}` }), "float32", shape);
      }
    }
  }
  const outputs = await runGraph(g.toBytes(), feeds);
  for (const i of runs.keys()) {
    for (const part of ["output", "query", "key", "value"]) {
      const [full, planned] = [outputs[`full.${part}.${i}`], outputs[`planned.${part}.${i}`]];
      assert.deepEqual(planned?.shape, full?.shape);
      for (const [at, value] of (full?.values ?? []).entries()) {
        const other = planned?.values[at] ?? Number.NaN;
        assert.ok(Math.abs(value - other) < 1e-5, `${part}.${i}[${at}]: ${other} instead of ${value}`);
      }
    }
  }
}

function maskOf({ window }: HeadConfig, sequence: number, sight = sequence): number[] {
  const limit = window === null ? sequence : Math.min(window, sight);
  return Array.from({ length: sequence * sequence }, (_, i) => {
    const distance = Math.floor(i / sequence) - (i % sequence);
    return distance >= 0 && distance < limit ? 0 : -1e9;
  });
}
