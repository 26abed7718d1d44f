/** @file The run store: what it keeps, lists and finds; files that are damaged, foreign, newer, full or out of reach; many processes. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { type RunFilter, RunStore } from "../../../src/client/store/runStore.ts";
import { userStore } from "../../../src/client/store/storePlace.ts";
import { UserError } from "../../../src/core/base/errors.ts";
import { madeRun, problemOf } from "../../core/record/madeRun.ts";

const problem = problemOf("add([5, 9], [1, 3])");
const right = madeRun(problem, "rfft", undefined, { id: "aaa-right", startedAt: new Date(1000) });
const wrong = madeRun(problem, "direct", () => "73", {
  id: "aab-wrong",
  startedAt: new Date(2000),
  document: "/x/Sums.py",
});
const cut = madeRun(problem, "rfft", (gold) => gold.slice(0, 30), {
  id: "b-cut",
  startedAt: new Date(3000),
  stop: "cancelled",
  parent: { run: "aaa-right", token: 4 },
});

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-store-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function storeIn(t: TestContext, path = join(folderOf(t), "deep", "runs.db"), asides: string[] = []): RunStore {
  const store = RunStore.open(path, { onSetAside: (message) => asides.push(message) });
  t.after(() => store.dispose());
  return store;
}

test("runs come back as they were, newest first, also in another process", (t) => {
  const store = storeIn(t);
  assert.deepEqual(
    store.addAll([right, wrong, cut]).map(({ added }) => added),
    [true, true, true],
  );
  const again = storeIn(t, store.path);
  assert.deepEqual(
    again.list().map(({ id }) => id),
    ["b-cut", "aab-wrong", "aaa-right"],
  );
  assert.deepEqual(again.get("aaa-right"), right);
  const { startedAt, ...summary } = again.list()[0] ?? {};
  assert.equal(startedAt, "1970-01-01T00:00:03.000Z");
  assert.deepEqual(summary, {
    id: "b-cut",
    call: "add([5, 9], [1, 3])",
    functionName: "add",
    document: null,
    line: problem.line,
    method: "rfft",
    model: "made-rfft",
    correct: false,
    firstWrong: cut.firstWrong,
    steps: cut.steps.length,
    answer: null,
    expected: "72",
    stop: "cancelled",
    seconds: null,
    parent: "aaa-right",
  });
});

test("a run that is there is not kept twice; one without an id is known by its content", (t) => {
  const store = storeIn(t);
  const { id: _, ...nameless } = right;
  assert.deepEqual(
    store.addAll([right, right, nameless, nameless]).map(({ added }) => added),
    [true, false, true, false],
  );
  const [first] = store.list().filter(({ id }) => id !== "aaa-right");
  assert.equal(store.get(first?.id ?? "").id, first?.id, "the record that comes back knows its id");
});

test("filters by text, method, model and verdict", (t) => {
  const store = storeIn(t);
  store.addAll([right, wrong, cut]);
  const found = (filter: RunFilter) => store.list(filter).map(({ id }) => id);
  assert.deepEqual(found({ text: "sums" }), ["aab-wrong"]);
  assert.deepEqual(found({ text: "%" }), []);
  assert.deepEqual(found({ method: "rfft" }), ["b-cut", "aaa-right"]);
  assert.deepEqual(found({ model: "made-direct", verdict: "wrong" }), ["aab-wrong"]);
  assert.deepEqual(found({ verdict: "correct" }), ["aaa-right"]);
  assert.deepEqual(found({ verdict: "unknown" }), []);
  assert.deepEqual(found({ limit: 1 }), ["b-cut"]);
  assert.deepEqual([store.count(), store.count({ method: "rfft" }), store.count({ text: "%" })], [3, 2, 0]);
  const older = { ...right, id: "c", model: "older", startedAt: new Date(5).toISOString() };
  store.addAll([older, { ...older, id: "d", model: "newer", startedAt: new Date(9000).toISOString() }]);
  assert.deepEqual(store.models(), ["newer", right.model, "made-direct", "older"]);
});

test("an id may be shortened while it is clear; deleted runs are gone", (t) => {
  const store = storeIn(t);
  store.addAll([right, wrong, cut]);
  assert.equal(store.find("b"), "b-cut");
  assert.throws(() => store.find("aa"), /Several runs begin with aa: aaa-right, aab-wrong\. Write more/);
  assert.throws(() => store.find("zzz"), /The store has no run zzz/);
  store.delete(["b-cut", "aab-wrong", "unknown"]);
  assert.deepEqual(
    store.list().map(({ id }) => id),
    ["aaa-right"],
  );
});

test("a record that cannot be read is named, and the others stay", (t) => {
  const store = storeIn(t);
  store.addAll([right, wrong]);
  const database = new DatabaseSync(store.path);
  database.exec(`UPDATE runs SET record = '{"version": 1}' WHERE id = 'aaa-right'`);
  database.close();
  assert.equal(store.list().length, 2);
  assert.throws(() => store.get("aaa-right"), /The stored run aaa-right is malformed: field `startedAt`/);
  assert.deepEqual(store.get("aab-wrong"), wrong);
});

test("a file that is no store is set aside untouched, with a message, and a new store begins", (t) => {
  const path = join(folderOf(t), "runs.db");
  const foreign = join(folderOf(t), "foreign.db");
  new DatabaseSync(foreign).exec("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
  for (const content of [Buffer.from("no database at all ".repeat(50)), readFileSync(foreign)]) {
    writeFileSync(path, content);
    const asides: string[] = [];
    const store = storeIn(t, path, asides);
    store.add(right);
    store.dispose();
    const [kept = ""] = /renamed to (\S+),/.exec(asides.join())?.slice(1) ?? [];
    assert.match(
      asides.join(),
      /The run store .*runs\.db could not be read\. It was renamed to .*, and a new one was started\./,
    );
    assert.ok(readFileSync(kept).equals(content), "not a byte changed");
    rmSync(path);
  }
});

test("a file that a person named is refused instead", (t) => {
  const path = join(folderOf(t), "notes.txt");
  writeFileSync(path, "my notes ".repeat(200));
  assert.throws(() => RunStore.open(path, { refuseForeign: true }), /notes\.txt is no run store, or a damaged one/);
  assert.match(readFileSync(path, "utf8"), /^my notes/);
});

test("a store that is damaged while it is open is set aside, and what can be read of it is taken over", (t) => {
  const path = join(folderOf(t), "runs.db");
  const first = storeIn(t, path);
  const many = Array.from({ length: 40 }, (_, i) => ({ ...right, id: `run-${i}` }));
  first.addAll(many);
  first.dispose();
  const bytes = readFileSync(path);
  bytes.fill(0xff, 2 * 4096, 5 * 4096); // the roots of the indices; the runs are behind them
  writeFileSync(path, bytes);
  const asides: string[] = [];
  const store = storeIn(t, path, asides);
  for (let i = 0; i < 40; i++) store.add({ ...right, id: `new-${i}` });
  const kept = new Set(store.list().map(({ id }) => id));
  assert.equal(asides.length, 1);
  for (let i = 0; i < 40; i++) assert.ok(kept.has(`new-${i}`));
  for (const { id } of many) assert.ok(kept.has(id), id);
  assert.equal(new DatabaseSync(path).prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
});

test("a store of a newer Rulescope is left alone", (t) => {
  const path = join(folderOf(t), "runs.db");
  storeIn(t, path).dispose();
  new DatabaseSync(path).exec("PRAGMA user_version = 99");
  assert.throws(() => RunStore.open(path), /was written by a newer Rulescope\. Update Rulescope/);
  assert.ok(existsSync(path));
});

test("a folder that cannot be made, and a file that may grow no further, are clear errors; what was kept stays", async (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, "file"), "");
  assert.throws(
    () => RunStore.open(join(folder, "file", "runs.db")),
    (error) => {
      return error instanceof UserError && /could not be written: a part of its path is a file/.test(error.message);
    },
  );
  const path = join(folder, "runs.db");
  storeIn(t, path).add(right);
  const module = new URL("../../../src/client/store/runStore.ts", import.meta.url).href;
  const made = join(folder, "run.json");
  writeFileSync(made, JSON.stringify(right));
  const script = `
    process.on("SIGXFSZ", () => {});
    const { RunStore } = await import(${JSON.stringify(module)});
    const { readFileSync } = await import("node:fs");
    const record = JSON.parse(readFileSync(${JSON.stringify(made)}, "utf8"));
    const store = RunStore.open(${JSON.stringify(path)});
    let kept = 0;
    try { for (;; kept++) store.add({ ...record, id: "full-" + kept }); }
    catch (error) { console.log(JSON.stringify({ kept, name: error.name, message: error.message })); }`;
  const node = [process.execPath, "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)("bash", ["-c", 'ulimit -f 600; exec "$@"', "bash", ...node]);
  const { kept, name, message } = JSON.parse(stdout);
  assert.equal(name, "UserError");
  assert.match(message, /The run store .* cannot be used: the disk/);
  const store = storeIn(t, path);
  assert.equal(store.list().length, kept + 1);
  assert.deepEqual(store.get("aaa-right"), right);
});

test("processes that begin one store at the same moment share it", async (t) => {
  const path = join(folderOf(t), "runs.db");
  const module = new URL("../../../src/client/store/runStore.ts", import.meta.url).href;
  writeFileSync(`${path}.json`, JSON.stringify(right));
  const script = (name: string): string => `
    const { RunStore } = await import(${JSON.stringify(module)});
    const { readFileSync } = await import("node:fs");
    const record = JSON.parse(readFileSync(${JSON.stringify(`${path}.json`)}, "utf8"));
    const store = RunStore.open(${JSON.stringify(path)});
    for (let i = 0; i < 20; i++) store.add({ ...record, id: "${name}-" + i });
    store.dispose();`;
  const run = (name: string) =>
    promisify(execFile)(process.execPath, ["--input-type=module", "-e", script(name)]).then(({ stderr }) => stderr);
  assert.deepEqual(await Promise.all(["a", "b", "c", "d", "e", "f"].map(run)), ["", "", "", "", "", ""]);
  assert.equal(storeIn(t, path).list().length, 120);
  assert.deepEqual(
    readdirSync(join(path, "..")).filter((name) => name.includes("set-aside")),
    [],
  );
});

test("the user's store lies where each system keeps a program's data", () => {
  assert.equal(userStore({}, "linux", "/home/a"), "/home/a/.local/share/rulescope/runs.db");
  assert.equal(userStore({ XDG_DATA_HOME: "/data" }, "linux", "/home/a"), "/data/rulescope/runs.db");
  assert.equal(userStore({}, "darwin", "/Users/a"), "/Users/a/Library/Application Support/Rulescope/runs.db");
  assert.match(userStore({ LOCALAPPDATA: "L" }, "win32", "C:\\"), /^L.Rulescope.runs\.db$/);
});
