/** @file The debug adapter over the raw protocol, with the real engine and the bundled model that follows the addition rule. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { parse } from "valibot";
import { EngineClient } from "../../../src/client/engineClient.ts";
import { localJudge } from "../../../src/client/localJudge.ts";
import { modelNamed } from "../../../src/client/models.ts";
import { modelWriter } from "../../../src/client/modelWriter.ts";
import { runProblem } from "../../../src/client/runProblem.ts";
import { readResponse } from "../../../src/core/check/reading.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { recordRun } from "../../../src/core/record/judgement.ts";
import { parseRun, runRecord } from "../../../src/core/record/run.ts";
import { type LaunchPort, openLaunch } from "../../../src/worker/debug/launch.ts";
import { playedWriter } from "../../core/debug/written.ts";
import { DebugClient } from "./client.ts";

const pathOf = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const program = pathOf("samples/addition.py");
const problem = "add([4, 7], [5, 8])";
const [firstLine, totalLine, resultLine, carryLine] = [21, 27, 28, 29];

interface Opened {
  readonly client: DebugClient;
  readonly engine: EngineClient;
  readonly files: Map<string, string>;
}

/** A client whose adapter finds files on the disk and in `files`, and whose models run in a real engine. */
function open(t: TestContext): Opened {
  const engine = new EngineClient({ role: "inspect", entry: pathOf("src/engine/main.ts"), device: "cpu" });
  t.after(() => engine.close());
  const files = new Map<string, string>();
  const port: LaunchPort = {
    async readFile(path) {
      const text = files.get(path) ?? (await readFile(path, "utf8").catch(() => undefined));
      return text === undefined ? undefined : { text, path, python: path.endsWith(".py") };
    },
    readProblems: async ({ text, python }) =>
      readProblems(text, python ? "python" : "problems", { load: (path) => files.get(`/${path}`) }),
    rulePath: async (_file, origin) =>
      origin.kind === "file" ? `/${origin.path}` : `rulescope-rule:/${origin.name}.py`,
    loadRun: async (id) => {
      const kept = files.get(`kept ${id}`);
      return kept === undefined ? undefined : parseRun(kept, id);
    },
    async writer(_problem, { model = "addition-rfft" }) {
      const { dir, manifest } = await modelNamed(model || "addition-rfft", [pathOf("models")]);
      const client = async () => engine;
      return {
        name: manifest.name,
        method: methodOf(manifest.method, manifest.dialect),
        writer: (prompt) => modelWriter({ client, modelDir: dir, prompt, maxNewTokens: 4096 }),
      };
    },
  };
  return { client: new DebugClient((wanted) => openLaunch(wanted, port)), engine, files };
}

const breakIn =
  (path: string, ...breakpoints: readonly DebugProtocol.SourceBreakpoint[]) =>
  (client: DebugClient) =>
    client.request<DebugProtocol.SetBreakpointsResponse["body"]>("setBreakpoints", { source: { path }, breakpoints });

const breakAt = (...breakpoints: readonly DebugProtocol.SourceBreakpoint[]) => breakIn(program, ...breakpoints);

test("a session steps lazily, shows both states and the step's tokens, and ends", async (t) => {
  const { client } = open(t);
  const entry = await client.launch({ program, problem });
  assert.equal(entry.reason, "entry");
  const [frame] = await client.frames();
  assert.deepEqual([frame?.line, frame?.name, frame?.source?.path], [firstLine, "add, step 1", program]);
  assert.deepEqual(await client.values("Model"), { num1: "[4, 7]", num2: "[5, 8]", result: "[]" });
  assert.equal((await client.move("next")).reason, "step");
  assert.equal(await client.line(), firstLine + 1);
  assert.equal((await client.move("stepBack")).reason, "entry");
  await breakAt({ line: carryLine })(client);
  assert.equal((await client.move("continue")).reason, "breakpoint");
  assert.deepEqual(await client.values("Model"), await client.values("Rule"));
  assert.equal((await client.values("Step")).verdict, "correct");
  const step = await client.rows(await client.scope("Step"));
  const tokens = await client.rows(step.find(({ name }) => name === "tokens")?.variablesReference ?? 0);
  assert.match(tokens.map(({ value }) => value).join(" "), /"\\nL9" [\d.]+ %, \d\.\d\d nats " carry" .* "1"/);
  const alternatives = await client.rows(tokens[0]?.variablesReference ?? 0);
  assert.match(alternatives[0]?.value ?? "", /"\\nL9".*\(taken\)/);
  await breakAt()(client);
  const end = await client.move("continue");
  assert.equal(end.description, "The response is over");
  assert.match(client.output, /answer 105 after \d+ steps; no step is wrong/);
  const over = client.event("terminated");
  await client.request("continue", { threadId: 1 });
  await over;
});

