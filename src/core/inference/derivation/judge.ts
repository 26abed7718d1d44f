/**
 * @file By which operators a result follows from an expression: by numbers at random points. Both are evaluated as they are written, with
 * their derivatives (`algebra/evaluate.ts`), so the judge shares nothing with the algebra that makes results. An antiderivative is one whose
 * derivative is the integrand, with any constant.
 */

import { type Dual, evaluate } from "../../algebra/evaluate.ts";
import type { Formula } from "../../algebra/parse.ts";
import { own } from "../../base/own.ts";
import { Rng } from "../../base/rng.ts";

/** Points at which both sides must be defined and agree; and how many are tried for that. */
const points = { needed: 6, tried: 80 } as const;
const tolerance = 1e-7;

type Relation = (premise: Dual, variable: number, result: Dual) => readonly [found: number, wanted: number];

const relations: Readonly<Record<string, Relation>> = {
  add: (premise, variable, result) => [result.value, premise.value + variable],
  subtract: (premise, variable, result) => [result.value, premise.value - variable],
  multiply: (premise, variable, result) => [result.value, premise.value * variable],
  divide: (premise, variable, result) => [result.value, premise.value / variable],
  differentiate: (premise, _variable, result) => [result.value, premise.slope],
  integrate: (premise, _variable, result) => [result.slope, premise.value],
};

/** The names of the operators; all letters are taken to be positive. */
export function operatorsBetween(premise: Formula, variable: string, result: Formula): string[] {
  const names = [...new Set([...lettersOf(premise), ...lettersOf(result), variable])].sort();
  const open = new Map(Object.keys(relations).map((name) => [name, 0]));
  const rng = new Rng(names.length);
  for (let tried = 0; tried < points.tried && open.size > 0; tried++) {
    const point = new Map(names.map((name) => [name, 0.2 + 2.6 * rng.next()]));
    const at = point.get(variable) ?? Number.NaN;
    const [before, after] = [evaluate(premise, point, variable), evaluate(result, point, variable)];
    for (const [name, agreed] of open) {
      const [found = Number.NaN, wanted = Number.NaN] = own(relations, name)?.(before, at, after) ?? [];
      if (!Number.isFinite(found) || !Number.isFinite(wanted)) continue;
      if (Math.abs(found - wanted) > tolerance * Math.max(1, Math.abs(found), Math.abs(wanted))) open.delete(name);
      else open.set(name, agreed + 1);
    }
    if ([...open.values()].every((agreed) => agreed >= points.needed)) break;
  }
  return [...open].flatMap(([name, agreed]) => (agreed >= points.needed ? [name] : []));
}

function lettersOf(formula: Formula): string[] {
  switch (formula.kind) {
    case "number":
      return [];
    case "letter":
      return [formula.name];
    case "minus":
      return lettersOf(formula.of);
    case "call":
      return lettersOf(formula.argument);
    case "binary":
      return [...lettersOf(formula.left), ...lettersOf(formula.right)];
  }
}
