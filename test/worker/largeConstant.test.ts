/** @file A rule whose constant is a large table, as its document's process and a run take it: no rule to be stopped. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RuleClient } from "../../src/client/ruleClient.ts";

const entry = fileURLToPath(new URL("../../src/worker/main.ts", import.meta.url));
const client = new RuleClient({ entry, name: "table", deadlineMs: 60_000 });
after(() => client.dispose());

const text = `SQUARES = [[i * i + j for j in range(180)] for i in range(180)]


def near(n):
    return SQUARES[n][n]


>>> near(4)
20
`;

test("a rule whose constant is a large table is read without a diagnostic and runs to its answer", async () => {
  const { document } = await client.request("readDocument", { text, kind: "python", files: [] });
  assert.deepEqual(document.diagnostics, []);
  const [problem] = document.problems;
  assert.equal(problem?.expected, "20");
  assert.ok(problem && document.program);
  const method = { name: "direct", dialect: "full" } as const;
  const run = { problem, source: document.program.source, method, response: "20", tokens: ["20"] };
  const { rule, judged } = await client.request("judge", { ...run, how: "ended" });
  assert.deepEqual(rule, { kind: "returned" });
  assert.equal(JSON.parse(judged).correct, true);
});
