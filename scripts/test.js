/**
 * @file `npm test [-- STAGE …] [--FLAG …]`: every check of the project, each stage named and timed. Test files are found by
 * pattern, so a new one runs without being listed. Flags are passed on to Node's test runner. A stage that fails does
 * not keep the next ones from running; the exit status is 1 if any failed.
 */

import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { buildAll } from "./build.js";
import { requireChromium } from "./chromium.js";
import { ensureCodeServer } from "./codeServer.js";
import {
  childEnvironment,
  ensureDependencies,
  exitStatus,
  handOver,
  isMain,
  nodePath,
  root,
  runScript,
  ScriptError,
} from "./environment.js";

/** Where each stage of tests leaves its TAP output, from which the sum at the end is made. */
const tapFolder = join(root, "out", "tap");

/** The tests that failed, each with its error: said at the end once more, where a long output is read from. @type {string[]} */
const failed = [];

/** The folders under test/ that have a stage of their own; every other test file belongs to `unit`. */
const folders = { engine: ["engine", "client"], cli: ["cli"], vscode: ["vscode"], start: ["start"] };

/** @typedef {(flags: readonly string[]) => Promise<boolean>} Stage */

const stages = new Map(
  /** @type {readonly (readonly [string, Stage])[]} */ ([
    ["types", () => program("typescript/bin/tsc", ["--build", "--pretty"])],
    ["lint", () => program("@biomejs/biome/bin/biome", ["ci", "--error-on-warnings"])],
    ["unit", (flags) => tests("unit", flags)],
    ["engine", (flags) => tests("engine", flags)],
    ["cli", (flags) => tests("cli", flags)],
    ["vscode", (flags) => testsInVsCode("vscode", flags)],
    ["start", (flags) => testsInVsCode("start", flags)],
  ]),
);

async function main() {
  const flags = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
  const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
  const unknown = chosen.filter((name) => !stages.has(name));
  if (unknown.length > 0)
    throw new ScriptError(`No stage ${unknown.join(", ")}. Stages: ${[...stages.keys()].join(", ")}.`);

  const started = performance.now();
  ensureDependencies();
  if (await handOver()) return;
  heading("set-up");
  rmSync(tapFolder, { recursive: true, force: true });
  mkdirSync(tapFolder, { recursive: true });
  await buildAll();
  console.log(`set-up: done in ${seconds(started)}`);

  /** @type {string[]} */
  const lines = [];
  for (const [name, run] of stages) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    heading(name);
    const stageStarted = performance.now();
    const passed = await run(flags).catch((error) => {
      console.error(error instanceof ScriptError ? error.message : error);
      return false;
    });
    if (!passed) process.exitCode = 1;
    lines.push(`${passed ? "ok    " : "FAILED"}  ${name.padEnd(8)} ${seconds(stageStarted).padStart(8)}`);
    console.log(lines.at(-1));
  }
  if (failed.length > 0) {
    heading("failed");
    console.log(failed.join("\n"));
  }
  heading(`all, ${seconds(started)}`);
  console.log([...lines, ...sum()].join("\n"));
}

/**
 * Runs one program of node_modules.
 * @param {string} path
 * @param {readonly string[]} args
 */
async function program(path, args) {
  return (
    (await exitStatus(
      spawn(nodePath, [join(root, "node_modules", path), ...args], { cwd: root, stdio: "inherit" }),
    )) === 0
  );
}

/**
 * Runs the test files of a stage: what people read goes to the terminal, TAP goes to a file for the sum.
 * @param {string} stage
 * @param {readonly string[]} flags
 */
function tests(stage, flags) {
  const files = filesOf(stage);
  if (files.length === 0) throw new ScriptError(`No test file belongs to the stage ${stage}.`);
  return runFiles(stage, files, flags);
}

/**
 * @param {string} name of the TAP file
 * @param {readonly string[]} files
 * @param {readonly string[]} flags
 */
async function runFiles(name, files, flags) {
  const reporters = [
    ["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ["--test-reporter=tap", `--test-reporter-destination=${join(tapFolder, `${name}.tap`)}`],
  ].flat();
  const args = ["--test", "--test-timeout=900000", ...reporters, ...flags, ...files];
  const passed =
    (await exitStatus(spawn(nodePath, args, { cwd: root, stdio: "inherit", env: childEnvironment() }))) === 0;
  if (!passed) failed.push(...failures(name));
  return passed;
}

/**
 * File by file. What a person would see a moment later, a browser test may look for too early: a file that fails runs once more, and
 * says so. One that fails twice fails.
 * @param {string} stage
 * @param {readonly string[]} flags
 */
async function testsInVsCode(stage, flags) {
  if (stage === "vscode") requireChromium();
  ensureCodeServer();
  let passed = true;
  for (const file of filesOf(stage)) {
    const name = `${stage}-${basename(file, ".test.ts")}`;
    if (await runFiles(name, [file], flags)) continue;
    console.log(`${file} failed. Once more:`);
    if (await runFiles(name, [file], flags)) failed.push(`${file} passed the second time.`);
    else passed = false;
  }
  return passed;
}

/**
 * @param {string} stage
 * @returns {readonly string[]} paths from the root
 */
function filesOf(stage) {
  const all = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => join("test", path))
    .sort();
  const stageOf = (/** @type {string} */ path) =>
    Object.entries(folders).find(([, names]) => names.includes(path.split(sep)[1] ?? ""))?.[0] ?? "unit";
  return all.filter((path) => stageOf(path) === stage);
}

/**
 * The tests that failed by a TAP file, each with its error; suites, which fail by their tests, are left out.
 * @param {string} name
 */
function failures(name) {
  const text = readFileSync(join(tapFolder, `${name}.tap`), "utf8");
  return [...text.matchAll(/^ *not ok \d+ - (.*)\n *---\n([\s\S]*?)^ *\.\.\.$/gm)]
    .filter(([, , details = ""]) => !details.includes("failureType: 'subtestsFailed'"))
    .map(([, test, details = ""]) => {
      const error = details.match(/^ *error: ([\s\S]*?)(?=^ *(?:code|name|stack): )/m)?.[1] ?? details;
      return `✖ ${name}: ${test}\n  ${error.trim()}`;
    });
}

/** The summary lines of Node's test runner, added up over the stages. */
function sum() {
  /** @type {Map<string, number>} */
  const totals = new Map();
  for (const file of readdirSync(tapFolder)) {
    for (const [, name = "", count] of readFileSync(join(tapFolder, file), "utf8").matchAll(
      /^# ([a-z_]+) ([\d.]+)$/gm,
    )) {
      totals.set(name, (totals.get(name) ?? 0) + Number(count));
    }
  }
  return [...totals].map(([name, total]) => `# ${name} ${total}`);
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text} ${"─".repeat(Math.max(0, 70 - text.length))}`);
}

/** @param {number} since a time of `performance.now()` */
function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

if (isMain(import.meta.url)) await runScript(main);
