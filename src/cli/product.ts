/** @file Where this product lies on the disk, and which version it is: the same from the sources and from the bundle. */

import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
/** Run by Node from `src/cli/`, and not from the bundle `dist/cli.js`. */
const fromSources = extname(here) === ".ts";

/** The folder that holds package.json, models/, recipes/ and samples/. */
export const productFolder = fromSources ? dirname(dirname(dirname(here))) : dirname(dirname(here));

/** The engine's script that belongs to this command line. */
export const engineEntry = fromSources ? join(productFolder, "src/engine/main.ts") : join(dirname(here), "engine.js");

export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(productFolder, "package.json"), "utf8"));
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return known ? String(manifest.version) : "unknown";
}
