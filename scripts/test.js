/**
 * @file `npm test [-- STAGE|FILE …] [--FLAG …]`: every check of the project, or some. A stage is one job or a job for each of its test files, and as many jobs
 * run at a time as there are processors. Test files are found by pattern, so a new one runs without being listed. Flags are passed on to Node's
 * test runner. A job that fails does not keep the others from running; the exit status is 1 if any failed.
 */

import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, normalize, sep } from "node:path";
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

/** Where each job of tests leaves its TAP output, from which the sum at the end is made. */
const tapFolder = join(root, "out", "tap");

/** Jobs at a time. A window of VS Code waits for much of its time, and needs a gigabyte. */
const lanes = Math.min(availableParallelism(), 4);

/** The folders under test/ that have a stage of their own; every other test file belongs to `unit`. */
const folders = { engine: ["engine", "client"], cli: ["cli"], vscode: ["vscode"], start: ["start"] };

/** What goes before the tests of a stage. @type {Readonly<Record<string, () => void>>} */
const needs = { vscode: requireChromium, start: requireChromium };

/** @typedef {{stage: string, name: string, args: readonly string[], tap?: string}} Job a program that Node runs */

const stages = ["types", "lint", "unit", "engine", "cli", "start", "vscode"];

/** The tests that failed, each with its error: said at the end once more, where a long output is read from. @type {string[]} */
const failed = [];

async function main() {
  const flags = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
  const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
  const files = testFiles();
  const unknown = chosen.filter((name) => !stages.includes(name) && !files.includes(normalize(name)));
  if (unknown.length > 0)
    throw new ScriptError(`No stage or test file ${unknown.join(", ")}. Stages: ${stages.join(", ")}.`);

  const started = performance.now();
  ensureDependencies();
  if (await handOver()) return;
  rmSync(tapFolder, { recursive: true, force: true });
  mkdirSync(tapFolder, { recursive: true });
  const all = chosen.length === 0;
  const wantedFiles = files.filter(
    (file) => all || chosen.includes(stageOf(file)) || chosen.some((name) => normalize(name) === file),
  );
  const wanted = stages.filter(
    (name) => all || chosen.includes(name) || wantedFiles.some((it) => stageOf(it) === name),
  );
  for (const stage of wanted) needs[stage]?.();
  if (wanted.includes("vscode") || wanted.includes("start")) ensureCodeServer();
  await buildAll();
  console.log(`set-up: done in ${seconds(performance.now() - started)}`);

  const filesOf = (/** @type {string} */ stage) => wantedFiles.filter((file) => stageOf(file) === stage);
  const jobs = wanted.flatMap((stage) => jobsOf(stage, filesOf(stage), flags));
  /** @type {Map<string, {count: number, milliseconds: number, passed: boolean}>} */
  const results = new Map(wanted.map((stage) => [stage, { count: 0, milliseconds: 0, passed: true }]));
  const lane = async () => {
    const server = keptServer();
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const jobStarted = performance.now();
      const passed = await run(job, job.stage === "vscode" ? await server.environment() : {});
      const result = results.get(job.stage);
      if (result) {
        result.count++;
        result.milliseconds += performance.now() - jobStarted;
        result.passed &&= passed;
      }
      // What a broken file left open would be in the way of the next one.
      if (!passed) await server.dispose();
    }
    await server.dispose();
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  if (failed.length > 0) {
    heading("failed");
    console.log(failed.join("\n"));
  }
  heading(`all, ${seconds(performance.now() - started)}, ${lanes} jobs at a time`);
  for (const [stage, { count, milliseconds, passed }] of results) {
    if (!passed) process.exitCode = 1;
    console.log(
      `${passed ? "ok    " : "FAILED"}  ${stage.padEnd(7)} ${String(count).padStart(3)} jobs ${seconds(milliseconds).padStart(9)}`,
    );
  }
  console.log(sum().join("\n"));
}

/**
 * What a stage runs. The files of `unit` start no processes and share nothing: one process reads the sources in once for all of them.
 * @param {string} stage
 * @param {readonly string[]} files of the stage
 * @param {readonly string[]} flags of Node's test runner
 * @returns {readonly Job[]}
 */
function jobsOf(stage, files, flags) {
  const program = (/** @type {string} */ path) => join(root, "node_modules", path);
  const color = process.stdout.isTTY ? "--colors=force" : "--colors=off";
  if (stage === "types") return [{ stage, name: stage, args: [program("typescript/bin/tsc"), "--build", "--pretty"] }];
  if (stage === "lint")
    return [{ stage, name: stage, args: [program("@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", color] }];
  const tests = (/** @type {string} */ name, /** @type {readonly string[]} */ some) => {
    const tap = join(tapFolder, `${name}.tap`);
    const spec = ["--test-reporter=spec", "--test-reporter-destination=stdout"];
    const reporters = [...spec, "--test-reporter=tap", `--test-reporter-destination=${tap}`];
    const args = ["--test", "--test-isolation=none", "--test-timeout=900000", ...reporters, ...flags, ...some];
    return { stage, name, args, tap };
  };
  // The largest first, so that no lane is left with a long one.
  const size = (/** @type {string} */ file) => statSync(join(root, file)).size;
  if (stage === "unit") return [tests(stage, files)];
  return [...files]
    .sort((a, b) => size(b) - size(a))
    .map((file) => tests(`${stage}-${basename(file, ".test.ts")}`, [file]));
}

/**
 * Runs a job; prints what it said when it ends.
 * @param {Job} job
 * @param {Readonly<Record<string, string>>} env
 */
async function run({ name, args, tap }, env) {
  const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const started = performance.now();
  const child = spawn(nodePath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    // The bundle starts twice as fast as the sources, and is what people get.
    env: { ...childEnvironment(), RULESCOPE_CLI: join("dist", "cli.js"), ...color, ...env },
  });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => output.push(piece));
  const closed = new Promise((done) => child.once("close", done));
  const passed = (await exitStatus(child)) === 0;
  await closed;
  heading(`${name}, ${seconds(performance.now() - started)}`);
  process.stdout.write(Buffer.concat(output));
  if (!passed) failed.push(...(tap === undefined ? [`✖ ${name}`] : failures(name)));
  return passed;
}

/** The VS Code server of a lane: started for the first file that needs one, kept for the next ones. */
function keptServer() {
  /** @type {Awaited<ReturnType<typeof startTestServer>> | undefined} */
  let server;
  return {
    environment: async () => {
      server ??= await startTestServer();
      return handing(server);
    },
    dispose: async () => {
      await server?.dispose();
      server = undefined;
    },
  };
}

/** Every test file, by its path from the root. */
function testFiles() {
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => join("test", path))
    .sort();
}

/** @param {string} file */
function stageOf(file) {
  const folder = file.split(sep)[1] ?? "";
  return Object.entries(folders).find(([, names]) => names.includes(folder))?.[0] ?? "unit";
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

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

if (isMain(import.meta.url)) await runScript(main);