test("breakpoints move to the next rule line, and conditions, counts and logs ask the model's state", async (t) => {
  const { client } = open(t);
  let placed: DebugProtocol.SetBreakpointsResponse["body"] | undefined;
  await client.launch({ program, problem }, async () => {
    placed = await breakAt(
      { line: 19 },
      { line: totalLine, logMessage: "total {total}" },
      { line: carryLine, condition: "len(result) == 2" },
    )(client);
  });
  assert.deepEqual(
    placed?.breakpoints.map(({ verified, line }) => [verified, line]),
    [
      [true, firstLine],
      [true, totalLine],
      [true, carryLine],
    ],
  );
  await client.move("continue");
  assert.equal(await client.line(), carryLine);
  assert.match(client.output, /total 15\ntotal 10\n/);
  await breakAt({ line: carryLine, hitCondition: "1" })(client);
  await client.move("reverseContinue");
  const { result } = await client.values("Model");
  assert.equal(result, "[5]");
  const other = await client.request<DebugProtocol.SetBreakpointsResponse["body"]>("setBreakpoints", {
    source: { path: "/elsewhere.py" },
    breakpoints: [{ line: 1 }],
  });
  assert.equal(other.breakpoints[0]?.verified, false);
});

test("expressions ask the model's state, or the rule's", async (t) => {
  const { client } = open(t);
  await client.launch({ program, problem }, breakAt({ line: carryLine }));
  await client.move("continue");
  const ask = async (expression: string, context = "watch") =>
    (await client.request<DebugProtocol.EvaluateResponse["body"]>("evaluate", { expression, context, frameId: 0 }))
      .result;
  assert.equal(await ask("num1 + [carry]"), "[4, 1]");
  assert.equal(await ask("rule: total % 10"), "5");
  assert.equal(await ask("add([1], [2])"), "[3]");
  await assert.rejects(ask("nobody"), /NameError/);
  const { targets } = await client.request<DebugProtocol.CompletionsResponse["body"]>("completions", {
    text: "c",
    column: 2,
  });
  assert.ok(targets.some(({ label }) => label === "carry"));
});

test("a changed value branches: the model goes on from it, and one can go back", async (t) => {
  const { client } = open(t);
  await client.launch({ program, problem }, breakAt({ line: carryLine }));
  await client.move("continue");
  const model = await client.scope("Model");
  const branched = await client.move("setVariable", { variablesReference: model, name: "carry", value: "0" });
  assert.match(branched.description ?? "", /Branch 1: carry = 0/);
  assert.equal((await client.values("Model")).carry, "0");
  assert.equal(await client.line(), carryLine);
  await breakAt()(client);
  await client.move("continue");
  const branches = await client.request<readonly { id: number; words: string }[]>("rulescope.branches");
  assert.equal(branches.length, 2);
  assert.match(
    branches[1]?.words ?? "",
    /carry = 0 at step 8 of 0: \d+ steps, answer 95 ✓/,
    "the model follows the rule from the change",
  );
  const records = (await client.request<readonly unknown[]>("rulescope.records")).map((it) => parse(runRecord, it));
  assert.deepEqual(
    records.map(({ model, parent, answer, correct }) => [model, parent?.run, answer, correct]),
    [
      ["addition-rfft", undefined, null, false],
      ["addition-rfft (carry = 0)", records[0]?.id, "95", true],
    ],
  );
  await client.move("rulescope.goToBranch", { id: 0 });
  assert.equal((await client.values("Branches"))["▸ 0"]?.startsWith("the model's own"), true);
  await client.move("continue");
  assert.match(client.output, /answer 105 after/);
});

test("a value whose field was emptied stays, and nothing branches", async (t) => {
  const { client } = open(t);
  await client.launch({ program, problem });
  const variablesReference = await client.scope("Model");
  assert.deepEqual(await client.request("setVariable", { variablesReference, name: "num1", value: " " }), {
    value: "[4, 7]",
  });
  const { scopes } = await client.request<DebugProtocol.ScopesResponse["body"]>("scopes", { frameId: 0 });
  assert.ok(!scopes.some(({ name }) => name === "Branches"));
});

