/** @file `copy`: `copy` and `deepcopy` of data and of instances of a rule's own classes. */
import { argument } from "../builtin/arguments.ts";
import { Instance } from "../machine/instance.ts";
import { Iteration } from "../machine/iteration.ts";
import { payForWhole } from "../operation/cost.ts";
import { type Meter, outside } from "../operation/raised.ts";
import { setEntry } from "../operation/subscript.ts";
import { isSet, type PyDict, type PyList, type PyTuple, typeName, type Value } from "../value.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

function refuse(value: Value): void {
  if (value instanceof Iteration) outside(`A copy of a \`${typeName(value)}\``);
}

/** An instance with fields of its own; what has an identity by itself, as the members of an enumeration have, stays what it is. */
function sameClass(value: Instance): Instance {
  return value.copied() ?? value;
}

function shallow(value: Value): Value {
  refuse(value);
  if (value instanceof Instance) {
    const made = sameClass(value);
    if (made !== value) for (const [name, item] of value.fields) made.fields.set(name, item);
    return made;
  }
  if (typeof value !== "object" || value === null) return value;
  if (value.kind === "list") return { kind: "list", items: value.items.slice(), variant: value.variant };
  if (value.kind === "set") return { kind: "set", table: value.table.duplicate() };
  if (value.kind !== "dict") return value;
  const entries = [...value.entries].map(([key, [name, item]]) => [key, [name, item]] as const);
  return { kind: "dict", entries: new Map(entries) as PyDict["entries"], variant: value.variant };
}

function deep(value: Value, made: Map<Value, Value>): Value {
  refuse(value);
  if (typeof value !== "object" || value === null) return value;
  const known = made.get(value);
  if (known !== undefined) return known;
  if (value instanceof Instance) {
    const result = sameClass(value);
    made.set(value, result);
    if (result !== value) for (const [name, item] of value.fields) result.fields.set(name, deep(item, made));
    return result;
  }
  if (value.kind === "list") {
    const result: PyList = { kind: "list", items: [], variant: value.variant };
    made.set(value, result);
    for (const item of value.items) result.items.push(deep(item, made));
    return result;
  }
  if (value.kind === "tuple") {
    const items = value.items.map((item) => deep(item, made));
    const same = items.every((item, i) => item === value.items[i]);
    const result: PyTuple = same ? value : { kind: "tuple", items, record: value.record };
    made.set(value, result);
    return result;
  }
  if (value.kind === "dict") {
    const result: PyDict = { kind: "dict", entries: new Map(), variant: value.variant };
    made.set(value, result);
    for (const [key, item] of value.entries.values()) setEntry(result, deep(key, made), deep(item, made));
    return result;
  }
  // What a set holds can be hashed: only objects of a rule's own would be copies.
  if (isSet(value) && value.table.values().some((item) => item instanceof Instance))
    outside("A deep copy of a set of objects");
  if (value.kind === "set") return { kind: "set", table: value.table.duplicate() };
  return value;
}

function paid(make: (value: Value) => Value): (args: readonly Value[], keywords: unknown, meter: Meter) => Value {
  return (args, _keywords, meter) => {
    const value = argument(args, 0);
    payForWhole(meter, value);
    return make(value);
  };
}

export const copyModule: RuleModule = {
  name: "copy",
  members: new Map(
    functionsOf([
      ["copy", paid(shallow)],
      ["deepcopy", paid((value) => deep(value, new Map()))],
    ]),
  ),
};
