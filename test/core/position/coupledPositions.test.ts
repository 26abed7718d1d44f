/** @file Position ids of prompts and responses, token by token. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../src/core/base/rng.ts";
import { CoupledPositions, coupledParts, type PositionCoupling } from "../../../src/core/position/coupledPositions.ts";
import { positionPart, withinPart } from "../../../src/core/position/positionPart.ts";
import { preTokenPatterns } from "../../../src/core/tokenizer/tokenizerBuilder.ts";

const cut = (text: string): string[] => text.match(new RegExp(preTokenPatterns.digits, "gu")) ?? [];

/** `token:position` of the tokens that have one. */
function placed(text: string, positions: readonly number[]): string {
  return cut(text)
    .map((token, i) => `${token.trim()}:${positions[i]}`)
    .filter((entry) => !entry.endsWith(":0") && !entry.startsWith(":"))
    .join(" ");
}

const rows = 30;

function promptOf(scheme: PositionCoupling, prompt: string): string {
  return placed(prompt, new CoupledPositions({ scheme, rows }).prompt(cut(prompt)));
}

function responseOf(scheme: PositionCoupling, prompt: string, response: string): string {
  const positions = new CoupledPositions({ scheme, rows });
  positions.prompt(cut(prompt));
  return placed(
    response,
    cut(response).map((token) => positions.push(token)),
  );
}

test("elements of the call's lists are numbered from the units, then their end, each operand in its part; the rule's digits are not", () => {
  const prompt = "L1 def add(num1, num2):\nL2     carry = 0\n>>> add([7, 0, 4], [9, 5])";
  assert.equal(promptOf("place-value", prompt), "[:34 7:33 0:32 4:31 [:63 9:62 5:61");
  assert.equal(promptOf("order", prompt), "7:31 0:32 4:33 ]:34 9:61 5:62 ]:63");
  assert.equal(promptOf("none", prompt), "");
});

test("all tokens of one element share its position, and operands after the second share a part", () => {
  const prompt = '>>> last(["ab", "c"], [12, 3], [4])';
  assert.equal(promptOf("order", prompt), '":31 ab:31 ":31 ":32 c:32 ":32 ]:33 1:61 2:61 3:62 ]:63 4:61 ]:62');
});

test("digits of bare numbers are numbered from the right, and a direct answer counts down to the units", () => {
  assert.equal(promptOf("place-value", "59+130="), "5:32 9:31 1:63 3:62 0:61 =:4");
  assert.equal(responseOf("place-value", "59+130=", "1189"), "1:3 1:2 8:1");
});

test("scratchpad lines: digits have their own position value in the part of what they belong to, the rest the line's number", () => {
  const prompt = "47+158=";
  const lines = ["47+158,,C:0", "4+15,5,C:1", "+1,05,C:1", "+,205,C:0", "205"];
  assert.equal(promptOf("scratchpad", prompt), "4:32 7:31 1:63 5:62 8:61 =:1");
  const positions = new CoupledPositions({ scheme: "scratchpad", rows });
  positions.prompt(cut(prompt));
  const seen = lines.map((line, index) => {
    if (index > 0) assert.equal(positions.push("\n"), index + 1);
    return placed(
      line,
      cut(line).map((token) => positions.push(token)),
    );
  });
  assert.deepEqual(seen, [
    "4:32 7:31 +:1 1:63 5:62 8:61 ,:1 ,:1 C:1 0:1",
    "4:32 +:2 1:63 5:62 ,:2 5:91 ,:2 C:2 1:2",
    "+:3 1:63 ,:3 0:92 5:91 ,:3 C:3 1:3",
    "+:4 ,:4 2:93 0:92 5:91 ,:4 C:4 0:4",
    "2:93 0:92 5:91",
  ]);
});

test("scratchpad digits that no position is left for have none", () => {
  assert.equal(responseOf("scratchpad", "4+5=", "444+5,9,C:0"), "4:31 +:1 5:61 ,:1 ,:1 C:1 0:1");
});

test("a response's tokens carry the pass of the loop, a returned list the positions where its elements were put in", () => {
  const response = "\nL2 result=[]\nL4\nL8 result^2\nL4\nL8 result^7\nL4\nL10\nL12 =[7,2]";
  assert.equal(
    responseOf("place-value", ">>> add([5], [2])", response),
    "L2:1 result:1 =:1 [:1 ]:1 L4:1 L8:1 result:1 ^:1 2:1 L4:2 L8:2 result:2 ^:2 7:2 L4:3 L10:3 L12:3 =:3 [:2 7:2 ,:1 2:1 ]:3",
  );
});

