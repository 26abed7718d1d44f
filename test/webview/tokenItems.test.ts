/** @file The list of tokens, prompt and response, and the prompt's lines: folded, searched, special tokens by their names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { viewGrowth, viewRun } from "../../src/protocol/runView.ts";
import { promptLines } from "../../webview/trace/model/promptLines.ts";
import { namedText, type TokenItemOptions, tokenItems } from "../../webview/trace/model/tokenItems.ts";

const { tokens } = v.parse(viewGrowth, {
  run: "1",
  firstToken: 0,
  tokens: ["L1", " total", ""].map((text, index) => ({
    id: index,
    text,
    probability: 1,
    entropy: 0,
    topK: { ids: [9, index], texts: ["no", text === "" ? "<end>" : text], probabilities: [0, 1] },
  })),
  firstStep: 0,
  steps: [],
});
const { promptTokens, prompt } = v.parse(viewRun, {
  id: "1",
  call: "f(1)",
  method: "rfft",
  prompt: "L1 def f\nL2 total",
  promptTokens: { ids: [5, 6, 7, 8], texts: ["L1", " def f", "\nL2", " total"] },
  rule: [],
});
const plain: TokenItemOptions = { onlyWrong: false, search: "", promptOpen: false, isWrong: () => false };
const words = (options: Partial<TokenItemOptions>): string[] =>
  tokenItems(promptTokens, tokens, { ...plain, ...options }).map((it) =>
    it.kind === "head" ? `${it.part} ${it.count}` : `${it.kind} ${it.index}`,
  );

test("the prompt's tokens are folded until they are asked for or searched", () => {
  const response = ["token 0", "token 1", "token 2"];
  assert.deepEqual(words({}), response);
  assert.deepEqual(words({ promptOpen: true }), [
    "prompt 4",
    "prompt 0",
    "prompt 1",
    "prompt 2",
    "prompt 3",
    "response 3",
    ...response,
  ]);
  assert.deepEqual(words({ search: "TOTAL" }), ["prompt 1", "prompt 3", "response 1", "token 1"]);
  assert.deepEqual(words({ onlyWrong: true, isWrong: (index) => index === 1 }), ["token 1"]);
});

test("the token that ends the response goes by its name", () => {
  assert.deepEqual(tokens.map(namedText), ["L1", " total", "<end>"]);
  assert.deepEqual(words({ search: "<end>" }), ["prompt 0", "response 1", "token 2"]);
});

const lines = (search: string, known = promptTokens): string[] =>
  promptLines({ prompt, promptTokens: known }, search).map(
    ({ number, pieces }) =>
      `${number}: ${pieces.map((it) => `${it.token ?? ""}${it.found ? "!" : ""}${JSON.stringify(it.text)}`).join(" ")}`,
  );

test("the prompt is cut into lines, and a token with a line break is on both", () => {
  assert.deepEqual(lines(""), ['1: 0"L1" 1" def f" 2"\\n"', '2: 2"L2" 3" total"']);
  assert.deepEqual(lines("", null), ['1: "L1 def f"', '2: "L2 total"']);
});

test("a search leaves the lines that hold it, and marks its tokens", () => {
  assert.deepEqual(lines("2 tot"), ['2: 2!"L2" 3!" total"']);
  assert.deepEqual(lines("def"), ['1: 0"L1" 1!" def f" 2"\\n"']);
  assert.deepEqual(lines("nowhere"), []);
});
