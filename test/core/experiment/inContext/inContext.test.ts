/** @file Contributions of shots: the arithmetic by hand, and the whole probe with models whose behaviour is known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../../src/core/base/rng.ts";
import { allMasks, contributions, estimate } from "../../../../src/core/experiment/inContext/contribution.ts";
import { type CompletePrompts, probe } from "../../../../src/core/experiment/inContext/probe.ts";
import { promptWriter } from "../../../../src/core/experiment/inContext/prompt.ts";
import { digitsOf, drawShots } from "../../../../src/core/experiment/inContext/shots.ts";
import { type InContextRecipe, parseInContextRecipe } from "../../../../src/core/recipe/inContextRecipe.ts";
import { list } from "../../../../src/core/rule/value.ts";
import { taskProblem } from "../../../../src/core/sample/corpus.ts";
import { addition } from "../../../../src/core/task/addition.ts";
import { baseAddition } from "../../../../src/core/task/baseAddition.ts";
import { lastLetters } from "../../../../src/core/task/lastLetters.ts";

test("a contribution is the share of the gain that is lost, on average over the subsets that hold the shot", () => {
  assert.deepEqual(allMasks(2), [1, 2, 3]);
  const ablations = [
    { removed: 1, accuracy: 0.5 },
    { removed: 2, accuracy: 0 },
    { removed: 3, accuracy: 0 },
  ];
  // Shot 0: (0.5 + 1) / 2; shot 1: (1 + 1) / 2.
  assert.deepEqual(contributions(2, ablations, { zero: 0, full: 1 }), [0.75, 1]);
  // With gain 0.8: removed 1 leaves 0.4 of it, removed 2 all of it, removed 3 adds a quarter.
  const others = [
    { removed: 1, accuracy: 0.6 },
    { removed: 2, accuracy: 1 },
    { removed: 3, accuracy: 1.2 },
  ];
  const [first = 0, second = 0] = contributions(2, others, { zero: 0.2, full: 1 });
  assert.ok(Math.abs(first - (0.5 - 0.25) / 2) < 1e-12, String(first));
  assert.ok(Math.abs(second - (0 - 0.25) / 2) < 1e-12, String(second));
  assert.throws(() => contributions(2, ablations, { zero: 1, full: 1 }), RangeError);
});

test("an interval holds the mean, and one value has none", () => {
  const values = [0, 0.2, 0.4, 0.9, 1];
  const found = estimate(values, new Rng(1));
  assert.ok(found?.interval);
  assert.equal(found.mean, 0.5);
  const [low, high] = found.interval;
  assert.ok(low > 0.05 && low < 0.5 && high > 0.5 && high < 0.95, `${low} ${high}`);
  assert.deepEqual(estimate([0.3], new Rng(1)), { mean: 0.3, interval: null, count: 1 });
  assert.equal(estimate([], new Rng(1)), undefined);
});

const digits = (text: string) => list([...text].map(BigInt));

test("similar shots keep columns and together change every one; random shots share no digit in its place", () => {
  const target = [digits("48213"), digits("90566")];
  const { similar, random } = drawShots(new Rng(2), addition, target, { count: 5, keptColumns: 2 });
  const changed = new Set<number>();
  for (const shot of similar) {
    let kept = 0;
    for (let column = 0; column < 5; column++) {
      const same = shot.every(
        (arg, at) => digitsOf(arg)?.at(-1 - column) === digitsOf(target[at] ?? null)?.at(-1 - column),
      );
      if (same) kept++;
      else changed.add(column);
    }
    assert.ok(kept >= 2 && kept < 5, String(kept));
  }
  assert.equal(changed.size, 5);
  for (const shot of random)
    for (const [at, arg] of shot.entries())
      for (const [i, digit] of (digitsOf(arg) ?? []).entries())
        assert.notEqual(digit, digitsOf(target[at] ?? null)?.[i]);
  const texts = [...similar, ...random].map((args) => addition.toText(args));
  assert.equal(new Set([...texts, addition.toText(target)]).size, 11);
  const nine = drawShots(new Rng(1), baseAddition, [digits("812"), digits("77")], { count: 3, keptColumns: 1 });
  assert.ok([...nine.similar, ...nine.random].every((args) => baseAddition.accepts(args)));
  assert.throws(
    () => drawShots(new Rng(1), lastLetters, [list(["elk"])], { count: 1, keptColumns: 0 }),
    /operands without digits/,
  );
  assert.throws(() => drawShots(new Rng(1), addition, target, { count: 1, keptColumns: 5 }), /Keep at most 4/);
});

test("each style writes worked problems and then the one to answer, and reads the answer back", () => {
  const problem = taskProblem(addition);
  const [shot, target] = [problem([digits("59"), digits("13")]), problem([digits("4"), digits("7")])];
  const direct = promptWriter(addition, "direct", "study");
  assert.equal(
    direct.prompt([shot], target),
    "Directly generate the answer without solving steps. Int a: 59; Int b: 13. The sum of a and b is: a+b=72\n\n" +
      "Directly generate the answer without solving steps. Int a: 4; Int b: 7. The sum of a and b is: a+b=",
  );
  assert.ok(direct.isRight(target, "11\n\nInt a: 5"));
  assert.ok(!direct.isRight(target, "12"));
  assert.ok(!direct.isRight(target, ""));
  const scratchpad = promptWriter(addition, "scratchpad", "study");
  assert.match(
    scratchpad.prompt([shot], target),
    /^Int a: 59; Int b: 13\.\n59\+13=59\+13,,C:0\n5\+1,2,C:1\n\+,72,C:0\n72\nTherefore, the answer is 72\.\n\nInt a: 4; Int b: 7\.\n$/,
  );
  assert.ok(scratchpad.isRight(target, "4+7,,C:0\n,1,C:1\nTherefore, the answer is 11."));
  const rf = promptWriter(addition, "rf", "study");
  const text = rf.prompt([shot], target);
  assert.ok(!text.includes("def add"), "the program is no part of the prompt");
  assert.match(text, /while num1 or num2:/);
  assert.match(text, /Therefore, the answer is 72\./);
  const plain = promptWriter(addition, "direct", "plain");
  assert.equal(plain.prompt([shot], target), "59+13=72\n4+7=");
  assert.ok(plain.isRight(target, "11\n5+5=10"));
  const traces = promptWriter(addition, "rf", "plain").prompt([shot, shot], target);
  assert.equal(traces.match(/def add/g)?.length, 1);
  assert.equal(traces.match(/>>> add/g)?.length, 3);
});

const recipe: InContextRecipe = {
  version: 1,
  kind: "in-context",
  name: "scripted",
  description: "A model whose behaviour is known.",
  seed: 1,
  task: "addition",
  style: "direct",
  text: "plain",
  length: 5,
  selection: { candidates: 6, problems: 4, zeroShotAtMost: 0.2, gainAtLeast: 0.8 },
  shots: { count: 3, keptColumns: 3 },
  generations: 2,
  temperature: 1,
};

/** Answers rightly when `knows` says so of the shots: how many of them share at least three columns with the target, and how many do not. */
function scripted(knows: (similar: number, random: number) => boolean): CompletePrompts {
  return async (prompts) =>
    prompts.map((prompt) => {
      const lines = prompt.split("\n");
      const numbers = (line: string): string[] => (line.split("=")[0] ?? "").split("+");
      const [a = "", b = ""] = numbers(lines.pop() ?? "");
      const isSimilar = (line: string): boolean => {
        const shot = numbers(line);
        const columns = Array.from({ length: 5 }, (_, i) =>
          [a, b].every((number, at) => number.at(-1 - i) === shot[at]?.at(-1 - i)),
        );
        return columns.filter(Boolean).length >= 3;
      };
      const similar = lines.filter(isSimilar).length;
      return knows(similar, lines.length - similar) ? String(BigInt(a) + BigInt(b)) : "0";
    });
}

