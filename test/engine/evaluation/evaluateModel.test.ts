/** @file Measuring counts exactly the answers and traces that are right, however the problems are batched. */

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Cancelled, UserError } from "../../../src/core/base/errors.ts";
import type { Method, MethodName } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import type { Value } from "../../../src/core/rule/value.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { evaluationProblems } from "../../../src/core/sample/problems.ts";
import type { Problem } from "../../../src/core/task/problem.ts";
import { taskNamed } from "../../../src/core/task/registry.ts";
import { type EvaluateOptions, evaluateModel } from "../../../src/engine/evaluation/evaluateModel.ts";
import { openModel } from "../../../src/engine/model/openModel.ts";
import { Runtime } from "../../../src/engine/model/runtime.ts";
import { CancelSource } from "../../../src/protocol/cancellation.ts";
import { parrotModel } from "../parrotModel.ts";

const perLength = 9;
const seed = 4;

function problems(length: number) {
  return evaluationProblems("addition", length, { count: perLength, seed }).map(taskProblem("addition"));
}

/** A model that answers every one-digit problem as the first one should be answered, and what that makes right. */
async function onlyFirst(t: TestContext, name: MethodName, response: (gold: string) => string = (gold) => gold) {
  const method = methodOf(name);
  const gold = problems(1).map((problem) => method.render(problem));
  const [first] = gold;
  assert.ok(first);
  const dir = await parrotModel(t, {
    prompt: first.prompt,
    response: response(first.response),
    manifest: { method: name },
  });
  const runtime = new Runtime({ offered: ["cpu"], hasCudaLibraries: false }, 1);
  const model = await openModel({ dir, device: "cpu", runtime, onDeviceChanged: () => {} });
  t.after(() => model.session.release());
  const answers = problems(1).map((problem) => taskNamed("addition")?.answerText(answerOf(method, problem)));
  return {
    model,
    sameTrace: gold.filter(({ response: other }) => other === first.response).length,
    sameAnswer: answers.filter((answer) => answer === answers[0]).length,
  };
}

function answerOf(method: Method, problem: Problem): Value {
  const { outcome } = method.gold(problem);
  assert.equal(outcome.kind, "returned");
  return outcome.kind === "returned" ? outcome.value : null;
}

const measure = (options: Partial<EvaluateOptions> & Pick<EvaluateOptions, "model">) =>
  evaluateModel({
    task: "addition",
    lengths: [1],
    perLength,
    seed,
    signal: new CancelSource(),
    onProgress: () => {},
    ...options,
  });

test("answers and whole traces are counted apart", async (t) => {
  const { model, sameTrace, sameAnswer } = await onlyFirst(t, "rfft");
  const [measured] = await measure({ model });
  const wrong = perLength - sameAnswer;
  assert.deepEqual(measured, {
    length: 1,
    total: perLength,
    correct: sameAnswer,
    exactTraces: sameTrace,
    errors: {
      wrong,
      // The first step with a digit of the problem, taken from a list, has another problem's digit.
      kinds: { "copy-error": wrong },
      rightByWrongSteps: sameAnswer - sameTrace,
      loops: { counted: wrong, wrongIterations: 0, relativeErrorSum: 0 },
    },
  });
  assert.ok(sameTrace < sameAnswer && sameAnswer < perLength, "all three must differ for the test to say anything");
});

test("a right answer from a wrong trace counts as an answer only", async (t) => {
  const { model } = await onlyFirst(t, "rfft", (gold) => gold.replace("carry=0", "carry=7"));
  const [measured] = await measure({ model });
  assert.equal(measured?.exactTraces, 0);
  assert.ok((measured?.correct ?? 0) > 0);
});

test("direct answers have no trace to count", async (t) => {
  const { model, sameAnswer } = await onlyFirst(t, "direct");
  const wrong = perLength - sameAnswer;
  const loops = { counted: 0, wrongIterations: 0, relativeErrorSum: 0 };
  const errors = { wrong, kinds: { "wrong-value": wrong }, rightByWrongSteps: 0, loops };
  assert.deepEqual(await measure({ model }), [
    { length: 1, total: perLength, correct: sameAnswer, exactTraces: null, errors },
  ]);
});

test("every length is reported, and progress reaches its end", async (t) => {
  const { model } = await onlyFirst(t, "rfft");
  const progress: [number, number][] = [];
  const accuracy = await measure({
    model,
    lengths: [3, 1],
    onProgress: (done, total) => void progress.push([done, total]),
  });
  assert.deepEqual(
    accuracy.map(({ length, total }) => [length, total]),
    [
      [3, perLength],
      [1, perLength],
    ],
  );
  assert.deepEqual(progress, [
    [perLength, 2 * perLength],
    [2 * perLength, 2 * perLength],
  ]);
});

test("it can be cancelled, and refuses a task that does not exist", async (t) => {
  const { model } = await onlyFirst(t, "rfft");
  const signal = new CancelSource();
  signal.cancel();
  await assert.rejects(measure({ model, signal }), Cancelled);
  await assert.rejects(
    measure({ model, task: "baking" }),
    (error) => error instanceof UserError && /Known tasks: addition/.test(error.message),
  );
});
