/** @file A person's own task: what a docstring declares becomes samplers, texts, lengths and a grid, and mistakes are named at their place. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Rng } from "../../../../src/core/base/rng.ts";
import { readProblems } from "../../../../src/core/document/problems.ts";
import { direct } from "../../../../src/core/method/direct.ts";
import { parseProgram } from "../../../../src/core/rule/program.ts";
import { list, repr } from "../../../../src/core/rule/value.ts";
import { readRuleTask, taskOf, tasks } from "../../../../src/core/task/registry.ts";
import { cellsOf } from "../../../../src/core/task/space.ts";
import { divide } from "../../../../src/core/task/split.ts";
import type { Task } from "../../../../src/core/task/task.ts";
import { root } from "../../../sourceFiles.ts";

const rule = (section: string, body = "return a + b", parameters = "a, b"): string => {
  const lines = section.split("\n").map((line) => `    ${line}`.trimEnd());
  return `def f(${parameters}):\n    """What it does.\n\n${lines.join("\n")}\n    """\n    ${body}\n`;
};
const task = (section: string, body?: string, parameters?: string): Task =>
  readRuleTask(rule(section, body, parameters), { rule: "f.py" });

test("the sample declares a task that is drawn, written, read and spread out on a grid", () => {
  const source = readFileSync(join(root, "samples/double_add.py"), "utf8");
  const own = readRuleTask(source, { rule: "double_add.py" });
  assert.equal(own.name, "double-add");
  assert.equal(own.toText([7n, 5n]), "7 and twice 5 =");
  assert.deepEqual(own.fromText("7 and twice 5 ="), [7n, 5n]);
  assert.deepEqual(own.fromText("7 and twice 5"), [7n, 5n]);
  assert.equal(own.fromText("7 and 5"), undefined);
  assert.equal(own.answerText(17n), "17");
  const rng = new Rng(3);
  for (const length of [1, 2])
    for (let i = 0; i < 50; i++) {
      const args = own.sample(rng, length);
      assert.equal(own.lengthOf(args), length);
      assert.ok(args.every((arg) => typeof arg === "bigint" && arg >= 0n && arg <= 49n));
    }
  assert.deepEqual([own.problemsOfLength(1), own.problemsOfLength(2), own.problemsOfLength(3)], [100, 2400, 0]);
  assert.throws(() => own.sample(rng, 3), /double-add has no problem of length 3\. There are lengths 1 to 2/);
  assert.ok(own.space);
  assert.equal(cellsOf(own.space).length, 2500);
  const halves = divide(own.space, { kind: "squares", squares: [{ centre: [25, 25], halfWidth: 5 }] });
  assert.equal(halves.test.length, 121);
  const { problems, diagnostics } = readProblems(source, "python");
  assert.deepEqual(diagnostics, []);
  const [first] = problems;
  assert.ok(first);
  assert.equal(first.task, "double-add");
  assert.deepEqual(direct.render(first), { prompt: "7 and twice 5 =", response: "17" });
});

test("each kind of parameter draws what it says and reads its own text", () => {
  const cases: readonly (readonly [kind: string, form: RegExp])[] = [
    ["integer -20..20", /^-?[0-9]{1,2}$/],
    ["integer 5", /^5$/],
    ["digits 1..3", /^\[[0-9](, [0-9]){0,2}\]$/],
    ["digits 2 in base 3", /^\[[12], [0-2]\]$/],
    ["word", /^'[a-z]{3,7}'$/],
    ["word of 2 letters", /^'[a-z]{2}'$/],
    ["word from [elk, 'lamp']", /^'(elk|lamp)'$/],
    ["one of [1, 'a', True, None, [1, 2]]", /^(1|'a'|True|None|\[1, 2\])$/],
    ["list of 1..3 integers 0..9", /^\[[0-9](, [0-9]){0,2}\]$/],
    ["list of 1..3 of integers 0..9", /^\[[0-9](, [0-9]){0,2}\]$/],
    ["list of 2 words from [elk, lamp]", /^\['(elk|lamp)', '(elk|lamp)'\]$/],
    ["list of 1..2 words of 1..2 letters", /^\['[a-z]{1,2}'(, '[a-z]{1,2}')?\]$/],
  ];
  for (const [kind, form] of cases) {
    const own = task(`Task: t\n    a: ${kind}\n    format: <{a}>`, "return a", "a");
    const rng = new Rng(5);
    const shortest = own.lengthOf(own.example);
    for (let i = 0; i < 30; i++) {
      const args = own.sample(rng, shortest);
      assert.match(repr(args[0] ?? null), form, kind);
      assert.deepEqual(own.fromText(own.toText(args)), args, kind);
    }
  }
});

test("the length can be an expression, and the name the function's", () => {
  const own = task("Task:\n    a: list of 1..4 words\n    length: len(a) + 1\n    answer: words", "return a", "a");
  assert.equal(own.name, "f");
  const rng = new Rng(1);
  for (const length of [2, 3, 4, 5]) assert.equal(own.lengthOf(own.sample(rng, length)), length);
  assert.throws(() => own.sample(rng, 9), /no problem of length 9/);
  assert.equal(own.answerText(list(["elk", "lamp"])), "elk lamp");
  assert.deepEqual(own.answerFromText("elk lamp"), list(["elk", "lamp"]));
  assert.equal(own.toText([list(["elk"])]), "f(['elk'])=");
  assert.deepEqual(own.fromText("f(['elk'])="), [list(["elk"])]);
});

test("axes may be named in either order", () => {
  const own = task("Task:\n    a: integer 0..3\n    b: digits 1\n    axes: b, a", "return a + b[0]");
  assert.deepEqual([own.space?.rows.name, own.space?.columns.to], ["b", 3]);
  assert.deepEqual(own.space?.at(7, 2), [2n, list([7n])]);
  assert.equal(own.space?.at(2, 7), undefined);
});

/** The first diagnostic of a rule, with what stands at its place. */
function wrong(section: string, body?: string, parameters?: string): readonly [message: string, at: string] {
  const source = rule(section, body, parameters);
  const [first] = readProblems(source, "python").diagnostics;
  assert.ok(first, `no diagnostic for ${section}`);
  const line = source.split("\n")[first.line - 1] ?? "";
  return [first.message, line.slice(first.column, first.endColumn)];
}

