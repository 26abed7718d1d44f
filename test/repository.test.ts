/** @file What only a tool outside reads: launch configurations, tasks, what goes into the package, the commands that CONTRIBUTING names. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { bundles } from "../scripts/build.js";
import { root } from "./sourceFiles.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const scripts: Readonly<Record<string, string>> = JSON.parse(read("package.json")).scripts;

test("F5 builds by an npm script that there is, and opens the extension of this folder", () => {
  const { configurations } = JSON.parse(read(".vscode/launch.json"));
  const { tasks }: { readonly tasks: readonly { readonly script: string }[] } = JSON.parse(read(".vscode/tasks.json"));
  for (const { script } of tasks) assert.ok(script in scripts, script);
  const [first] = configurations;
  assert.equal(first.type, "extensionHost");
  assert.equal(first.args[0], `--extensionDevelopmentPath=\${workspaceFolder}`);
  const names = tasks.map(({ script }) => `npm: ${script}`);
  assert.ok(names.includes(first.preLaunchTask), first.preLaunchTask);
});

test("the package takes in each bundle that the extension starts, and no source maps", () => {
  const taken = read(".vscodeignore")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const isTaken = (path: string): boolean => taken.some((it) => posix.matchesGlob(path, it));
  for (const path of bundles) {
    assert.equal(isTaken(path), path !== "dist/cli.js", path);
    assert.equal(isTaken(`${path}.map`), false, path);
  }
});

test("every npm script that CONTRIBUTING names is there", () => {
  const named = [...read("CONTRIBUTING.md").matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name = ""]) => name);
  assert.ok(named.length > 10);
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});
