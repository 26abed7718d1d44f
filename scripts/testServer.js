/**
 * @file The VS Code server of the browser tests. The runner starts one for several test files, one after the other, and hands it over by the
 * environment; a file that is run alone starts its own. Each file opens a folder, a browser and user settings of its own.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCodeServer } from "./codeServer.js";
import { root } from "./environment.js";

/** What the extension and its tests need of VS Code's own extensions: reading in all the others takes a third of the start of a window. */
const builtIn = [
  "configuration-editing",
  "json",
  "json-language-features",
  "markdown-basics",
  "markdown-language-features",
  "python",
  "theme-defaults",
  "theme-seti",
];

/** The variable that hands a server over. */
const variable = "RULESCOPE_TEST_SERVER";

/**
 * @typedef {object} TestServer
 * @property {number} port
 * @property {number} pid the leader of the process group that everything runs in
 * @property {string} profile where the user's settings are
 * @property {string} logFile what the extension logs, window after window
 */

/**
 * Starts a server for one test file after the other.
 * @returns {Promise<TestServer & {dispose: () => Promise<void>}>}
 */
export async function startTestServer() {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-server-"));
  const logFile = join(folder, "extension.log");
  // How long the extension host was kept is logged as well, which one of the files reads.
  const env = { RULESCOPE_LOG: logFile, RULESCOPE_BLOCKS: "1" };
  const server = await startCodeServer({ folder: root, env, builtIn });
  const dispose = async () => {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port: server.port, pid: server.pid, profile: server.profile, logFile, dispose };
}

/**
 * The environment that hands a server over to a test file.
 * @param {TestServer} server
 * @returns {Record<string, string>}
 */
export function handing({ port, pid, profile, logFile }) {
  return { [variable]: JSON.stringify({ port, pid, profile, logFile }) };
}

/**
 * The server that was handed over, which goes on afterwards; else one that ends when it is disposed of.
 * @returns {Promise<TestServer & {dispose: () => Promise<void>}>}
 */
export async function testServer() {
  const handed = process.env[variable];
  return handed === undefined ? startTestServer() : { ...JSON.parse(handed), dispose: async () => {} };
}
