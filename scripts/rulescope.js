#!/usr/bin/env node
/**
 * @file The npm bin `rulescope`. In the repository it sets up what is missing and runs the sources under npm's Node; where only
 * the built files are (a package), it runs those.
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { childEnvironment, ensureDependencies, exitStatus, nodePath, root, runScript } from "./environment.js";

const source = join(root, "src", "cli", "main.ts");

await runScript(async () => {
  if (!existsSync(source)) {
    await import(pathToFileURL(join(root, "dist", "cli.js")).href);
    return;
  }
  ensureDependencies();
  const child = spawn(nodePath, [source, ...process.argv.slice(2)], { stdio: "inherit", env: childEnvironment() });
  // Ctrl-C reaches the child from the terminal, and it may need a moment (a training saves a checkpoint): wait for it.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exitCode = await exitStatus(child);
});
