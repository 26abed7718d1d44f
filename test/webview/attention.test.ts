/** @file The pure parts of the attention view: the window on a matrix, weights of steps, scales, and NumPy's format. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { npyOf } from "../../src/core/format/npy.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { finite } from "../../src/protocol/wire.ts";
import { alignSteps } from "../../webview/attention/model/alignSteps.ts";
import { comparedHeads, comparedSteps, comparedTokens, differenceAt } from "../../webview/attention/model/compared.ts";
import { headFilter } from "../../webview/attention/model/headFilter.ts";
import { StepWeights, stepSentence, stepSpans } from "../../webview/attention/model/stepWeights.ts";
import { holding, moved, wholeWindow, zoomed } from "../../webview/attention/model/window.ts";
import { csvOf, safetensorsOf } from "../../webview/attention/paint/files.ts";
import { rampOf, scaled } from "../../webview/attention/paint/ramp.ts";

test("a window zooms around a place and never leaves the tokens", () => {
  const whole = wholeWindow(100);
  const half = zoomed(whole, 0.5, { x: 0, y: 1 }, 100);
  assert.deepEqual(half, { queries: [50, 100], keys: [0, 50] });
  assert.deepEqual(zoomed(half, 4, { x: 0.5, y: 0.5 }, 100), whole);
  assert.deepEqual(moved(half, 30, -30, 100), half);
  assert.deepEqual(moved(half, -20, 20, 100), { queries: [30, 80], keys: [20, 70] });
  assert.deepEqual(zoomed(half, 0.001, { x: 0, y: 0 }, 100).keys, [0, 4]);
  assert.deepEqual(holding(half, 20, 10, 100), { queries: [0, 50], keys: [0, 50] });
  assert.deepEqual(zoomed(wholeWindow(1), 0.5, { x: 0.5, y: 0.5 }, 1), wholeWindow(1));
});

test("scales keep 0 and 1, and the ramp's lightness only grows", () => {
  for (const scale of ["linear", "root", "log"] as const)
    assert.deepEqual([scaled(0, scale), scaled(1, scale)], [0, 1]);
  assert.equal(scaled(0.01, "log"), 0.5);
  for (const [kind, background, sign] of [
    ["dark", "#1f1f1f", 1],
    ["high-contrast", "#000000", 1],
    ["light", "#ffffff", -1],
    ["high-contrast-light", "#ffffff", -1],
  ] as const) {
    const { bytes, position } = rampOf(kind, background, "root", 0.05);
    const lightness = (i: number): number =>
      0.2126 * (bytes[i * 3] ?? 0) + 0.7152 * (bytes[i * 3 + 1] ?? 0) + 0.0722 * (bytes[i * 3 + 2] ?? 0);
    for (let i = 8; i < 256; i += 8) assert.ok((lightness(i) - lightness(i - 8)) * sign > 0, `${kind} at ${i}`);
    assert.deepEqual([position(0.04), position(0.25), position(1)], [0, 128, 255]);
  }
});

const numbers = {
  rows: ["a", 'b "q", c'],
  columns: ["x", "y", "z"],
  values: Float32Array.of(0, 0.5, 1, 0.25, Number.NaN, 2),
  caption: "weights",
};

test("NPY: magic, version, padded header, row by row", () => {
  const bytes = npyOf(numbers.values, 3);
  const text = String.fromCharCode(...bytes);
  assert.equal(text.slice(0, 8), "\u0093NUMPY\u0001\u0000");
  const length = 10 + new DataView(bytes.buffer).getUint16(8, true);
  assert.equal(length % 64, 0);
  assert.match(text.slice(10, length), /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/);
  assert.deepEqual([...new Float32Array(bytes.slice(length).buffer)], [...numbers.values]);
});

test("CSV: what made the numbers, then each with all its digits", () => {
  const text = new TextDecoder().decode(csvOf(numbers, { title: "t", provenance: "p" }));
  assert.equal(text, '# t\n# weights\n# p\n,x,y,z\na,0,0.5,1\n"b ""q"", c",0.25,,2\n');
});

test("safetensors: the header's length, the header, the same numbers", () => {
  const bytes = safetensorsOf(numbers, { title: "t", provenance: "p" });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0);
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  assert.deepEqual(header, {
    __metadata__: {
      title: "t",
      caption: "weights",
      provenance: "p",
      rows: JSON.stringify(numbers.rows),
      columns: JSON.stringify(numbers.columns),
    },
    values: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
  });
  assert.deepEqual([...new Float32Array(bytes.slice(8 + length).buffer)], [...numbers.values]);
});

test("steps of two runs stand in one column by the visit of their line, others by themselves", () => {
  const run = (...lines: (number | null)[]) => ({ steps: lines.map((line) => ({ line })) });
  assert.deepEqual(alignSteps(run(1, 2, 3), run(1, 2, 3)), [
    { own: 0, other: 0 },
    { own: 1, other: 1 },
    { own: 2, other: 2 },
  ]);
  // The other one went round the loop once more, and left out line 4.
  assert.deepEqual(alignSteps(run(1, 2, 4, 5), run(1, 2, 2, 5)), [
    { own: 0, other: 0 },
    { own: 1, other: 1 },
    { own: 2, other: undefined },
    { own: undefined, other: 2 },
    { own: 3, other: 3 },
  ]);
  assert.deepEqual(alignSteps(run(), run(null)), [{ own: undefined, other: 0 }]);
});

/** A rule of two lines (tokens 0 to 2 and 2 to 4), a problem (4 to 6), and steps of two tokens after it. */
function attentionRun(id: string, lines: readonly (1 | 2)[]): AttentionRun {
  const span = (from: number): [ReturnType<typeof finite>, ReturnType<typeof finite>] => [
    finite(from),
    finite(from + 2),
  ];
  const tokens = Array.from({ length: 6 + 2 * lines.length }, (_, i) => ({
    id: finite(i),
    text: `t${i}`,
    coupledId: finite(0),
  }));
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
      promptTokens: finite(6),
      causal: true,
      slot: false,
      thumbnail: finite(0),
    },
    steps: lines.map((line, i) => ({
      tokens: span(6 + 2 * i),
      line: finite(line),
      text: `L${line}`,
      verdict: "correct",
    })),
    lines: [
      { line: finite(1), text: "a = 1", tokens: span(0) },
      { line: finite(2), text: "b = 2", tokens: span(2) },
    ],
    problem: span(4),
    operands: null,
    latent: null,
    notices: [],
    provenance: "p",
  };
}

