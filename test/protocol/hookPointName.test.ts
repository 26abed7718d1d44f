/** @file Names of hook points: what is written is read again, and what names nothing is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hookPointName, hookPointNamed } from "../../src/protocol/hookPointName.ts";
import type { HookPoint } from "../../src/protocol/projection.ts";

test("every kind of hook point is read again from its name", () => {
  const hookPoints: readonly (readonly [string, HookPoint])[] = [
    ["given", { kind: "given" }],
    ["z", { kind: "z" }],
    ["z.sampled.7", { kind: "z", sampled: 7 }],
    ["encoder.0.feedForward.output", { kind: "vae", side: "encoder", layer: 0, component: "feedForward.output" }],
    ["decoder.12.residual", { kind: "vae", side: "decoder", layer: 12, component: "residual" }],
    ["layer.3.attention.output", { kind: "state", layer: 3, component: "attention.output" }],
    ["layer.0.attention.queryKey.head.11", { kind: "state", layer: 0, component: "attention.queryKey", head: 11 }],
  ];
  for (const [name, hookPoint] of hookPoints) {
    assert.equal(hookPointName(hookPoint), name);
    assert.deepEqual(hookPointNamed(name), hookPoint);
  }
});

test("what names no hook point is none", () => {
  for (const name of [
    "",
    "y",
    "z.sampled",
    "layer.residual",
    "layer.1.attention.value",
    "encoder.1.attention.query",
    "layer.1",
  ])
    assert.equal(hookPointNamed(name), undefined, name);
});
