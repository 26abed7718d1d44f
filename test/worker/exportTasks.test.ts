/** @file Data sets exported by the process that runs rules, as the editor's command asks it to: the choices, the split, the file, a cancel. */

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RuleClient } from "../../src/client/ruleClient.ts";

const entry = fileURLToPath(new URL("../../src/worker/main.ts", import.meta.url));
const source = await readFile(new URL("../../samples/double_add.py", import.meta.url), "utf8");
const client = new RuleClient({ entry, name: "export", deadlineMs: 60_000 });
const own = { name: "double-add", source };
const method = { name: "direct", dialect: "full" } as const;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "rulescope-export-"));
});
after(async () => {
  client.dispose();
  await rm(folder, { recursive: true });
});

test("a document's own tasks are offered before those built in, with what the questions need to know", async () => {
  const { tasks } = await client.request("exportTasks", { source });
  assert.deepEqual(tasks[0]?.task, own);
  assert.deepEqual(tasks[0]?.grid?.rows, { name: "a", from: 0, to: 49 });
  const addition = tasks.find(({ task }) => task.name === "addition");
  assert.deepEqual([addition?.task.source, addition?.scratchpad], [null, true]);
  assert.equal((await client.request("exportTasks", { source: null })).tasks.length, tasks.length - 1);
});

test("a whole document will do: its lines with problems are no part of the rule", async () => {
  const document = `${source}\n>>> double_add(1, 2)\n5\n`.replaceAll("\n", "\r\n");
  const { tasks } = await client.request("exportTasks", { source: document });
  assert.equal(tasks[0]?.task.name, "double-add");
  await client.request("checkSplit", { task: { ...own, source: document }, split: "square:25,25,5" });
});

test("a split is refused with what is wrong before anything is written", async () => {
  await client.request("checkSplit", { task: own, split: "square:25,25,5" });
  await assert.rejects(client.request("checkSplit", { task: own, split: "square:25,25,99" }), /too large/);
  await assert.rejects(client.request("checkSplit", { task: own, split: "square:x" }), { code: "split-unreadable" });
});

test("a file is written with its card, and its samples are told", async () => {
  const path = join(folder, "hole.json");
  const asked = { task: own, method, split: "square:25,25,5", part: "test", format: "study", count: null } as const;
  const told: number[] = [];
  const written = await client.request(
    "exportData",
    { ...asked, path, version: "1" },
    { onEvent: ({ samples }) => told.push(samples) },
  );
  assert.deepEqual(written, { path, cardPath: join(folder, "hole.card.md"), samples: 121 });
  assert.equal(told.at(-1), 121);
  assert.equal(JSON.parse(await readFile(path, "utf8")).length, 121);
});

test("a cancelled export leaves nothing half written", async () => {
  const abort = new AbortController();
  const task = { name: "addition", source: null };
  const asked = { task, method, split: "length:1-9", part: "training", format: "chat", count: 10_000_000 } as const;
  const exporting = client.request(
    "exportData",
    { ...asked, path: join(folder, "much.jsonl"), version: "1" },
    { signal: abort.signal, graceMs: 30_000, onEvent: () => abort.abort() },
  );
  await assert.rejects(exporting, { name: "Cancelled" });
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes("much")),
    [],
  );
});
