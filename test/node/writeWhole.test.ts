/** @file Files are replaced whole or not at all; what cannot be written is a message. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { UserError } from "../../src/core/base/errors.ts";
import { writeFailure } from "../../src/core/base/writeFailure.ts";
import { writeWhole } from "../../src/node/writeWhole.ts";

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "rulescope-files-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

test("a file is replaced, its folders are made, and nothing temporary stays", async (t) => {
  const dir = await folder(t);
  const path = join(dir, "runs", "today", "1.json");
  await writeWhole(path, "first");
  await writeWhole(path, new TextEncoder().encode("second ä"));
  assert.equal(await readFile(path, "utf8"), "second ä");
  assert.deepEqual(await readdir(join(dir, "runs", "today")), ["1.json"]);
});

test("many writers of one file leave one of their contents, whole", async (t) => {
  const path = join(await folder(t), "shared.json");
  const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(100_000));
  await Promise.all(contents.map((content) => writeWhole(path, content)));
  assert.ok(contents.includes(await readFile(path, "utf8")));
});

test("a write that fails keeps the old file and says why", async (t) => {
  const dir = await folder(t);
  await writeFile(join(dir, "file"), "old");
  await assert.rejects(writeWhole(join(dir, "file", "inside.json"), "x"), (error) => {
    assert(error instanceof UserError);
    assert.match(error.message, /inside\.json could not be written: .*folder/);
    return true;
  });
  await assert.rejects(writeWhole(dir, "x"), UserError);
  assert.equal(await readFile(join(dir, "file"), "utf8"), "old");
  assert.deepEqual(await readdir(dir), ["file"]);
});

test("a write that breaks off in the middle keeps the old file and leaves nothing behind", async (t) => {
  const dir = await folder(t);
  const path = join(dir, "run.json");
  await writeFile(path, "old");
  // The process may write 1 KiB per file: a disk that fills up while it writes.
  const script = `
    import { writeWhole } from ${JSON.stringify(new URL("../../src/node/writeWhole.ts", import.meta.url).href)};
    process.on("SIGXFSZ", () => {});
    await writeWhole(${JSON.stringify(path)}, "x".repeat(1_000_000)).catch((error) => console.log(error.message));`;
  const node = [process.execPath, "--input-type=module", "-e", script];
  // Node's own cache of compiled sources would meet the limit too, as it exits.
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" };
  const { stdout } = await promisify(execFile)("bash", ["-c", 'ulimit -f 1; exec "$@"', "bash", ...node], { env });
  assert.match(stdout, /run\.json could not be written: .*\. .*the old file is unchanged/);
  assert.equal(await readFile(path, "utf8"), "old");
  assert.deepEqual(await readdir(dir), ["run.json"]);
});

test("a full disk is named as such", () => {
  const { message } = writeFailure(
    "/runs/1.json",
    Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }),
  );
  assert.equal(
    message,
    "/runs/1.json could not be written: the disk is full. Free some space and try again; the old file is unchanged.",
  );
});
