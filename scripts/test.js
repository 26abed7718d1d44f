/**
 * @file `npm test [-- STAGE …] [--FLAG …]`: every check of the project, each stage named and timed. Test files are found by
 * pattern, so a new one runs without being listed. Flags are passed on to Node's test runner. A stage that fails does
 * not keep the next ones from running; the exit status is 1 if any failed.
 */

import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
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
import { handing, startTestServer } from "./testServer.js";

/** Where each stage of tests leaves its TAP output, from which the sum at the end is made. */
const tapFolder = join(root, "out", "tap");

/** Test files at a time. A window of VS Code waits for much of its time, and needs a gigabyte. */
const lanes = Math.min(availableParallelism(), 4);

/** The tests that failed, each with its error: said at the end once more, where a long output is read from. @type {string[]} */
const failed = [];

/** The folders under test/ that have a stage of their own; every other test file belongs to `unit`. */
const folders = { engine: ["engine", "client"], cli: ["cli"], vscode: ["vscode"], start: ["start"] };

/** @typedef {(flags: readonly string[]) => Promise<boolean>} Stage */

const stages = new Map(
  /** @type {readonly (readonly [string, Stage])[]} */ ([
    ["types", () => program("typescript/bin/tsc", ["--build", "--pretty"])],
    ["lint", () => program("@biomejs/biome/bin/biome", ["ci", "--error-on-warnings"])],
    // What these try starts no processes and shares nothing: one process reads the sources in once for all files.
    ["unit", (flags) => tests("unit", ["--test-isolation=none", ...flags])],
    ["engine", (flags) => tests("engine", flags)],
    ["cli", (flags) => tests("cli", flags)],
    ["vscode", (flags) => testsInVsCode(flags)],
    ["start", (flags) => tests("start", flags)],
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
 * Runs the test files of a stage.
 * @param {string} stage
 * @param {readonly string[]} flags
 */
async function tests(stage, flags) {
  if (stage === "start") ensureCodeServer();
  const child = startTests(stage, filesOf(stage), [`--test-concurrency=${lanes}`, ...flags]);
  return ended(stage, child);
}

/**
 * The largest files first, several at a time, each lane with a VS Code server of its own that serves one file after the other. What a file says
 * is printed when it ends.
 * @param {readonly string[]} flags
 */
async function testsInVsCode(flags) {
  requireChromium();
  ensureCodeServer();
  const size = (/** @type {string} */ file) => statSync(join(root, file)).size;
  const waiting = [...filesOf("vscode")].sort((a, b) => size(b) - size(a));
  let passed = true;
  const lane = async () => {
    let server = await startTestServer();
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const name = `vscode-${basename(file, ".test.ts")}`;
      const child = startTests(name, [file], flags, handing(server));
      const output = child.stdout?.toArray();
      const good = await ended(name, child);
      process.stdout.write(Buffer.concat((await output) ?? []));
      if (good) continue;
      passed = false;
      // What a broken file left open would be in the way of the next one.
      await server.dispose();
      server = await startTestServer();
    }
    await server.dispose();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return passed;
}

/**
 * Starts Node's test runner: what people read goes to the terminal, or to the caller where there is an environment; TAP goes to a file for the sum.
 * @param {string} name of the TAP file
 * @param {readonly string[]} files
 * @param {readonly string[]} flags
 * @param {Readonly<Record<string, string>>} [env]
 */
function startTests(name, files, flags, env) {
  const reporters = [
    ["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ["--test-reporter=tap", `--test-reporter-destination=${join(tapFolder, `${name}.tap`)}`],
  ].flat();
  const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  return spawn(nodePath, ["--test", "--test-timeout=900000", ...reporters, ...flags, ...files], {
    cwd: root,
    stdio: env ? ["inherit", "pipe", "inherit"] : "inherit",
    env: { ...childEnvironment(), ...(env && { ...color, ...env }) },
  });
}

/**
 * Whether the tests passed; keeps those that did not for the end.
 * @param {string} name
 * @param {import("node:child_process").ChildProcess} child
 */
async function ended(name, child) {
  const passed = (await exitStatus(child)) === 0;
  if (!passed) failed.push(...failures(name));
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
  const files = all.filter((path) => stageOf(path) === stage);
  if (files.length === 0) throw new ScriptError(`No test file belongs to the stage ${stage}.`);
  return files;
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
