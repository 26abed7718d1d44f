/** @file The algebra against SymPy 1.14, which `scripts/oracle/derivation.py` asked; and judgements under each operator. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { provablyEqual } from "../../../../src/core/algebra/expand.ts";
import { parseExpression } from "../../../../src/core/algebra/parse.ts";
import { derivation } from "../../../../src/core/inference/derivation/derivation.ts";
import { partOf } from "../../../../src/core/inference/split.ts";

interface Row {
  readonly premise: string;
  readonly variable: string;
  readonly rule: string;
  readonly result: string;
}

const oracle: { readonly rows: readonly Row[] } = JSON.parse(
  readFileSync(new URL("../../../oracle/derivation.json", import.meta.url), "utf8"),
);

test("what SymPy makes of a premise is judged correct", () => {
  assert.ok(oracle.rows.length > 1_000);
  for (const { premise, variable, rule, result } of oracle.rows) {
    const judged = derivation.check([`${premise}@${variable}`], rule, result);
    assert.equal(judged.kind, "correct", `${rule} ${premise}@${variable} = ${result}: ${JSON.stringify(judged)}`);
  }
});

test("our results equal SymPy's: proved where no function identity is needed, and nearly every integral is found", () => {
  let proved = 0;
  let others = 0;
  let integrals = 0;
  const missing: string[] = [];
  for (const { premise, variable, rule, result } of oracle.rows) {
    const ours = derivation.conclude([`${premise}@${variable}`], rule);
    const name = `${rule} ${premise}@${variable} = ${result}`;
    if (rule === "integrate") integrals++;
    if (ours === undefined) {
      assert.equal(rule, "integrate", name);
      missing.push(name);
      continue;
    }
    if (rule === "integrate") continue;
    others++;
    const [left, right] = [parseExpression(ours), parseExpression(result)];
    assert.ok(left && right, name);
    if (provablyEqual(left, right)) proved++;
  }
  assert.ok(proved >= 0.97 * others, `${proved} of ${others} proved`);
  assert.ok(missing.length <= 0.05 * integrals, `of ${integrals} integrals these are not found: ${missing.join("; ")}`);
});

test("a result is judged under the claimed operator", () => {
  const premises = ["x*y@x"];
  assert.deepEqual(derivation.check(premises, "differentiate", "y"), { kind: "correct", exact: true });
  assert.deepEqual(derivation.check(premises, "integrate", "y*x*x/2 + 7"), { kind: "correct", exact: false });
  assert.deepEqual(derivation.check(premises, "multiply", "y"), {
    kind: "other-rule",
    rules: ["divide", "differentiate"],
    message: 'This follows by divide and differentiate. multiply concludes "x^2*y".',
  });
  assert.deepEqual(derivation.check(premises, "add", "x*y+y"), {
    kind: "invalid",
    message: 'This follows by no rule of the task. add concludes "x*y+x".',
  });
  assert.equal(derivation.check(premises, "add", "x*y+").kind, "malformed");
  assert.equal(derivation.check(["x*y"], "add", "x*y+x").kind, "malformed");
  assert.deepEqual(derivation.readPremises(" y*x @ x "), ["x*y@x"]);
});

test("a wrong constant or sign is never taken for right", () => {
  for (const item of derivation.items({ seed: 6, count: 1_500 })) {
    for (const wrong of [`${item.conclusion}+${item.factors.variable}/3`, `-(${item.conclusion})`]) {
      if (item.conclusion === "0") continue;
      assert.notEqual(derivation.check(item.premises, item.rule, wrong).kind, "correct", `${item.premises} ${wrong}`);
    }
  }
});

test("premises and conclusions are short, and all variables of a premise are in one part", () => {
  const parts = new Map<string, string>();
  for (const item of derivation.items({ seed: 8, count: 3_000 })) {
    const [expression = "", variable] = item.premises[0]?.split("@") ?? [];
    assert.ok(expression.length <= 16 && item.conclusion.length <= 22);
    assert.equal(variable, item.factors.variable);
    assert.equal(parts.get(expression) ?? partOf(item), partOf(item));
    parts.set(expression, partOf(item));
  }
});