test("an element of a list, a token and the console branch as well", async (t) => {
  const { client } = open(t);
  await client.launch({ program, problem }, breakAt({ line: resultLine }));
  await client.move("continue");
  const rows = await client.rows(await client.scope("Model"));
  const result = rows.find(({ name }) => name === "result")?.variablesReference ?? 0;
  await client.move("setVariable", { variablesReference: result, name: "[0]", value: "6" });
  assert.equal((await client.values("Model")).result, "[6]");
  await client.move("evaluate", { expression: "result = [9]", context: "repl", frameId: 0 });
  assert.equal((await client.values("Model")).result, "[9]");
  const tokens = await client.request<readonly { index: number; text: string }[]>("rulescope.tokens");
  const digit = tokens.at(-1);
  await client.move("rulescope.pickToken", { index: digit?.index, rank: 1 });
  assert.equal(Object.keys(await client.values("Branches")).length, 4);
});

test("a recorded run is debugged with no model, also when its file is gone", async (t) => {
  const { client, engine, files } = open(t);
  const [first] = readProblems(await readFile(program, "utf8"), "python").problems;
  assert.ok(first);
  const model = await modelNamed("addition-rfft", [pathOf("models")]);
  files.set(
    "/run.json",
    JSON.stringify(await runProblem({ client: engine, model, problem: first, judge: localJudge() })),
  );
  await engine.close();
  await client.launch({ run: "/run.json", stopOnEntry: false });
  assert.match(client.output, /answer 72/);
  const [frame] = await client.frames();
  assert.ok((frame?.source?.sourceReference ?? 0) > 0);
  const text = await client.request<DebugProtocol.SourceResponse["body"]>("source", { sourceReference: 1 });
  assert.match(text.content, /def add/);
  const refused = client.request("evaluate", { expression: "carry = 5", context: "repl" });
  await assert.rejects(refused, /a .* response has no words|recorded run/);
});

test("a wrong step stops with what was expected, and differing values are marked", async () => {
  const [first] = readProblems(await readFile(program, "utf8"), "python").problems;
  assert.ok(first);
  const method = methodOf("rfft");
  const response = method.render(first).response.replace("total=12", "total=13");
  const writer = playedWriter(() => response);
  const source = { name: "addition.py", path: program };
  const client = new DebugClient(async () => ({
    problem: first,
    method,
    writer,
    source,
    who: "teacher",
    model: "teacher",
    notes: [],
  }));
  await client.launch({ program }, () => client.request("setExceptionBreakpoints", { filters: ["wrong"] }));
  const stopped = await client.move("continue");
  assert.deepEqual([stopped.reason, stopped.description], ["exception", "First Wrong Step"]);
  assert.match(stopped.text ?? "", /Expected total = 12, got 13/);
  const info = await client.request<DebugProtocol.ExceptionInfoResponse["body"]>("exceptionInfo", { threadId: 1 });
  assert.deepEqual([info.exceptionId, info.description], ["wrong-value", stopped.text]);
  assert.equal((await client.values("Model")).total, "13 ≠ 12");
  assert.equal((await client.values("Rule")).total, "12");
  assert.equal(await client.line(), totalLine);
});

test("a problem of a .problems file stops at breakpoints in its rule's file, or in the rule of its task", async (t) => {
  const { client, files } = open(t);
  files.set("/rule.py", await readFile(program, "utf8"));
  files.set("/mine.problems", "rule: rule.py\nadd([4, 7], [5, 8])\n");
  await client.launch({ program: "/mine.problems" }, breakIn("/rule.py", { line: carryLine }));
  assert.equal((await client.move("continue")).reason, "breakpoint");
  const [frame] = await client.frames();
  assert.deepEqual([frame?.line, frame?.source?.path, frame?.source?.name], [carryLine, "/rule.py", "rule.py"]);
  assert.equal(client.session.sourcePath, "/rule.py");

  const other = open(t);
  other.files.set("/sums.problems", "task: addition\n47+58\n");
  const own = breakIn("rulescope-rule:/addition.py", { line: 1, logMessage: "begins" }, { line: 9 });
  await other.client.launch({ program: "/sums.problems" }, own);
  assert.equal((await other.client.move("continue")).reason, "breakpoint");
  const [top] = await other.client.frames();
  assert.deepEqual([top?.line, top?.source?.path], [9, "rulescope-rule:/addition.py"]);
});

