/** @file The form dialect's text, written and read back, on rules that people write. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UserError } from "../../../../src/core/base/errors.ts";
import { Rng } from "../../../../src/core/base/rng.ts";
import { readResponse } from "../../../../src/core/check/reading.ts";
import { unstatableReason } from "../../../../src/core/method/form/formRule.ts";
import { methodOf } from "../../../../src/core/method/methods.ts";
import { parseCall } from "../../../../src/core/rule/call.ts";
import { parseProgram } from "../../../../src/core/rule/program.ts";
import { equals } from "../../../../src/core/rule/value.ts";
import { taskProblem } from "../../../../src/core/sample/corpus.ts";
import type { Problem } from "../../../../src/core/task/problem.ts";
import { declaredTasks } from "../../../../src/core/task/registry.ts";
import { root } from "../../../sourceFiles.ts";

const form = methodOf("rfft", "form");
const rules = parseProgram(readFileSync(join(root, "recipes/follower/rules.py"), "utf8")).program;
const { tasks, diagnostics } = declaredTasks(rules);

function problemsOf(count: number): Problem[] {
  const rng = new Rng(1);
  return tasks.flatMap((task) => {
    const lengths = Array.from({ length: 42 }, (_, i) => i).filter((length) => task.problemsOfLength(length) > 0);
    return Array.from({ length: count }, () => taskProblem(task)(task.sample(rng, rng.pick(lengths))));
  });
}

function problem(source: string, call: string): Problem {
  const { program } = parseProgram(source);
  const parsed = parseCall(call);
  if (!("args" in parsed)) throw new Error(call);
  const { functionName, args } = parsed;
  return { id: "p", line: 1, call, functionName, args, program };
}

test("a listing says where lines go, a trace what they read, do and decide", () => {
  const { prompt, response } = form.render(
    problem(
      "def largest(items):\n    best = items[0]\n    for item in items:\n        if item > best:\n            best = item\n    return best\n",
      "largest([3, 8])",
    ),
  );
  assert.equal(
    prompt,
    `
L1 b = a [ 0 ] ; b -> L2
L2 it0 = a ; it0 -> N2
N2 for c in it0 ; c it0 -> T L3 F L5
L3 if c > b -> T L4 F N2
L4 b = c ; b -> N2
L5 return b ; ret -> END
>>> a [[ 3 8 ]]`,
  );
  assert.equal(
    response,
    `
L1 b = a [[ 3 8 ]] [ 0 ] 3 ; b 3 ->
L2 it0 = a ; it0 [[ 3 8 ]] ->
N2 for c in it0 ; c 3 it0 [[ 8 ]] -> T
L3 if c 3 > b 3 -> F
N2 for c in it0 ; c 8 it0 [[ ]] -> T
L3 if c 8 > b 3 -> T
L4 b = c 8 ; b 8 ->
N2 for c in it0 -> F
L5 return b 8 ; ret 8 ->`,
  );
});

test("sixteen rules that people write: what is written is read as right, however it is cut", () => {
  assert.deepEqual(diagnostics, []);
  assert.equal(tasks.length, 16);
  const rng = new Rng(2);
  for (const each of problemsOf(12)) {
    const { response } = form.render(each);
    const whole = readResponse(each, form, response);
    assert.deepEqual(
      whole.verdicts.steps.filter(({ verdict }) => verdict !== "correct"),
      [],
      each.call,
    );
    assert.ok(whole.answer !== undefined && whole.goldAnswer !== undefined && equals(whole.answer, whole.goldAnswer));
    const parser = form.parser(each);
    const steps = [];
    for (let at = 0; at < response.length; ) {
      const size = rng.integer(1, 9);
      steps.push(...parser.push(response.slice(at, at + size)));
      at += size;
    }
    const parsed = parser.end();
    assert.deepEqual(
      parsed.steps,
      whole.verdicts.steps.map(({ step }) => step),
    );
    assert.deepEqual(parsed.steps.slice(0, steps.length), steps);
  }
});

test("a wrong value, a wrong branch and a line that is none are found where they are", () => {
  const [each] = problemsOf(1);
  assert.ok(each);
  const { response } = form.render(each);
  const verdicts = (text: string) => readResponse(each, form, text).verdicts.steps.map(({ verdict }) => verdict);
  const wrong = (text: string) => verdicts(text).findIndex((verdict) => verdict !== "correct");
  assert.equal(wrong(response), -1);
  assert.equal(wrong(response.replace("L2 d = 0 ; d 0", "L2 d = 0 ; d 4")), 1);
  assert.equal(wrong(response.replace("\nL4 ", "\nL6 ")), 3);
  assert.equal(verdicts(response.replace("\nL2 ", "\nL99 "))[1], "malformed");
  assert.equal(verdicts(response.replace(" ; d 0 ->", " ; d zero ->"))[1], "malformed");
});

test("a step that a person has changed is written anew", () => {
  const [each] = problemsOf(1);
  assert.ok(each);
  const { response } = form.render(each);
  const { steps } = readResponse(each, form, response).verdicts;
  const lines = response.split("\n").slice(1);
  const before = (index: number) => steps[index - 1]?.step.state ?? {};
  for (const [index, { step }] of steps.entries()) {
    if (index === 0 || step.returned !== undefined) continue;
    assert.equal(form.restate(each, step, before(index)), lines[index]);
  }
  const second = steps[1]?.step;
  assert.ok(second);
  assert.equal(
    form.restate(each, { ...second, state: { ...second.state, carry: 7n } }, before(1)),
    "L2 d = 0 ; d 7 ->",
  );
});

test("what no form can say is refused with its reason", () => {
  const reasonOf = (body: string) => unstatableReason(parseProgram(`def f(a, b):\n    ${body}\n`).program, "f");
  assert.equal(reasonOf("return a + b"), undefined);
  assert.equal(reasonOf("return sorted(a)"), "it calls sorted");
  assert.equal(reasonOf("return a[1:]"), "it uses a slice expression");
  assert.equal(reasonOf("return {a: b}"), "it uses a dict expression");
  assert.equal(reasonOf("return 'x'"), "it uses a text that is no whole number");
  assert.equal(reasonOf("return a < b < 3"), "it chains comparisons");
  assert.equal(reasonOf("a = b"), "it can end without a return");
  assert.equal(reasonOf("return 1000"), "a number leaves -99 to 255");
  assert.throws(
    () => form.prompt(problem("def f(a):\n    return sorted(a)\n", "f([2, 1])")),
    (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /The rule f cannot be written as a form: it calls sorted\./);
      return true;
    },
  );
});

test("arguments that no form can hold are refused with their reason", () => {
  const source = "def f(n):\n    return n\n";
  for (const [call, reason] of [
    ["f(1000)", "a number leaves -99 to 255"],
    ["f('x')", "an argument is neither a whole number nor a list of them"],
    ["f([[1]])", "a list holds a list"],
  ] as const) {
    const message = `The problem ${call} cannot be written as a form: ${reason}.`;
    for (const write of [form.prompt, form.render])
      assert.throws(
        () => write(problem(source, call)),
        (error) => error instanceof UserError && error.message.startsWith(message),
      );
  }
});

test("a trace ends where the form can say no more", () => {
  const text = form.render(
    problem("def f(n):\n    while n < 200:\n        n = n * 3\n    return n\n", "f(50)"),
  ).response;
  assert.equal(text.split("\n").at(-1), "L1 while n 150 < 200 -> T");
});
