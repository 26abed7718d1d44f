/** @file Text that streams token by token is the whole text, never cut inside a character; unreadable tokenizers are named. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { buildTokenizer } from "../../../src/core/tokenizer/tokenizerBuilder.ts";
import { TextStream, Tokenizer } from "../../../src/engine/model/tokenizer.ts";

const tokenizer = () => Tokenizer.parse(JSON.stringify(buildTokenizer([" carry", "\nL1", "result"])), "tokenizer.json");

function streamed(ids: readonly number[]): string[] {
  const stream = new TextStream(tokenizer());
  return [...ids.map((id) => stream.push(id)), stream.end()];
}

const texts = ["\nL1 carry=0", "result+'ä'", "Übergröße €", "日本語と絵文字😀👩‍🔬!", "a\u0000b\u007f", "\ufeffx", ""];

test("texts survive encoding and streaming, Unicode of every length included", () => {
  for (const text of texts) {
    const ids = tokenizer().encode(text);
    assert.equal(tokenizer().decode(ids), text);
    assert.equal(streamed(ids).join(""), text);
  }
});

test("a character of several bytes appears with its last byte", () => {
  const pieces = streamed(tokenizer().encode("a😀b"));
  assert.deepEqual(pieces, ["a", "", "", "", "😀", "b", ""]);
});

test("bytes that never become a character come out as replacement characters at the end", () => {
  const [first = 0, second = 0] = tokenizer().encode("😀");
  const pieces = streamed([first, second]);
  assert.equal(pieces[0], "");
  assert.match(pieces.join(""), /^\ufffd+$/);
  const broken = streamed([second, ...tokenizer().encode("ok")]);
  assert.match(broken.join(""), /^\ufffd+ok$/);
});

test("special tokens are written out, not swallowed", () => {
  assert.equal(tokenizer().textOf(1), "<end>");
});

test("a file that is no tokenizer is named", () => {
  for (const text of ["", "{", "null", "{}", '{"model": {"type": "Nonsense"}}']) {
    assert.throws(
      () => Tokenizer.parse(text, "/m/tokenizer.json"),
      (error) => error instanceof UserError && error.message.startsWith("/m/tokenizer.json is not a tokenizer"),
      text,
    );
  }
});
