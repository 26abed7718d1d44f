/** @file The exceptions that a rule can make and raise. */
import { Builtin, ExceptionValue } from "../machine/builtin.ts";
import { payForWhole } from "../operation/cost.ts";
import { strOf } from "../operation/formatValue.ts";
import { type Meter, Raised, raise } from "../operation/raised.ts";
import { exceptionNames } from "../syntax/names.ts";
import { repr, tuple, type Value } from "../value.ts";

export const exceptions: ReadonlyMap<string, Builtin> = new Map(
  [...exceptionNames].map((name) => [
    name,
    new Builtin("type", name, (args, _keywords, meter) => make(name, args, meter)),
  ]),
);

function make(name: string, args: readonly Value[], meter: Meter): ExceptionValue {
  for (const arg of args) payForWhole(meter, arg);
  const written = `${name}(${args.map(repr).join(", ")})`;
  return new ExceptionValue(name, messageOf(name, args), written);
}

/** One argument is the message (a KeyError shows its repr), several are shown as the tuple they are. */
function messageOf(name: string, args: readonly Value[]): string {
  const [only] = args;
  if (only === undefined) return "";
  if (args.length > 1) return repr(tuple(args));
  return name === "KeyError" ? repr(only) : strOf(only);
}

/** The `raise` statement. */
export function raiseValue(value: Value): never {
  if (value instanceof ExceptionValue) throw new Raised(value.type, value.message);
  if (value instanceof Builtin && exceptionNames.has(value.name)) throw new Raised(value.name, "");
  return raise("TypeError", "exceptions must derive from BaseException");
}
