/** @file The processes of a VS Code server, found by their parents. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The process that the extensions of a server run in, by its id. */
export async function extensionHostOf(server: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const processes = stdout.split("\n").map((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const isOurs = (pid: number): boolean =>
    pid === server || processes.some((it) => it.pid === pid && it.parent !== pid && isOurs(it.parent));
  const host = processes.find(({ pid, args }) => args.includes("--type=extensionHost") && isOurs(pid));
  assert.ok(host, "there is an extension host");
  return host.pid;
}
