/** @file The built tokenizer against the reference implementation of its format, and encode-decode as the identity. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Tokenizer } from "@huggingface/tokenizers";
import { Rng } from "../../../src/core/base/rng.ts";
import { buildTokenizer, wordsOf } from "../../../src/core/tokenizer/tokenizerBuilder.ts";
import { WordTokenizer } from "../../../src/core/tokenizer/wordTokenizer.ts";

const sample =
  "L1 def add(num1,num2):\nL2 result=[]\nL4 while num1 or num2:\n>>> add([5, 9], [1, 3])\nL5 num1- digit1=9\nL12 =[7,2]";
const json = buildTokenizer(wordsOf(sample));
const ours = new WordTokenizer(json);
const wholeJson = buildTokenizer(wordsOf("59+13 x12 9 num1\nL5 result zz_9", new Set(), "whole"), "whole");
const whole = new WordTokenizer(wholeJson);
const wordsJson = buildTokenizer([" a", "\nL1", " [[", " -12", " .pop"], "words");
const words = new WordTokenizer(wordsJson);

test("known words with what stands before them are one token, digits are single", () => {
  const tokens = ours.encode("\nL5 num1- digit1=907").map((id) => ours.tokens[id]);
  assert.deepEqual(tokens, ["\nL5", " num1", "-", " digit1", "=", "9", "0", "7"]);
});

test("an unknown word falls back to characters, other characters to bytes", () => {
  const tokens = ours.encode(" zeta é").map((id) => ours.tokens[id]);
  assert.deepEqual(tokens, [" ", "z", "e", "t", "a", " ", "<0xC3>", "<0xA9>"]);
});

test("special tokens have fixed ids and are found in text", () => {
  assert.equal(ours.padId, 0);
  assert.equal(ours.endId, 1);
  assert.deepEqual(ours.encode("<end>7<pad>"), [1, ...ours.encode("7"), 0]);
});

test("texts cut at white space have a token for each known word, whatever it is of", () => {
  const tokens = words.encode("\nL1 a [[ -12 .pop a2").map((id) => words.tokens[id]);
  assert.deepEqual(tokens, ["\nL1", " a", " [[", " -12", " .pop", " ", "a", "2"]);
});

test("numbers kept whole are one token each where they are known", () => {
  const tokens = whole.encode("59+13=072 x12").map((id) => whole.tokens[id]);
  assert.deepEqual(tokens, ["59", "+", "13", "=", "0", "7", "2", " x12"]);
});

for (const [cut, { tokenizer, json: built }] of Object.entries({
  digits: { tokenizer: ours, json },
  "whole numbers": { tokenizer: whole, json: wholeJson },
  "words at white space": { tokenizer: words, json: wordsJson },
})) {
  test(`agrees with the reference token for token, and decoding gives the text back: ${cut}`, () =>
    agree(tokenizer, built));
}

function agree(ours: WordTokenizer, built: typeof json): void {
  const reference = new Tokenizer(JSON.parse(JSON.stringify(built)), { clean_up_tokenization_spaces: false });
  const rng = new Rng(7);
  const pieces = [
    " num1",
    "num1",
    "\nL5",
    "result",
    "9",
    "59",
    "0",
    "[",
    "'",
    '"',
    "\\",
    " ",
    "\n",
    "\t",
    "\r\n",
    "é",
    "中",
    "😀",
  ];
  pieces.push("\u0000", "\u007f", "\ufeff", "\u00a0", "<end>", "<0x41>", "_a1", "1a", "L", "\u2028", "<", ">", "zz_9");
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: rng.integer(1, 14) }, () => rng.pick(pieces)).join("");
    const ids = ours.encode(text);
    assert.deepEqual(ids, reference.encode(text).ids, JSON.stringify(text));
    assert.equal(ours.decode(ids), text);
    assert.equal(reference.decode(ids), text);
  }
}

test("broken byte sequences decode without throwing", () => {
  const ids = ["<0xE4>", "<0xB8>", "7", "<0xFF>", "<0x80>"].map((token) => json.model.vocab[token] ?? 2);
  assert.match(ours.decode(ids), /7/);
});

test("a word that the pre-tokenizer would split is refused", () => {
  assert.throws(() => buildTokenizer(["two words"]), RangeError);
});
