/**
 * @file The run store: every run that ended, finished or not, in one SQLite file that windows and command lines share. A row has
 * what lists and filters need as columns, and the whole record as JSON, which is checked when it is read.
 */

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Disposable } from "../../core/base/disposable.ts";
import { UserError } from "../../core/base/errors.ts";
import { parseRun, type RunRecord, storedText } from "../../core/record/run.ts";
import { sha256 } from "../../node/sha256.ts";
import {
  isSound,
  isUnusable,
  type OpenOptions,
  openDatabase,
  openReadOnly,
  setAside,
  storeFailure,
} from "./database.ts";

/** A run as lists show it. */
export interface RunSummary {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly call: string;
  readonly functionName: string;
  readonly document: string | null;
  readonly line: number;
  readonly method: string;
  readonly model: string;
  readonly correct: boolean | null;
  /** Index of the first wrong step; the count of steps when only the ending is wrong. */
  readonly firstWrong: number | null;
  readonly steps: number;
  readonly answer: string | null;
  readonly expected: string | null;
  readonly stop: string;
  readonly seconds: number | null;
  /** The run that it was branched from. */
  readonly parent: string | null;
}

export const runVerdicts = ["correct", "wrong", "unknown"] as const;
export type RunVerdict = (typeof runVerdicts)[number];

export interface RunFilter {
  /** Occurs in the call, the document, the model or the answer; case does not matter. */
  readonly text?: string | undefined;
  readonly method?: string | undefined;
  readonly model?: string | undefined;
  /** `wrong`: the answer or a step; `unknown`: nothing says what is right. */
  readonly verdict?: RunVerdict | undefined;
  /** At most so many, the newest. Not for `count`. */
  readonly limit?: number | undefined;
}

export class RunStore implements Disposable {
  readonly path: string;
  readonly #options: OpenOptions;
  #database: DatabaseSync;

  private constructor(path: string, options: OpenOptions) {
    this.path = path;
    this.#options = options;
    this.#database = openDatabase(path, options);
  }

  /** Throws a UserError where the file cannot be made or used. */
  static open(path: string, options: OpenOptions = {}): RunStore {
    return new RunStore(path, options);
  }

  /** Keeps a run: when this returns, it is on the disk. A run that is there already is left as it is. Returns its id. */
  add(record: RunRecord): string {
    return this.addAll([record])[0]?.id ?? "";
  }

