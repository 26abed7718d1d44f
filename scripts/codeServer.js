/**
 * @file A real VS Code served on loopback, with the extension of this folder installed: for people without a desktop
 * VS Code and for the tests in a browser. It is the npm package code-server, installed without running any install script
 * (so nothing is compiled) into the cache folder. Knows nothing about browsers.
 */

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder, nodePath, root, runNpm, ScriptError } from "./environment.js";

/** code-server 4.139 is VS Code 1.139. Its own shrinkwrap pins everything below it. */
export const codeServerVersion = "4.139.1";

const installedFolder = join(cacheFolder, `code-server-${codeServerVersion}`);

/**
 * VS Code's own server inside code-server. Started without code-server's wrapper around it, which only adds passwords and proxies,
 * and gives up where a busy machine needs more than ten seconds for its second process.
 */
const entryPoint = join(installedFolder, "node_modules", "code-server", "lib", "vscode", "out", "server-main.js");

/** VS Code's own extensions: languages, themes, Git, and much more. */
const ownExtensions = join(dirname(dirname(entryPoint)), "extensions");

/** How long a stopped server may take to end by itself. */
const graceMilliseconds = 3000;

/**
 * Installs code-server where it is missing: about 25 s once. A broken-off installation leaves nothing that looks complete.
 */
export function ensureCodeServer() {
  if (existsSync(entryPoint)) return;
  console.error(`Installing code-server ${codeServerVersion}, once …`);
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = mkdtempSync(join(cacheFolder, "code-server-unfinished-"));
  const manifest = { private: true, dependencies: { "code-server": codeServerVersion } };
  writeFileSync(join(unfinished, "package.json"), JSON.stringify(manifest));
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  runNpm(["install", ...quiet], unfinished);
  runNpm(["install", "--omit=dev", ...quiet], join(unfinished, "node_modules", "code-server", "lib", "vscode"));
  if (existsSync(installedFolder)) rmSync(unfinished, { recursive: true, force: true });
  else renameSync(unfinished, installedFolder);
}

/**
 * @typedef {object} CodeServerOptions
 * @property {string} folder what VS Code opens
 * @property {boolean} [copy] open a copy of the folder instead, so that edits leave it as it is; it goes with the server
 * @property {string} [file] a file of the folder to open at the start, relative to it
 * @property {Readonly<Record<string, unknown>>} [settings] VS Code's user settings
 * @property {string} [profile] where user data is kept between launches; without it, a new folder that goes with the server
 * @property {Readonly<Record<string, string>>} [env] environment variables added for VS Code and so for the extension
 * @property {readonly string[]} [builtIn] those of VS Code's own extensions that are there; without it, all of them
 */

/**
 * @typedef {object} CodeServer
 * @property {string} url the address to open; opens the folder and the file
 * @property {string} folder the folder that is open: the copy, where one was asked for
 * @property {string} profile where user data is
 * @property {number} port
 * @property {number} pid the leader of the process group that everything runs in
 * @property {() => string} output what the server has printed so far
 * @property {Promise<void>} ended resolves when the server has ended, for whatever reason
 * @property {() => Promise<void>} dispose ends the whole process group and removes what was made for it
 */

/**
 * Starts code-server on a free port of the loopback interface with the built extension (`dist/`) of this repository.
 * @param {CodeServerOptions} options
 * @returns {Promise<CodeServer>}
 */
export async function startCodeServer(options) {
  ensureCodeServer();
  const temporary = mkdtempSync(join(tmpdir(), "rulescope-"));
  const profile = options.profile ?? temporary;
  const folder = options.copy ? join(temporary, basename(options.folder)) : resolve(options.folder);
  if (options.copy) cpSync(options.folder, folder, { recursive: true });

  const userData = join(profile, "user-data");
  if (!existsSync(settingsFile(profile)) || options.settings) writeUserSettings(profile, options.settings);
  const extensions = join(temporary, "extensions");
  mkdirSync(extensions);
  symlinkSync(root, join(extensions, "rulescope"), "junction");

  const args = [
    ["--host", "127.0.0.1", "--without-connection-token", "--accept-server-license-terms"],
    ["--server-data-dir", profile, "--user-data-dir", userData, "--extensions-dir", extensions],
    ["--telemetry-level", "off"],
    options.builtIn ? ["--builtin-extensions-dir", chosenExtensions(temporary, options.builtIn)] : [],
  ].flat();
  const clean = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once("exit", clean);
  try {
    const server = await launch(args, { ...outsideAnyVsCode(process.env), ...options.env });
    const dispose = async () => {
      await server.end();
      process.off("exit", clean);
      clean();
    };
    return {
      ...server,
      url: addressOf(server.port, folder, options.file),
      folder,
      profile,
      dispose,
    };
  } catch (error) {
    process.off("exit", clean);
    clean();
    throw error;
  }
}

