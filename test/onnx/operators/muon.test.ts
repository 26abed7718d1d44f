/** @file Muon's nodes against the iteration written out, and what the iteration is for: singular values near 1. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { symmetricEigen } from "../../../src/core/math/eigen.ts";
import { type Matrix, matrix, multiply, transpose } from "../../../src/core/math/matrix.ts";
import { GraphBuilder } from "../../../src/onnx/graph.ts";
import { muon } from "../../../src/onnx/operators/muon.ts";
import { floats, loadGraph } from "../runGraph.ts";

const shapes = [
  [3, 5],
  [6, 4],
] as const;
const sizes = shapes.map(([rows, columns]) => rows * columns);
const size = sizes.reduce((sum, each) => sum + each, 0);
const [rate, weightDecay, clip] = [0.05, 0.1, 0.5];

function orthogonal(x: Matrix): Matrix {
  const norm = Math.sqrt(x.values.reduce((sum, each) => sum + each * each, 0)) + 1e-7;
  const wide = x.rows <= x.columns;
  let now = matrix(
    x.rows,
    x.columns,
    x.values.map((each) => each / norm),
  );
  if (!wide) now = transpose(now);
  for (let i = 0; i < 5; i++) {
    const square = multiply(now, transpose(now));
    const fourth = multiply(square, square);
    const mixed = matrix(
      square.rows,
      square.columns,
      square.values.map((each, at) => -4.775 * each + 2.0315 * (fourth.values[at] ?? 0)),
    );
    const turned = multiply(mixed, now);
    now = matrix(
      now.rows,
      now.columns,
      now.values.map((each, at) => 3.4445 * each + (turned.values[at] ?? 0)),
    );
  }
  return wide ? now : transpose(now);
}

test("two updates of matrices of two shapes follow the iteration, and leave second moments alone", async () => {
  const g = new GraphBuilder("muon");
  for (const name of ["p", "m", "v", "gradient"]) g.input(name, "float32", [size]);
  const scalars = { clip: g.scalar(clip), learningRate: g.scalar(rate), step: g.scalar(1) };
  const state = { parameter: "p", first: "m", second: "v" };
  const next = muon(g, scalars, { weightDecay, state, gradient: "gradient", sizes, shapes });
  for (const tensor of Object.values(next)) g.output(tensor, "float32", [size]);
  const graph = await loadGraph(g.toBytes());
  const rng = new Rng(3);
  const draw = () => Array.from({ length: size }, () => rng.normal());
  let [p, m] = [draw(), new Array<number>(size).fill(0)];
  const v = draw();
  for (let step = 1; step <= 2; step++) {
    const gradient = draw();
    const feeds = {
      p: floats([size], p),
      m: floats([size], m),
      v: floats([size], v),
      gradient: floats([size], gradient),
    };
    const outputs = await graph.run(feeds);
    m = m.map((each, i) => 0.95 * each + clip * (gradient[i] ?? 0));
    const ahead = m.map((each, i) => 0.95 * each + clip * (gradient[i] ?? 0));
    let from = 0;
    const direction = shapes.flatMap(([rows, columns], i) => {
      const end = from + (sizes[i] ?? 0);
      const made = orthogonal(matrix(rows, columns, ahead.slice(from, end)));
      from = end;
      return Array.from(made.values, (each) => 0.4 * Math.sqrt(Math.max(rows, columns)) * each);
    });
    p = p.map((each, i) => each * (1 - rate * weightDecay) - rate * (direction[i] ?? 0));
    for (const [tensor, values] of [
      [next.parameter, p],
      [next.first, m],
      [next.second, v],
    ] as const) {
      for (const [i, value] of values.entries())
        assert.ok(Math.abs((outputs[tensor]?.values[i] ?? Number.NaN) - value) < 1e-4, `${tensor} ${i}`);
    }
  }
});

test("the iteration brings singular values near 1", () => {
  const rng = new Rng(4);
  const made = orthogonal(
    matrix(
      8,
      12,
      Array.from({ length: 96 }, () => rng.normal()),
    ),
  );
  for (const value of symmetricEigen(multiply(made, transpose(made))).values) {
    assert.ok(Math.sqrt(value) > 0.6 && Math.sqrt(value) < 1.3, String(Math.sqrt(value)));
  }
});
