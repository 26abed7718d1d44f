/** @file The decoding loop on a tiny random decoder run by ONNX Runtime: batches, the cache, stops, cancelling, moving devices. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import { type ChosenToken, measuredChooser } from "../../../src/engine/decode/choose.ts";
import { type DecodeOptions, decodeBatch } from "../../../src/engine/decode/decodeBatch.ts";
import { preparePrompt } from "../../../src/engine/decode/preparePrompt.ts";
import type { DecoderSession } from "../../../src/engine/model/decoderSession.ts";
import { type OpenModel, openModel } from "../../../src/engine/model/openModel.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import { tinyModel } from "../tinyModel.ts";

const cpuOnly = () => new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);

async function open(t: TestContext): Promise<OpenModel> {
  const model = await openModel({
    dir: await tinyModel(t),
    device: "cpu",
    runtime: cpuOnly(),
    onDeviceChanged: () => {},
  });
  t.after(() => model.session.release());
  return model;
}

const greedy = measuredChooser({ kind: "greedy" }, 3);

interface Decoded {
  readonly tokens: ChosenToken[][];
  readonly stops: readonly string[];
}

async function decode(
  model: OpenModel,
  texts: readonly string[],
  options: Partial<DecodeOptions> & { session?: DecoderSession } = {},
): Promise<Decoded> {
  const tokens: ChosenToken[][] = texts.map(() => []);
  const stops = await decodeBatch(
    options.session ?? model.session,
    texts.map((text) => preparePrompt(model, text, { choose: greedy })),
    {
      endTokenId: model.manifest.endTokenId,
      contextLength: 512,
      maxNewTokens: 40,
      signal: new CancelSource(),
      onToken: (row, token) => void tokens[row]?.push(token),
      ...options,
    },
  );
  return { tokens, stops };
}

const ids = (tokens: readonly ChosenToken[] | undefined) => tokens?.map(({ id }) => id);

const prompts = [
  "L1 def add(a, b):\nL2 return a\n>>> add([5, 9], [1, 3])",
  "59+13=",
  "L1 result\n>>> f([1, 2, 3, 4, 5, 6, 7])",
  "7",
];

test("a prompt gives the same tokens and probabilities alone and in a batch", async (t) => {
  const model = await open(t);
  const together = await decode(model, prompts);
  for (const [row, prompt] of prompts.entries()) {
    const alone = await decode(model, [prompt]);
    assert.deepEqual(ids(together.tokens[row]), ids(alone.tokens[0]), prompt);
    assert.equal(together.stops[row], alone.stops[0]);
    for (const [i, token] of (alone.tokens[0] ?? []).entries()) {
      const { probability = 0, entropy = 0 } = together.tokens[row]?.[i] ?? {};
      assert.ok(Math.abs(probability - token.probability) < 1e-4, `token ${i} of ${prompt}`);
      assert.ok(Math.abs(entropy - token.entropy) < 1e-3, `token ${i} of ${prompt}`);
    }
  }
});

test("what all prompts begin with is computed once, and each row writes what it would alone", async (t) => {
  const model = await open(t);
  const beginning = "L1 def add(a, b):\nL2 result = carry\n>>> add([";
  const texts = ["5, 9], [1, 3])", "5], [1])", "7, 7, 7, 7], [2])"].map((rest) => beginning + rest);
  const lengths = texts.map((text) => model.tokenizer.encode(text).length);
  // The bracket has the place after the last number, which is another in each row.
  const shared = model.tokenizer.encode(beginning).length - 1;
  const fed: number[] = [];
  const together = await decode(model, texts, { onFeed: (tokens) => void fed.push(tokens) });
  assert.deepEqual(fed.slice(0, 3), [shared, Math.max(...lengths) - shared, 1]);
  for (const [row, text] of texts.entries()) {
    const alone = await decode(model, [text]);
    assert.deepEqual(ids(together.tokens[row]), ids(alone.tokens[0]), text);
    for (const [i, { probability }] of (alone.tokens[0] ?? []).entries()) {
      assert.ok(Math.abs((together.tokens[row]?.[i]?.probability ?? 0) - probability) < 1e-4, `token ${i} of ${text}`);
    }
  }
  const again: number[] = [];
  await decode(model, texts, { onFeed: (tokens) => void again.push(tokens) });
  assert.equal(again[0], 1, "the next batch knows the beginning from the last one");
  for (const at of [1, 2, 9]) {
    const { session, fallBacks } = breaking(model.session, at);
    model.session.recent.clear();
    const moved = await decode(model, texts, { session });
    assert.deepEqual([moved.tokens.map(ids), fallBacks.length], [together.tokens.map(ids), 1], `lost at call ${at}`);
  }
});

test("rows that end early leave the batch and the others go on unchanged", async (t) => {
  const model = await open(t);
  const long = await decode(model, prompts);
  // Take as end token something that some rows say early and others do not.
  const endTokenId = ids(long.tokens[1])?.[2] ?? 0;
  const cut = await decode(model, prompts, { endTokenId });
  for (const [row, full] of long.tokens.entries()) {
    const at = ids(full)?.indexOf(endTokenId) ?? -1;
    assert.deepEqual(ids(cut.tokens[row]), ids(full)?.slice(0, at < 0 ? undefined : at + 1), prompts[row]);
    assert.equal(cut.stops[row], at < 0 ? "length" : "end");
  }
  assert.equal(cut.stops[1], "end");
  assert.ok(cut.stops.includes("length"), "one row must go on for the test to say anything");
});

test("decoding with the cache equals computing everything anew for each token", async (t) => {
  const model = await open(t);
  const text = prompts[0] ?? "";
  const { tokens } = await decode(model, [text]);
  const prompt = preparePrompt(model, text, { choose: greedy });
  const all = [...prompt.ids];
  const coupledIds = [...prompt.coupledIds];
  for (const token of tokens[0] ?? []) {
    const logits = await model.session.run(
      {
        batch: 1,
        sequence: all.length,
        ids: BigInt64Array.from(all, BigInt),
        coupledIds: BigInt64Array.from(coupledIds, BigInt),
        positions: BigInt64Array.from(all.keys(), BigInt),
        mask: new BigInt64Array(all.length).fill(1n),
      },
      model.session.emptyCache(1),
    );
    const fresh = greedy(logits.subarray(-model.session.vocabularySize));
    assert.equal(fresh.id, token.id);
    assert.ok(Math.abs(fresh.entropy - token.entropy) < 1e-3);
    all.push(token.id);
    coupledIds.push(prompt.coupledIdOf(token.id));
  }
});

test("it stops for length and for a full context", async (t) => {
  const model = await open(t);
  const short = await decode(model, ["59+13="], { endTokenId: -1, maxNewTokens: 3 });
  assert.deepEqual([short.stops[0], short.tokens[0]?.length], ["length", 3]);
  const full = await decode(model, ["59+13="], { endTokenId: -1, contextLength: 10 });
  assert.deepEqual([full.stops[0], full.tokens[0]?.length], ["context", 4]);
});

test("after a cancel no further token is decided", async (t) => {
  const model = await open(t);
  const signal = new CancelSource();
  let count = 0;
  const running = decode(model, ["59+13="], {
    endTokenId: -1,
    maxNewTokens: 400,
    signal,
    onToken: () => {
      if (++count === 5) signal.cancel();
    },
  });
  await assert.rejects(running, Cancelled);
  assert.equal(count, 5);
});

test("a cancel that arrives as an event between two tokens stops the next", async (t) => {
  const model = await open(t);
  const signal = new CancelSource();
  let count = 0;
  const running = decode(model, ["59+13="], {
    endTokenId: -1,
    maxNewTokens: 400,
    signal,
    onToken: () => {
      if (++count === 5) setImmediate(() => signal.cancel());
    },
  });
  await assert.rejects(running, Cancelled);
  assert.equal(count, 5);
});

/** A session that breaks once, at the given call: a device lost in mid-run cannot be had on order. */
function breaking(session: DecoderSession, atCall: number): { session: DecoderSession; readonly fallBacks: unknown[] } {
  const fallBacks: unknown[] = [];
  let calls = 0;
  return {
    fallBacks,
    session: {
      vocabularySize: session.vocabularySize,
      recent: session.recent,
      canShare: session.canShare,
      emptyCache: (batch, shared) => session.emptyCache(batch, shared),
      run(feed, cache) {
        calls++;
        if (calls >= atCall && fallBacks.length === 0) throw new Error("device lost");
        return session.run(feed, cache);
      },
      async fallBack(error) {
        fallBacks.push(error);
      },
    },
  };
}

test("a device that fails in mid-run loses no token and repeats none", async (t) => {
  const model = await open(t);
  const whole = await decode(model, prompts);
  const { session, fallBacks } = breaking(model.session, 7);
  const moved = await decode(model, prompts, { session });
  assert.deepEqual(moved.tokens.map(ids), whole.tokens.map(ids));
  assert.match(String(fallBacks), /device lost/);
});

test("when there is no other device, the model's failure is a message that names its file", async (t) => {
  const model = await open(t);
  const prompt = preparePrompt(model, "1+1=", { choose: greedy });
  const running = decodeBatch(model.session, [{ ...prompt, ids: [1_000_000] }], {
    endTokenId: 1,
    contextLength: 512,
    maxNewTokens: 1,
    signal: new CancelSource(),
    onToken: () => {},
  });
  await assert.rejects(
    running,
    (error) => error instanceof UserError && /model\.onnx failed while it ran: /.test(error.message),
  );
});
