/**
 * @file `npm start [-- --browser]`: sets up, builds, and opens VS Code with the extension and `samples/`: the desktop `code`
 * where it is on the PATH, else (or with `--browser`) a real VS Code served on loopback. Ctrl-C ends everything it started.
 */

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildAll } from "./build.js";
import { startCodeServer } from "./codeServer.js";
import {
  cacheFolder,
  ensureDependencies,
  exitStatus,
  handOver,
  isMain,
  root,
  runScript,
  ScriptError,
} from "./environment.js";

const samples = join(root, "samples");
const firstSample = "addition.py";

/** The exit status of a program that Ctrl-C ended; its end may be seen before our own signal is. */
const interrupted = 130;

async function main() {
  const unknown = process.argv.slice(2).filter((argument) => argument !== "--browser");
  if (unknown.length > 0) throw new ScriptError(`npm start knows only --browser, not ${unknown.join(" ")}.`);
  ensureDependencies();
  if (await handOver()) return;
  await buildAll();
  const code = process.argv.includes("--browser") ? undefined : findDesktop();
  if (code === undefined) await openInBrowser();
  else await openOnDesktop(code);
}

async function openInBrowser() {
  const asked = untilAsked();
  const starting = startCodeServer({ folder: samples, file: firstSample, profile: join(cacheFolder, "start") });
  const server = await Promise.race([starting, asked.then(() => undefined)]);
  if (server === undefined) process.exit(0); // what has begun is ended on the way out
  console.log(`\n  VS Code with Rulescope: ${server.url}\n\n  Ctrl-C ends it.`);
  const why = await Promise.race([asked, server.ended.then(() => undefined)]);
  await server.dispose();
  if (why === undefined) throw new ScriptError(`VS Code ended by itself. It printed:\n${server.output()}`);
}

/**
 * An instance of its own (its own user data), so that ending it ends nothing that was open before.
 * @param {string} code the program `code`
 */
async function openOnDesktop(code) {
  const userData = join(cacheFolder, "desktop");
  const args = [
    "--wait",
    "--new-window",
    "--user-data-dir",
    userData,
    "--extensionDevelopmentPath",
    root,
    "--disable-workspace-trust",
  ];
  const untilThen = untilAsked();
  const child = spawn(code, [...args, samples, join(samples, firstSample)], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  console.log("Opening VS Code with Rulescope; Ctrl-C or closing its window ends it.");
  const status = exitStatus(child);
  const asked = await Promise.race([untilThen, status]);
  if (typeof asked === "string") {
    child.kill("SIGTERM");
    endInstance(userData);
  } else if (asked !== 0 && asked !== interrupted) {
    throw new ScriptError(`\`code\` ended with status ${asked}. \`npm start -- --browser\` needs no desktop VS Code.`);
  }
}

/**
 * The launcher `code` returns at once; the window's own process is named in a lock file of its user data.
 * @param {string} userData
 */
function endInstance(userData) {
  const lock = join(userData, "code.lock");
  if (!existsSync(lock)) return;
  try {
    process.kill(Number(readFileSync(lock, "utf8")), "SIGTERM");
  } catch {
    // It was gone already.
  }
}

/**
 * Resolves with what asks this process to end: a signal, or the death of what started it. npm that is ended by anything but the
 * terminal's Ctrl-C takes only its shell along, and nobody would be left to tell this process.
 * @returns {Promise<string>}
 */
function untilAsked() {
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
      process.on(signal, () => resolve(signal));
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || resolve("orphaned"), 500).unref();
  });
}

/** @returns {string | undefined} the desktop VS Code's launcher on the PATH */
function findDesktop() {
  const name = process.platform === "win32" ? "code.cmd" : "code";
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

if (isMain(import.meta.url)) await runScript(main);