test("a model that needs its similar shots is found to be case-based", async () => {
  const found = await probe({ task: addition, recipe, complete: scripted((similar) => similar >= 3) });
  assert.deepEqual([found.candidates, found.zeroShot, found.fewShot, found.problems.length], [6, 0, 1, 4]);
  for (const { similar, random } of found.problems) {
    assert.deepEqual(similar?.contributions, [1, 1, 1]);
    assert.deepEqual(random?.contributions, [0, 0, 0]);
    assert.equal(similar?.ablations.length, 7);
  }
  assert.match(found.verdict, /^Case-based: similar shots contribute 1\.00, random ones 0\.00, on 4 problems/);
});

test("a model to which any one shot shows the rule loses nothing", async () => {
  const found = await probe({ task: addition, recipe, complete: scripted((similar, random) => similar + random > 0) });
  assert.equal(found.similar?.mean, 0);
  assert.equal(found.random?.mean, 0);
  assert.match(found.verdict, /^No clear difference/);
});

test("one similar shot is enough: each is missed only in the one subset that takes them all", async () => {
  const found = await probe({ task: addition, recipe, complete: scripted((similar) => similar >= 1) });
  // Of the four subsets that hold a shot, one takes all three away.
  assert.deepEqual(found.problems[0]?.similar?.contributions, [0.25, 0.25, 0.25]);
});

test("what could not be measured is said, and why", async () => {
  const never = await probe({ task: addition, recipe, complete: scripted(() => false) });
  assert.match(never.verdict, /^Nothing to measure: 6 shots raised none of the 4 problems.*does not learn from shots/);
  const always = await probe({ task: addition, recipe, complete: scripted(() => true) });
  assert.match(always.verdict, /^Nothing to measure: the model already solves/);
  assert.equal(always.fewShot, null);
  const blind = await probe({ task: addition, recipe, complete: async (prompts) => prompts.map(() => undefined) });
  assert.match(blind.verdict, /could not read 10 of the prompts/);
  assert.equal(blind.refused, 10);
});

test("a recipe's mistakes are named", () => {
  const wrong = (more: object) => () => parseInContextRecipe(JSON.stringify({ ...recipe, ...more }), "x.json");
  assert.throws(wrong({ style: "rfft" }), /field `style`: expected \("direct" \| "scratchpad" \| "rf"\), got "rfft"/);
  assert.throws(wrong({ shots: { count: 9, keptColumns: 1 } }), /field `shots\.count`/);
  assert.throws(wrong({ selection: { ...recipe.selection, gainAtLeast: 0 } }), /field `selection\.gainAtLeast`/);
  assert.deepEqual(parseInContextRecipe(JSON.stringify(recipe), "x.json"), recipe);
});
