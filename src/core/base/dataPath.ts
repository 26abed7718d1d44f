/**
 * @file What a path that stands in data may be (a header of a .problems file, a recipe, a record, launch.json, a workspace's settings), and the one
 * place that resolves it. A path on another machine makes Windows sign in there, and a device may never end or answer: both are refused
 * everywhere. Where a workspace is not trusted, a path stays inside it, links followed. Files are read elsewhere.
 */

import { UserError } from "./errors.ts";
import { isDeviceName } from "./fileName.ts";

/** Why a path in data is refused on every system; undefined where it may be resolved. */
export function pathProblem(path: string): string | undefined {
  if (path.trim() === "") return "is empty";
  if (/[\p{Cc}\u2028\u2029]/u.test(path)) return "has a character that no path has";
  if (/^[\\/?]{2}/.test(path)) return "is on another machine, or a device";
  if (/^file:/i.test(path) && !/^file:\/\/\/(?![\\/])/i.test(path)) return "is on another machine";
  const plain = /^file:\/\/\//i.test(path) ? decoded(path.slice("file://".length)) : path;
  if (plain === undefined || /\p{Cc}/u.test(plain)) return "has a character that no path has";
  if (/^[\\/]{2}/.test(plain)) return "is on another machine";
  const parts = plain.split(/[\\/]+/);
  if (parts.some(isDeviceName)) return "is a device on Windows";
  return isKernelPath(plain) ? "is a device or belongs to the system" : undefined;
}

/** What the host knows of files: `node:path` and `node:fs`, seen from here. */
export interface PathPort {
  /** Absolute, without `.` and `..`. */
  resolve(from: string, path: string): string;
  /** Where links lead; undefined where nothing is there. */
  realpath(path: string): string | undefined;
  parent(path: string): string;
  /** What is there; undefined where nothing is. Pipes, sockets and devices are `other`. */
  kind(path: string): "file" | "folder" | "other" | undefined;
  readonly separator: string;
}

/** How far paths in data may reach. */
export interface PathReach {
  /** Only into these folders; everywhere without it. */
  readonly within?: readonly string[] | undefined;
}

export const untrustedRemedy = "Trust this workspace to use it, or move it into the workspace.";

/** The absolute path of what data name, counted from the folder `from`. Throws a UserError that names the path and why it is refused. */
export function resolveDataPath(path: string, from: string, port: PathPort, { within }: PathReach = {}): string {
  const problem = pathProblem(path);
  if (problem !== undefined) throw refused(path, problem);
  const absolute = port.resolve(from, path);
  // What lies behind a link is told by the nearest folder that is there.
  let there = absolute;
  while (port.realpath(there) === undefined && port.parent(there) !== there) there = port.parent(there);
  const real = `${port.realpath(there) ?? there}${absolute.slice(there.length)}`;
  if (isKernelPath(absolute) || isKernelPath(real)) throw refused(path, "is a device or belongs to the system");
  if (port.kind(absolute) === "other") throw refused(path, "is no file and no folder");
  if (within !== undefined && !within.some((folder) => isInside(real, port.realpath(folder) ?? folder, port.separator)))
    throw new UserError(
      "untrusted-path",
      `The path ${JSON.stringify(path)} leads out of a workspace that is not trusted.`,
      untrustedRemedy,
    );
  return absolute;
}

/** Whether a file is a folder or in it. */
export function isInside(path: string, folder: string, separator: string): boolean {
  const root = folder.endsWith(separator) ? folder : `${folder}${separator}`;
  return path === folder || path.startsWith(root);
}

function refused(path: string, problem: string): UserError {
  const shown = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
  return new UserError("path-refused", `The path ${shown} is refused: it ${problem}.`, "Name a file on this machine.");
}

/** `/dev/zero`, `/proc/self/mem`, however it is written. */
function isKernelPath(path: string): boolean {
  if (!/^[\\/]/.test(path)) return false;
  const parts: string[] = [];
  for (const part of path.split(/[\\/]+/)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return ["dev", "proc", "sys"].includes(parts[0] ?? "");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
