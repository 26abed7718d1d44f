/** @file The process that runs rules, a real one: documents, runs, and rules that would take all time and all memory. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { localJudge } from "../../src/client/localJudge.ts";
import { RuleClient, type RuleClientOptions } from "../../src/client/ruleClient.ts";
import { problemText, RuleDocuments, readRecorded } from "../../src/client/ruleDocuments.ts";
import { judgeWith, ruleJudge } from "../../src/client/ruleJudge.ts";
import { RuleStopped } from "../../src/client/ruleProcess.ts";
import { Cancelled, UserError } from "../../src/core/base/errors.ts";
import { readProblems } from "../../src/core/document/problems.ts";
import { methodOf } from "../../src/core/method/methods.ts";
import type { RunStep } from "../../src/core/record/runStep.ts";
import { addition } from "../../src/core/task/addition.ts";
import type { TextProblem } from "../../src/core/task/problem.ts";
import { CancelSource } from "../../src/protocol/cancellation.ts";

const entry = fileURLToPath(new URL("../../src/worker/main.ts", import.meta.url));

function start(t: TestContext, options: Partial<RuleClientOptions> = {}): RuleClient {
  const client = new RuleClient({ entry, name: "test", ...options });
  t.after(() => client.dispose());
  return client;
}

const sum = `${addition.ruleSource}\ndef doc():\n    """\n    >>> add([5, 9], [1, 3])\n    [7, 2]\n    """\n`;
const text = (document: string) => ({ text: document, kind: "python" as const, load: async () => undefined });
const never = new CancelSource();

async function problemIn(client: RuleClient, document: string): Promise<TextProblem> {
  const { problems } = await new RuleDocuments(client).read(text(document), never);
  return problems[0] ?? assert.fail("there is a problem");
}

test("a document is read as it is in this process", async (t) => {
  const documents = new RuleDocuments(start(t));
  for (const document of [sum, "def f(a):\n    return async a\n", "x = 1\n>>> f(2)\n"]) {
    const here = readProblems(document, "python");
    const there = await documents.read(text(document), never);
    assert.deepEqual(there.diagnostics, here.diagnostics);
    assert.deepEqual(
      there.problems.map(({ id, line, task }) => ({ id, line, task })),
      here.problems.map(({ id, line, task }) => ({ id, line, task })),
    );
  }
});

test("text that cannot be read to its end is a diagnostic, never a failure", async (t) => {
  const documents = new RuleDocuments(start(t));
  for (const deep of [`${"-".repeat(10_000)}1`, `${"(".repeat(50_000)}1${")".repeat(50_000)}`]) {
    const read = await documents.read(
      text(`def f(n):\n    """\n    >>> f(1)\n    ${deep}\n    """\n    return ${deep}\n`),
      never,
    );
    assert.ok(read.diagnostics.length > 0);
  }
});

test("a header's rule file is asked for, and read", async (t) => {
  const documents = new RuleDocuments(start(t));
  const asked: string[] = [];
  const load = async (path: string) => {
    asked.push(path);
    return path === "./sum.py" ? addition.ruleSource : undefined;
  };
  const read = await documents.read({ text: "rule: ./sum.py\nadd([1], [2])\n", kind: "problems", load }, never);
  assert.deepEqual(
    [asked, read.problems[0]?.task, read.origin],
    [["./sum.py"], "addition", { kind: "file", path: "./sum.py" }],
  );
  const gone = await documents.read({ text: "rule: ./gone.py\nadd([1], [2])\n", kind: "problems", load }, never);
  assert.match(gone.diagnostics[0]?.message ?? "", /gone\.py" cannot be read/);
});

test("a run is judged as it is in this process, token by token and as a whole", async (t) => {
  const client = start(t);
  const problem = await problemIn(client, sum);
  const [own] = readProblems(sum, "python").problems;
  assert.ok(own);
  const method = methodOf("rfft");
  const response = method.render(own).response.replace("carry=1", "carry=0");
  const tokens = response.match(/\s?\w+|./gs) ?? [];
  const told: RunStep[] = [];
  const [here, there] = [
    await localJudge()(own, method),
    await ruleJudge(client, (step) => told.push(step))(problem, method),
  ];
  assert.deepEqual([there.prompt, there.rule], [here.prompt, here.rule]);
  for (const token of tokens) for (const judging of [here, there]) judging.push([token]);
  const [expected, judged] = [await here.end("ended"), await there.end("ended")];
  assert.deepEqual(judged, expected);
  assert.deepEqual(told, expected.steps);
  assert.deepEqual([judged.firstWrong, judged.answer, judged.expected, judged.stated], [7, "72", "72", "[7, 2]"]);
  const pieces = tokens.map((piece) => ({ text: piece }));
  const { rule, ...whole } = await judgeWith(client, { problem, method, response, tokens: pieces, how: "ended" });
  assert.deepEqual([rule, whole], [{ kind: "returned" }, expected]);
});

test("a rule that never ends is refused by its own limit, before a model is asked", async (t) => {
  const client = start(t);
  const problem = await problemIn(
    client,
    'def f(n):\n    """\n    >>> f(1)\n    """\n    while True:\n        n = n + 1\n',
  );
  await assert.rejects(
    ruleJudge(client)(problem, methodOf("rfft")),
    (error: unknown) => error instanceof UserError && /The rule f was stopped at line [56]/.test(error.message),
  );
});

test("what needs too much memory ends its process, not this one, and the next request has a new one", async (t) => {
  const client = start(t, { memory: 24 });
  const growing = "    xs = []\n    while n:\n        xs.append(n)\n        n = n - 1\n    return xs\n";
  const problem = await problemIn(client, `def f(n):\n    """\n    >>> f(4000)\n    """\n${growing}`);
  await assert.rejects(
    ruleJudge(client)(problem, methodOf("rfft")),
    (error: unknown) =>
      error instanceof UserError && /f\(4000\) needed more than 24 MiB and was stopped/.test(error.message),
  );
  assert.equal((await problemIn(client, sum)).task, "addition");
});

test("what takes too long is ended at the deadline and says so; what nobody waits for is ended at once", async (t) => {
  const client = start(t, { deadlineMs: 1 });
  const read = await new RuleDocuments(client).read(text(sum), never);
  assert.match(read.diagnostics[0]?.message ?? "", /took longer than 1\.0 ms and was stopped/);
  const patient = start(t);
  const { pid } = await patient.request("hello", {});
  const source = new CancelSource();
  const slow = patient.request(
    "readDocument",
    { text: sum.repeat(400), kind: "python", files: [] },
    { signal: source },
  );
  source.cancel();
  await assert.rejects(slow, Cancelled);
  assert.notEqual((await patient.request("hello", {})).pid, undefined);
  assert.ok(pid > 0);
});

test("a record's problem is made again from its own rule, and one without a rule that runs is refused", async (t) => {
  const client = start(t);
  const problem = { id: "add", line: 3, call: "add([5, 9], [1, 3])", functionName: "add" };
  const recorded = await readRecorded(client, { problem, rule: { source: sum } });
  assert.deepEqual([recorded.stands, recorded.problem.program.functions.has("add")], [true, true]);
  const { problem: crossed } = problemText(recorded.problem);
  assert.deepEqual(crossed, problem);
  await assert.rejects(
    readRecorded(client, { problem: { ...problem, functionName: "gone" }, rule: { source: sum } }),
    /holds no rule gone/,
  );
  client.dispose();
  await assert.rejects(client.request("hello", {}), RuleStopped);
});
