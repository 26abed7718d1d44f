/** @file `abc`: classes that cannot be called while a method of theirs is only announced. */
import { type ClassKind, construct, Descriptor, PyClass } from "../machine/class.ts";
import { noHost } from "../machine/host.ts";
import { raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

const announced = new WeakSet<object>();

function isAnnounced(value: Value | undefined): boolean {
  if (typeof value !== "object" || value === null) return false;
  return announced.has(value) || (value instanceof Descriptor && isAnnounced(value.get));
}

function missingIn(cls: PyClass): string[] {
  const names = new Set(cls.order.flatMap(({ members }) => [...members.keys()]));
  return [...names].filter((name) => isAnnounced(cls.find(name))).sort();
}

const abstract: ClassKind = {
  construct(cls, args, keywords) {
    const missing = missingIn(cls);
    if (missing.length > 0) {
      const methods = `abstract method${missing.length === 1 ? "" : "s"} ${missing.join(", ")}`;
      raise("TypeError", `Can't instantiate abstract class ${cls.name} with ${methods}`);
    }
    return construct(cls, args, keywords);
  },
};

const base = new PyClass(
  { name: "ABC", qualified: "ABC", bases: [], members: new Map(), annotations: new Map(), host: noHost },
  [abstract],
);

export const abcModule: RuleModule = {
  name: "abc",
  members: new Map<string, Value>([
    ["ABC", base],
    ...functionsOf([
      [
        "abstractmethod",
        ([method = null]) => {
          if (typeof method === "object" && method !== null) announced.add(method);
          return method;
        },
      ],
    ]),
  ]),
};
