/** @file The algebra: canonical forms and their text, and derivatives, integrals and equality against numbers at random points. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { differentiate } from "../../../src/core/algebra/differentiate.ts";
import { evaluate } from "../../../src/core/algebra/evaluate.ts";
import { expand, provablyEqual } from "../../../src/core/algebra/expand.ts";
import { type Expr, symbolsOf } from "../../../src/core/algebra/expression.ts";
import { integrate } from "../../../src/core/algebra/integrate.ts";
import { parseExpression, parseFormula } from "../../../src/core/algebra/parse.ts";
import { print } from "../../../src/core/algebra/print.ts";
import { Rng } from "../../../src/core/base/rng.ts";

test("expressions are written in one form", () => {
  const forms = {
    "x+x": "2*x",
    "y+x": "x+y",
    "y-x": "y-x",
    "-x-y": "-x-y",
    "x*y*x": "x^2*y",
    "x/y/z": "x/(y*z)",
    "x/(y/z)": "x*z/y",
    "2*x/4": "x/2",
    "1/2+1/3": "5/6",
    "-x/2": "-x/2",
    "2*(x+y)": "2*x+2*y",
    "x-x": "0",
    "x/x": "1",
    "x^y*x": "x^(y+1)",
    "(x^y)^z": "x^(y*z)",
    "(x-y)^2^(1/2)": "(x-y)^(2^(1/2))",
    "x^-y": "1/x^y",
    "x^y^z": "x^(y^z)",
    "exp(x)*exp(-x)": "1",
    "exp(x)/exp(y)": "exp(x-y)",
    "exp(log(x))": "x",
    "exp(y*log(x))": "x^y",
    "log(exp(x-y))": "x-y",
    "log(x^y)": "y*log(x)",
    "sin(-x)": "-sin(x)",
    "cos(-x)": "cos(x)",
    "log(x)^2": "log(x)^2",
    "2^10": "1024",
    "2^(1/2)": "2^(1/2)",
    "1-x": "1-x",
    "(x-1)*(x+1)": "(x-1)*(x+1)",
    "9^9^9": "9^387420489",
  };
  for (const [text, form] of Object.entries(forms)) assert.equal(print(read(text)), form, text);
});

test("what is no formula, or divides by zero, is none", () => {
  for (const text of [
    "",
    "x+",
    "(x",
    "xy",
    "x**y",
    "1/0",
    "1/(x-x)",
    "0^0-0^(-1)",
    "sin x",
    "X",
    "x@y",
    "log()",
    "(".repeat(300),
    "1.5",
  ])
    assert.equal(parseExpression(text), undefined, text);
});

test("known derivatives and integrals", () => {
  const derivatives = {
    "x^3": "3*x^2",
    "x^y": "x^(y-1)*y",
    "y^x": "y^x*log(y)",
    "log(x*y)": "1/x",
    "x*exp(y*x)": "x*y*exp(x*y)+exp(x*y)",
    "x/(x+y)": "1/(x+y)-x/(x+y)^2",
    "x^x": "x^x*(log(x)+1)",
    y: "0",
  };
  for (const [text, slope] of Object.entries(derivatives))
    assert.equal(print(differentiate(read(text), "x")), slope, text);
  const integrals = {
    "1/x": "log(x)",
    "x^y": "x^(y+1)/(y+1)",
    "exp(x*y)": "exp(x*y)/y",
    "log(x)": "x*log(x)-x",
    "x*sin(x)": "sin(x)-x*cos(x)",
    "log(x)/x": "log(x)^2/2",
    "x/(x+y)": "x-y*log(x+y)",
    "y/(x-z)": "y*log(x-z)",
    "x*exp(x^2)": "exp(x^2)/2",
    "x*(x+y)": "x^2*y/2+x^3/3",
    y: "x*y",
  };
  for (const [text, integral] of Object.entries(integrals)) {
    const found = integrate(read(text), "x");
    assert.ok(found, text);
    assert.equal(print(found), integral, text);
  }
  for (const text of ["exp(x^2)", "sin(x)/x", "x^x", "exp(x)/x", "exp(x^y)"])
    assert.equal(integrate(read(text), "x"), undefined, text);
});

test("equality is proved where multiplying out shows it", () => {
  for (const [left, right] of [
    ["(x+y)^2", "x^2+2*x*y+y^2"],
    ["x/(x+y)+y/(x+y)", "1"],
    ["1/(x+y)-x/(x+y)^2", "y/(x+y)^2"],
    ["1/(1+1/(x+1))", "(x+1)/(x+2)"],
  ] as const)
    assert.ok(provablyEqual(read(left), read(right)), left);
  assert.equal(provablyEqual(read("(x+y)^2"), read("x^2+y^2")), false);
  assert.equal(print(expand(read("(x+y)*(x-y)"))), "x^2-y^2");
});

test("random formulas keep their value when they are simplified, written, multiplied out and read again", () => {
  const rng = new Rng(1);
  let compared = 0;
  for (let i = 0; i < 2_000; i++) {
    const text = randomFormula(rng, 4);
    const expr = parseExpression(text);
    if (expr === undefined) continue;
    const written = print(expr);
    if (written.length > 200) continue;
    assert.equal(print(read(written)), written, text);
    assert.equal(read(written).key, expr.key, text);
    compared += agree(text, written) + agree(text, print(expand(expr)));
  }
  assert.ok(compared > 2_000, `only ${compared} could be compared`);
});

test("symbolic derivatives are those of dual numbers, and the derivative of an integral is the integrand", () => {
  const rng = new Rng(2);
  let slopes = 0;
  let integrals = 0;
  for (let i = 0; i < 1_500; i++) {
    const text = randomFormula(rng, 3);
    const expr = parseExpression(text);
    if (expr === undefined) continue;
    slopes += agree(text, print(differentiate(expr, "x")), "slope");
    const integral = integrate(expr, "x");
    if (integral === undefined) continue;
    assert.ok(
      symbolsOf(integral).every((name) => name.length === 1),
      text,
    );
    integrals += agree(print(integral), text, "slope");
  }
  assert.ok(slopes > 700 && integrals > 500, `${slopes} derivatives, ${integrals} integrals`);
});

test("arbitrary text is read or refused", () => {
  const rng = new Rng(3);
  for (let i = 0; i < 5_000; i++) {
    const text = Array.from({ length: rng.integer(0, 24) }, () =>
      rng.pick([..."xy0193+-*/^()  ", "log", "exp", "sin(", "é"]),
    ).join("");
    const expr = parseExpression(text);
    if (expr) assert.equal(typeof print(expr), "string");
  }
});

