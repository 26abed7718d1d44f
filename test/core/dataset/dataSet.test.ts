/** @file Data sets for other programs: which problems they hold, in which shapes, and what their card says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dataCard } from "../../../src/core/dataset/dataCard.ts";
import { formatted } from "../../../src/core/dataset/dataFormat.ts";
import { type DataSet, samplesOf } from "../../../src/core/dataset/dataSet.ts";
import { readSource } from "../../../src/core/dataset/splitText.ts";
import { studyItems } from "../../../src/core/dataset/studyItems.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { DistinctTexts } from "../../../src/core/sample/distinctTexts.ts";
import { heldOut } from "../../../src/core/sample/problems.ts";
import { addition } from "../../../src/core/task/addition.ts";
import { lastLetters } from "../../../src/core/task/lastLetters.ts";
import { modularAddition } from "../../../src/core/task/modularAddition.ts";

const set = (split: string, more: Partial<DataSet> = {}): DataSet => {
  const source = readSource(split, 1);
  return { task: addition, method: methodOf("direct"), source, part: "training", seed: 1, ...more };
};
const textOf = (made: DataSet, format: Parameters<typeof formatted>[1]): string =>
  [...formatted(samplesOf(made), format, made.task)].join("");

test("a square's two parts have the study's counts and share no problem", () => {
  const training = [...samplesOf(set("square:50,50,10"))];
  const test = [...samplesOf(set("square:50,50,10", { part: "test" }))];
  assert.deepEqual([training.length, test.length], [9_559, 441]);
  const prompts = new Set(training.map(({ prompt }) => prompt));
  assert.ok(test.every(({ prompt }) => !prompts.has(prompt)));
  assert.ok(test.every(({ fields }) => fields && Math.abs(fields.a - 50) <= 10 && Math.abs(fields.b - 50) <= 10));
  assert.equal([...samplesOf(set("random:0.3", { part: "test" }))].length, 3_000);
});

test("the study's format of a whole grid is its data set, item for item", () => {
  const made: unknown = JSON.parse(textOf(set("grid", { part: "all" }), "study"));
  const items = [...studyItems(addition)].map(({ cell: _, ...item }) => item);
  assert.deepEqual(made, items);
  const modular: unknown = JSON.parse(textOf(set("grid", { task: modularAddition, part: "all", count: 3 }), "study"));
  assert.ok(Array.isArray(modular) && modular.length === 3);
  assert.ok(modular.every(({ a, b, answers }) => answers[0] === (a + b) % 113));
});

test("drawn problems are distinct, of the lengths asked for, and leave the held-out tenth to the test part", () => {
  const training = [...samplesOf(set("length:2-3", { count: 400 }))];
  assert.equal(new Set(training.map(({ prompt }) => prompt)).size, 400);
  assert.deepEqual(new Set(training.map(({ length }) => length)), new Set([2, 3]));
  assert.ok(training.every(({ prompt }) => !heldOut(addition, prompt)));
  assert.ok(
    [...samplesOf(set("length:2", { count: 50, part: "test" }))].every(({ prompt }) => heldOut(addition, prompt)),
  );
  const again = [...samplesOf(set("length:2-3", { count: 400 }))];
  assert.deepEqual(again, training);
});

test("a length that has fewer problems than asked for gives those it has", () => {
  const all = [...samplesOf(set("length:1", { count: 1_000, part: "all" }))];
  assert.equal(all.length, 100);
  const parts = ["training", "test"] as const;
  const [training = 0, test = 0] = parts.map((part) => [...samplesOf(set("length:1", { part }))].length);
  assert.equal(training + test, 100);
});

test("each shape holds prompt and response as they are", () => {
  const made = set("length:2", { count: 2, method: methodOf("scratchpad") });
  const [sample] = samplesOf(made);
  const [completion] = textOf(made, "completion")
    .split("\n")
    .map((line) => line && JSON.parse(line));
  assert.deepEqual(completion, { prompt: sample?.prompt, completion: sample?.response });
  const [chat] = textOf(made, "chat")
    .split("\n")
    .map((line) => line && JSON.parse(line));
  assert.deepEqual(chat.messages, [
    { role: "user", content: sample?.prompt },
    { role: "assistant", content: sample?.response },
  ]);
  assert.match(sample?.response ?? "", /,C:0\n/);
});

test("what cannot be exported is refused with what can", () => {
  assert.throws(() => readSource("hole:3", 1), /no split.*square:ROW,COLUMN,HALF-WIDTH/);
  assert.throws(() => readSource("length:5-1", 1), /no split/);
  assert.throws(() => [...samplesOf(set("grid"))], /no training part/);
  assert.throws(() => [...samplesOf(set("grid", { task: lastLetters, part: "all" }))], /no grid.*length:1-5/);
  assert.throws(() => [...samplesOf(set("square:50,50,40"))], /too large/);
});

test("the card names the split, the counts and the way to make the set again", () => {
  const made = set("square:50,50,10", { part: "test", method: methodOf("rfft", "full") });
  const samples = [...samplesOf(made)];
  const counts = { samples: 441, bytes: 9, sha256: "ab", byLength: new Map([[2, 441]]), first: samples[0] };
  const text = dataCard({
    set: made,
    format: "chat",
    counts,
    file: "x.jsonl",
    version: "1.2.3",
    command: "rulescope export",
  });
  for (const part of [
    "441 samples in `x.jsonl`",
    "the square at (50, 50) of half-width 10",
    "def add(",
    "| 2 | 441 |",
    "rulescope export",
    "Licence",
    "Known limits",
    "1.2.3",
  ])
    assert.ok(text.includes(part), part);
  // The full dialect quotes code in fences of its own.
  assert.ok(text.includes("````"));
});

test("a set of texts tells a hundred thousand apart", () => {
  const seen = new DistinctTexts();
  for (let i = 0; i < 100_000; i++) assert.ok(seen.add(`${i}+${i * 7}=`));
  for (let i = 0; i < 100_000; i += 97) assert.ok(!seen.add(`${i}+${i * 7}=`));
  assert.equal(seen.size, 100_000);
});