test("every mistake is said at its place, with what was expected", () => {
  const ab = "\n    a: integer 0..9\n    b: integer 0..9";
  const cases: readonly (readonly [
    section: string,
    message: RegExp,
    at: string,
    body?: string,
    parameters?: string,
  ])[] = [
    ["Task:\n    a: integer 0..9", /what b can be, as in `b: integer 0\.\.99`/, "Task:"],
    ["Task:\n    a: integr 0..9\n    b: integer 1", /Expected `integer 0\.\.99`.*not `integr`/, "integr 0..9"],
    ["Task:\n    a: integer\n    b: integer 1", /Expected a range, as in `integer 0\.\.99`/, " "],
    ["Task:\n    a: integer 9..0\n    b: integer 1", /smaller number first/, "9..0"],
    ["Task:\n    a: digits 0..4\n    b: integer 1", /at least 1/, "0..4"],
    ["Task:\n    a: digits 1..4 in base 12\n    b: integer 1", /base from 2 to 10, not `12`/, "12"],
    ["Task:\n    a: list of 3 dogs\n    b: integer 1", /`integers 0\.\.9` or `words`/, "dogs"],
    ["Task:\n    a: word from elk\n    b: integer 1", /list of values/, "elk"],
    ["Task:\n    a: one of [1, x y]\n    b: integer 1", /`,` or `\]`/, "y]"],
    ["Task:\n    a: integer 1 each\n    b: integer 1", /nothing more on this line/, "each"],
    [`Task: Big Name${ab}`, /lower-case letters/, "Big Name"],
    [`Task: addition${ab}`, /addition is a built-in task/, "addition"],
    [`Task:${ab}\n    c: integer 1`, /no parameter and no setting c\. Parameters: a, b\. Settings: format/, "c"],
    [`Task:${ab}\n    a: integer 1`, /a is said twice/, "a"],
    [`Task:${ab}\n    format`, /with a colon/, "format"],
    [`Task:${ab}\n    format:`, /format has no value/, "format"],
    [`Task:${ab}\n    format: {a}+{c}=`, /no parameter c/, "{c}"],
    [`Task:${ab}\n    format: {a}=`, /leaves out \{b\}/, "{a}="],
    [`Task:${ab}\n    format: {a}{b}=`, /where \{a\} ends/, "{b}"],
    [`Task:${ab}\n    format: {a}+{a}+{b}=`, /stands there twice/, "{a}"],
    [`Task:${ab}\n    answer: number`, /no kind of answer number\. Kinds: value, integer/, "number"],
    [`Task:${ab}\n    length: len(a)`, /length cannot be computed for a = .*TypeError/, "len(a)"],
    [`Task:${ab}\n    length: a +`, /length cannot be read/, "a +"],
    [`Task:${ab}\n    axes: a`, /two axes/, "a"],
    [`Task:${ab}\n    axes: a, c`, /no parameter c/, "a, c"],
    ["Task:\n    a: integer 0..9\n    b: word\n    axes: a, b", /b cannot be an axis/, "a, b"],
    [`Task:${ab}\n    answer: word`, /is no answer of that kind/, "Task:", "return [a]"],
    [`Task:${ab}`, /raises ZeroDivisionError.*f\([0-9]+, 0\)/, "Task:", "return a // b"],
    ["Task: adition", /no built-in task adition/, "Task: adition"],
    ["Task: addition", /has 2 parameters, as in add\(\[5, 9\], \[1, 3\]\); f has 1/, "Task: addition", "return a", "a"],
  ];
  for (const [section, message, place, body, parameters] of cases) {
    const [said, there] = wrong(section, body, parameters);
    assert.match(said, message);
    if (place !== " ") assert.equal(there, place, said);
  }
});

