/** @file The processes of a VS Code server, found by their parents. */
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** The processes that the extensions of a server's windows run in, by their ids. */
export async function extensionHostsOf(server: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const processes = stdout.split("\n").map((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const isOurs = (pid: number): boolean =>
    pid === server || processes.some((it) => it.pid === pid && it.parent !== pid && isOurs(it.parent));
  return processes
    .filter(({ pid, args }) => args.includes("--type=extensionHost") && isOurs(pid))
    .map(({ pid }) => pid);
}

/** Kills a process as a crash would, and returns when it is gone. */
export async function ended(pid: number): Promise<void> {
  try {
    for (process.kill(pid, "SIGKILL"); ; await sleep(20)) process.kill(pid, 0);
  } catch {
    // It is gone.
  }
}