test("a saved run is debugged by its id; a file of several runs says where they are debugged", async (t) => {
  const { client, files } = open(t);
  const [first] = readProblems(await readFile(program, "utf8"), "python").problems;
  assert.ok(first);
  const method = methodOf("rfft");
  const { response, prompt } = method.render(first);
  const facts = { problem: first, method, model: "teacher", prompt, response, tokens: [], stop: "end" } as const;
  const text = JSON.stringify(
    recordRun({ ...facts, ...readResponse(first, method, response), startedAt: new Date(0) }),
  );
  files.set("kept 7", text);
  files.set("/two.jsonl", `${text}\n${text}\n`);
  await client.launch({ run: "7", program, stopOnEntry: false });
  assert.match(client.output, /answer 72/);
  await assert.rejects(open(t).client.launch({ run: "8" }), /no saved run and no file 8/);
  const several = open(t);
  several.files.set("/two.jsonl", `${text}\n${text}\n`);
  await assert.rejects(several.client.launch({ run: "/two.jsonl" }), /holds 2 runs/);
});

const wrong: readonly (readonly [string, object, RegExp])[] = [
  ["no program", {}, /names no program/],
  ["a missing file", { program: "/none.py" }, /no file \/none\.py/],
  ["an unknown model", { program, model: "nobody" }, /no model named nobody/],
  ["no such problem", { program, problem: "sub([1], [2])" }, /no problem sub/],
  ["a problem that cannot be read", { program, problem: "add([1" }, /no problem add/],
  ["a field of another type", { program, method: "guess" }, /no method "guess"\. Methods: direct, scratchpad, rfft/],
  ["a missing run", { run: "/none.json" }, /no saved run and no file \/none\.json/],
];

for (const [what, args, message] of wrong) {
  test(`a launch with ${what} says so`, async (t) => {
    await assert.rejects(open(t).client.launch(args), message);
  });
}

test("an engine that is killed between two steps loses nothing: the session goes on", async (t) => {
  const { client, engine } = open(t);
  await client.launch({ program, problem });
  await client.move("next");
  process.kill(engine.pid ?? 0, "SIGKILL");
  let stopped = await client.move("next");
  if (stopped.reason === "exception") stopped = await client.move("next");
  assert.equal(stopped.reason, "step");
  await client.move("continue");
  assert.match(client.output, /answer 105/);
});

test("a session that is stopped or left while the model writes ends at once, and another one goes on beside it", async (t) => {
  const { client, engine } = open(t);
  await client.launch({ program, problem });
  const other = open(t).client;
  await other.launch({ program, problem: "add([5, 9], [1, 3])" });
  const stopped = client.event<DebugProtocol.StoppedEvent>("stopped");
  await client.request("continue", { threadId: 1 });
  await assert.rejects(client.request("next", { threadId: 1 }), /still writing/);
  await assert.rejects(client.request("rulescope.goToBranch", { id: 0 }), /still writing/);
  await client.request("disconnect");
  assert.equal((await stopped).body.reason, "pause");
  const [record] = client.session.records();
  assert.equal(record?.stop, "cancelled");
  await other.move("continue");
  assert.match(other.output, /answer 72/);

  const again = new DebugClient(client.open);
  await again.launch({ program, problem });
  assert.equal((await again.move("next")).reason, "step");
  assert.ok((engine.pid ?? 0) > 0);
});

test("a session that is left before it is configured writes nothing", async () => {
  const [first] = readProblems(await readFile(program, "utf8"), "python").problems;
  assert.ok(first);
  const method = methodOf("rfft");
  const writer = playedWriter(() => method.render(first).response);
  const source = { name: "addition.py", path: program };
  const launch = { problem: first, method, writer, source, who: "teacher", model: "teacher", notes: [] };
  const client = new DebugClient(async () => launch);
  await client.request("initialize", { adapterID: "rulescope", pathFormat: "path" });
  const initialized = client.event("initialized");
  const launched = client.request("launch", { program, stopOnEntry: false });
  await initialized;
  await client.request("disconnect");
  await launched;
  assert.deepEqual(writer.asked, []);
});

test("a rule that is edited under a session is told once", async (t) => {
  const { client } = open(t);
  await client.launch({ program, problem: "", model: "", method: "" });
  client.session.sourceChanged();
  client.session.sourceChanged();
  assert.equal(client.output.match(/The rule was edited/g)?.length, 1);
});
