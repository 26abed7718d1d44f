/** @file A plan that is received names folders: merging it writes and deletes nothing outside `--out`. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { recipe } from "../core/recipe/exampleRecipe.ts";
import { folderWith, rulescope } from "./cli.ts";

for (const name of ["../victim", "..", "a/../../victim", "..\\victim", "/victim", "con", "victim.", "constructor"]) {
  test(`a variant named ${name} is refused`, async (t) => {
    const folder = folderWith(t, { "precious.txt": "keep" });
    for (const made of ["x", "victim", "out"]) mkdirSync(join(folder, made));
    writeFileSync(join(folder, "victim", "precious.txt"), "keep");
    const plan = {
      version: 1,
      kind: "experiment-plan",
      name: "x",
      description: "d",
      variants: [{ name, point: {}, recipe: recipe() }],
    };
    writeFileSync(join(folder, "x", "plan.json"), JSON.stringify(plan));
    const { status, stderr } = await rulescope(["experiment", "merge", "x", "--out", "out"], { cwd: folder });
    assert.equal(status, 2, stderr);
    assert.match(stderr, /field `variants\.0\.name`: expected/);
    assert.equal(readFileSync(join(folder, "victim", "precious.txt"), "utf8"), "keep");
    assert.equal(existsSync(join(folder, "out", "plan.json")), false);
  });
}

test("names of what all objects have are no flags", async () => {
  for (const flag of ["--constructor=1", "--toString=1", "--__proto__=1"]) {
    const { status, stderr } = await rulescope(["experiment", "show", flag]);
    assert.equal(status, 2);
    assert.match(stderr, /has no flag/);
  }
});