test("a comparison of steps gives both runs' weights and their difference where both have the step", () => {
  const [own, other] = [attentionRun("f", [1, 2]), attentionRun("g", [1])];
  const weightsOf = (run: AttentionRun, values: readonly number[]) =>
    new StepWeights(run, stepSpans(run, null), Float32Array.from(values));
  // Of each step: line 1, line 2, the problem, the response, then each step.
  const mine = weightsOf(own, [0.5, 0.25, 0.125, 0, 0, 0, 0, 0.5, 0.25, 0.25, 0.25, 0]);
  const compared = comparedSteps(
    { run: own, weights: mine },
    { run: other, weights: weightsOf(other, [0.25, 0.25, 0.25, 0.25, 0.25]) },
  );
  assert.deepEqual(compared.rows, ["problem", "1  a = 1", "2  b = 2", "its own steps", "elsewhere in the prompt"]);
  assert.deepEqual(compared.columns, ["1 L1", "2 L2"]);
  const column = (at: number) => compared.rows.map((_, row) => differenceAt(compared, row, at));
  assert.deepEqual(column(0), [-0.125, 0.25, 0, -0.25, 0.125]);
  assert.deepEqual(column(1), [undefined, undefined, undefined, undefined, undefined]);
  assert.equal(compared.own(2, 1), 0.5);
  assert.match(compared.words, /the same visit of the same line: 1 of 2 and 1 steps/);
  assert.equal(compared.isFramed?.("own", 1, 0), true);
  assert.equal(compared.isFramed?.("other", 2, 0), false);
  assert.equal(
    stepSentence(own, mine, 1),
    "Step 2 (line 2) read 50.0 % at line 2, b = 2; 25.0 % at the problem; 25.0 % in its own steps.",
  );
});

test("flow is asked for the selected step alone", () => {
  const run = attentionRun("f", [1, 2]);
  assert.deepEqual(stepSpans(run, 1, true).queries, [
    [0, 0],
    [7, 9],
  ]);
  assert.deepEqual(stepSpans(run, 1).queries, [
    [5, 7],
    [7, 9],
  ]);
});

test("a comparison of tokens says how many are compared, and one of heads which both have", () => {
  const [own, other] = [attentionRun("f", [1, 2]), attentionRun("g", [1])];
  const pixels = (...bytes: number[]) => ({ rows: 1, columns: 2, bytes: Uint8Array.from(bytes) });
  const tokens = comparedTokens({ own, other, count: 8 }, pixels(255, 0), pixels(0, 0));
  assert.deepEqual(
    [0, 1].map((column) => differenceAt(tokens, 0, column)),
    [1, 0],
  );
  assert.match(tokens.words, /the first 8 tokens of 10 and 8; a cell is the largest/);
  const none = {
    previousToken: null,
    duplicateToken: null,
    firstToken: null,
    operands: null,
    entropy: null,
    distance: null,
  };
  const head = (layer: number, ruleLine: number | null, induction = finite(0)) => {
    return {
      layer: finite(layer),
      head: finite(0),
      scores: { ...none, ruleLine: ruleLine === null ? null : finite(ruleLine), induction },
    };
  };
  const heads = comparedHeads([head(0, 0.75), head(1, null)], [head(0, 0.5)], ["ruleLine"]);
  assert.deepEqual(heads.rows, ["L0 H0"]);
  assert.equal(differenceAt(heads, 0, 0), 0.25);
  assert.match(heads.words, /1 of 2 and 1 heads/);
});

test("a filter takes layers, heads and scores, in per cent where they are weights", () => {
  const titles = [
    { name: "ruleLine", title: "rule line" },
    { name: "entropy", title: "entropy" },
  ] as const;
  const none = {
    previousToken: null,
    duplicateToken: null,
    induction: null,
    firstToken: null,
    operands: null,
    distance: null,
  };
  const heads = [
    { layer: finite(0), head: finite(0), scores: { ...none, ruleLine: finite(0.05), entropy: finite(2) } },
    { layer: finite(1), head: finite(0), scores: { ...none, ruleLine: finite(0.2), entropy: finite(1) } },
    { layer: finite(1), head: finite(1), scores: { ...none, ruleLine: null, entropy: finite(3) } },
  ];
  const shown = (text: string) => {
    const fits = headFilter(text, titles) ?? assert.fail(text);
    return heads.flatMap((head, i) => (fits(head) ? [i] : []));
  };
  assert.deepEqual(shown(""), [0, 1, 2]);
  assert.deepEqual(shown("L1"), [1, 2]);
  assert.deepEqual(shown("l1, h0"), [1]);
  assert.deepEqual(shown("Rule line > 10 %"), [1]);
  assert.deepEqual(shown("entropy < 2.5"), [0, 1]);
  assert.equal(headFilter("rule", titles), undefined);
});
