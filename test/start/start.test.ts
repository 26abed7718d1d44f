/** @file `npm start`, really run: what it prints can be opened, and Ctrl-C leaves nothing behind. */

import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launchChromium } from "../../scripts/chromium.js";
import { root } from "../sourceFiles.ts";

test("without a desktop VS Code it serves one, and Ctrl-C ends every process it started", async () => {
  const started = start(["--browser"]);
  try {
    const url = await started.printed(/VS Code with Rulescope: (http:\/\/127\.0\.0\.1:\d+\/\S*)/);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(url, { timeout: 180_000 });
      await page.getByRole("tab", { name: "addition.py" }).waitFor({ timeout: 180_000 });
      await page.locator(".view-lines", { hasText: "def add" }).first().waitFor({ timeout: 180_000 });
    } finally {
      await browser.close();
    }
    const below = descendants(started.pid);
    assert.ok(below.length >= 3, `the server and its extension host are running: ${below.join(", ")}`);
    process.kill(-started.pid, "SIGINT");
    assert.equal(await started.status, 0);
    assert.deepEqual(await untilGone(below), []);
  } finally {
    started.end();
  }
});

test("Ctrl-C while it is still starting leaves nothing behind either", async () => {
  const started = start(["--browser"]);
  const below = await untilServer(started.pid);
  process.kill(-started.pid, "SIGINT");
  assert.equal(await started.status, 0);
  assert.ok(!started.output().includes("Ctrl-C ends it"), "it had not finished starting");
  assert.deepEqual(await untilGone(below), []);
});

test("it ends as well when npm is ended and takes only its shell along", async () => {
  const npm = spawn("npm", ["start", "--", "--browser"], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const group = npm.pid ?? 0;
  try {
    await new Promise<void>((resolve, reject) => {
      npm.once("exit", () => reject(new Error("npm start ended by itself")));
      npm.stdout.setEncoding("utf8").on("data", (text: string) => text.includes("Ctrl-C ends it") && resolve());
    });
    const below = descendants(group);
    assert.ok(below.length >= 3, below.join(", "));
    npm.removeAllListeners("exit");
    process.kill(group, "SIGTERM");
    assert.deepEqual(await untilGone(below), []);
  } finally {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-group, "SIGINT");
  }
});

test("with a desktop VS Code on the PATH it opens that one with the extension and the samples", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-desktop-"));
  const record = join(folder, "arguments");
  mkdirSync(join(folder, "bin"));
  writeFileSync(
    join(folder, "bin", "code"),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${record}.new'\nmv '${record}.new' '${record}'\nexec sleep 600\n`,
  );
  chmodSync(join(folder, "bin", "code"), 0o755);
  const started = start([], { PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}` });
  try {
    await started.printed(/Ctrl-C or closing its window ends it/);
    const args = await untilRead(record);
    const below = descendants(started.pid);
    assert.equal(args[args.indexOf("--extensionDevelopmentPath") + 1] ?? args.join(" "), root);
    assert.ok(args.includes(join(root, "samples")), args.join(" "));
    process.kill(-started.pid, "SIGINT");
    assert.equal(await started.status, 0);
    assert.deepEqual(await untilGone(below), []);
  } finally {
    started.end();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an unknown flag is named", async () => {
  const started = start(["--brwoser"]);
  assert.equal(await started.status, 1);
  assert.match(started.output(), /npm start knows only --browser, not --brwoser/);
});

/** In a process group of its own, as a shell starts a foreground job; Ctrl-C is then a signal to that group. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child: ChildProcess = spawn(process.execPath, [join(root, "scripts", "start.js"), ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      child.emit("printed");
    });
  }
  const status = once(child, "close").then(([code]: unknown[]) => code);
  const pid = child.pid ?? 0;
  return {
    pid,
    status,
    output: () => output,
    async printed(pattern: RegExp): Promise<string> {
      for (;;) {
        const match = pattern.exec(output);
        if (match) return match[1] ?? match[0];
        const ended = await Promise.race([once(child, "printed").then(() => false), status.then(() => true)]);
        if (ended && !pattern.test(output)) throw new Error(`npm start ended and had printed:\n${output}`);
      }
    },
    end() {
      if (child.exitCode === null && child.signalCode === null) process.kill(-pid, "SIGINT");
    },
  };
}

function descendants(pid: number): readonly number[] {
  const pairs = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** The processes below, as soon as there is one besides those of the build. */
async function untilServer(pid: number): Promise<readonly number[]> {
  for (;;) {
    const below = descendants(pid).filter((each) => commandOf(each).includes("server-main"));
    if (below.length > 0) return below;
    await sleep(20);
  }
}

function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

async function untilGone(pids: readonly number[]): Promise<readonly number[]> {
  let left = pids;
  for (let i = 0; i < 400 && left.length > 0; i++) {
    left = left.filter(isAlive);
    await sleep(50);
  }
  return left;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilRead(path: string): Promise<readonly string[]> {
  for (let i = 0; i < 200; i++) {
    try {
      return readFileSync(path, "utf8").split("\n");
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`${path} was not written`);
}
