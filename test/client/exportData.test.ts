/** @file Exporting: whole files or none, a card beside them, and memory that does not grow with the set. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { type ExportOptions, exportData } from "../../src/client/exportData.ts";
import { Cancelled } from "../../src/core/base/errors.ts";
import { methodOf } from "../../src/core/method/methods.ts";
import { addition } from "../../src/core/task/addition.ts";
import { CancelSource } from "../../src/protocol/cancellation.ts";

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-export-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

function options(path: string, count: number): ExportOptions {
  const source = { kind: "lengths", lengths: [1, 5] } as const;
  const set = { task: addition, method: methodOf("direct"), source, part: "training", seed: 1, count } as const;
  return { set, format: "completion", path, overwrite: false, version: "1.0.0" };
}

test("the data and its card are written, and neither is replaced unasked", async (t) => {
  const dir = await folder(t);
  const path = join(dir, "sums.jsonl");
  const exported = await exportData(options(path, 50));
  const data = await readFile(path);
  assert.equal(exported.samples, 50);
  assert.equal(exported.bytes, data.length);
  assert.equal(exported.sha256, createHash("sha256").update(data).digest("hex"));
  assert.equal(data.toString().trim().split("\n").length, 50);
  assert.ok((await readFile(join(dir, "sums.card.md"), "utf8")).includes(exported.sha256));
  await assert.rejects(exportData(options(path, 10)), /sums\.jsonl is there already/);
  await exportData({ ...options(path, 10), overwrite: true });
  assert.equal((await readFile(path, "utf8")).trim().split("\n").length, 10);
  await assert.rejects(exportData(options(dir, 10)), /is a folder/);
});

test("a cancelled export leaves what was there and nothing else", async (t) => {
  const dir = await folder(t);
  const path = join(dir, "sums.jsonl");
  await writeFile(path, "old");
  const signal = new CancelSource();
  const cancelled = exportData({
    ...options(path, 100_000),
    overwrite: true,
    signal,
    onProgress: () => signal.cancel(),
  });
  await assert.rejects(cancelled, Cancelled);
  assert.equal(await readFile(path, "utf8"), "old");
  assert.deepEqual(await readdir(dir), ["sums.jsonl"]);
});

/** Exports in a process of its own, with at most `limit` KiB for each file, and prints its message or the memory it took. */
async function inProcess(path: string, count: number, limit = "unlimited"): Promise<string> {
  const url = (name: string) => JSON.stringify(new URL(`../../src/${name}`, import.meta.url).href);
  const script = `
    import { exportData } from ${url("client/exportData.ts")};
    import { methodOf } from ${url("core/method/methods.ts")};
    import { addition } from ${url("core/task/addition.ts")};
    process.on("SIGXFSZ", () => {});
    const source = { kind: "lengths", lengths: [1, 5] };
    const set = { task: addition, method: methodOf("direct"), source, part: "training", seed: 1, count: ${count} };
    await exportData({ set, format: "completion", path: ${JSON.stringify(path)}, overwrite: true, version: "1" })
      .then(() => console.log(process.resourceUsage().maxRSS), (error) => console.log(error.message));`;
  const node = [process.execPath, "--input-type=module", "-e", script];
  // Node's own cache of compiled sources would meet the limit too, as it exits.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" };
  const { stdout } = await promisify(execFile)("bash", ["-c", `ulimit -f ${limit}; exec "$@"`, "bash", ...node], {
    env,
  });
  return stdout.trim();
}

test("a disk that fills up is named, and what was there stays", async (t) => {
  const dir = await folder(t);
  const path = join(dir, "sums.jsonl");
  await writeFile(path, "old");
  const message = await inProcess(path, 20_000, "100");
  assert.match(message, /sums\.jsonl could not be written: .*the old file is unchanged/);
  assert.equal(await readFile(path, "utf8"), "old");
  assert.deepEqual(await readdir(dir), ["sums.jsonl"]);
});

test("ten times the samples take hardly more memory", async (t) => {
  const dir = await folder(t);
  const [few, many] = [await inProcess(join(dir, "a.jsonl"), 6_000), await inProcess(join(dir, "b.jsonl"), 60_000)];
  // KiB. The texts of 60,000 samples alone would be held in some 20 MiB, their traces in ten times that.
  assert.ok(Number(many) < 200 * 1024, many);
  assert.ok(Number(many) - Number(few) < 60 * 1024, `${few} ${many}`);
});
