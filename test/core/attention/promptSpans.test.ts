/** @file Lines of the rule, the problem and its arguments among a prompt's tokens, by what their tokens say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { promptSpans } from "../../../src/core/attention/promptSpans.ts";
import { writersOf } from "../../../src/core/attention/writers.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { preTokenPatterns } from "../../../src/core/tokenizer/tokenizerBuilder.ts";

const source = `def add(num1, num2):
    """
    >>> add([5, 9], [1])
    """
    # a remark
    carry = 0
    return carry
`;
const problem = readProblems(source, "python").problems[0] ?? assert.fail();

function spansOf(method: ReturnType<typeof methodOf>, pattern: RegExp) {
  const prompt = method.prompt(problem);
  const texts = prompt.match(pattern) ?? [];
  const { lines, ...rest } = promptSpans(texts, prompt, problem, method);
  const text = (range: readonly [number, number] | undefined) => range && texts.slice(...range).join("");
  return {
    lines: lines.map(({ line, tokens }) => `${line}: ${text(tokens)?.trim()}`),
    problem: text(rest.problem)?.trim(),
    operands: text(rest.operands),
  };
}

test("a compact listing is found by its labels, at the document's lines", () => {
  const expected = {
    lines: ["1: L1 def add(num1,num2):", "6: L2 carry=0", "7: L3 return carry"].map((it) =>
      it.replace("L2 ", "L2  ").replace("L3 ", "L3  "),
    ),
    problem: ">>> add([5, 9], [1])",
    operands: "[5, 9], [1]",
  };
  const found = spansOf(methodOf("rfft", "compact"), new RegExp(preTokenPatterns.digits, "gu"));
  assert.deepEqual(found.problem, expected.problem);
  assert.deepEqual(found.operands, expected.operands);
  assert.deepEqual(
    found.lines.map((it) => it.replace(/\s+/g, " ")),
    expected.lines.map((it) => it.replace(/\s+/g, " ")),
  );
});

test("line breaks that are tokens of their own end their line", () => {
  const found = spansOf(methodOf("rfft", "compact"), /\n|[^\n]/gu);
  assert.deepEqual(
    found.lines.map((it) => it.slice(0, 5)),
    ["1: L1", "6: L2", "7: L3"],
  );
});

test("the full dialect's rule is found by its lines, and its question", () => {
  const found = spansOf(methodOf("rfft", "full"), /\s*\S/gu);
  assert.deepEqual(found.lines, ["1: def add(num1, num2):", "6: carry = 0", "7: return carry"]);
});

test("a prompt without a rule has its problem only", () => {
  const found = spansOf(methodOf("direct"), /\n|[^\n]/gu);
  assert.deepEqual(found.lines, []);
  // The rule adds nothing, so that its problem is no addition and has the form of a call.
  assert.equal(found.operands, "[5, 9], [1]");
});

test("tokens that are not the prompt's say nothing", () => {
  const none = { lines: [], problem: undefined, operands: undefined };
  assert.deepEqual(promptSpans(["L1"], "L1 def", problem, methodOf("rfft", "compact")), none);
});

test("tokens are written by those before them", () => {
  assert.deepEqual(writersOf([4, 7]), [3, 6]);
});
