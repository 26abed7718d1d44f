/** @file The settings of a folder, changed on disk as an editor would. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Changes the settings of a folder; the others there stay. */
export async function changeSettings(folder: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const file = join(folder, ".vscode", "settings.json");
  const before: object = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...before, ...change }));
}
