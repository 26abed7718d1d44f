/** @file What chat models answer, judged as a person would: right, wrong, or unreadable, with how the answer was found. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Judgement, judgementOf } from "../../../src/core/check/judgement.ts";
import { readResponse } from "../../../src/core/check/reading.ts";
import type { AnswerForm, ResponseEnd } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { parseCall } from "../../../src/core/rule/call.ts";
import { identical } from "../../../src/core/rule/identical.ts";
import { parseProgram } from "../../../src/core/rule/program.ts";
import { problemOf } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";
import type { Problem } from "../../../src/core/task/problem.ts";

const texts = `
def greet(name):
    return 'hello ' + name

def last(word):
    return word[-1]

def negative(n):
    return -n

def pair(a, b):
    return (b, a)

def even(n):
    return n % 2 == 0

def half(n):
    return n / 2

def fail(n):
    return [][n]
`;

function problem(call: string): Problem {
  const read = parseCall(call);
  if (read.problem) assert.fail(call);
  const own = read.functionName === "add";
  const { program } = parseProgram(own ? addition.ruleSource : texts);
  return problemOf(program, read.functionName, read.args, own ? "addition" : undefined);
}

function judge(
  call: string,
  response: string,
  how: ResponseEnd = "ended",
): readonly [Judgement, AnswerForm | undefined] {
  const { verdicts, answer, goldAnswer, answerForm } = readResponse(problem(call), methodOf("direct"), response, how);
  const correct = answer === undefined ? undefined : identical(answer, goldAnswer);
  return [judgementOf(verdicts, correct), answerForm];
}

const add = "add([4, 7], [5, 8])";

type Row = readonly [response: string, form: AnswerForm | undefined];

suite("answers that are right", () => {
  const rows: readonly Row[] = [
    ["105", undefined],
    [" 105 \n", undefined],
    ["[1, 0, 5]", undefined],
    ["105.", "whole"],
    ["105.0", "whole"],
    ["**105**", "whole"],
    ["`105`", "whole"],
    ["$105$", "whole"],
    ["$$105$$", "whole"],
    ["\\(105\\)", "whole"],
    ["= 105", "whole"],
    ["= [1, 0, 5]", "whole"],
    ["105<|endoftext|>", "whole"],
    ["105</s>", "whole"],
    ["105<|im_end|>", "whole"],
    ["105 <eos>", "whole"],
    ["<s> 105</s>", "whole"],
    ["105<|eot_id|>\n<|start_header_id|>user<|end_header_id|>\nWhat is 1 + 1?", "whole"],
    ["105<end_of_turn>\n", "whole"],
    ["105<｜end▁of▁sentence｜>", "whole"],
    ["```\n105\n```", "whole"],
    ["```text\n105\n```", "whole"],
    ["```python\n[1, 0, 5]\n```", "whole"],
    ["\\boxed{105}", "whole"],
    ["47+58 = 105\n#### 105", "hashes"],
    ["First 7 + 8 = 15. Then 4 + 5 + 1 = 10.\n####105", "hashes"],
    ["Adding gives $\\boxed{105}$.", "boxed"],
    ["Thus \\[ 47 + 58 = \\boxed{105} \\]", "boxed"],
    ["We find \\boxed{\\text{105}} as the sum of 47 and 58.", "boxed"],
    ["The answer is 105.", "phrase"],
    ["The answer is: 105", "phrase"],
    ["Answer: 105", "phrase"],
    ["**Answer:** 105", "phrase"],
    ["So the answer is: **105**", "phrase"],
    ["So the answer is:\n\n**105**\n\nLet me know if you need 2 more.", "phrase"],
    ["The final answer is $105$.", "phrase"],
    ["Final Answer: 47 + 58 = 105", "phrase"],
    ["The answer is 47 + 58 = 105.", "phrase"],
    ["The answer to 47 + 58 is 105.", "phrase"],
    ["Therefore, the answer is 105. I added 7 and 8, which gave 15.", "phrase"],
    ["The result is `105`", "phrase"],
    ["The answer would be 104. Wait, I forgot a carry. The answer is 105.", "phrase"],
    ["47 + 58 = 105", "problem"],
    ["47+58=105", "problem"],
    ["The sum is 47 + 58 = 105, since 7 + 8 = 15 and 4 + 5 + 1 = 10.", "problem"],
    ["47 + 58 = 40 + 50 + 7 + 8 = 105", "problem"],
    ["47 + 58 = 95. No, that is wrong: 47 + 58 = 105.", "problem"],
    ["add([4, 7], [5, 8]) = [1, 0, 5]", "problem"],
    [">>> add([4, 7], [5, 8])\n[1, 0, 5]", "line"],
    ["add([4,7],[5,8]) returns [1, 0, 5] because of the carry 1.", "problem"],
    ["47 + 58 equals **105**", "problem"],
    ["I think it is **105** because 7 + 8 leaves a carry of 1.", "bold"],
    ["Sure! Let's see: __105__, in 2 steps.", "bold"],
    ["105\n\nExplanation: 7 + 8 = 15, carry 1, and 4 + 5 + 1 = 10.", "line"],
    ["Let's add:\n  47\n+ 58\n----\n 105", "line"],
    ["Step 1: 7 + 8 = 15\nStep 2: 4 + 5 + 1 = 10\n\n105", "line"],
    ["- 105", "line"],
    ["1. Add the digits.\n2. Carry the 1.\n3. You get 105.", "last"],
    ["Adding 47 and 58 gives 105.", "last"],
    ["It comes to 105", "last"],
    ["The sum of 47 and 58 is [1, 0, 5].", "last"],
    ["<think>7 + 8 is 15, so 104? No.</think>\nThe answer is 105.", "phrase"],
    ["<think>Could be 104.</think>105", "whole"],
  ];
  for (const [response, form] of rows)
    test(JSON.stringify(response), () => assert.deepEqual(judge(add, response), ["right", form]));
});

suite("answers that are wrong", () => {
  const rows: readonly Row[] = [
    ["104", undefined],
    ["1,105", "whole"],
    ["−105", "whole"],
    ["-105", undefined],
    ["105.5", undefined],
    ["1050", undefined],
    ["**104**", "whole"],
    ["[1, 0, 4]", undefined],
    ["The answer is 104.", "phrase"],
    ["47 + 58 = 104", "problem"],
    ["It is 105.\n#### 106", "hashes"],
    ["105 is close, but \\boxed{95}", "boxed"],
    ["The answer is 105. Hold on. The answer is 115.", "phrase"],
    ["It comes to 95", "last"],
    ["None", undefined],
  ];
  for (const [response, form] of rows)
    test(JSON.stringify(response), () => assert.deepEqual(judge(add, response), ["wrong", form]));
});

suite("responses without an answer", () => {
  for (const response of [
    "",
    " \n",
    "<|im_end|>",
    "I'm sorry, but I can't help with that.",
    "Sorry",
    "The answer is",
    "To add 47 and 58, first",
    "47 + 58 =",
    "The answer is 47 + 58",
    "What is 47 + 58?",
    "First add the ones: 7 + 8 = 15. Carry the 1. Then add the tens:",
    "1. Start with the ones.\n2. Then the tens.",
    "one hundred and five",
    "<think>7 + 8 is 15 and 4 + 5 + 1 is 10",
    "```python\nprint(add",
  ])
    test(JSON.stringify(response), () => assert.equal(judge(add, response)[0], "unreadable"));

  test("a response that was cut off in the middle of a number", () => {
    assert.equal(judge(add, "The answer is 10", "cut")[0], "unreadable");
    assert.equal(judge(add, "The sum comes to 10", "cut")[0], "unreadable");
    assert.deepEqual(judge(add, "The answer is 105. To check, add", "cut"), ["right", "phrase"]);
    assert.deepEqual(judge(add, "So \\boxed{105} is wh", "cut"), ["right", "boxed"]);
  });
});

suite("other rules", () => {
  const rows: readonly (readonly [call: string, response: string, judgement: Judgement])[] = [
    ["add([9, 9, 9], [1])", "999 + 1 = 1000", "right"],
    ["add([9, 9, 9], [1])", "1,000", "right"],
    ["add([9, 9, 9], [1])", "The answer is 1,000.", "right"],
    ["add([9, 9, 9], [1])", "1{,}000", "right"],
    ["add([9, 9, 9], [1])", "1\u202f000", "right"],
    ["add([6], [7])", "The answer is 13.", "right"],
    ["add([6], [7])", "6 + 7 = 13", "right"],
    ["negative(5)", "-5", "right"],
    ["negative(5)", "−5", "right"],
    ["negative(5)", "The answer is −5.", "right"],
    ["negative(5)", "It is 5", "wrong"],
    ["negative(12345)", "–12,345", "right"],
    ["pair(1, 2)", "The result is (2, 1).", "right"],
    ["pair(1, 2)", "`(2, 1)`", "right"],
    ["pair(1, 2)", "(1, 2)", "wrong"],
    ["negative(5)", "-5.0", "right"],
    ["negative(5)", "-5.5", "wrong"],
    ["half(5)", "2.5", "right"],
    ["half(5)", "The answer is 2.5.", "right"],
    ["half(4)", "2", "right"],
    ["half(4)", "The answer is 2.", "right"],
    ["half(4)", "2.5", "wrong"],
    ["half(2000)", "1,000.0", "right"],
    ["even(4)", "True", "right"],
    ["even(4)", "The answer is true.", "right"],
    ["even(3)", "The answer is True.", "wrong"],
    ["last('lamp')", "p", "right"],
    ["last('lamp')", "'p'", "right"],
    ["last('lamp')", "The answer is **p**.", "right"],
    ["last('lamp')", "The answer is q.", "wrong"],
    ["greet('you')", "'hello you'", "right"],
    ["greet('you')", "The answer is 'hello you'.", "right"],
    ["fail(3)", "IndexError", "right"],
    ["fail(3)", "It raises an IndexError.", "right"],
    ["fail(3)", "KeyError", "wrong"],
    ["fail(3)", "0", "wrong"],
  ];
  for (const [call, response, judgement] of rows)
    test(`${call}: ${JSON.stringify(response)}`, () => assert.equal(judge(call, response)[0], judgement));
});
