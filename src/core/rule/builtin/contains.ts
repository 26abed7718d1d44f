/** @file `item in container`. */
import { consume, iterate } from "../machine/iterate.ts";
import { Iteration } from "../machine/iteration.ts";
import type { Result } from "../machine/routine.ts";
import { View } from "../machine/view.ts";
import { asInt, modulo, truth } from "../operation/arithmetic.ts";
import { payForKey, payToCompare, payToSearch } from "../operation/cost.ts";
import { type Meter, raise } from "../operation/raised.ts";
import { hasSpecial } from "../operation/special.ts";
import { entryOf } from "../operation/subscript.ts";
import { sameItem, typeName, type Value } from "../value.ts";
import { hasElement } from "./setMethods.ts";

export function contains(container: Value, item: Value, meter: Meter): Result {
  if (typeof container === "string") {
    if (typeof item !== "string") {
      return raise("TypeError", `'in <string>' requires string as left operand, not ${typeName(item)}`);
    }
    meter.spend((container.length >> 4) + (item.length >> 4));
    return container.includes(item);
  }
  if (typeof container === "object" && container !== null) {
    switch (container.kind) {
      case "list":
      case "tuple":
        payToSearch(meter, container.items.length, item);
        return container.items.some((each) => sameItem(each, item));
      case "bytes": {
        meter.spend(container.data.length >> 2);
        const int = asInt(item);
        if (int !== undefined) return container.data.some((byte) => BigInt(byte) === int);
        if (typeof item === "object" && item !== null && item.kind === "bytes") {
          return String.fromCharCode(...container.data).includes(String.fromCharCode(...item.data));
        }
        return raise("TypeError", `a bytes-like object is required, not '${typeName(item)}'`);
      }
      case "set":
      case "frozenset":
        meter.spend(4);
        payForKey(meter, item);
        return hasElement(container, item);
      case "dict":
        payForKey(meter, item);
        return entryOf(container, item) !== undefined;
      case "range": {
        const int = typeof item === "number" && Number.isInteger(item) ? BigInt(item) : asInt(item);
        if (int === undefined) return false;
        const { start, stop, step } = container;
        const within = step > 0n ? start <= int && int < stop : stop < int && int <= start;
        return within && modulo(int - start, step, meter) === 0n;
      }
      case "opaque":
        if (container instanceof View) {
          payForKey(meter, item);
          if (container.part === "keys") return entryOf(container.source, item) !== undefined;
          payToSearch(meter, 4 * container.source.entries.size, item);
          return container.items.some((each) => sameItem(each, item));
        }
        if (container instanceof Iteration) {
          let found = false;
          const take = (each: Value): boolean => {
            payToCompare(meter, each, item);
            found = sameItem(each, item);
            return !found;
          };
          return consume(iterate(container), meter, take, () => found);
        }
    }
  }
  if (hasSpecial(container)) {
    const answer = container.special("__contains__", [item]);
    if (answer !== undefined) return truth(answer);
    const refuse = (): never => raise("TypeError", `argument of type '${typeName(container)}' is not iterable`);
    return contains(iterate(container, refuse), item, meter);
  }
  return raise("TypeError", `argument of type '${typeName(container)}' is not iterable`);
}