/**
 * Writes the user's settings, which the next window reads.
 * @param {string} profile of a server
 * @param {Readonly<Record<string, unknown>>} [settings]
 */
export function writeUserSettings(profile, settings = {}) {
  mkdirSync(dirname(settingsFile(profile)), { recursive: true });
  writeFileSync(settingsFile(profile), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

/** @param {string} profile */
function settingsFile(profile) {
  return join(profile, "user-data", "User", "settings.json");
}

/**
 * A folder with only some of VS Code's own extensions.
 * @param {string} parent
 * @param {readonly string[]} names
 */
function chosenExtensions(parent, names) {
  const folder = join(parent, "built-in");
  mkdirSync(folder);
  for (const name of names) symlinkSync(join(ownExtensions, name), join(folder, name), "junction");
  return folder;
}

/**
 * The address of a window of a server.
 * @param {number} port
 * @param {string} folder what it opens
 * @param {string} [file] of the folder
 */
export function addressOf(port, folder, file) {
  const path = folder.replaceAll("\\", "/");
  const query = new URLSearchParams({ folder: path });
  if (file !== undefined)
    query.set("payload", JSON.stringify([["openFile", `vscode-remote://127.0.0.1:${port}${path}/${file}`]]));
  return `http://127.0.0.1:${port}/?${query}`;
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function launch(args, env) {
  const port = await freePort();
  const child = spawn(nodePath, [entryPoint, "--port", String(port), ...args], {
    cwd: root,
    detached: process.platform !== "win32", // its own process group, so that all of it can be ended at once
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  /** @type {Promise<void>} */
  const ended = new Promise((done) => {
    child.once("error", () => done());
    child.once("exit", () => done());
  });
  const pid = child.pid;
  if (pid === undefined) throw new ScriptError(`code-server could not be started with ${nodePath}.`);
  // What a signal or a crash of this process would leave behind.
  const endAtExit = () => signalGroup(pid, "SIGKILL");
  process.once("exit", endAtExit);
  const end = async () => {
    await endGroup(pid);
    process.off("exit", endAtExit);
  };
  try {
    await untilAnswering(
      `http://127.0.0.1:${port}/version`,
      () => child.exitCode !== null || child.signalCode !== null,
    );
  } catch (error) {
    await end();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScriptError(`code-server did not start (${reason}). It printed:\n${output}`);
  }
  return { port, pid, output: () => output, ended, end };
}

/** A workbench that opens with nothing but the folder: no welcome page, no questions, no requests to the network. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

/**
 * The environment without what a VS Code terminal adds: code-server would take it as the wish to open the folder in there.
 * @param {NodeJS.ProcessEnv} env
 */
function outsideAnyVsCode(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|PORT$)/.test(name)),
  );
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/**
 * Resolves once the address answers; gives up after two minutes.
 * @param {string} address
 * @param {() => boolean} isOver whether nobody will answer any more
 */
async function untilAnswering(address, isOver) {
  for (let waited = 0; waited < 120_000; waited += 100) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    if (isOver()) throw new Error("it ended");
    await sleep(100);
  }
  throw new Error("no answer within two minutes");
}

/**
 * Ends every process of a group: asked first, killed after the grace time.
 * @param {number} pid
 */
async function endGroup(pid) {
  signalGroup(pid, "SIGTERM");
  for (let waited = 0; waited < graceMilliseconds; waited += 50) {
    if (!signalGroup(pid, 0)) return;
    await sleep(50);
  }
  signalGroup(pid, "SIGKILL");
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal 0 only asks whether anyone is left
 * @returns {boolean} whether the group had a member
 */
function signalGroup(pid, signal) {
  try {
    if (process.platform !== "win32") return process.kill(-pid, signal);
    if (signal !== 0) spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
