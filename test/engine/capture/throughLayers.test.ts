/** @file Rollout and flow of a real run are what its own matrices give, whole and by the row, and a layer is there before the last one is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AttentionFlow } from "../../../src/core/attention/flow.ts";
import { rollRows, throughResidual } from "../../../src/core/attention/rollout.ts";
import { Triangle } from "../../../src/core/attention/triangle.ts";
import { CaptureStore } from "../../../src/engine/capture/captureStore.ts";
import { combinedRows } from "../../../src/engine/capture/combinedRows.ts";
import { LoadedModels } from "../../../src/engine/model/loadedModels.ts";
import { ModelStore } from "../../../src/engine/model/modelStore.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import type { HeadSet } from "../../../src/protocol/activations.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import { tinyModel } from "../tinyModel.ts";

const signal = new CancelSource();
const heads = [0, 1].flatMap((layer) => [0, 1].map((head) => ({ layer, head })));

/** `gate`: what each computation of a part waits for. */
async function captured(t: Parameters<typeof tinyModel>[0], gate: () => Promise<void> | undefined = () => undefined) {
  const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);
  const gated: Pick<Runtime, "open"> = {
    async open(...asked) {
      const graph = await runtime.open(...asked);
      const run = graph.session.run.bind(graph.session);
      const waiting = async (...fed: Parameters<typeof run>) => {
        await gate();
        return run(...fed);
      };
      const session = new Proxy(graph.session, {
        get: (of, name) => (name === "run" ? waiting : Reflect.get(of, name, of)),
      });
      return { ...graph, session };
    },
  };
  const captures = new CaptureStore(
    new ModelStore({ runtime, loaded: new LoadedModels(2 ** 32), onDeviceChanged: () => {} }),
    gated,
  );
  const input = {
    modelDir: await tinyModel(t),
    device: "cpu",
    prompt: "L1 def add(a, b):",
    response: [5, 6, 7, 8],
  } as const;
  return { captures, input: { ...input, response: [...input.response] } };
}

test("rollout and flow", async (t) => {
  const { captures, input } = await captured(t);
  const { run } = await captures.get(input, signal);
  const rowsOf = async (set: HeadSet, range: readonly [number, number] = [0, run.length]): Promise<number[][]> => {
    const rows: number[][] = [];
    await combinedRows(run, set, range, signal, (query, row) => rows.push([...row.slice(0, query + 1)]));
    return rows;
  };
  const threshold = 0.02;
  const layers: Triangle[] = [];
  for (const layer of [0, 1]) {
    const own = heads.filter((it) => it.layer === layer);
    const mixed = new Triangle(run.length);
    for (const [i, row] of (await rowsOf({ heads: own })).entries()) {
      mixed.row(i).set(row);
      throughResidual(mixed.row(i), threshold);
    }
    layers.push(mixed);
  }
  const [first, second] = layers;
  assert.ok(first && second);
  const expected = new Triangle(run.length);
  rollRows(second, first, [0, run.length], expected);
  const rollout = await rowsOf({ heads, through: { kind: "rollout", threshold } });
  assert.deepEqual(rollout.flat(), [...expected.values]);
  for (const row of rollout) assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-5);
  const flow = new AttentionFlow(layers, run.length - 1);
  const row = await flow.row(async () => {});
  const flowSet: HeadSet = { heads, through: { kind: "flow", threshold } };
  assert.deepEqual(await rowsOf(flowSet, [run.length - 1, run.length]), [[...row]]);
  assert.deepEqual((await rowsOf(flowSet)).at(-1), [...row]);
  const upper: HeadSet = { heads: heads.filter(({ layer }) => layer === 1), through: { kind: "rollout", threshold } };
  assert.deepEqual(
    (await rowsOf(upper)).flat(),
    [...second.values],
    "a layer without chosen heads passes on what it gets",
  );
});

test("a layer that is there is looked at while the next is computed", async (t) => {
  // Nothing more is computed until somebody has looked.
  let looked: Promise<void> | undefined;
  const { captures, input } = await captured(t, () => looked);
  const seen: string[] = [];
  await captures.get(input, signal, {
    onLayer: (layer) => {
      if (layer === 0)
        looked = captures.upTo(0, input, signal).then(({ run }) => void seen.push(`layers ${run.keys.length}`));
    },
  });
  seen.push("done");
  await looked;
  assert.deepEqual(seen, ["layers 1", "done"]);
});
