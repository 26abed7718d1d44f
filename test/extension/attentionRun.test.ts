/** @file What an attention view is told of a run: what is missing and what to do, what has changed since, and what made the numbers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readModel } from "../../src/client/models.ts";
import { UserError } from "../../src/core/base/errors.ts";
import { attentionRun, runInputOf, type Subject } from "../../src/extension/attention/attentionRun.ts";
import { modelOf } from "../../src/extension/attention/runActivations.ts";
import { Traces } from "../../src/extension/trace/traces.ts";
import { finite } from "../../src/protocol/wire.ts";
import { problemsOf, uri, writeTrace } from "./realTrace.ts";

const model = await readModel(join(fileURLToPath(new URL("../../models/", import.meta.url)), "addition-rfft"));

function subject(change: Partial<Subject["trace"]> = {}, modelHash?: string): Subject {
  const [problem] = problemsOf();
  assert.ok(problem);
  const trace = writeTrace(new Traces(), problem);
  return { id: "run", uri, trace: { ...trace, prompt: "L1", ...change }, modelHash };
}

const shape = {
  layers: finite(3),
  heads: [{ rotary: true, window: null }],
  width: finite(8),
  tokens: [{ id: finite(5), text: "L1", coupledId: finite(0) }],
  promptTokens: finite(1),
  causal: true,
  slot: false,
  thumbnail: finite(0),
};

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  return assert.fail("it was not refused");
}

test("a run without tokens, or one that is not over, says what to do", () => {
  assert.match(
    refusal(() => runInputOf(subject({ tokens: [] }), model, "cpu")),
    /has written nothing in this run\. Run the problem again/,
  );
  assert.match(
    refusal(() => runInputOf(subject({ phase: "writing" }), model, "cpu")),
    /still writing\..*shown when it is done/,
  );
  assert.match(
    refusal(() => modelOf("gone", [model])),
    /The model gone, which wrote this run, is no longer here\. Add its folder/,
  );
});

const spans = { lines: [], problem: undefined, operands: undefined };

test("a model that has changed since, and an edited rule, are named; the same model is not", () => {
  const notices = (of: Subject): string => attentionRun(of, model, { shape, spans }).notices.join(" ");
  const hash = model.manifest.hashes["model.onnx"] ?? assert.fail();
  assert.match(
    notices(subject({}, "0".repeat(64))),
    /addition-rfft has changed since this run: what is shown is how the model of now reads it/,
  );
  assert.doesNotMatch(notices(subject({}, hash)), /has changed/);
  assert.match(notices(subject({ stale: true })), /rule or the problem was edited since this run/);
});

test("the caption names problem, model, its hash, method, seed, and that it was recomputed", () => {
  const { provenance } = attentionRun(subject(), model, { shape, spans });
  assert.match(
    provenance,
    /^add\(\[5, 9\], \[1, 3\]\) by addition-rfft \(model\.onnx [0-9a-f]{12}\); rfft; training seed 1; recomputed on the CPU/,
  );
});
