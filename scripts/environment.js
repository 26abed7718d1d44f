/**
 * @file Where things lie, and the set-up that every script needs first: npm's packages as the lock file says, and the
 * Node that npm brings along. Runs before any package is there, on any Node from 20 on, so it imports only Node's own modules.
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What scripts download or keep between runs. Ignored by git. */
export const cacheFolder = join(root, ".cache");

/** The Node that the package `node` brings: it runs everything except the first lines of a script. */
export const nodePath = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** The environment of what scripts start: compiled sources are kept between runs, which makes a start three times as fast. */
export function childEnvironment() {
  return { NODE_COMPILE_CACHE: join(cacheFolder, "compiled"), ...process.env };
}

/** An expected failure of a script: shown without a stack, exit status 1. */
export class ScriptError extends Error {}

/**
 * Why `npm` has to run before anything else can, or undefined where node_modules agrees with the lock file.
 * Versions are compared, not times: a checkout touches files that did not change.
 * @returns {string | undefined}
 */
export function staleDependencies() {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return "not installed yet";
  /** @type {{packages: Record<string, {version?: string, optional?: boolean, devOptional?: boolean}>}} */
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  /** @type {typeof wanted} */
  const installed = JSON.parse(readFileSync(installedFile, "utf8"));
  for (const [path, entry] of Object.entries(wanted.packages)) {
    if (path === "") continue;
    const have = installed.packages[path]?.version;
    if (have === undefined && (entry.optional || entry.devOptional)) continue;
    if (have !== entry.version) return `${path.replace("node_modules/", "")} ${entry.version} is missing`;
  }
  return existsSync(nodePath) ? undefined : "the package node has no program";
}

/** Installs npm's packages where they are missing or older than the lock file says. */
export function ensureDependencies() {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 20)
    throw new ScriptError(`Rulescope needs Node 20 or later; this is ${process.version}. Install it from nodejs.org.`);
  const reason = staleDependencies();
  if (reason === undefined) return;
  console.error(`Installing npm packages (${reason}) …`);
  // `npm ci` deletes node_modules first, which fails on Windows while the Node inside runs this very script.
  runNpm([existsSync(nodePath) ? "install" : "ci", "--no-audit", "--no-fund"], root);
  const still = staleDependencies();
  if (still !== undefined) {
    throw new ScriptError(`npm finished, yet ${still}. Delete the folder node_modules and run this again.`);
  }
}

/**
 * Runs npm and waits. Throws a `ScriptError` where it fails.
 * @param {readonly string[]} args
 * @param {string} folder
 */
export function runNpm(args, folder) {
  const script = process.env.npm_execpath;
  const inside = script?.endsWith(".js") === true;
  const result = inside
    ? spawnSync(process.execPath, [script, ...args], { cwd: folder, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, { cwd: folder, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (result.error)
    throw new ScriptError(`npm could not be started (${result.error.message}). Install npm and try again.`);
  if (result.status !== 0) {
    throw new ScriptError(
      `\`npm ${args.join(" ")}\` failed in ${folder}. Its messages are above; check the network and try again.`,
    );
  }
}

/**
 * Goes on in npm's Node where another one runs this script: the same arguments, the same terminal, its exit status.
 * @returns {Promise<boolean>} true where the script was handed over and has finished; the caller then only returns
 */
export async function handOver() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return false;
  const child = spawn(nodePath, process.argv.slice(1), { stdio: "inherit" });
  // The terminal signals the whole group by itself; signals that reach only this process are passed on.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  process.exitCode = await exitStatus(child);
  return true;
}

/**
 * Resolves with the exit status of a child; a signal counts as 128 + its number, as in a shell.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
export function exitStatus(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal === "SIGINT" ? 2 : signal === "SIGKILL" ? 9 : 15)),
    );
  });
}

/**
 * Whether a module is the script that Node was started with, and not imported by another one.
 * @param {string} url the module's `import.meta.url`
 */
export function isMain(url) {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === realpathSync(fileURLToPath(url));
}

/**
 * The composition root of a script: its expected failures are one line, everything else keeps its stack.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof ScriptError ? error.message : error);
    process.exitCode = 1;
  }
}
