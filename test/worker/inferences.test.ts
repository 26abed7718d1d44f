/** @file What the editor says of a line of an inference task, asked as hovers and completions ask it. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { RuleClient } from "../../src/client/ruleClient.ts";
import { inferenceNote, inferenceOffer } from "../../src/core/document/inferenceHelp.ts";
import { readProblems } from "../../src/core/document/problems.ts";
import { inferenceTaskNamed } from "../../src/core/inference/registry.ts";
import { inferenceText } from "../../src/protocol/inferenceRequests.ts";

const entry = fileURLToPath(new URL("../../src/worker/main.ts", import.meta.url));
const client = new RuleClient({ entry, name: "inference", deadlineMs: 60_000 });
after(() => client.dispose());

const lines = ["c+f@f [add] = c+2*f", "c+f@f [subtract]", "c+f@f [divide] = c"];
const document = `task: derivation\r\n\r\n${lines.join("\r\n")}\r\n`;
const task = inferenceTaskNamed("derivation") ?? assert.fail();

test("a note and an offer cross whole", async () => {
  const { inferences = [] } = readProblems(document.replaceAll("\r\n", "\n"), "problems");
  assert.equal(inferences.length, lines.length);
  for (const problem of inferences) {
    const note = await client.request("inferenceNote", { problem: inferenceText(problem) });
    assert.deepEqual(note, inferenceNote(task, problem));
  }
  for (const [line, column] of [
    ["c+f@f [", 7],
    ["c+f@f [add] = ", 14],
  ] as const) {
    const offer = inferenceOffer(task, line, column);
    assert.ok(offer);
    assert.deepEqual(await client.request("inferenceOffer", { document, line, column }), offer);
  }
  assert.equal(await client.request("inferenceOffer", { document, line: "c+f", column: 1 }), null);
  assert.equal(await client.request("inferenceOffer", { document: "c+f@f [", line: "c+f@f [", column: 7 }), null);
});

test("a line that the algebra would think about for long is given up, and the next one is answered", async () => {
  const factors = Array.from("abcdefghijklmnop", (letter) => `(x+${letter})`);
  const line = `${factors.join("*")}@x [`;
  const asked = { document, line, column: line.length };
  await assert.rejects(client.request("inferenceOffer", asked, { deadlineMs: 300 }), { name: "RuleStopped" });
  const offer = await client.request("inferenceOffer", { document, line: "c+f@f [", column: 7 });
  assert.equal(offer?.kind, "rules");
});
