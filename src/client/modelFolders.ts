/** @file Which folders hold a model of some kind, told by the names of their files. */

import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

/**
 * Absolute paths of the folders in `parents` that hold one of `marks`, in the order of the parents, then by name. A parent counts itself where it holds
 * the first mark. Folders that cannot be read are left out.
 */
export async function foldersHolding(
  parents: readonly string[],
  marks: readonly [string, ...string[]],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const parent of parents) {
    const root = resolve(parent);
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    if (entries.some(({ name }) => name === marks[0])) found.push(root);
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of folders.sort()) {
      const inside: readonly string[] = await readdir(join(root, name)).catch(() => []);
      if (marks.some((mark) => inside.includes(mark))) found.push(join(root, name));
    }
  }
  return [...new Set(found)];
}
