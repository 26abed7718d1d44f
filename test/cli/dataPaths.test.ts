/** @file Paths in files that are received: refused by name on the command line, and counted from the file that they stand in. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { recipe } from "../core/recipe/exampleRecipe.ts";
import { root } from "../sourceFiles.ts";
import { folderWith, rulescope } from "./cli.ts";

test("a header cannot name another machine or a device", async (t) => {
  for (const key of ["rule", "model"])
    for (const path of ["\\\\server\\share\\x", "//server/share/x", "/dev/zero", "CON", "file://server/x"]) {
      const cwd = folderWith(t, { "x.problems": `task: addition\n${key}: ${path}\n12+34\n` });
      const { status, stderr } = await rulescope(["trace", "x.problems"], { cwd });
      assert.equal(status, 2, path);
      assert.match(stderr, new RegExp(`x\\.problems:2:\\d+: The setting ${key} is refused`), path);
    }
});

test("a header's model folder counts from the file, as its rule does", async (t) => {
  const cwd = folderWith(t, {});
  mkdirSync(join(cwd, "deep"));
  cpSync(join(root, "models", "addition-direct"), join(cwd, "mine"), { recursive: true });
  writeFileSync(join(cwd, "deep", "x.problems"), "task: addition\nmodel: ../mine\n12+34\n");
  const { status, stderr, stdout } = await rulescope(["run", "deep/x.problems", "--device", "cpu", "--json"], { cwd });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /addition-direct/);
});

test("a recipe cannot name another machine or a device", async (t) => {
  const of = (changes: object) => JSON.stringify({ ...recipe(), ...changes });
  const cwd = folderWith(t, {
    "from.json": of({ from: "//server/share/model" }),
    "task.json": of({ task: "\\\\server\\share\\rule.py" }),
    "base.json": JSON.stringify({
      version: 1,
      kind: "experiment",
      name: "x",
      description: "d",
      base: "/dev/zero.json",
      axes: [],
    }),
  });
  for (const [command, file] of [
    ["train", "from"],
    ["train", "task"],
    ["experiment", "base"],
  ] as const) {
    const { status, stderr } = await rulescope([command, `${file}.json`, "--out", "out"], { cwd });
    assert.equal(status, 2, file);
    assert.match(stderr, /The path ".*" is refused: it is/, file);
  }
  assert.equal(readFileSync(join(cwd, "from.json"), "utf8"), of({ from: "//server/share/model" }));
});