  /** All or none of them. Tells of each whether it was new. */
  addAll(records: readonly RunRecord[]): { readonly id: string; readonly added: boolean }[] {
    return this.#use((database) =>
      inTransaction(database, () => {
        const insert = database.prepare(insertSql);
        return records.map((record) => {
          const json = storedText(record);
          const id = record.id ?? sha256(json);
          return { id, added: insert.run(rowOf(record, id, json)).changes > 0 };
        });
      }),
    );
  }

  /** Newest first. */
  list(filter: RunFilter = {}): RunSummary[] {
    const { where, values } = conditions(filter);
    const sql = `SELECT ${columns} FROM runs ${where} ORDER BY started DESC, rowid DESC LIMIT :limit`;
    const all = { ...values, limit: filter.limit ?? -1 };
    return this.#use((database) => database.prepare(sql).all(all).map(summaryOf));
  }

  /** How many runs fit. */
  count(filter: RunFilter = {}): number {
    const { where, values } = conditions(filter);
    const sql = `SELECT count(*) AS count FROM runs ${where}`;
    return this.#use((database) => Number(database.prepare(sql).get(values)?.count));
  }

  /** Names of the models that wrote runs, the one of the newest run first. */
  models(): string[] {
    const sql = "SELECT model FROM runs GROUP BY model ORDER BY max(started) DESC, max(rowid) DESC";
    return this.#use((database) =>
      database
        .prepare(sql)
        .all()
        .map(({ model }) => String(model)),
    );
  }

  /** The whole record. Throws a UserError where there is none, or it cannot be read. */
  get(id: string): RunRecord {
    const row = this.#use((database) => database.prepare("SELECT record FROM runs WHERE id = ?").get(id));
    if (row === undefined) throw noRun(id);
    const record = parseRun(String(row.record), id);
    return record.id === undefined ? { ...record, id } : record;
  }

  /** The id that begins so. Throws a UserError where none does, or several do. */
  find(prefix: string): string {
    const sql = "SELECT id FROM runs WHERE substr(id, 1, length(:prefix)) = :prefix ORDER BY id LIMIT 9";
    const ids = this.#use((database) =>
      database
        .prepare(sql)
        .all({ prefix })
        .map(({ id }) => String(id)),
    );
    const [only = "", ...others] = ids.includes(prefix) ? [prefix] : ids;
    if (only === "") throw noRun(prefix);
    if (others.length === 0) return only;
    const shown = ids.map((id) => id.slice(0, 12)).join(", ");
    throw new UserError("run-ambiguous", `Several runs begin with ${prefix}: ${shown}.`, "Write more of the id.");
  }

  delete(ids: readonly string[]): void {
    this.#use((database) =>
      inTransaction(database, () => {
        const remove = database.prepare("DELETE FROM runs WHERE id = ?");
        for (const id of ids) remove.run(id);
      }),
    );
  }

  /** Changes whenever another process has written to the store since it was last asked. */
  get version(): number {
    return this.#use((database) => Number(database.prepare("PRAGMA data_version").get()?.data_version));
  }

  dispose(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /**
   * Does something with the database. A file that turns out to be damaged is set aside, what can still be read of it is taken over
   * into a new one, and the same is done there.
   */
  #use<T>(work: (database: DatabaseSync) => T): T {
    try {
      return work(this.#database);
    } catch (error) {
      if (!isUnusable(error) || this.#options.refuseForeign) throw storeFailure(this.path, error);
      this.#replace();
      try {
        return work(this.#database);
      } catch (again) {
        throw storeFailure(this.path, again);
      }
    }
  }

  #replace(): void {
    this.#database.close();
    const aside = isSound(this.path) ? undefined : setAside(this.path, this.#options);
    this.#database = openDatabase(this.path, this.#options);
    if (aside === undefined) return;
    const insert = this.#database.prepare(insertSql);
    for (const json of readable(aside)) {
      try {
        const record = parseRun(json, aside);
        insert.run(rowOf(record, record.id ?? sha256(json), json));
      } catch (error) {
        if (!(error instanceof UserError)) throw error; // a damaged record stays where it is
      }
    }
  }
}

const columns =
  "id, started, call, function, document, line, method, model, correct, first_wrong, steps, answer, expected, stop, seconds, parent";
const names = [...columns.split(", "), "record"];
const insertSql = `INSERT INTO runs (${names.join(", ")}) VALUES (${names.map((name) => `:${name}`).join(", ")}) ON CONFLICT (id) DO NOTHING`;

function rowOf(record: RunRecord, id: string, json: string): Record<string, SQLInputValue> {
  const { problem, correct } = record;
  return {
    id,
    started: record.startedAt,
    call: problem.call,
    function: problem.functionName,
    document: problem.document ?? null,
    line: problem.line,
    method: record.method,
    model: record.model,
    correct: correct === null ? null : Number(correct),
    first_wrong: record.firstWrong,
    steps: record.steps.length,
    answer: record.answer,
    expected: record.expected,
    stop: record.stop,
    seconds: record.seconds ?? null,
    parent: record.parent?.run ?? null,
    record: json,
  };
}

function summaryOf(row: Record<string, SQLOutputValue>): RunSummary {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  const correct = number("correct");
  return {
    id: text("id") ?? "",
    startedAt: text("started") ?? "",
    call: text("call") ?? "",
    functionName: text("function") ?? "",
    document: text("document"),
    line: number("line") ?? 0,
    method: text("method") ?? "",
    model: text("model") ?? "",
    correct: correct === null ? null : correct === 1,
    firstWrong: number("first_wrong"),
    steps: number("steps") ?? 0,
    answer: text("answer"),
    expected: text("expected"),
    stop: text("stop") ?? "",
    seconds: number("seconds"),
    parent: text("parent"),
  };
}

const verdictSql: Readonly<Record<RunVerdict, string>> = {
  correct: "correct = 1 AND first_wrong IS NULL",
  wrong: "(correct = 0 OR first_wrong IS NOT NULL)",
  unknown: "correct IS NULL AND first_wrong IS NULL",
};

function conditions({ text, method, model, verdict }: RunFilter): {
  readonly where: string;
  readonly values: Record<string, SQLInputValue>;
} {
  const parts: string[] = [];
  const values: Record<string, SQLInputValue> = {};
  if (text !== undefined && text !== "") {
    const places = ["call", "coalesce(document, '')", "model", "coalesce(answer, '')"];
    parts.push(`(${places.map((place) => `instr(lower(${place}), :text) > 0`).join(" OR ")})`);
    values.text = text.toLowerCase();
  }
  if (method !== undefined) {
    parts.push("method = :method");
    values.method = method;
  }
  if (model !== undefined) {
    parts.push("model = :model");
    values.model = model;
  }
  if (verdict !== undefined) parts.push(verdictSql[verdict]);
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** The records of a damaged file, as far as SQLite finds them. */
function* readable(path: string): Generator<string> {
  try {
    const database = openReadOnly(path);
    try {
      for (const { record } of database.prepare("SELECT record FROM runs").iterate()) yield String(record);
    } finally {
      database.close();
    }
  } catch {
    // The rest is in the file that was set aside.
  }
}

function noRun(id: string): UserError {
  return new UserError("run-unknown", `The store has no run ${id}.`, "See `rulescope runs list` for those it has.");
}
