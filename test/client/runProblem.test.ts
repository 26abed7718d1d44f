/** @file Whole runs with a real engine: prompt, stream, steps, verdicts, record; finished, wrong, cancelled and lost. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { EngineClient } from "../../src/client/engineClient.ts";
import { localJudge } from "../../src/client/localJudge.ts";
import { readModel } from "../../src/client/models.ts";
import { type RunProblemOptions, runProblem } from "../../src/client/runProblem.ts";
import { UserError } from "../../src/core/base/errors.ts";
import type { CheckedStep } from "../../src/core/check/verdict.ts";
import { readProblems } from "../../src/core/document/problems.ts";
import type { MethodName } from "../../src/core/method/method.ts";
import { methodOf } from "../../src/core/method/methods.ts";
import { runRecord } from "../../src/core/record/run.ts";
import { addition } from "../../src/core/task/addition.ts";
import type { Problem } from "../../src/core/task/problem.ts";
import { parrotModel } from "../engine/parrotModel.ts";

const entry = fileURLToPath(new URL("../../src/engine/main.ts", import.meta.url));

function problem(): Problem {
  const text = `${addition.ruleSource}\n\n# >>> add([5, 9], [1, 3])\n`.replace("# >>>", '"""\n>>>').concat('"""\n');
  const { problems } = readProblems(text, "python");
  const [first] = problems;
  assert.ok(first, "the document has a problem");
  return first;
}

interface Ran {
  readonly record: Awaited<ReturnType<typeof runProblem>>;
  readonly steps: CheckedStep[];
  readonly streamed: string;
}

interface Asked extends Partial<RunProblemOptions<Problem>> {
  readonly onStep?: (step: CheckedStep) => void;
  readonly response?: (gold: string) => string;
  readonly ends?: boolean;
  readonly contextLength?: number;
  readonly onText?: (streamed: string, client: EngineClient) => void;
}

async function run(t: TestContext, methodName: MethodName, asked: Asked = {}): Promise<Ran> {
  const { response = (gold) => gold, ends = true, contextLength = 4096, onText, onStep, ...options } = asked;
  const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
  t.after(() => client.close());
  const method = methodOf(methodName);
  const gold = method.render(problem());
  const manifest = { method: methodName, contextLength };
  const dir = await parrotModel(t, { prompt: gold.prompt, response: response(gold.response), manifest, ends });
  const steps: CheckedStep[] = [];
  let streamed = "";
  const record = await runProblem({
    client,
    model: await readModel(dir),
    problem: problem(),
    onToken: ({ text }) => {
      streamed += text;
      onText?.(streamed, client);
    },
    ...options,
    judge: localJudge((step) => {
      steps.push(step);
      onStep?.(step);
    }),
  });
  assert.doesNotThrow(() => v.parse(runRecord, JSON.parse(JSON.stringify(record))), "the record is one, also as JSON");
  return { record, steps, streamed };
}

for (const name of ["direct", "scratchpad", "rfft"] as const) {
  test(`a model that writes the gold ${name} response is right in every step`, async (t) => {
    const { record, steps, streamed } = await run(t, name);
    const gold = methodOf(name).render(problem());
    assert.deepEqual([record.prompt, record.response, streamed], [gold.prompt, gold.response, gold.response]);
    assert.deepEqual([record.stop, record.answer, record.expected, record.correct], ["end", "72", "72", true]);
    assert.deepEqual(
      [...new Set(steps.map(({ verdict }) => verdict))],
      name === "direct" && steps.length === 0 ? [] : ["correct"],
    );
    assert.equal(record.firstWrong, null);
    assert.deepEqual(
      record.steps.map(({ text }) => text),
      steps.map(({ step }) => step.text),
    );
    assert.equal(record.device, "CPU");
    const { ids, texts } = record.promptTokens ?? assert.fail("the prompt's tokens are known");
    assert.equal(texts.join(""), gold.prompt);
    assert.equal(ids.length, texts.length);
  });
}

test("a step that is wrong is known while the model still writes", async (t) => {
  const known: [verdict: string, streamed: number][] = [];
  let written = 0;
  const { record } = await run(t, "rfft", {
    response: (gold) => gold.replace("total=12", "total=13"),
    onText: (streamed) => {
      written = streamed.length;
    },
    onStep: ({ verdict }) => void known.push([verdict, written]),
  });
  const [verdict, streamed = Number.NaN] = known.find(([each]) => each !== "correct") ?? [];
  assert.equal(verdict, "wrong-value");
  assert.ok(streamed < record.response.length / 2, `known after ${streamed} of ${record.response.length} characters`);
  assert.equal(record.steps[record.firstWrong ?? -1]?.expected?.state.total, "12");
});

test("a response cut off at its limit says so", async (t) => {
  const { record } = await run(t, "rfft", { maxNewTokens: 12 });
  assert.deepEqual([record.stop, record.tokens.length, record.ending?.verdict], ["length", 12, "stopped-early"]);
});

test("a model that never stops is found out", async (t) => {
  const { record } = await run(t, "rfft", {
    response: (gold) => `${gold}\nL4`.repeat(3),
    maxNewTokens: 400,
    ends: false,
  });
  assert.equal(record.stop, "length");
  assert.ok(record.steps.some(({ verdict }) => verdict === "does-not-stop"));
});

test("a cancelled run keeps what it had", async (t) => {
  const abort = new AbortController();
  const { record, streamed } = await run(t, "rfft", {
    ends: false,
    maxNewTokens: 8000,
    signal: abort.signal,
    onText: (text) => {
      if (text.length > 60) abort.abort();
    },
  });
  assert.equal(record.stop, "cancelled");
  assert.equal(record.response, streamed);
  assert.ok(record.steps.length > 0 && record.steps[0]?.verdict === "correct");
});

test("an engine killed in mid-run leaves a record and a message", async (t) => {
  const messages: string[] = [];
  const { record } = await run(t, "rfft", {
    ends: false,
    maxNewTokens: 8000,
    onText: (text, client) => {
      if (text.length > 60 && client.pid) process.kill(client.pid, "SIGKILL");
    },
    onLost: (error) => void messages.push(error.message),
  });
  assert.equal(record.stop, "lost");
  assert.ok(record.steps.length > 0);
  assert.match(messages.join(), /The engine stopped .*SIGKILL.* Run again/);
});

test("a run that goes on from an earlier one holds the whole response, and what it was made to say is marked", async (t) => {
  const client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
  t.after(() => client.close());
  const model = await readModel(fileURLToPath(new URL("../../models/addition-rfft", import.meta.url)));
  const first = await runProblem({ client, model, problem: problem(), judge: localJudge() });
  assert.deepEqual([first.correct, first.firstWrong], [true, null]);
  const at = first.response.indexOf("L7 total=") + "L7 total=".length;
  let kept = 0;
  for (let length = 0; length < at; kept++) length += first.tokens[kept]?.text.length ?? at;
  const streamed: string[] = [];
  const steps: CheckedStep[] = [];
  const fork = await runProblem({
    client,
    model,
    problem: problem(),
    continueFrom: { tokens: first.tokens.slice(0, kept), text: "17" },
    onToken: ({ text }) => void streamed.push(text),
    judge: localJudge((step) => void steps.push(step)),
  });
  assert.equal(fork.response, first.response.slice(0, at) + streamed.join(""));
  assert.equal(fork.tokens.map(({ text }) => text).join(""), fork.response);
  assert.deepEqual(
    fork.tokens.flatMap(({ text, forced }) => (forced ? [text] : [])),
    ["1", "7"],
  );
  const wrong = fork.steps[fork.firstWrong ?? -1];
  assert.deepEqual([wrong?.verdict, wrong?.state.total, wrong?.expected?.state.total], ["wrong-value", "17", "12"]);
  assert.equal(steps.length, fork.steps.length, "the steps of what it goes on from come as well");
  const same = await runProblem({
    client,
    judge: localJudge(),
    model,
    problem: problem(),
    continueFrom: { tokens: first.tokens, text: "" },
  });
  assert.deepEqual([same.response, same.correct, same.stop], [first.response, true, "end"]);
});

test("a problem that the model cannot run at all is a UserError", async (t) => {
  await assert.rejects(run(t, "rfft", { contextLength: 8 }), (error) => {
    return error instanceof UserError && /The prompt has \d+ tokens, but this model reads 8/.test(error.message);
  });
});
