/** @file The comparison operators as instructions. */

import { contains } from "../builtin/contains.ts";
import { Routine, type RoutineBody, settled } from "../machine/routine.ts";
import { identical, order } from "../operation/compare.ts";
import { payToCompare } from "../operation/cost.ts";
import type { CompareOperator } from "../syntax/ast.ts";
import { equals, type Value } from "../value.ts";
import type { Instruction } from "./code.ts";

export function comparison(operator: CompareOperator): Instruction {
  switch (operator) {
    case "in":
    case "not in":
      return membership(operator === "in");
    case "==":
      return compare(equals);
    case "!=":
      return compare((a, b) => !equals(a, b));
    case "is":
      return unpaid(identical);
    case "is not":
      return unpaid((a, b) => !identical(a, b));
    default:
      return compare((a, b) => order(operator, a, b));
  }
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
