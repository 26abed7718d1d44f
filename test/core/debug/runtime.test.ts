/** @file A session over written and recorded responses: stepping both ways, what stops it, and what a change does. No engine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAll } from "../../../src/core/check/check.ts";
import { DebugRuntime, type Stopped } from "../../../src/core/debug/runtime.ts";
import { callsAt } from "../../../src/core/debug/stack.ts";
import { recordedWriter } from "../../../src/core/debug/writer.ts";
import type { MethodName } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { recordRun } from "../../../src/core/record/judgement.ts";
import { list, repr } from "../../../src/core/rule/value.ts";
import type { Problem } from "../../../src/core/task/problem.ts";
import { onlyProblem, playedWriter, tokensOfText } from "./written.ts";

const addition = `def add(num1, num2):
    """
    >>> add([5, 9], [1, 3])
    """
    result = []
    carry = 0
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`;

const calling = `def twice(n):
    m = n + n
    return m

def quadruple(n):
    """
    >>> quadruple(3)
    """
    k = twice(n)
    k = twice(k)
    return k
`;

const problem = onlyProblem(addition);
const rfft = methodOf("rfft");
const gold = rfft.render(problem).response;

function session(text: string, { of = problem, method = "rfft" }: { of?: Problem; method?: MethodName } = {}) {
  const writer = playedWriter(() => text);
  const messages: string[] = [];
  const runtime = new DebugRuntime({
    problem: of,
    method: methodOf(method),
    writer,
    onMessage: (message) => messages.push(message),
  });
  return { runtime, writer, messages };
}

const place = ({ runtime }: ReturnType<typeof session>) => [runtime.position, runtime.current?.step.line];

test("a step decodes no more than it needs, and steps back and again decode nothing", async () => {
  const it = session(gold);
  assert.deepEqual(await it.runtime.stepIn(), { reason: "step" });
  assert.deepEqual(place(it), [0, 5]);
  assert.equal(it.runtime.branch.tokens.length, tokensOfText("\nL2 result=[]\nL3").length);
  await it.runtime.stepIn();
  await it.runtime.stepIn();
  const { length } = it.writer.asked;
  it.runtime.stepBack();
  assert.deepEqual(place(it), [1, 6]);
  await it.runtime.stepIn();
  assert.deepEqual(place(it), [2, 7]);
  assert.equal(it.writer.asked.length, length);
});

test("continue runs to the end and stays there; reverse continue goes to the first step", async () => {
  const it = session(gold);
  assert.deepEqual(await it.runtime.continue(), { reason: "end" });
  const { steps, end } = it.runtime.branch;
  assert.equal(it.runtime.position, steps.length - 1);
  assert.equal(end?.answerText, "72");
  assert.deepEqual(await it.runtime.stepIn(), { reason: "end" });
  assert.deepEqual(it.runtime.reverseContinue(), { reason: "entry" });
  assert.equal(it.runtime.position, 0);
});

test("breakpoints stop in both directions, by line, condition and hit count", async () => {
  const it = session(gold);
  it.runtime.stops.breakpoints = [{ line: 12 }];
  assert.deepEqual(await it.runtime.continue(), { reason: "breakpoint" });
  assert.equal(repr(it.runtime.current?.step.state.carry ?? null), "1");
  await it.runtime.continue();
  assert.equal(repr(it.runtime.current?.step.state.carry ?? null), "0");
  assert.deepEqual(it.runtime.reverseContinue(), { reason: "breakpoint" });
  assert.equal(repr(it.runtime.current?.step.state.carry ?? null), "1");

  it.runtime.reverseContinue();
  it.runtime.stops.breakpoints = [{ line: 12, condition: "carry == 0 and len(result) == 2" }];
  await it.runtime.continue();
  assert.equal(repr(it.runtime.current?.step.state.result ?? null), "[7, 2]");

  it.runtime.stops.breakpoints = [{ line: 7, hitCondition: "% 2 == 0" }];
  it.runtime.reverseContinue();
  assert.equal(it.runtime.branch.steps.slice(0, it.runtime.position + 1).filter((s) => s.step.line === 7).length, 2);
});

test("a logpoint tells and goes on; a condition that cannot be evaluated is told once", async () => {
  const it = session(gold);
  it.runtime.stops.breakpoints = [
    { line: 10, logMessage: "total is {total}, next {total + 1}" },
    { line: 12, condition: "nobody > 1" },
  ];
  assert.deepEqual(await it.runtime.continue(), { reason: "end" });
  assert.deepEqual(
    it.messages.map((message) => message.replace(/: .*/, "")),
    ["total is 12, next 13", "The condition at line 12, `nobody > 1`, could not be evaluated", "total is 7, next 8"],
  );
});

