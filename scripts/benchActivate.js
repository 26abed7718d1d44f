/**
 * @file What `rulescope bench activate` runs: a real VS Code in a real browser, whose extension logs how long it took to activate
 * and how long a click took to the first token. Prints the medians, as JSON with `--json`.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildAll } from "./build.js";
import { launchChromium } from "./chromium.js";
import { startCodeServer } from "./codeServer.js";
import { handOver, isMain, root, runScript, ScriptError } from "./environment.js";

/** Fresh windows, each with a cold click; and warm clicks in each. */
const windows = 3;
const warmClicks = 5;

/** Milliseconds that one thing may take before the measurement is given up. */
const patience = 120_000;

async function main() {
  if (await handOver()) return;
  await buildAll();
  /** @type {{activationMs: number, coldMs: number, warmMs: number[]}[]} */
  const measured = [];
  for (let i = 0; i < windows; i++) {
    measured.push(await measureWindow());
    console.error(`window ${i + 1} of ${windows} measured`);
  }
  const result = {
    activationMs: median(measured.map((each) => each.activationMs)),
    coldFirstTokenMs: median(measured.map((each) => each.coldMs)),
    warmFirstTokenMs: median(measured.flatMap((each) => each.warmMs)),
    windows: measured,
  };
  if (process.argv.includes("--json")) console.log(JSON.stringify(result, null, 2));
  else {
    console.log(`activation                 ${result.activationMs.toFixed(1)} ms (median of ${windows} windows)`);
    console.log(`click to first token, cold ${result.coldFirstTokenMs.toFixed(0)} ms`);
    console.log(`click to first token, warm ${result.warmFirstTokenMs.toFixed(0)} ms`);
  }
}

async function measureWindow() {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-bench-"));
  const logFile = join(folder, "extension.log");
  const env = { RULESCOPE_LOG: logFile };
  const server = await startCodeServer({ folder: join(root, "samples"), copy: true, file: "addition.py", env });
  try {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(patience);
      await page.goto(server.url);
      const lens = page.locator(".codelens-decoration", { hasText: "Run" }).first().locator("a", { hasText: "rfft" });
      await lens.waitFor();
      const activationMs = (await timesIn(logFile, /activated in ([\d.]+) ms/g, 1))[0] ?? 0;
      await lens.click();
      const coldMs = (await timesIn(logFile, /first token after ([\d.]+) ms \(cold/g, 1))[0] ?? 0;
      /** @type {readonly number[]} */
      let warmMs = [];
      for (let i = 1; i <= warmClicks; i++) {
        await finishedRuns(logFile, i);
        await lens.click();
        warmMs = await timesIn(logFile, /first token after ([\d.]+) ms \(warm/g, i);
      }
      return { activationMs, coldMs, warmMs: [...warmMs] };
    } finally {
      await browser.close();
    }
  } finally {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The times that the log holds, once there are as many as wanted.
 * @param {string} file
 * @param {RegExp} pattern
 * @param {number} count
 */
async function timesIn(file, pattern, count) {
  return untilLogged(file, () => [...read(file).matchAll(pattern)].map((match) => Number(match[1])), count);
}

/**
 * A click while the last run still writes would stop it: the next waits for its line.
 * @param {string} file
 * @param {number} count
 */
async function finishedRuns(file, count) {
  await untilLogged(file, () => [...read(file).matchAll(/ by \S+ \(rfft\): /g)].map(() => 1), count);
}

/**
 * @param {string} file
 * @param {() => number[]} found
 * @param {number} count
 */
async function untilLogged(file, found, count) {
  for (let waited = 0; waited < patience; waited += 50) {
    const times = found();
    if (times.length >= count) return times;
    await sleep(50);
  }
  throw new ScriptError(`The extension did not log what was waited for. Its log:\n${read(file)}`);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (isMain(import.meta.url)) await runScript(main);
