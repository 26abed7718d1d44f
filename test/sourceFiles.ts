/** @file The project's own text files, for the tests that read them all. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every file that is, or would be, part of the repository, by its path from the root. */
export function repositoryPaths(): readonly string[] {
  const listed = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`);
  return [...new Set(listed.stdout.split("\0"))].filter((path) => path !== "" && existsSync(join(root, path))).sort();
}

export function readSources(wanted: (path: string) => boolean): readonly SourceFile[] {
  return repositoryPaths()
    .filter(wanted)
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The modules that a TypeScript or JavaScript file imports, types included. */
export function importsOf(text: string): readonly string[] {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^;"']*?\sfrom\s)?["']([^"']+)["']/g);
  const calls = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [...statements, ...calls].map((match) => match[1] ?? "");
}