const filters = [
  { name: "wrong", edit: (text: string) => text.replace("total=12", "total=13"), line: 10 },
  { name: "wrong-line", edit: (text: string) => text.replace("\nL9 carry=1\nL4", "\nL9 carry=1\nL10"), line: 13 },
  { name: "invalid", edit: (text: string) => text.replace("carry=1", "carry=7"), line: 12 },
  { name: "endless", edit: (text: string) => `${text}\nL4\nL4`, line: 7 },
] as const;

for (const { name, edit, line } of filters) {
  test(`the filter ${name} stops at what it names`, async () => {
    const it = session(edit(gold));
    it.runtime.stops.filters = [{ name }];
    const stopped = await it.runtime.continue();
    assert.equal(stopped.reason, "filter");
    assert.equal(it.runtime.current?.step.line, line);
    const right = session(gold);
    right.runtime.stops.filters = [{ name }];
    assert.deepEqual(await right.runtime.continue(), { reason: "end" });
  });
}

test("the filter for unlikely tokens goes by its threshold", async () => {
  const it = session(gold);
  it.runtime.stops.filters = [{ name: "unlikely", threshold: 0.95 }];
  const stopped: Stopped = await it.runtime.continue();
  assert.deepEqual(stopped, {
    reason: "filter",
    name: "unlikely",
    message: 'The token "\\nL2" has probability 0.900.',
  });
  it.runtime.stops.filters = [{ name: "unlikely" }];
  assert.deepEqual(await it.runtime.continue(), { reason: "end" });
});

test("over, into and out go by the calls, and the stack shows who waits where", async () => {
  const of = onlyProblem(calling);
  const it = session(rfft.render(of).response, { of });
  await it.runtime.stepIn();
  assert.deepEqual([it.runtime.current?.step.line, it.runtime.current?.step.depth], [1, 1]);
  const stack = () =>
    callsAt(it.runtime.branch, it.runtime.position, of).map((call) => [
      call.functionName,
      call.line,
      repr(call.model.n ?? null),
    ]);
  assert.deepEqual(stack(), [
    ["twice", 1, "3"],
    ["quadruple", 9, "3"],
  ]);
  await it.runtime.stepOut();
  assert.deepEqual(stack(), [["quadruple", 9, "3"]]);
  await it.runtime.stepOver();
  assert.deepEqual(stack(), [["quadruple", 10, "3"]]);
  assert.deepEqual(await it.runtime.stepOver(), { reason: "step" });
  assert.equal(it.runtime.current?.step.line, 11);
});

test("a changed value branches the response in the method's own words, and the rule goes on from the same change", async () => {
  const changedCarry = gold.replace("L9 carry=1", "L9 carry=0");
  const after = changedCarry.slice(0, changedCarry.indexOf("L9 carry=0") + 10);
  const rest = "\nL4\nL5 num1- digit1=5\nL6 num2- digit2=1\nL7 total=6\nL8 result^6\nL9 carry=0\nL4\nL10\nL12 =[6,2]";
  const writer = playedWriter((beginning) => (beginning.startsWith(after) ? after + rest : gold));
  const runtime = new DebugRuntime({ problem, method: rfft, writer });
  runtime.stops.breakpoints = [{ line: 12 }];
  await runtime.continue();
  const at = runtime.position;
  await runtime.setVariable("carry", 0n);
  assert.equal(runtime.position, at);
  assert.deepEqual(runtime.branch.origin, { parent: 0, step: at, token: 31, change: "carry = 0" });
  assert.ok(runtime.branch.response.startsWith(after));
  runtime.stops.breakpoints = [];
  await runtime.continue();
  assert.equal(runtime.branch.end?.answerText, "62");
  assert.deepEqual(
    [...new Set(runtime.branch.steps.map(({ verdict }) => verdict))],
    ["correct"],
    "judged from the change",
  );
  assert.equal(runtime.branch.end?.verdicts.answerCorrect, true);

  const [first] = runtime.branches;
  assert.ok(first);
  runtime.goTo(first);
  await runtime.continue();
  assert.equal(runtime.branch.end?.answerText, "72");
  assert.equal(runtime.branches.length, 2);
});

test("a model that remembers the answer is caught by a changed value", async () => {
  const after = gold.slice(0, gold.indexOf("L9 carry=1")).concat("L9 carry=0");
  const remembered = after + gold.slice(gold.indexOf("L9 carry=1") + 10);
  const writer = playedWriter((beginning) => (beginning.startsWith(after) ? remembered : gold));
  const runtime = new DebugRuntime({ problem, method: rfft, writer });
  runtime.stops.breakpoints = [{ line: 12 }];
  await runtime.continue();
  await runtime.setVariable("carry", 0n);
  runtime.stops.breakpoints = [];
  runtime.stops.filters = [{ name: "wrong" }];
  assert.equal((await runtime.continue()).reason, "filter");
  assert.equal(runtime.current?.step.line, 10);
  assert.match(runtime.current?.message ?? "", /Expected total = 6, got 7/);
});

