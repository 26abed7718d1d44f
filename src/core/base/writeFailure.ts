/** @file What people read when a file system refuses to write: one set of words for every process and every file. */
import { messageOf, UserError } from "./errors.ts";

const causes: ReadonlyMap<string, readonly [problem: string, remedy: string]> = new Map([
  ["ENOSPC", ["the disk is full", "Free some space and try again; the old file is unchanged."]],
  ["EDQUOT", ["your disk quota is used up", "Free some space and try again; the old file is unchanged."]],
  ["EFBIG", ["it grew larger than this system allows", "Allow larger files and try again; the old file is unchanged."]],
  ["EACCES", ["it may not be written", "Change its permissions or choose another folder."]],
  ["EPERM", ["it may not be written", "Change its permissions or choose another folder."]],
  ["EROFS", ["the disk is read-only", "Choose another folder."]],
  ["ENOTDIR", ["a part of its path is a file, not a folder", "Choose another folder."]],
  ["EEXIST", ["a part of its path is a file, not a folder", "Choose another folder."]],
  ["EISDIR", ["it is a folder", "Choose another file name."]],
]);

/** `remedy` takes the place of the usual one. */
export function writeFailure(path: string, error: unknown, remedy?: string): UserError {
  if (error instanceof UserError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const [problem, usual] = causes.get(code) ?? [messageOf(error), "Choose another folder and try again."];
  return new UserError("write-failed", `${path} could not be written: ${problem}.`, remedy ?? usual);
}