test("a .problems file of the rule may write its problems as the task does", () => {
  const source = readFileSync(join(root, "samples/double_add.py"), "utf8");
  const { problems, diagnostics } = readProblems("rule: ./double_add.py\n7 and twice 5 = 17\n", "problems", {
    load: () => source,
  });
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    problems.map(({ call, task: named, expected }) => [call, named, expected]),
    [["double_add(7, 5)", "double-add", 17n]],
  );
});

test("prose after `Task:` declares nothing", () => {
  for (const prose of ["Task: Add two numbers.", "Task: see below\n\nMore text.", "Tasks:\n    a: integer"])
    assert.deepEqual(readProblems(rule(prose), "python").diagnostics, [], prose);
});

test("a file says which of its rules is meant", () => {
  const two = `${rule("Task: one\n    a: integer 1\n    b: integer 1")}\n${rule("Task: two\n    a: integer 1\n    b: integer 1").replace("def f", "def g")}`;
  assert.throws(
    () => readRuleTask(two, { rule: "two.py" }),
    /two\.py declares several tasks\. Name the function as well: f, g/,
  );
  assert.equal(readRuleTask(two, { rule: "two.py", function: "g" }).name, "two");
  assert.throws(() => readRuleTask(two, { rule: "two.py", function: "h" }), /declares no task for h/);
  assert.throws(() => readRuleTask("def f(a):\n    return a\n", { rule: "f.py" }), /declares no task of its own/);
  assert.throws(() => readRuleTask(rule("Task:\n    a: x"), { rule: "f.py" }), /f\.py:5:12: Expected/);
});

test("a built-in task is told by what the rule does or by a declaration, never by its name", () => {
  const of = (source: string, functionName: string, args: Parameters<Task["accepts"]>[0]) =>
    taskOf({ program: parseProgram(source).program, functionName, args })?.name;
  const digits = [list([1n, 2n]), list([3n])];
  for (const each of tasks) assert.equal(of(each.ruleSource, each.functionName, each.example), each.name);
  const sum = "    total = 0\n    return a + b\n";
  assert.equal(of(`def plus(a, b):\n${sum}`, "plus", [1n, 2n]), undefined);
  assert.equal(of("def add(num1, num2):\n    return num1 + num2\n", "add", digits), undefined);
  const renamed = tasks[0]?.ruleSource.replaceAll("add", "plus").replaceAll("carry", "over") ?? "";
  assert.equal(of(renamed, "plus", digits), "addition");
  assert.equal(of("def linear(a, b):\n    return 3 + a + b * 2\n", "linear", [1n, 2n]), "linear-regression");
  const declared = 'def add(num1, num2):\n    """Wrong on purpose.\n\n    Task: addition\n    """\n    return num1\n';
  assert.equal(of(declared, "add", digits), "addition");
  assert.equal(of("def add(a, b):\n    while True:\n        a = b\n", "add", digits), undefined);
});
