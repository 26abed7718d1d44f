/**
 * @file Bundles the entries with esbuild: the extension, the engine, the command line, and each webview's script and style sheet.
 * `node scripts/build.js [--watch]`. Types are checked elsewhere (`npm test -- types`): bundling takes under a second.
 */

import { ensureDependencies, isMain, root, runScript, ScriptError } from "./environment.js";

/** @typedef {import("esbuild").BuildOptions & {entry: string}} Entry */

/** Bundled packages may still `require`, which an ES module does not have. */
const requireInModules =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** @type {readonly Entry[]} */
const entries = [
  {
    entry: "src/extension/extension.ts",
    outfile: "dist/extension.cjs",
    format: "cjs",
    platform: "node",
    external: ["vscode"],
  },
  {
    entry: "src/engine/main.ts",
    outfile: "dist/engine.js",
    format: "esm",
    platform: "node",
    external: ["onnxruntime-node"],
    banner: { js: requireInModules },
  },
  {
    entry: "src/engine/projection/worker.ts",
    outfile: "dist/pointWorker.js",
    format: "esm",
    platform: "node",
    banner: { js: requireInModules },
  },
  {
    entry: "src/worker/main.ts",
    outfile: "dist/ruleWorker.js",
    format: "esm",
    platform: "node",
    banner: { js: requireInModules },
  },
  {
    entry: "src/cli/main.ts",
    outfile: "dist/cli.js",
    format: "esm",
    platform: "node",
    banner: { js: requireInModules },
  },
  ...["trace", "compare", "attention", "map", "latent"].flatMap((view) => [
    webview(`webview/${view}/main.ts`, view),
    webview(`webview/${view}/${view}.css`, view),
  ]),
];

/**
 * @param {string} entry a view's script or style sheet
 * @param {string} view
 * @returns {Entry}
 */
function webview(entry, view) {
  const outfile = `dist/webview/${view}${entry.endsWith(".css") ? ".css" : ".js"}`;
  return { entry, outfile, format: "iife", platform: "browser", target: "chrome130", minify: true };
}

/** Every bundle, from the root. */
export const bundles = entries.map(({ outfile = "" }) => outfile);

/** Builds everything once. Throws a `ScriptError` where one does not build. */
export async function buildAll() {
  const { build } = await import("esbuild"); // not there before the packages are
  const results = await Promise.allSettled(entries.map((entry) => build(optionsOf(entry))));
  if (results.some((result) => result.status === "rejected"))
    throw new ScriptError("The build failed; see the messages above.");
}

/** Every file that goes into a bundle, from the root, with forward slashes. Writes nothing. */
export async function bundledInputs() {
  const { build } = await import("esbuild");
  const options = { write: false, metafile: true, sourcemap: false };
  const results = await Promise.all(entries.map((entry) => build({ ...optionsOf(entry), ...options })));
  return results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
}

/** Builds, and again whenever a source file changes. Returns what stops it. */
export async function buildAndWatch() {
  const { context } = await import("esbuild");
  const contexts = await Promise.all(entries.map((entry) => context(optionsOf(entry))));
  await Promise.all(contexts.map((each) => each.watch()));
  return { dispose: () => Promise.all(contexts.map((each) => each.dispose())) };
}

/**
 * @param {Entry} entry
 * @returns {import("esbuild").BuildOptions}
 */
function optionsOf({ entry, ...options }) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    target: "node22",
    sourcemap: "linked",
    logLevel: "warning",
    legalComments: "linked",
    ...options,
  };
}

async function main() {
  ensureDependencies();
  const started = performance.now();
  if (process.argv.includes("--watch")) {
    await buildAndWatch();
    console.error("Watching; Ctrl-C ends it.");
    return;
  }
  await buildAll();
  console.error(`Built dist/ in ${Math.round(performance.now() - started)} ms.`);
}

if (isMain(import.meta.url)) await runScript(main);
