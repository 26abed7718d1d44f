/** @file A full disk: every writer says so, leaves the old file as it was and nothing of its own. Needs a small file system, which only root can have. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { RunStore } from "../../src/client/store/runStore.ts";
import { madeRun, problemOf } from "../core/record/madeRun.ts";
import { rulescope } from "./cli.ts";

const disk = mkdtempSync(join(tmpdir(), "rulescope-disk-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
if (!mounted) rmSync(disk, { recursive: true });

suite("a full disk", () => {
  if (!mounted) {
    test("every writer leaves the old file", (t) =>
      t.diagnostic("not tried: no small file system can be mounted here"));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "rulescope-full-"));
  const store = join(folder, "runs.db");
  const precious = "precious\n".repeat(100);

  before(() => {
    const runs = RunStore.open(store);
    runs.add({ ...madeRun(problemOf("add([5, 9, 9, 9, 9], [1, 3, 3, 3, 3])"), "rfft"), id: "a" });
    runs.dispose();
    writeFileSync(join(disk, "filler"), Buffer.alloc(48 * 1024));
  });
  after(() => {
    spawnSync("umount", [disk]);
    rmSync(disk, { recursive: true });
    rmSync(folder, { recursive: true });
  });

  const writers: readonly (readonly [name: string, args: readonly string[]])[] = [
    ["runs export", ["runs", "export", "--store", store, "--out", "old"]],
    ["export", ["export", "--task", "addition", "--out", "old", "--overwrite", "--count", "5000"]],
    ["export of items", ["export", "--task", "explanatory", "--out", "old", "--overwrite"]],
  ];
  for (const [name, args] of writers) {
    test(`${name} leaves the old file`, async () => {
      writeFileSync(join(disk, "old"), precious);
      const files = readdirSync(disk).sort();
      const { status, stderr } = await rulescope(args, { cwd: disk });
      assert.equal(status, 2, stderr);
      assert.match(stderr, /could not be written: the disk is full\. Free some space/);
      assert.equal(readFileSync(join(disk, "old"), "utf8"), precious);
      assert.deepEqual(readdirSync(disk).sort(), files);
    });
  }

  test("a training says so, and leaves no half of a file", async () => {
    const { recipe } = await import("../core/recipe/exampleRecipe.ts");
    const { lengths: _, ...small } = recipe();
    writeFileSync(join(folder, "r.json"), JSON.stringify({ ...small, lengths: [1, 1], samples: 50 }));
    mkdirSync(join(disk, "model"));
    const { status, stderr } = await rulescope(["train", join(folder, "r.json"), "--out", "model"], { cwd: disk });
    assert.equal(status, 2);
    assert.match(stderr, /disk is full|needs .* free|not enough room|is left/i);
    const left = readdirSync(join(disk, "model"), { recursive: true }).map(String);
    assert.deepEqual(
      left.filter((path) => /\.[0-9a-f]{12}$|\.partial$/.test(path)),
      [],
    );
  });
});
