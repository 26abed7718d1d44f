/** @file The comparison operators as instructions. */

import { contains } from "../builtin/contains.ts";
import { Routine, type RoutineBody, settled } from "../machine/routine.ts";
import { View } from "../machine/view.ts";
import { identical, order } from "../operation/compare.ts";
import { payToCompare } from "../operation/cost.ts";
import type { CompareOperator } from "../syntax/ast.ts";
import { dictKey, equals, set, type Value } from "../value.ts";
import type { Instruction } from "./code.ts";

export function comparison(operator: CompareOperator): Instruction {
  switch (operator) {
    case "in":
    case "not in":
      return membership(operator === "in");
    case "==":
      return compare(same);
    case "!=":
      return compare((a, b) => !same(a, b));
    case "is":
      return unpaid(identical);
    case "is not":
      return unpaid((a, b) => !identical(a, b));
    default:
      return compare((a, b) => order(operator, a, b));
  }
}

/** The keys and the items of a dict are equal to sets of the same elements. */
function same(a: Value, b: Value): boolean {
  return equals(elementsOf(a), elementsOf(b));
}

function elementsOf(value: Value): Value {
  if (!(value instanceof View) || value.part === "values") return value;
  return value.items.every((item) => dictKey(item) !== undefined) ? set("set", value.items) : value;
}

function compare(decide: (a: Value, b: Value) => boolean): Instruction {
  return (frame, machine) => {
    const right = frame.pop();
    const left = frame.pop();
    payToCompare(machine, left, right);
    frame.push(decide(left, right));
  };
}

function unpaid(decide: (a: Value, b: Value) => boolean): Instruction {
  return (frame) => {
    const right = frame.pop();
    frame.push(decide(frame.pop(), right));
  };
}

/** Membership in an iterator may run rule code. */
function membership(positive: boolean): Instruction {
  return (frame, machine) => {
    const container = frame.pop();
    const found = contains(container, frame.pop(), machine);
    if (!(found instanceof Routine)) frame.push((found === true) === positive);
    else machine.settle(new Routine(answer(found, positive)));
  };
}

function* answer(found: Routine, positive: boolean): RoutineBody {
  return ((yield* settled(found)) === true) === positive;
}
