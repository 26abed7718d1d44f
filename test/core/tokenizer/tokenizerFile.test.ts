/** @file Numbers in a tokenizer's file are checked before a table of that length is made. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { buildTokenizer } from "../../../src/core/tokenizer/tokenizerBuilder.ts";
import { checkTokenizer } from "../../../src/core/tokenizer/tokenizerFile.ts";
import { Tokenizer } from "../../../src/engine/model/tokenizer.ts";

const made = buildTokenizer(["result"]);

function changed(edit: (json: { model: { vocab: unknown }; added_tokens: { id: unknown }[] }) => void): unknown {
  const copy = JSON.parse(JSON.stringify(made));
  edit(copy);
  return copy;
}

test("a tokenizer of ours is taken, and its largest id told", () => {
  assert.equal(checkTokenizer(made, "tokenizer.json"), Object.keys(made.model.vocab).length - 1);
});

test("ids that are no small whole numbers are refused by name", () => {
  for (const id of [1e9, 2 ** 20, -1, 1.5, "7", null, 1e300]) {
    for (const edit of [
      changed((json) => Object.assign(json, { model: { ...json.model, vocab: { ...made.model.vocab, odd: id } } })),
      changed((json) => json.added_tokens.push({ id, ...{ content: "odd" } })),
    ]) {
      const read = () => Tokenizer.parse(JSON.stringify(edit), "tokenizer.json");
      assert.throws(
        read,
        (error) => error instanceof UserError && /the token "odd" has the id/.test(error.message),
        String(id),
      );
    }
  }
});

test("what is no vocabulary is refused", () => {
  for (const json of [
    null,
    [],
    {},
    { model: {} },
    { model: { vocab: 7 } },
    { model: { vocab: { a: 0, b: 0 } } },
    { model: { vocab: {} }, added_tokens: 3 },
  ])
    assert.throws(() => checkTokenizer(json, "t.json"), UserError, JSON.stringify(json));
});

test("settings that nothing can be done with are told when a text meets them", () => {
  for (const edit of [
    { pre_tokenizer: { ...made.pre_tokenizer, behavior: {} } },
    { decoder: { type: "Sequence", decoders: [null] } },
  ]) {
    const used = () => {
      const tokenizer = Tokenizer.parse(JSON.stringify({ ...made, ...edit }), "tokenizer.json");
      tokenizer.decode(tokenizer.encode("result"));
    };
    assert.throws(used, (error) => error instanceof UserError && error.code === "tokenizer-corrupt");
  }
});
