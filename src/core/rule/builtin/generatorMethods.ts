/** @file The methods of generators. */
import type { Method } from "../machine/builtin.ts";
import { exceptionOf, isExceptionClass } from "../machine/exception.ts";
import { Generation } from "../machine/generation.ts";
import { Routine, type RoutineBody, stop } from "../machine/routine.ts";
import { asRaised, type Meter, raise } from "../operation/raised.ts";
import { typeName, type Value } from "../value.ts";
import { argument, between } from "./arguments.ts";
import { raiseValue } from "./exceptions.ts";

function ofGenerator(
  name: string,
  least: number,
  most: number,
  run: (self: Generation, args: readonly Value[], meter: Meter) => Routine,
): [string, Method] {
  const method: Method = (self, args, keywords, meter) => {
    between(`generator.${name}`, least, most, args, keywords);
    return self instanceof Generation
      ? run(self, args, meter)
      : raise("AttributeError", `'${typeName(self)}' object has no attribute '${name}'`);
  };
  return [name, method];
}

function* itemOf(generation: Generation, body: RoutineBody): RoutineBody {
  const item = yield* body;
  return item === stop ? generation.ended() : item;
}

function* thrownInto(self: Generation, args: readonly Value[], meter: Meter): RoutineBody {
  const given = argument(args, 0);
  const [, value = null] = args;
  if (isExceptionClass(given) && value !== null) {
    const made = yield { kind: "call", callee: given, args: [value] };
    return yield* itemOf(self, self.throwing(raisedBy(made, meter)));
  }
  return yield* itemOf(self, self.throwing(raisedBy(given, meter)));
}

function raisedBy(value: Value, meter: Meter): ReturnType<typeof asRaised> {
  try {
    return raiseValue(value, undefined, undefined, meter);
  } catch (error) {
    const raised = asRaised(error);
    exceptionOf(raised);
    return raised;
  }
}

export const generatorMethods: ReadonlyMap<string, Method> = new Map([
  ofGenerator("__next__", 0, 0, (self) => new Routine(itemOf(self, self.send(null).body))),
  ofGenerator("send", 1, 1, (self, args) => new Routine(itemOf(self, self.send(argument(args, 0)).body))),
  ofGenerator("throw", 1, 3, (self, args, meter) => new Routine(thrownInto(self, args, meter))),
  ofGenerator("close", 0, 0, (self) => new Routine(self.closing())),
]);
