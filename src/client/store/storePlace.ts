/** @file Where the run store of this user lies when nobody names a file: the folder that each system has for a program's data. */

import { homedir } from "node:os";
import { join } from "node:path";

/** The file's name in every folder that holds a store. */
export const storeFile = "runs.db";

/** `$XDG_DATA_HOME/rulescope` or `~/.local/share/rulescope`; on macOS in `Library`, on Windows in the local application data. */
export function userStore(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  if (platform === "win32") return join(env.LOCALAPPDATA ?? join(home, "AppData", "Local"), "Rulescope", storeFile);
  if (platform === "darwin") return join(home, "Library", "Application Support", "Rulescope", storeFile);
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "rulescope", storeFile);
}
