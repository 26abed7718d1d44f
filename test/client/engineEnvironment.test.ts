/** @file An engine gets the variables that it needs, and none that would run something inside it. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { EngineClient } from "../../src/client/engineClient.ts";
import { engineEnvironment } from "../../src/client/engineEnvironment.ts";

test("variables pass by name, on Windows in any spelling", () => {
  const host = {
    PATH: "/bin",
    HOME: "/home/a",
    LC_ALL: "C",
    OMP_NUM_THREADS: "2",
    CUDA_VISIBLE_DEVICES: "0",
    NODE_OPTIONS: "--require=/evil.js",
    ELECTRON_RUN_AS_NODE: "1",
    LD_PRELOAD: "/evil.so",
    SECRET_TOKEN: "x",
    UNSET: undefined,
  };
  assert.deepEqual(Object.keys(engineEnvironment(host, false)).sort(), [
    "CUDA_VISIBLE_DEVICES",
    "HOME",
    "LC_ALL",
    "OMP_NUM_THREADS",
    "PATH",
  ]);
  assert.deepEqual(engineEnvironment({ Path: "C:\\", SYSTEMROOT: "C:\\Windows", node_options: "x" }, true), {
    Path: "C:\\",
    SYSTEMROOT: "C:\\Windows",
  });
  assert.deepEqual(engineEnvironment({ Path: "x" }, false), {});
});

test("a variable that was inherited does not pass", () => {
  const host: Record<string, string> = Object.create({ HOME: "/inherited" });
  assert.deepEqual(engineEnvironment(host, false), {});
});

test("an engine starts without the host's NODE_OPTIONS", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-environment-"));
  const [script, trace] = [join(folder, "loaded.cjs"), join(folder, "trace")];
  writeFileSync(script, `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "ran")`);
  const before = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = `--require=${script}`;
  t.after(() => {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
    rmSync(folder, { recursive: true });
  });
  const entry = fileURLToPath(new URL("../../src/engine/main.ts", import.meta.url));
  const client = EngineClient.start({ role: "inspect", entry });
  await client.ready();
  await client.close();
  assert.equal(existsSync(trace), false);
});
