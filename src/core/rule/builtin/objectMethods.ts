/** @file What every object has from `object` itself, for classes that call it on purpose: `super().__init__()`, `object.__repr__(self)`. */
import { BoundMethod, Builtin, type Method } from "../machine/builtin.ts";
import { Instance, notImplemented } from "../machine/instance.ts";
import { RuleException } from "../machine/ruleException.ts";
import { reprOf } from "../operation/formatValue.ts";
import { raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    "__init__",
    (self, args) => {
      if (self instanceof RuleException) self.args = args;
      else if (args.length > 0 && self instanceof Instance && self.cls.find("__init__") !== undefined) {
        raise("TypeError", "object.__init__() takes exactly one argument (the instance to initialize)");
      }
      return null;
    },
  ],
  ["__repr__", (self) => (self instanceof Instance ? self.plainText : reprOf(self))],
  ["__str__", (self) => (self instanceof RuleException ? self.plainMessage : reprOf(self))],
  ["__eq__", (self, [other]) => (self === other ? true : notImplemented)],
  ["__ne__", (self, [other]) => (self === other ? false : notImplemented)],
  [
    "__setattr__",
    (self, [name, item]) => {
      if (self instanceof Instance && typeof name === "string" && item !== undefined) self.fields.set(name, item);
      return null;
    },
  ],
]);

export const objectType = new Builtin("type", "object", (args) => {
  if (args.length > 0) raise("TypeError", "object() takes no arguments");
  return { kind: "opaque", type: "object", text: "<object object>" };
});

export function objectMethod(self: Value, name: string): BoundMethod | undefined {
  const method = methods.get(name);
  return method === undefined ? undefined : new BoundMethod(name, self, method);
}
