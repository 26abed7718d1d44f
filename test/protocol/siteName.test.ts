/** @file Names of sites: what is written is read again, and what names nothing is none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PointSite } from "../../src/protocol/projection.ts";
import { siteName, siteNamed } from "../../src/protocol/siteName.ts";

test("every kind of site is read again from its name", () => {
  const sites: readonly (readonly [string, PointSite])[] = [
    ["given", { kind: "given" }],
    ["z", { kind: "z" }],
    ["z.sampled.7", { kind: "z", sampled: 7 }],
    ["encoder.0.feedForward.output", { kind: "vae", side: "encoder", layer: 0, component: "feedForward.output" }],
    ["decoder.12.residual", { kind: "vae", side: "decoder", layer: 12, component: "residual" }],
    ["layer.3.attention.output", { kind: "state", layer: 3, component: "attention.output" }],
    ["layer.0.attention.queryKey.head.11", { kind: "state", layer: 0, component: "attention.queryKey", head: 11 }],
  ];
  for (const [name, site] of sites) {
    assert.equal(siteName(site), name);
    assert.deepEqual(siteNamed(name), site);
  }
});

test("what names no site is none", () => {
  for (const name of [
    "",
    "y",
    "z.sampled",
    "layer.residual",
    "layer.1.attention.value",
    "encoder.1.attention.query",
    "layer.1",
  ])
    assert.equal(siteNamed(name), undefined, name);
});
