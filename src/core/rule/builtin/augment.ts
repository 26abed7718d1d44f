/** @file Augmented assignment: lists and dicts change in place, everything else is computed again. */
import type { Instruction } from "../code/code.ts";
import { collectHinted } from "../machine/iterate.ts";
import { augmentedOperators, type BinaryOperator } from "../operation/arithmetic.ts";
import { checkSize, type Meter } from "../operation/raised.ts";
import { isSet, type PyDict, type PyList } from "../value.ts";
import { updateDict } from "./dictMethods.ts";
import { augmentSet } from "./setMethods.ts";

/** Takes the two operands, leaves the result. */
export function augment(operator: BinaryOperator): Instruction {
  const compute = augmentedOperators[operator];
  return (frame, machine) => {
    const right = frame.pop();
    const left = frame.pop();
    if (isSet(left)) {
      const changed = augmentSet(operator, left, right, machine);
      if (changed !== undefined) {
        machine.settle(changed);
        return;
      }
    }
    if (typeof left === "object" && left !== null) {
      if (left.kind === "list" && operator === "+") {
        machine.settle(collectHinted(right, machine, (items) => extendList(left, items, machine)));
        return;
      }
      if (left.kind === "list" && operator === "*") {
        const repeated = compute(left, right, machine);
        if (typeof repeated === "object" && repeated !== null && repeated.kind === "list") left.items = repeated.items;
        left.frozen = undefined;
        frame.push(left);
        return;
      }
      if (left.kind === "dict" && operator === "|" && left.variant?.name !== "Counter") {
        machine.settle(mergeInto(left, right, machine));
        return;
      }
    }
    frame.push(compute(left, right, machine));
  };
}

function mergeInto(left: PyDict, right: Parameters<typeof updateDict>[1], machine: Parameters<typeof updateDict>[2]) {
  return updateDict(left, right, machine, () => left);
}

/** Adds items at the end of a list, in place. */
export function extendList(left: PyList, items: PyList["items"], meter: Meter): PyList {
  checkSize(left.items.length + items.length, "a list");
  meter.spend(items.length);
  left.frozen = undefined;
  for (const item of items) left.items.push(item);
  if (left.variant === undefined) return left;
  left.changes = (left.changes ?? 0) + 1;
  if (left.variant.most !== undefined) left.items.splice(0, left.items.length - left.variant.most);
  return left;
}
