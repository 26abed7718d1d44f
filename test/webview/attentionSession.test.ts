/** @file What the attention view knows: notices of another run are left alone, the selected token follows the step, lines and patches find their tokens. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { finite, owned } from "../../src/protocol/wire.ts";
import { lineRange, lineSentence, linesOf } from "../../webview/attention/model/lines.ts";
import { measuredToken, patchColumns, patchIntroduction, patchSentence } from "../../webview/attention/model/patch.ts";
import { newSession, nextSession, type SessionEvent } from "../../webview/attention/model/session.ts";
import { tabNow, tabsOf } from "../../webview/attention/tabs.ts";

const span = (from: number, to: number): [ReturnType<typeof finite>, ReturnType<typeof finite>] => [
  finite(from),
  finite(to),
];

/** A rule of one line (tokens 0 and 1), and two steps of two tokens. */
function runOf(id: string, texts: string): AttentionRun {
  const tokens = [...texts].map((text) => ({ id: finite(text.charCodeAt(0)), text, coupledId: finite(0) }));
  const step = (from: number, to: number) => ({
    tokens: span(from, to),
    line: finite(1),
    text: texts.slice(from, to),
    verdict: "correct" as const,
  });
  return {
    id,
    call: `${id}()`,
    method: "rfft",
    model: "m",
    shape: {
      layers: finite(1),
      heads: [{ rotary: false, window: null }],
      width: finite(2),
      tokens,
      promptTokens: finite(2),
      causal: true,
      slot: false,
      thumbnail: finite(1),
    },
    steps: [step(2, 4), step(4, 6)],
    lines: [{ line: finite(1), text: "a = 1", tokens: span(0, 2) }],
    problem: null,
    operands: null,
    latent: null,
    notices: [],
    provenance: "p",
  };
}

const run = runOf("f", "abcdef");
const shown: SessionEvent = {
  kind: "show",
  notice: { run, message: null, runnable: true, latent: null, busy: false },
};
const after = (...events: readonly SessionEvent[]) => events.reduce(nextSession, newSession);

test("what comes about another run changes nothing", () => {
  const session = after(shown);
  for (const event of [
    { kind: "layer", notice: { run: "g", layer: finite(0), thumbnails: owned(Uint8Array.of(1)) } },
    { kind: "captured", notice: { run: "g", seconds: finite(1), bytes: finite(1) } },
    { kind: "step", notice: { run: "g", step: finite(1) } },
    { kind: "goTo", step: 2 },
    { kind: "choose", token: 6 },
  ] as const)
    assert.equal(nextSession(session, event), session);
});

test("the token follows the step, and the step the token", () => {
  const step = (at: number): SessionEvent => ({ kind: "step", notice: { run: "f", step: finite(at) } });
  const where = ({ step: at, token }: ReturnType<typeof after>) => [at, token];
  assert.deepEqual(where(after(shown)), [null, null]);
  assert.deepEqual(where(after(shown, step(1))), [1, 4]);
  assert.deepEqual(where(after(shown, { kind: "choose", token: 5 })), [1, 5]);
  assert.deepEqual(where(after(shown, { kind: "choose", token: 5 }, step(1))), [1, 5], "it is one of the step's");
  assert.deepEqual(where(after(shown, { kind: "choose", token: 5 }, step(0))), [0, 2]);
  assert.deepEqual(where(after(shown, step(1), { kind: "choose", token: 0 })), [1, 0], "the prompt has no step");
  assert.deepEqual(where(after(shown, step(1), shown)), [null, null], "another run begins anew");
});

test("layers arrive one by one, and the compared run stays while another one is read", () => {
  const layer = { run: "f", layer: finite(0), thumbnails: owned(Uint8Array.of(7)) };
  const session = after(shown, { kind: "layer", notice: layer });
  assert.deepEqual([...(session.shown?.thumbnails ?? [])], [[0, Uint8Array.of(7)]]);
  const other = runOf("g", "abcdeg");
  const compared = { kind: "compared", notice: { run: other, message: null, busy: false } } as const;
  const busy = { kind: "compared", notice: { run: null, message: null, busy: true } } as const;
  assert.deepEqual(after(shown, compared, busy).compared, { run: other, message: null, busy: true });
  const failed = { kind: "compared", notice: { run: null, message: "gone", busy: false } } as const;
  assert.deepEqual(after(shown, compared, busy, failed).compared, { run: null, message: "gone", busy: false });
});

test("a tab that has no meaning for an item gives way to one that has", () => {
  assert.equal(tabNow(run, "ablation").name, "ablation");
  assert.equal(tabNow(run, "of an older version").name, "steps");
  const item: AttentionRun = { ...run, steps: [], lines: [], latent: { reads: "encoder", model: "", models: [] } };
  assert.deepEqual(
    tabsOf(item).map(({ name }) => name),
    ["matrix", "lines", "text", "heads"],
  );
  assert.equal(tabNow(item, "ablation").name, "matrix");
});

test("lines: the queries that wrote a step, and the keys with the most weight", () => {
  assert.deepEqual(lineRange(run, 1), { written: [4, 6], queries: [3, 5] });
  assert.deepEqual(lineRange(run, null), { written: [1, 6], queries: [0, 5] });
  const values = Float32Array.of(0.5, 0, 0.25, 0.25, 0, 0, 0.125, 0, 0, 0.375, 0.5, 0);
  const lines = linesOf([4, 6], values, { length: 6, threshold: 0, hideFirst: true });
  assert.deepEqual([lines.read, lines.readCount], [[2, 3, 4], 3]);
  assert.equal(
    lineSentence(run, lines, { side: "written", token: 5 }),
    "To write “f” (5) the model read 50.0 % “e” (4), 37.5 % “d” (3), 0 % “c” (2).",
  );
  assert.equal(
    lineSentence(run, lines, { side: "read", token: 3 }),
    "“d” (3) was read to write 37.5 % “f” (5), 25.0 % “e” (4).",
  );
});

test("patching is measured where the runs differ, and says what it needs", () => {
  const other = runOf("g", "abcdxf");
  assert.equal(measuredToken(run, other, { step: null, token: null }), 4);
  assert.equal(measuredToken(run, other, { step: 0, token: 3 }), 4);
  assert.equal(measuredToken(run, runOf("g", "abxdxf"), { step: 1, token: null }), 4);
  assert.equal(measuredToken(run, runOf("g", "abcdef"), { step: null, token: null }), undefined);
  assert.match(patchIntroduction(run, undefined, undefined), /^Choose a run to compare this one with/);
  assert.match(patchIntroduction(run, { ...other, model: "n" }, 4), /by n: .*same model\. Choose a run by m\.$/);
  assert.match(
    patchIntroduction(run, other, 4),
    /^Measured at token 4: “e” in the clean run, “x” in the corrupted run/,
  );
  const columns = patchColumns(run, 4, "places");
  assert.deepEqual(
    columns.map(({ name }) => name),
    ["line 1", "1 cd"],
  );
  const rows = [{ name: "layer 0", effects: Float32Array.of(0.125, 0.75) }];
  const patching = { clean: run, corrupted: other, component: "head" as const, token: 4, columns, rows, count: 1 };
  assert.equal(
    patchSentence(patching),
    "The single heads of f() patched into g(), measured at token 4. The most is restored at layer 0, 1 cd (0.75).",
  );
});
