/** @file Where a path that stands in data may lead: what is refused everywhere, and what a workspace that is not trusted reaches. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathProblem } from "../../src/core/base/dataPath.ts";
import { UserError } from "../../src/core/base/errors.ts";
import { dataPath } from "../../src/node/dataPath.ts";

const refused = [
  "",
  "  ",
  "\\\\server\\share\\model",
  "//server/share/model",
  "\\/server/share",
  "/\\server\\share",
  "\\\\?\\C:\\x",
  "\\\\.\\pipe\\x",
  "\\??\\C:\\x",
  "//./COM1",
  "/dev/zero",
  "/dev",
  "/./dev/../dev/zero",
  "/a/../dev/zero",
  "/proc/self/mem",
  "/sys/x",
  "CON",
  "rules/nul.py",
  "aux.json",
  "x\\COM1\\y",
  "a\0b",
  "a\nb",
  "file://server/share/x",
  "FILE://server/x",
  "file:////server/share",
  "file:///%5C%5Cserver/x",
  "file:///dev/zero",
  "file:///a%00b",
  "file:x",
];

test("other machines and devices are refused on every system, however they are written", () => {
  for (const path of refused) {
    assert.notEqual(pathProblem(path), undefined, JSON.stringify(path));
    assert.throws(
      () => dataPath(path, tmpdir()),
      (error) => error instanceof UserError && error.code === "path-refused",
      JSON.stringify(path),
    );
  }
});

test("ordinary paths are taken, from the folder that they count from", () => {
  for (const path of ["a.py", "../b/c.json", "./x", "models/console", "dev/zero", "C:\\models\\x", "größe.py", "a b"])
    assert.equal(pathProblem(path), undefined, path);
  assert.equal(dataPath("../b.py", "/x/y"), join("/x", "b.py"));
});

test("a link, a pipe or steps upwards lead to no device", (t) => {
  const folder = folderOf(t);
  symlinkSync("/dev/zero", join(folder, "zero"));
  symlinkSync("/dev", join(folder, "devices"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  for (const path of ["zero", "devices/zero", "pipe", `${"../".repeat(30)}dev/zero`])
    assert.throws(() => dataPath(path, folder), /is refused: it/, path);
});

test("where the workspace is not trusted, a path stays inside it, links followed", (t) => {
  const folder = folderOf(t);
  const [workspace, other] = [join(folder, "workspace"), join(folder, "workspace-other")];
  for (const each of [workspace, other]) mkdirSync(each);
  writeFileSync(join(workspace, "in.py"), "");
  writeFileSync(join(other, "out.py"), "");
  symlinkSync(other, join(workspace, "link"));
  symlinkSync(join(workspace, "in.py"), join(other, "back.py"));
  const within = { within: [workspace] };
  assert.equal(dataPath("in.py", workspace, within), join(workspace, "in.py"));
  assert.equal(dataPath("new/file.py", workspace, within), join(workspace, "new", "file.py"));
  assert.equal(dataPath("../workspace-other/back.py", workspace, within), join(other, "back.py"));
  for (const path of ["../workspace-other/out.py", "link/out.py", "link/new.py", other, "..", "/etc/hostname"]) {
    assert.throws(
      () => dataPath(path, workspace, within),
      (error) =>
        error instanceof UserError && error.code === "untrusted-path" && /Trust this workspace/.test(error.message),
      path,
    );
    assert.doesNotThrow(() => dataPath(path, workspace), path);
  }
  assert.throws(() => dataPath("in.py", workspace, { within: [] }), /not trusted/);
});

function folderOf(t: { after(work: () => void): void }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rulescope-paths-")));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}