test("a returned text gives each letter's position to the token before it", () => {
  const response =
    "\nL2 result=''\nL3\nL4 words-^ word='ab'\nL5 result+'b'\nL3\nL4 words-^ word='c'\nL5 result+'c'\nL3\nL6 ='bc'";
  const tokens = cut(response).flatMap((token) => (token === "bc" ? ["b", "c"] : [token]));
  const positions = new CoupledPositions({ scheme: "order", rows });
  positions.prompt(cut(">>> last_letters(['ab', 'c'])"));
  const ids = tokens.map((token) => positions.push(token));
  assert.deepEqual(tokens.slice(-5), [" =", "'", "b", "c", "'"]);
  assert.deepEqual(ids.slice(-5), [3, 1, 2, 3, 3]);
});

test("nested order tells apart the tokens of an element, of a value, what is put in, and what is returned", () => {
  const text = ">>> last_letters(['ab', 'c'])\nL2 result=''\nL4 words-^ word='ab'\nL5 result+'b'\nL6 ='b'";
  const tokens = cut(text).flatMap((token) => (token === "ab" ? ["a", "b"] : [token]));
  const positions = new CoupledPositions({ scheme: "nested-order", rows });
  const start = tokens.indexOf("\nL2");
  const ids = [
    ...positions.prompt(tokens.slice(0, start)),
    ...tokens.slice(start).map((token) => positions.push(token)),
  ];
  const parts = ids.map((id) => Math.floor(id / rows));
  const { response, firstOperand, partialAnswer, answer } = positionPart;
  const [quote, first, second, third] = [0, 1, 2, 3].map(withinPart);
  const part = (from: string, count: number) => parts.slice(tokens.indexOf(from), tokens.indexOf(from) + count);
  assert.deepEqual(part("[", 9), [response, quote, first, second, third, response, quote, first, second]);
  assert.deepEqual(part("\nL2", 5), [response, response, response, quote, first]);
  const six = Array.from({ length: 6 }, () => response);
  assert.deepEqual(part("\nL4", 10), [...six, quote, first, second, third]);
  assert.deepEqual(part("\nL5", 6), [response, response, response, partialAnswer, partialAnswer, partialAnswer]);
  assert.deepEqual(part("\nL6", 5), [response, response, answer, answer, answer]);
  assert.equal(parts[tokens.indexOf("]")], firstOperand);
  assert.ok(Math.max(...ids) < rows * coupledParts("nested-order"));
});

test("what is put in and what is returned have parts of their own in answer-place-value, values have none", () => {
  const response = "\nL5 num1- digit1=7\nL8 result^4\nL12 =[4]";
  const positions = new CoupledPositions({ scheme: "answer-place-value", rows });
  const prompt = positions.prompt(cut(">>> add([7], [7])"));
  assert.deepEqual([...new Set(prompt.map((id) => Math.floor(id / rows)))], [0, 1, 2]);
  const parts = cut(response).map((token) => Math.floor(positions.push(token) / rows));
  const { response: rest, partialAnswer, answer } = positionPart;
  assert.deepEqual(parts.slice(0, 6), [rest, rest, rest, rest, rest, rest]);
  assert.deepEqual(parts.slice(6), [rest, rest, rest, partialAnswer, rest, rest, answer, answer, answer]);
});

test("appending, popping from either end and inserting keep the positions of the other elements", () => {
  const response = "\nL2 out+1\nL2 out+2\nL2 out+3\nL2 out+4\nL3 out-^\nL3 out-\nL4 =[2,3]";
  assert.match(responseOf("order", ">>> f([1])", response), /\[:2 2:2 ,:3 3:3 \]:4$/);
});

test("random numbers are a permutation that the seed decides, the same in every part", () => {
  const prompt = ">>> add([7, 0, 4], [9, 5, 1])";
  const draw = (seed: number): number[] =>
    new CoupledPositions({ scheme: "place-value", rows, rng: new Rng(seed) })
      .prompt(cut(prompt))
      .filter((id) => id > 0);
  const ids = draw(5);
  assert.deepEqual(ids, draw(5));
  assert.notDeepEqual(ids, draw(6));
  assert.equal(new Set(ids).size, 8);
  assert.deepEqual(
    ids.slice(0, 4).map((id) => id % rows),
    ids.slice(4).map((id) => id % rows),
  );
  assert.ok(ids.every((id) => id < rows * coupledParts("place-value") && id % rows !== 0));
});

test("positions past the table share the first ones' rows; a model without a table has no positions", () => {
  const prompt = "123+4=";
  assert.deepEqual(new CoupledPositions({ scheme: "place-value", rows: 3 }).prompt(cut(prompt)), [4, 5, 4, 0, 7, 2]);
  assert.deepEqual(new CoupledPositions({ scheme: "place-value", rows: 0 }).prompt(cut(prompt)), [0, 0, 0, 0, 0, 0]);
});
