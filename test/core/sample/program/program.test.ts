/** @file Drawn programs against the interpreter: what a form states is what the rule does, line by line and value by value. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rng } from "../../../../src/core/base/rng.ts";
import { formProgram } from "../../../../src/core/method/form/formProgram.ts";
import { type FormLine, formTrace } from "../../../../src/core/method/form/formTrace.ts";
import { type FormValue, writeValue } from "../../../../src/core/method/form/formValue.ts";
import { traceOf } from "../../../../src/core/rule/interpret.ts";
import { parseProgram } from "../../../../src/core/rule/program.ts";
import { lowerModule } from "../../../../src/core/rule/syntax/lowerModule.ts";
import { Source } from "../../../../src/core/rule/syntax/source.ts";
import { list, type Value } from "../../../../src/core/rule/value.ts";
import { drawProblems } from "../../../../src/core/sample/program/problems.ts";
import { pythonSource } from "../../../../src/core/sample/program/pythonSource.ts";
import { structureOf } from "../../../../src/core/sample/program/structure.ts";

const options = { lines: [3, 12] as const, nesting: 3, mostSteps: 60, calls: 2 };
const same = (name: string): string => name;

function* drawn(count: number, seed: number) {
  const rng = new Rng(seed);
  for (let found = 0; found < count; ) {
    const problems = drawProblems(rng, options, false);
    if (!problems) continue;
    found++;
    yield problems;
  }
}

test("the interpreter takes the same steps and comes to the same values", () => {
  for (const { program, calls } of drawn(300, 5)) {
    const source = pythonSource(program.definition);
    const { program: parsed, diagnostics } = parseProgram(source);
    assert.deepEqual(diagnostics, [], source);
    for (const args of calls) {
      const { lines, result = null, stopped } = formTrace(program, args, { rename: same });
      assert.equal(stopped, undefined);
      const { steps, outcome } = traceOf(parsed, "f", args.map(ruleValue), {});
      // Making an iterator is no step of its own to Python.
      const own = lines.filter(({ row }) => row.kind !== "iterate");
      assert.deepEqual(
        own.map(({ row }) => row.line),
        steps.map(({ line }) => line),
        source,
      );
      assert.equal(outcome.kind, "returned", source);
      if (outcome.kind === "returned") assert.deepEqual(tokensOf(outcome.value), said(result), source);
      own.forEach((line, i) => {
        for (const [name, words] of effectsOf(line)) {
          if (/^(?:it\d|ret)$/.test(name)) continue;
          assert.deepEqual(words, tokensOf(steps[i]?.state[name] ?? null), `${source}\nline ${line.row.line}, ${name}`);
        }
      });
    }
  }
});

test("a program that is read from its text is the program that was drawn", () => {
  for (const { program, structure } of drawn(200, 6)) {
    const [definition] = lowerModule(new Source(pythonSource(program.definition))).functions;
    assert.ok(definition);
    assert.equal(structureOf(formProgram(definition)), structure);
  }
});

test("a seed gives the same programs, and held-out structures are never drawn for training", () => {
  const sources = (seed: number) => [...drawn(20, seed)].map(({ program }) => pythonSource(program.definition));
  assert.deepEqual(sources(7), sources(7));
  assert.notDeepEqual(sources(7), sources(8));
  const trained = new Set([...drawn(300, 9)].map(({ structure }) => structure));
  const rng = new Rng(10);
  for (let found = 0; found < 30; ) {
    const problems = drawProblems(rng, options, true);
    if (!problems) continue;
    found++;
    assert.ok(!trained.has(problems.structure));
  }
});

function effectsOf({ tokens }: FormLine): [name: string, words: string[]][] {
  const from = tokens.indexOf(";");
  const effects: [string, string[]][] = [];
  if (from < 0) return effects;
  for (const token of tokens.slice(from + 1, tokens.lastIndexOf("->"))) {
    if (/^[a-z]/.test(token)) effects.push([token, []]);
    else effects.at(-1)?.[1].push(token);
  }
  return effects;
}

function said(value: FormValue): string[] {
  const tokens: string[] = [];
  writeValue(value, tokens);
  return tokens;
}

function tokensOf(value: Value): string[] {
  return said(plain(value));
}

function plain(value: Value): FormValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "object" && value.kind === "list") return value.items.map((item) => plain(item)) as FormValue;
  throw new RangeError("No value of a form.");
}

function ruleValue(value: FormValue): Value {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return list(value.map((item) => ruleValue(item)));
  if (typeof value === "boolean" || value === null) return value;
  throw new RangeError("No value of a rule.");
}
