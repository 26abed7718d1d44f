/** @file The training stream and the held-out problems: seeded, restorable, disjoint, distributed as the recipe says. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { DecoderRecipe } from "../../../src/core/recipe/decoderRecipe.ts";
import { corpus, type Sample, vocabularyWords } from "../../../src/core/sample/corpus.ts";
import { evaluationProblems, trainingProblems } from "../../../src/core/sample/problems.ts";
import { addition } from "../../../src/core/task/addition.ts";
import { auxiliaryRules } from "../../../src/core/task/auxiliary.ts";
import { buildTokenizer } from "../../../src/core/tokenizer/tokenizerBuilder.ts";
import { WordTokenizer } from "../../../src/core/tokenizer/wordTokenizer.ts";
import { recipe } from "../recipe/exampleRecipe.ts";

function draw(from: { next(): Sample }, count: number): Sample[] {
  return Array.from({ length: count }, () => from.next());
}

test("evaluation problems never occur in training, whatever the seeds, and there are some of every length", () => {
  const everything = trainingProblems(recipe({ samples: 30_000, seed: 5 }));
  for (let length = 1; length <= 5; length++) {
    const trained = new Set(everything.get(length));
    for (const seed of [1, 2]) {
      const held = evaluationProblems("addition", length, { count: 300, seed }).map((args) => addition.toText(args));
      assert.equal(new Set(held).size, held.length);
      if (length === 1) assert.ok(held.length >= 5 && held.length <= 30, `${held.length}`);
      else assert.equal(held.length, 300);
      for (const text of held) assert.equal(trained.has(text), false, text);
    }
  }
});

test("samples counts distinct problems, shared out among the lengths; short lengths give what they have", () => {
  const pools = trainingProblems(recipe({ samples: 30_000 }));
  const sizes = [...pools.values()].map((texts) => texts.length);
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    30_000,
  );
  assert.ok((sizes[0] ?? 0) >= 70 && (sizes[0] ?? 0) < 100, `${sizes}`);
  assert.ok((sizes[2] ?? 0) > 7000 && Math.abs((sizes[2] ?? 0) - (sizes[4] ?? 0)) < 3, `${sizes}`);
  for (const [length, texts] of pools) {
    assert.equal(new Set(texts).size, texts.length);
    for (const text of texts) assert.equal(addition.lengthOf(addition.fromText(text) ?? []), length);
  }
  assert.deepEqual(trainingProblems(recipe({ samples: 100 })).get(5)?.length, 20);
});

test("the stream is seeded, can be taken up again anywhere, and shows every problem once before any twice", () => {
  const small = recipe({ samples: 50, mixture: [{ rules: ["reverse", "maximum"], share: 0.3, lengths: [1, 20] }] });
  const first = corpus(small);
  const start = draw(first, 137);
  const state = JSON.parse(JSON.stringify(first.state));
  const rest = draw(first, 200);
  const again = corpus(small);
  assert.deepEqual(draw(again, 137), start);
  const later = corpus(small);
  later.restore(state);
  assert.deepEqual(draw(later, 200), rest);
  assert.notDeepEqual(draw(corpus({ ...small, seed: 1 }), 20), start.slice(0, 20));
  const seen = start.filter(({ source, length }) => source === "addition" && length === 3).map(({ prompt }) => prompt);
  assert.equal(new Set(seen.slice(0, 10)).size, Math.min(10, seen.length));
});

test("shares and lengths are as the recipe says", () => {
  const mixed = recipe({ samples: 5000, mixture: [{ rules: ["reverse", "copy"], share: 0.4, lengths: [6, 12] }] });
  const samples = draw(corpus(mixed), 3000);
  const auxiliary = samples.filter(({ source }) => source !== "addition");
  assert.ok(Math.abs(auxiliary.length / 3000 - 0.4) < 0.04);
  assert.deepEqual([...new Set(auxiliary.map(({ source }) => source))].sort(), ["copy", "reverse"]);
  assert.deepEqual(
    [...new Set(auxiliary.map(({ length }) => length))].sort((a, b) => a - b),
    [6, 7, 8, 9, 10, 11, 12],
  );
  const byLength = [1, 2, 3, 4, 5].map(
    (n) => samples.filter(({ source, length }) => source === "addition" && length === n).length,
  );
  for (const count of byLength) assert.ok(Math.abs(count - 360) < 80, `${byLength}`);
});

/** As a recipe holds it once its file is read. */
const counting = {
  rule: "counting.py",
  source: `def count_on(n):
    """Task: counting
        n: integer 0..150
        format: after {n}:
        length: 1
        answer: integer
    """
    return n + 1
`,
};

test("a task in the mixture is drawn by its share, and numbers that are kept whole are words of the vocabulary", () => {
  const mixed = recipe({
    method: "direct",
    numbers: "whole",
    samples: 500,
    mixture: [{ task: counting, share: 0.25, lengths: [1, 1] }],
  });
  const samples = draw(corpus(mixed), 2000).filter(({ source }) => source === "counting");
  assert.ok(Math.abs(samples.length / 2000 - 0.25) < 0.04, `${samples.length}`);
  for (const { prompt, response } of samples) {
    const number = Number(/^after ([0-9]+):/.exec(prompt)?.[1]);
    assert.equal(response, String(number + 1));
  }
  const words = new Set(vocabularyWords(mixed));
  for (let n = 100; n <= 151; n++) assert.ok(words.has(String(n)), `${n}`);
});

test("every method renders a corpus that its tokenizer covers without falling back inside words", () => {
  const all = auxiliaryRules.map(({ name }) => name);
  for (const method of ["direct", "scratchpad", "rfft"] as const) {
    const mixed: DecoderRecipe = recipe({
      method,
      samples: 2000,
      mixture: [{ rules: all, share: 0.5, lengths: [1, 20] }],
    });
    const tokenizer = new WordTokenizer(buildTokenizer(vocabularyWords(mixed)));
    for (const { prompt, response, source } of draw(corpus(mixed), 400)) {
      const ids = tokenizer.encode(prompt + response);
      assert.equal(tokenizer.decode(ids), prompt + response);
      // Letters alone occur only in the random words of the text rules.
      const letters = ids.map((id) => tokenizer.tokens[id] ?? "").filter((token) => /^[A-Za-z]$/.test(token));
      if (!/letters|text/.test(source))
        assert.deepEqual(
          letters.filter((letter) => !"abCL".includes(letter)),
          [],
          prompt + response,
        );
    }
  }
});

test("words of the problems are no words of the vocabulary; those of the rule are", () => {
  const words = vocabularyWords(recipe({ task: "last-letters", carryHeavy: 0, samples: 2000 }));
  assert.ok(words.includes(" last_letters") && words.includes(" result"));
  const labels = words.filter((word) => /L[0-9]+$/.test(word));
  assert.ok(words.length - labels.length < 20, words.join(" "));
});

test("a direct recipe's vocabulary has no words", () => {
  assert.deepEqual(vocabularyWords(recipe({ method: "direct" })), []);
});
