/** @file Tokenizers: read and used, or refused; no number in them becomes the length of a table before it is checked. */
import { buildTokenizer } from "../../../src/core/tokenizer/tokenizerBuilder.ts";
import { Tokenizer } from "../../../src/engine/model/tokenizer.ts";
import { asUserError } from "../asUserError.ts";
import type { FuzzKind } from "../fuzzKind.ts";
import { mutateJson } from "../mutate.ts";

const made = buildTokenizer(["result", " carry", "constructor"]);
const texts = ["", "result carry 12", "\0\u2028é🎉", "<end><pad>", "constructor"];

export const tokenizers: FuzzKind = {
  name: "tokenizers",
  make(rng) {
    // Half of the changes to the few fields that decide how texts are cut, which the vocabulary's hundred would hide.
    if (rng.next() < 0.5) return mutateJson(rng, made);
    const { model, ...rest } = made;
    const { vocab, ...settings } = model;
    const text = mutateJson(rng, { ...rest, settings });
    return text.replace(/"settings":\{/, `"model":{"vocab":${JSON.stringify(vocab)},`);
  },
  check: (input) =>
    asUserError(() => {
      const tokenizer = Tokenizer.parse(String(input), "tokenizer.json");
      for (const text of texts) {
        const ids = tokenizer.encode(text);
        if (!ids.every((id) => Number.isInteger(id) && id >= 0)) throw new Error(`Made the ids ${ids}.`);
        tokenizer.decode(ids);
      }
    }),
};
