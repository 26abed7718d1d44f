/** @file The bundled command line and engine, as they are shipped: they start and speak to each other. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { buildAll } from "../../scripts/build.js";
import { root } from "../sourceFiles.ts";

before(buildAll);

function bundled(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], { encoding: "utf8", cwd: root });
}

test("the bundle traces a problem", () => {
  const { status, stdout, stderr } = bundled("trace", "samples/addition.py:10", "--json");
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout).problems[0].result, "[7, 2]");
});

test("the bundle starts the bundled engine", () => {
  const { stdout, stderr } = bundled("doctor", "--json");
  const { engine } = JSON.parse(stdout);
  assert.equal(engine.ok, true, stderr + stdout);
  assert.match(engine.onnxRuntime, /^\d+\.\d+\.\d+$/);
});

test("the bundled engine finds its bundled worker", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-bundle-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, "map.csv");
  const made = bundled("latent", "project", "latent-explanatory", "--method", "pca", "--count", "30", "--out", out);
  assert.equal(made.status, 0, made.stderr);
  assert.equal(readFileSync(out, "utf8").trimEnd().split("\n").length, 31);
});