test("a value that another digit would follow stays what was asked for", async () => {
  const after = gold.slice(0, gold.indexOf("L7 total=12")).concat("L7 total=1");
  const writer = playedWriter((beginning) => {
    if (!beginning.startsWith(after)) return gold;
    return beginning === after ? `${after}2` : `${beginning}\nL9`;
  });
  const odd = {
    write: (from: Parameters<typeof writer.write>[0], onToken: Parameters<typeof writer.write>[1]) =>
      writer.write(from, (token) => {
        const ending = tokensOfText("\nL8")[0];
        const free = from.text !== "" && !token.forced && ending !== undefined;
        if (!free) return onToken(token);
        const topK = { ids: [token.id, ending.id], texts: [token.text, ending.text], probabilities: [0.6, 0.3] };
        onToken({ ...token, topK });
      }),
  };
  const runtime = new DebugRuntime({ problem, method: rfft, writer: odd });
  runtime.stops.breakpoints = [{ line: 10 }];
  await runtime.continue();
  await runtime.setVariable("total", 1n);
  assert.equal(repr(runtime.current?.step.state.total ?? null), "1");
});

test("values of scratchpads and of the full dialect can be changed too", async () => {
  const scratchpad = methodOf("scratchpad");
  const response = scratchpad.render(problem).response;
  const pad = new DebugRuntime({
    problem,
    method: scratchpad,
    writer: playedWriter((start) => (response.startsWith(start) ? response : `${start}\n72`)),
  });
  await pad.stepIn();
  await pad.stepIn();
  await pad.setVariable("carry", 0n);
  assert.ok(pad.branch.response.includes("\n5+1,2,C:0"), pad.branch.response);
  assert.equal(pad.current?.verdict, "correct");

  const full = methodOf("rfft", "full");
  const text = full.render(problem).response;
  const writer = playedWriter((start) =>
    text.startsWith(start) ? text : `${start}\n\`\`\`while num1 or num2:\`\`\`\n`,
  );
  const wordy = new DebugRuntime({ problem, method: full, writer });
  wordy.stops.breakpoints = [{ line: 12 }];
  await wordy.continue();
  await wordy.setVariable("result", list([5n]));
  assert.equal(repr(wordy.current?.step.state.result ?? null), "[5]");
});

test("a recorded run steps without a model, and says why it cannot go on from a change", async () => {
  const tokens = tokensOfText(gold);
  const parser = rfft.parser(problem);
  parser.push(gold);
  const { steps } = parser.end();
  const verdicts = checkAll(problem, "rfft", { gold: rfft.gold(problem), steps });
  const facts = { problem, method: rfft, model: "teacher", prompt: rfft.prompt(problem), response: gold, tokens };
  const record = recordRun({ ...facts, verdicts, stop: "end", startedAt: new Date(0) });
  const runtime = new DebugRuntime({ problem, method: rfft, writer: recordedWriter(record) });
  runtime.stops.breakpoints = [{ line: 12 }];
  await runtime.continue();
  await assert.rejects(runtime.setVariable("carry", 0n), /saved run of teacher/);
  assert.equal(runtime.branches.length, 1);
  runtime.stops.breakpoints = [];
  assert.deepEqual(await runtime.continue(), { reason: "end" });
  assert.equal(runtime.branch.end?.answerText, "72");

  const textOnly = new DebugRuntime({ problem, method: rfft, writer: recordedWriter({ ...record, tokens: [] }) });
  assert.deepEqual(await textOnly.continue(), { reason: "end" });
  assert.equal(textOnly.branch.steps.length, runtime.branch.steps.length);
});

test("a writer that breaks between two steps loses nothing, and the next step goes on", async () => {
  let broken = true;
  const writer = playedWriter(() => gold);
  const fragile = {
    write: (...[from, onToken]: Parameters<typeof writer.write>) => {
      if (from.ids.length > 20 && broken)
        return { done: Promise.reject(new Error("The engine stopped.")), cancel() {} };
      return writer.write(from, onToken);
    },
  };
  const runtime = new DebugRuntime({ problem, method: rfft, writer: fragile });
  let stopped: Stopped = await runtime.stepIn();
  while (stopped.reason === "step") stopped = await runtime.stepIn();
  assert.deepEqual(stopped, { reason: "failed", message: "The engine stopped." });
  const { position } = runtime;
  assert.ok(position > 2);
  broken = false;
  assert.deepEqual(await runtime.stepIn(), { reason: "step" });
  assert.equal(runtime.position, position + 1);
});

test("pause stops a response that goes on without end", async () => {
  const it = session(gold + "\nL4".repeat(2000));
  const begun = setInterval(() => it.runtime.position > 0 && it.runtime.pause(), 1);
  assert.deepEqual(await it.runtime.continue(), { reason: "pause" });
  clearInterval(begun);
  assert.ok(it.runtime.position > 0);
});
