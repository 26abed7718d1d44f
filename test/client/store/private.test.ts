/** @file A store is its owner's alone, with its log and its folder; one that was open to others is narrowed when it is opened. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openDatabase } from "../../../src/client/store/database.ts";

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-private-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test("a new store and its folder are closed to others, whatever the umask", (t) => {
  if (process.platform === "win32") return t.diagnostic("Windows has no such modes");
  const before = process.umask(0);
  t.after(() => process.umask(before));
  const folder = join(folderOf(t), "a", "rulescope");
  const path = join(folder, "runs.db");
  const database = openDatabase(path);
  database.exec("CREATE TABLE more (x)");
  assert.deepEqual([modeOf(folder), modeOf(path)], ["700", "600"]);
  for (const end of ["-wal", "-shm"]) {
    assert.ok(existsSync(path + end), "the log is there while the store is open");
    assert.equal(modeOf(path + end), "600");
  }
  database.close();
});

test("an existing one is narrowed with its log", (t) => {
  if (process.platform === "win32") return t.diagnostic("Windows has no such modes");
  const folder = join(folderOf(t), "rulescope");
  mkdirSync(folder);
  const path = join(folder, "runs.db");
  const first = openDatabase(path);
  first.exec("CREATE TABLE more (x)");
  chmodSync(folder, 0o755);
  for (const end of ["", "-wal", "-shm"]) chmodSync(path + end, 0o644);
  const second = openDatabase(path);
  assert.equal(modeOf(folder), "700");
  for (const end of ["", "-wal", "-shm"]) assert.equal(modeOf(path + end), "600");
  second.close();
  first.close();
});

test("a folder that holds other files as well stays as it is", (t) => {
  if (process.platform === "win32") return t.diagnostic("Windows has no such modes");
  const folder = folderOf(t);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "paper.md"), "");
  openDatabase(join(folder, "runs.db")).close();
  assert.deepEqual([modeOf(folder), modeOf(join(folder, "runs.db"))], ["755", "600"]);
});
