/** @file Going on from a response with the bundled model: the same rest, forced tokens, the cache that is used again, cancelling. */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { addition } from "../../../src/core/task/addition.ts";
import { LoadedModels } from "../../../src/engine/model/loadedModels.ts";
import { ModelStore } from "../../../src/engine/model/modelStore.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { generate } from "../../../src/engine/request/generate.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import {
  engineContract,
  type Generation,
  type GenerationEvent,
  type TokenEvent,
} from "../../../src/protocol/contract.ts";

const modelDir = fileURLToPath(new URL("../../../models/addition-rfft", import.meta.url));
const [problem] = readProblems(
  `${addition.ruleSource}\n\ndef doc():\n    """\n    >>> add([4, 7, 8], [5, 8, 3])\n    """\n`,
  "python",
).problems;
assert.ok(problem);
const prompt = methodOf("rfft", "compact").prompt(problem);

type Asked = Partial<v.InferInput<typeof engineContract.requests.generate.params>>;

class Engine {
  readonly #models = new ModelStore({
    runtime: new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1),
    loaded: new LoadedModels(2 ** 32),
    onDeviceChanged: () => {},
  });

  async run(asked: Asked = {}, onToken: (token: TokenEvent) => void = () => {}, signal = new CancelSource()) {
    const tokens: TokenEvent[] = [];
    const params = v.parse(engineContract.requests.generate.params, { modelDir, device: "cpu", prompt, ...asked });
    let promptLength = 0;
    const emit = (event: GenerationEvent) => {
      const read = v.parse(engineContract.requests.generate.event, event);
      if (read.kind === "prompt") promptLength = read.ids.length;
      else {
        tokens.push(read.token);
        onToken(read.token);
      }
    };
    const generation = await generate(params, { emit, signal }, { models: this.#models, clock: () => 0 });
    return { promptLength, tokens, generation };
  }

  unload(): Promise<void> {
    return this.#models.unload(modelDir);
  }
}

let whole: { readonly promptLength: number; readonly tokens: readonly TokenEvent[]; readonly generation: Generation };
const ids = (tokens: readonly TokenEvent[]) => tokens.map(({ id }) => id);
const textOf = (tokens: readonly TokenEvent[]) => tokens.map(({ text }) => text).join("");

before(async () => {
  whole = await new Engine().run();
  assert.equal(whole.generation.stop, "end");
  assert.match(textOf(whole.tokens), /L5 num1-/);
});

function assertRest(rest: readonly TokenEvent[], from: number): void {
  const expected = whole.tokens.slice(from);
  assert.deepEqual(ids(rest), ids(expected), `from token ${from}`);
  assert.equal(textOf(rest), textOf(expected));
  for (const [i, { index, probability }] of rest.entries()) {
    assert.equal(index, from + i);
    assert.ok(Math.abs(probability - (expected[i]?.probability ?? 0)) < 1e-4, `token ${index} from ${from}`);
  }
}

test("from any place of a greedy response the rest is that of one run, with a cache and without", async () => {
  const engine = new Engine();
  await engine.run();
  // From the whole response, the end token is said again.
  const lastToken = whole.tokens.length - 1;
  for (let from = 0; from <= whole.tokens.length; from += 7) {
    const continueFrom = { ids: ids(whole.tokens.slice(0, from)), text: "" };
    const { tokens, generation } = await engine.run({ continueFrom });
    assertRest(tokens, Math.min(from, lastToken));
    assert.deepEqual(generation.coupledIds, whole.generation.coupledIds);
    if (from % 35 === 0) assertRest((await new Engine().run({ continueFrom })).tokens, Math.min(from, lastToken));
  }
});

test("text is forced token by token, with the probability that the model gave it, and the model goes on from it", async () => {
  const at = whole.tokens.findIndex((_, i) => textOf(whole.tokens.slice(0, i)).endsWith("L7 total="));
  assert.ok(at > 0);
  const written = textOf(whole.tokens.slice(at, at + 2));
  assert.equal(written, "11");
  const continueFrom = { ids: ids(whole.tokens.slice(0, at)), text: "17" };
  const { tokens } = await new Engine().run({ continueFrom });
  assert.deepEqual(
    tokens.slice(0, 3).map(({ text, forced }) => [text, forced]),
    [
      ["1", true],
      ["7", true],
      ["\nL8", undefined],
    ],
  );
  assert.ok((tokens[0]?.probability ?? 0) > 0.9 && (tokens[1]?.probability ?? 1) < 0.1, "the model wanted 11");
  assert.match(textOf(tokens), /L8 result\^7/);
});

test("going on computes only what is new", async () => {
  const engine = new Engine();
  const first = await engine.run();
  const { length } = whole.tokens;
  assert.equal(first.generation.computedTokens, whole.promptLength + length - 1);
  const from = length - 10;
  const again = await engine.run({ continueFrom: { ids: ids(whole.tokens.slice(0, from)), text: "" } });
  assert.equal(again.generation.computedTokens, 10);
  assert.equal(again.generation.tokenCount, length);
  const fork = await engine.run({
    continueFrom: { ids: ids(whole.tokens.slice(0, 20)), text: "\nL4" },
    maxNewTokens: 1,
  });
  assert.equal(fork.generation.computedTokens, 1);
  const back = await engine.run();
  assert.equal(back.generation.computedTokens, length, "the fork left the run it came from as it was");
  assertRest(back.tokens, 0);
  await engine.unload();
  assert.equal((await engine.run()).generation.computedTokens, first.generation.computedTokens);
});

test("a cancelled run is gone on from where it was", async () => {
  const engine = new Engine();
  const signal = new CancelSource();
  const seen: TokenEvent[] = [];
  const running = engine.run(
    {},
    (token) => {
      seen.push(token);
      if (seen.length === 25) signal.cancel();
    },
    signal,
  );
  await assert.rejects(running, Cancelled);
  assert.equal(seen.length, 25);
  const rest = await engine.run({ continueFrom: { ids: ids(seen), text: "" } });
  assertRest(rest.tokens, 25);
  assert.equal(rest.generation.computedTokens, whole.tokens.length - 25);
});

test("a response of another model, or one that fills the context, is refused with a message", async () => {
  const refused = (id: string) => (error: unknown) => error instanceof UserError && error.code === id;
  await assert.rejects(new Engine().run({ continueFrom: { ids: [1_000_000], text: "" } }), refused("token-foreign"));
  const long = { ids: Array<number>(5000).fill(5), text: "" };
  await assert.rejects(new Engine().run({ continueFrom: long }), refused("prompt-too-long"));
});
