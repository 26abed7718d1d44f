/**
 * @file `npm run package [-- FLAG …]`: builds, and packs the extension into a .vsix file by vsce, which takes the flags. vsce is no dependency of the
 * project: it brings a hundred packages, which only a release needs. It is installed once, into the cache folder, without running install scripts.
 */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildAll } from "./build.js";
import {
  cacheFolder,
  ensureDependencies,
  exitStatus,
  handOver,
  isMain,
  nodePath,
  root,
  runNpm,
  runScript,
  ScriptError,
} from "./environment.js";

const version = "4.1.0";
const folder = join(cacheFolder, `vsce-${version}`);
const program = join(folder, "node_modules", "@vscode", "vsce", "vsce");

async function main() {
  ensureDependencies();
  if (await handOver()) return;
  await buildAll();
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    runNpm(["install", `@vscode/vsce@${version}`, "--ignore-scripts", "--no-audit", "--no-fund"], folder);
  }
  const args = [program, "package", ...process.argv.slice(2)];
  const status = await exitStatus(spawn(nodePath, args, { cwd: root, stdio: "inherit" }));
  if (status !== 0) throw new ScriptError("vsce did not pack the extension; see its messages above.");
}

if (isMain(import.meta.url)) await runScript(main);
