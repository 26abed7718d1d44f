/** @file This machine's files as `core/base/dataPath.ts` asks for them. */
import { realpathSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { type PathPort, type PathReach, resolveDataPath } from "../core/base/dataPath.ts";

const port: PathPort = {
  resolve,
  parent: dirname,
  separator: sep,
  realpath(path) {
    try {
      return realpathSync.native(path);
    } catch {
      return undefined;
    }
  },
  kind(path) {
    try {
      const about = statSync(path);
      return about.isFile() ? "file" : about.isDirectory() ? "folder" : "other";
    } catch {
      return undefined;
    }
  },
};

/** The absolute path of what a file in `from` names. Throws a UserError where no path in data may lead there. */
export function dataPath(path: string, from: string, reach?: PathReach): string {
  return resolveDataPath(path, from, port, reach);
}