function read(text: string): Expr {
  const expr = parseExpression(text);
  assert.ok(expr, `${text} cannot be read`);
  return expr;
}

/** 1 if two formulas have the same value (or the one's slope is the other's value) wherever both are defined and tame; 0 if that is nowhere. */
function agree(left: string, right: string, of: "value" | "slope" = "value"): 0 | 1 {
  const [one, other] = [parseFormula(left), parseFormula(right)];
  if (one === undefined || other === undefined) return 0;
  const rng = new Rng(left.length);
  let defined: 0 | 1 = 0;
  for (let i = 0; i < 12; i++) {
    const point = new Map([..."xyz"].map((name) => [name, 0.4 + 1.8 * rng.next()]));
    const a = evaluate(one, point, "x")[of];
    const b = evaluate(other, point, "x").value;
    if (!Number.isFinite(a) || !Number.isFinite(b) || Math.abs(a) > 1e6 || Math.abs(a) < 1e-6) continue;
    assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a)), `${left} (${of} ${a}) and ${right} (${b})`);
    defined = 1;
  }
  return defined;
}

function randomFormula(rng: Rng, depth: number): string {
  if (depth === 0 || rng.next() < 0.2) return rng.pick(["x", "x", "y", "z", "1", "2", "3"]);
  const inner = (): string => randomFormula(rng, depth - 1);
  if (rng.next() < 0.3) return `${rng.pick(["log", "exp", "sin", "cos", "-"])}(${inner()})`;
  return `(${inner()})${rng.pick(["+", "-", "*", "/", "^"])}(${inner()})`;
}
