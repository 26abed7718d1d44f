/** @file Which method a value has under a name. */
import { Builtin, type Method } from "../machine/builtin.ts";
import { counterMethods, dequeMethods, orderedMethods } from "../module/collectionMethods.ts";
import { asInt } from "../operation/arithmetic.ts";
import { bitLength } from "../operation/cost.ts";
import { raise } from "../operation/raised.ts";
import { tuple, typeName, type Value, type Variant } from "../value.ts";
import { plainMethod } from "./arguments.ts";
import { bytesMethods, encodeMethod, intFromBytes, intToBytes } from "./bytesMethods.ts";
import { dictMethods, fromKeys } from "./dictMethods.ts";
import { floatMethods } from "./floatMethods.ts";
import { generatorMethods } from "./generatorMethods.ts";
import { listMethods, rangeMethods, tupleMethods } from "./sequenceMethods.ts";
import { frozensetMethods, setMethods } from "./setMethods.ts";
import { stringMethods } from "./stringMethods.ts";
import { makeTable } from "./translate.ts";

const magnitude = (self: Value): bigint => {
  const int = asInt(self) ?? 0n;
  return int < 0n ? -int : int;
};

const intMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["bit_length", plainMethod("int.bit_length", (self) => BigInt(bitLength(magnitude(self))))],
  ["conjugate", plainMethod("int.conjugate", (self) => asInt(self) ?? 0n)],
  ["as_integer_ratio", plainMethod("int.as_integer_ratio", (self) => tuple([asInt(self) ?? 0n, 1n]))],
  ["to_bytes", intToBytes],
  ["bit_count", plainMethod("int.bit_count", (self) => BigInt(magnitude(self).toString(2).replaceAll("0", "").length))],
]);

const noMethods: ReadonlyMap<string, Method> = new Map();

const byType: ReadonlyMap<string, ReadonlyMap<string, Method>> = new Map([
  ["int", intMethods],
  ["bool", intMethods],
  ["str", new Map([...stringMethods, ["encode", encodeMethod]])],
  ["list", listMethods],
  ["tuple", tupleMethods],
  ["dict", dictMethods],
  ["range", rangeMethods],
  ["float", floatMethods],
  ["bytes", bytesMethods],
  ["set", setMethods],
  ["frozenset", frozensetMethods],
  ["generator", generatorMethods],
]);

/** Methods of lists that deques do not have. */
const outsideDeque: ReadonlySet<string> = new Set(["sort"]);

export function methodOf(receiver: Value, name: string): Method | undefined {
  if (typeof receiver === "object" && receiver !== null) {
    if (receiver.kind === "list") {
      if (receiver.variant === undefined) return listMethods.get(name);
      return dequeMethods.get(name) ?? (outsideDeque.has(name) ? undefined : listMethods.get(name));
    }
    if (receiver.kind === "dict") {
      return variantMethods(receiver.variant?.name)?.get(name) ?? dictMethods.get(name);
    }
    if (receiver instanceof Builtin && receiver.type === "type") return ofType(receiver.name, name);
  }
  return (byType.get(typeName(receiver)) ?? noMethods).get(name);
}

function variantMethods(variant: Variant["name"] | undefined): ReadonlyMap<string, Method> | undefined {
  if (variant === "Counter") return counterMethods;
  return variant === "OrderedDict" ? orderedMethods : undefined;
}

/** `str.upper` as a function of its own: its first argument is the string. */
function ofType(type: string, name: string): Method | undefined {
  if (type === "int" && name === "from_bytes")
    return (_self, args, keywords, meter) => intFromBytes(args, keywords, meter);
  if (type === "str" && name === "maketrans") return (_self, args, keywords, meter) => makeTable(args, keywords, meter);
  if (type === "dict" && name === "fromkeys") return (_self, args, _keywords, meter) => fromKeys(args, meter);
  const method = byType.get(type)?.get(name);
  if (method === undefined) return undefined;
  return (_type, args, keywords, meter) => {
    const [self, ...rest] = args;
    if (self === undefined) return raise("TypeError", `unbound method ${type}.${name}() needs an argument`);
    if (typeName(self) !== type && !(type === "int" && typeof self === "boolean")) {
      return raise(
        "TypeError",
        `descriptor '${name}' for '${type}' objects doesn't apply to a '${typeName(self)}' object`,
      );
    }
    return method(self, rest, keywords, meter);
  };
}
