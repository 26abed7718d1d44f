/** @file A run is recorded as JSON, read back as it was, and refused when it does not fit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { own } from "../../../src/core/base/own.ts";
import { checkAll } from "../../../src/core/check/check.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { type JudgedFacts, recordRun } from "../../../src/core/record/judgement.ts";
import { parseRun } from "../../../src/core/record/run.ts";
import { parseTrainingRecord } from "../../../src/core/record/training.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";
import { madeRun, problemOf } from "./madeRun.ts";

function facts(response: string): JudgedFacts {
  const method = methodOf("rfft");
  const problem = taskProblem("addition")(addition.fromText("59+13") ?? []);
  const gold = method.gold(problem);
  const parser = method.parser(problem);
  parser.push(response);
  const { steps, answer, answerText } = parser.end();
  const pieces = response.match(/[\s\S]{1,4}/g) ?? [];
  return {
    problem,
    method,
    model: "addition-rfft",
    prompt: method.prompt(problem),
    response,
    tokens: pieces.map((text, id) => ({
      id,
      text,
      probability: 0.9,
      entropy: 0.1,
      topK: { ids: [id], texts: [text], probabilities: [0.9] },
    })),
    verdicts: checkAll(problem, "rfft", { gold, steps }),
    ...(answer === undefined ? {} : { answer }),
    ...(answerText === undefined ? {} : { answerText }),
    ...(gold.outcome.kind === "returned" ? { goldAnswer: gold.outcome.value } : {}),
    stop: "end",
    startedAt: new Date(0),
  };
}

const problem = taskProblem("addition")(addition.fromText("59+13") ?? []);
const gold = methodOf("rfft").render(problem).response;

test("a right run", () => {
  const record = recordRun(facts(gold));
  assert.deepEqual(parseRun(JSON.stringify(record), "r.json"), record);
  assert.deepEqual([record.answer, record.expected, record.correct, record.firstWrong], ["72", "72", true, null]);
  assert.deepEqual(record.steps[0]?.state, { num1: "[5, 9]", num2: "[1, 3]", result: "[]" });
  for (const { tokens, text, span } of record.steps) {
    const covered = record.tokens
      .slice(...tokens)
      .map((token) => token.text)
      .join("");
    assert.ok(covered.includes(text), `${text} in ${covered}`);
    assert.equal(gold.slice(...span), text);
  }
});

test("a wrong run keeps what was expected; one that breaks off has no answer", () => {
  const wrong = recordRun(facts(gold.replace("carry=1", "carry=0")));
  assert.equal(wrong.firstWrong, 7);
  assert.equal(wrong.steps[7]?.verdict, "wrong-value");
  assert.equal(wrong.steps[7]?.expected?.state.carry, "1");
  const broken = recordRun(facts(gold.slice(0, 40)));
  assert.deepEqual([broken.answer, broken.correct, broken.ending?.verdict], [null, false, "stopped-early"]);
  assert.deepEqual(parseRun(JSON.stringify(broken), "r.json"), broken);
});

test("a damaged or newer record is refused with the field's name", () => {
  const json = JSON.stringify(recordRun(facts(gold)));
  assert.throws(
    () => parseRun(json.replace('"version":1', '"version":3'), "a.json"),
    /stored run a\.json is of version 3, but this Rulescope reads version 2 only/,
  );
  assert.throws(() => parseRun(json.replace('"stop":"end"', '"stop":"asleep"'), "a.json"), /`stop`/);
  assert.throws(() => parseTrainingRecord("{}", "record.json"), /training record record\.json is malformed/);
});

test("a variable named like what all objects have is kept", () => {
  const rule = "def f(x):\n    constructor = x + 1\n    toString = constructor\n    return toString\n";
  const record = madeRun(problemOf("f(2)", rule), "rfft");
  const read = parseRun(JSON.stringify(record), "run.json");
  assert.deepEqual(read, record);
  const state = read.steps.at(-1)?.state ?? {};
  assert.deepEqual(
    ["x", "constructor", "toString"].map((name) => own(state, name)),
    ["2", "3", "3"],
  );
});
