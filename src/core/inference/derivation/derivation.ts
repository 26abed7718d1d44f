/**
 * @file Mathematical derivation: an expression and one of its letters, and what one of six operators makes of it (after Valentino et al.,
 * arXiv 2311.01230). The premise `x*exp(y)@x` names the letter behind `@`; the operator is the rule. Results come from the algebra and are
 * judged by numbers.
 */

import { type Expr, symbolsOf } from "../../algebra/expression.ts";
import { expressionOf, type Formula, parseExpression, parseFormula } from "../../algebra/parse.ts";
import { print } from "../../algebra/print.ts";
import { Rng } from "../../base/rng.ts";
import type { Inference, InferenceTask, ItemOptions, Judgement } from "../inferenceTask.ts";
import { judge, malformed, quote, unknownRule } from "../judge.ts";
import { chosenVariant } from "../premises.ts";
import { operatorsBetween } from "./judge.ts";
import { operators, resultText } from "./operators.ts";
import { drawPremise, letters, shapeOf } from "./premise.ts";

/** Characters of a conclusion at most. */
const longestConclusion = 22;

const variants = ["letters"] as const;

export const derivation: InferenceTask = {
  name: "derivation",
  title: "Mathematical derivation",
  rules: operators.map(({ name, about }) => ({ name, about })),
  factors: ["variable", "shape"],
  variants,
  tokens: "characters",
  vocabulary: [...new Set([...letters, ..."logexpsincos", ..."0123456789+-*/^()@"])].sort(),
  example: {
    premises: ["x*exp(y)@x"],
    rule: "differentiate",
    conclusion: "exp(y)",
    factors: { variable: "x", shape: "x*exp(a)" },
    group: "x*exp(y)",
  },
  items,
  readPremises(text) {
    const premise = readPremise(text);
    return premise && [premise.text];
  },
  premisesText: (premises) => premises.join(" "),
  conclude,
  check,
};

/** The results of all six operators on one premise after another, without those that are too long or have no closed form. */
function* items({ seed, count = Number.POSITIVE_INFINITY, variant }: ItemOptions): Generator<Inference> {
  chosenVariant(variants, variant);
  const rng = new Rng(seed).fork("derivation");
  const seen = new Set<string>();
  let made = 0;
  // With so many draws in vain, (nearly) all there is has come up.
  for (let vain = 0; vain < 20_000; vain++) {
    const expr = drawPremise(rng);
    const variable = rng.pick(symbolsOf(expr));
    const group = print(expr);
    const premise = `${group}@${variable}`;
    if (seen.has(premise)) continue;
    seen.add(premise);
    vain = 0;
    const factors = { variable, shape: shapeOf(expr, variable) };
    for (const operator of operators) {
      const conclusion = resultText(operator, expr, variable);
      if (conclusion === undefined || conclusion.length > longestConclusion) continue;
      if (made++ >= count) return;
      yield { premises: [premise], rule: operator.name, conclusion, factors, group };
    }
  }
}

function conclude(premises: readonly string[], rule: string): string | undefined {
  const operator = operators.find(({ name }) => name === rule);
  const premise = premises.length === 1 ? readPremise(premises[0] ?? "") : undefined;
  return operator && premise && resultText(operator, premise.expr, premise.variable);
}

function check(premises: readonly string[], rule: string, conclusion: string): Judgement {
  const unknown = unknownRule(derivation, rule);
  if (unknown !== undefined) return malformed("rule", unknown);
  const premise = premises.length === 1 ? readPremise(premises[0] ?? "") : undefined;
  if (premise === undefined) {
    return malformed(
      "premises",
      `${quote(premises.join(" "))} is no expression with its variable, as in ${quote("x*y@x")}.`,
    );
  }
  const result = parseFormula(conclusion);
  if (result === undefined || parseExpression(conclusion) === undefined) {
    return malformed("conclusion", `${quote(conclusion)} is no expression that can be read.`);
  }
  const follows = operatorsBetween(premise.formula, premise.variable, result);
  const expected = conclude(premises, rule);
  return judge({ claimed: rule, follows, expected, conclusion: conclusion.trim() });
}

interface Premise {
  readonly expr: Expr;
  readonly formula: Formula;
  readonly variable: string;
  /** As the task writes it. */
  readonly text: string;
}

function readPremise(text: string): Premise | undefined {
  const [, left = "", variable = ""] = /^([^@]*)@\s*([a-z])\s*$/.exec(text) ?? [];
  const formula = left.trim() === "" ? undefined : parseFormula(left);
  const expr = formula && expressionOf(formula);
  return formula && expr && { expr, formula, variable, text: `${print(expr)}@${variable}` };
}
