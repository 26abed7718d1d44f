/** @file Runs of a file put into a store by the process that runs rules, as the editor's command asks it to. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { RuleClient } from "../../src/client/ruleClient.ts";
import { RunStore } from "../../src/client/store/runStore.ts";

const entry = fileURLToPath(new URL("../../src/worker/main.ts", import.meta.url));
const text = "def double(n):\n    return n + n\n\n>>> double(4)\n8\n";

test("traces of other programs come into the open store with their rule, and are known again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "rulescope-import-"));
  const client = new RuleClient({ entry, name: "import" });
  const store = RunStore.open(join(folder, "runs.db"));
  t.after(async () => {
    client.dispose();
    store.dispose();
    await rm(folder, { recursive: true });
  });
  const file = join(folder, "theirs.jsonl");
  const trace = { prompt: "double(4)=", response: "8", method: "direct", model: "theirs" };
  await writeFile(file, `${JSON.stringify(trace)}\nnot JSON\n`);
  const ask = (rule: { readonly text: string; readonly document: string } | null) =>
    client.request("importRuns", { store: store.path, file, rule }, { deadlineMs: 60_000 });

  const { problems, ...without } = await ask(null);
  assert.deepEqual(without, { added: 0, known: 0, withoutRule: 1 });
  assert.deepEqual(
    problems.map(({ line }) => line),
    [2],
  );
  const rule = { text, document: join(folder, "double.py") };
  assert.equal((await ask(rule)).added, 1);
  assert.equal((await ask(rule)).known, 1);
  assert.deepEqual(
    store.list().map(({ call, correct, model }) => ({ call, correct, model })),
    [{ call: "double(4)", correct: true, model: "theirs" }],
  );
  await assert.rejects(ask({ text: "x = 1\n", document: "x.py" }), /x\.py has no rule that can run/);
});
