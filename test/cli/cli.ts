/** @file Runs the real command line as a child process, as a shell would: the bundle where the runner has built one, else the sources. */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { childEnvironment } from "../../scripts/environment.js";
import { root } from "../sourceFiles.ts";

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called once with the process, to end or watch it. */
  readonly started?: (child: ReturnType<typeof spawn>) => void;
}

/** Runs that a test does not place elsewhere are kept here, never among those of the person who runs the tests. */
const storeFolder = mkdtempSync(join(tmpdir(), "rulescope-cli-store-"));
process.on("exit", () => rmSync(storeFolder, { recursive: true, force: true }));

export function rulescope(args: readonly string[], { env = {}, cwd = root, started }: CliOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, process.env.RULESCOPE_CLI ?? "src/cli/main.ts"), ...args], {
    cwd,
    env: { ...withoutColors(childEnvironment()), RULESCOPE_STORE: join(storeFolder, "runs.db"), ...env },
    // A group of its own: Ctrl-C is then a signal to the group, as in a terminal.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output.stderr += text;
  });
  started?.(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...output }));
  });
}

/** A folder with these files, gone after the test. */
export function folderWith(context: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-cli-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Two lines of a rule, and where its problem is: line 6. */
export const doubling = `def double(xs):
    """Twice each number.

    The problem:

    >>> double([1, 2])
    [2, 4]
    """
    out = []
    for x in xs:
        out.append(x * 2)
    return out
`;

function withoutColors(all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: __, NODE_TEST_CONTEXT: ___, ...env } = all;
  return env;
}
