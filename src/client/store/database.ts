/**
 * @file The SQLite file of the run store: opened, brought to the newest schema, and set aside where it cannot be used. Knows the
 * schema and SQLite's errors, nothing of what a run is.
 *
 * Write-ahead logging (https://sqlite.org/wal.html) lets several processes read while one writes, and a process that is killed
 * leaves at worst an unfinished tail of the log, which the next one ignores.
 */

import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { writeFailure } from "../../core/base/writeFailure.ts";

/** Marks a file as a run store: "Rule" in ASCII (https://sqlite.org/pragma.html#pragma_application_id). */
const applicationId = 0x52756c65;

/** How long one process waits for another that is writing. */
const busyMs = 5000;

/** What brings a store from one schema version to the next; the version is how many of them it has seen. */
const migrations: readonly string[] = [
  `CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     started TEXT NOT NULL,
     call TEXT NOT NULL,
     function TEXT NOT NULL,
     document TEXT,
     line INTEGER NOT NULL,
     method TEXT NOT NULL,
     model TEXT NOT NULL,
     correct INTEGER,
     first_wrong INTEGER,
     steps INTEGER NOT NULL,
     answer TEXT,
     expected TEXT,
     stop TEXT NOT NULL,
     seconds REAL,
     parent TEXT,
     record TEXT NOT NULL
   ) STRICT;
   CREATE INDEX runs_started ON runs (started DESC);
   CREATE INDEX runs_call ON runs (call, started DESC);`,
];

export interface OpenOptions {
  /** A file that is no run store makes opening fail, instead of being set aside. For files that a person named. */
  readonly refuseForeign?: boolean | undefined;
  /** Told when a file was set aside: one sentence with the new name. */
  readonly onSetAside?: ((message: string, path: string) => void) | undefined;
  /** For the name of what is set aside. Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
}

/** Opens the store's file, making it and its folder where needed. Throws a UserError where that cannot be. */
export function openDatabase(path: string, options: OpenOptions = {}): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    keepPrivate(path);
  } catch (error) {
    throw writeFailure(path, error);
  }
  for (let attempt = 0; ; attempt++) {
    try {
      return opened(path);
    } catch (error) {
      if (!isUnusable(error) || attempt > 0) throw storeFailure(path, error);
      if (options.refuseForeign) throw foreign(path);
      setAside(path, options);
    }
  }
}

/**
 * Runs hold what somebody asked a model: the file, its log and a folder that holds nothing else are that person's alone. SQLite gives the log the
 * file's own mode. Windows has no such modes, and its folders of a user are closed to others.
 */
function keepPrivate(path: string): void {
  if (process.platform === "win32") return;
  if (!exists(path)) closeSync(openSync(path, "a", 0o600));
  for (const end of ["", "-wal", "-shm"]) narrow(`${path}${end}`, 0o600);
  const folder = dirname(path);
  const own = basename(path);
  if (readdirSync(folder).every((name) => name.startsWith(own))) narrow(folder, 0o700);
}

/** Takes away what others may do. Another person's file is left as it is: SQLite says whether it can be used. */
function narrow(path: string, mode: number): void {
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (about === undefined || about.isSymbolicLink() || about.uid !== process.getuid?.()) return;
  if ((about.mode & 0o077) !== 0) chmodSync(path, about.mode & mode);
}

/** Opens a file as it is, to see what can be read of it. */
export function openReadOnly(path: string): DatabaseSync {
  return new (sqlite().DatabaseSync)(path, { readOnly: true });
}

/** Renames the file and its log, so that a new one can begin in its place and nothing in it is lost. Returns the new name. */
export function setAside(path: string, { onSetAside, clock = Date.now }: OpenOptions): string {
  const aside = `${path}.set-aside-${new Date(clock()).toISOString().replaceAll(/[:.]/g, "-")}`;
  try {
    for (const end of ["-wal", "-shm", ""]) if (exists(path + end)) renameSync(path + end, aside + end);
  } catch (error) {
    throw writeFailure(path, error);
  }
  onSetAside?.(
    `The run store ${path} could not be read. It was renamed to ${aside}, and a new one was started.`,
    aside,
  );
  return aside;
}

/** Whether the file is whole. Another process may have replaced a damaged one meanwhile. */
export function isSound(path: string): boolean {
  try {
    const database = opened(path);
    try {
      return database.prepare("PRAGMA quick_check(1)").get()?.quick_check === "ok";
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** Whether SQLite says that the file is damaged, or it is no run store at all. */
export function isUnusable(error: unknown): boolean {
  return error instanceof NoRunStore || [11, 26].includes(resultCode(error));
}

const remedies: Readonly<Record<number, readonly [problem: string, remedy: string]>> = {
  3: ["it may not be opened", "Change its permissions or name another file."],
  5: ["another process keeps it locked", "Close the other window or command and try again."],
  8: ["it is read-only", "Change its permissions or name another file."],
  10: ["the disk does not answer as it should", "Check the disk, or name another file."],
  13: ["the disk is full", "Free some space; nothing stored so far is lost."],
  14: ["it cannot be opened", "Check that its folder exists and may be written, or name another file."],
};

/** What people read when the store fails. Errors that are none of SQLite's pass through. */
export function storeFailure(path: string, error: unknown): unknown {
  const code = resultCode(error);
  if (code < 0) return error;
  const [problem, remedy] = remedies[code] ?? [messageOf(error), "Name another file, or move this one away."];
  return new UserError("store-failed", `The run store ${path} cannot be used: ${problem}.`, remedy);
}

class NoRunStore extends Error {}

/** Asked for when a store is opened and not imported: a bundle would load it with the first command, which may need none. */
function sqlite(): typeof import("node:sqlite") {
  const module = process.getBuiltinModule?.("node:sqlite");
  if (module !== undefined) return module;
  const happened = `Node ${process.version} has no SQLite, which the run store needs.`;
  throw new UserError("store-needs-node", happened, "Use Node 22.13 or later.");
}

function opened(path: string): DatabaseSync {
  const database = new (sqlite().DatabaseSync)(path, { timeout: busyMs });
  try {
    // Tables before the mark: another process that begins the store in between commits both at once.
    const tables = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.count;
    const id = pragma(database, "application_id");
    if (id !== applicationId && (id !== 0 || tables !== 0)) throw new NoRunStore();
    if (database.prepare("PRAGMA journal_mode").get()?.journal_mode !== "wal") useLog(database);
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Two processes that begin a store at once may be in each other's way here, where SQLite does not wait by itself. */
function useLog(database: DatabaseSync): void {
  const end = performance.now() + busyMs;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (resultCode(error) !== 5 || performance.now() > end) throw error;
    }
  }
}

function migrate(database: DatabaseSync, path: string): void {
  if (pragma(database, "user_version") === migrations.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = pragma(database, "user_version"); // again: another process may have been first
    if (version > migrations.length) throw newer(path);
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA application_id = ${applicationId}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** SQLite's primary result code (https://sqlite.org/rescode.html); -1 for any other error. */
function resultCode(error: unknown): number {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return -1;
  return error.errcode & 0xff;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function newer(path: string): UserError {
  const happened = `The run store ${path} was written by a newer Rulescope.`;
  return new UserError("store-newer", happened, "Update Rulescope, or name another file.");
}

function foreign(path: string): UserError {
  const happened = `${path} is no run store, or a damaged one.`;
  return new UserError("store-foreign", happened, "Name another file, or move this one away.");
}
