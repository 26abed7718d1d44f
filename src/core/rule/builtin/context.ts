/** @file What `with` calls: the `__enter__` and `__exit__` of an object's class. */
import { PyClass, RuleMethod } from "../machine/class.ts";
import type { Exceptional } from "../machine/exception.ts";
import { Closure } from "../machine/frame.ts";
import { Instance } from "../machine/instance.ts";
import { Routine, type RoutineBody } from "../machine/routine.ts";
import { type Meter, outside, raise } from "../operation/raised.ts";
import { type PyOpaque, typeName, type Value } from "../value.ts";

const traceback: PyOpaque = { kind: "opaque", type: "traceback", text: "<traceback object>" };

/** The bound `__exit__`, and the call of `__enter__`. */
export function enter(manager: Value, _meter: Meter): [Value, Routine] {
  const begin = specialOf(manager, "__enter__", "");
  const exit = specialOf(manager, "__exit__", " (missed __exit__ method)");
  return [
    exit,
    new Routine(
      (function* (): RoutineBody {
        return yield { kind: "call", callee: begin, args: [] };
      })(),
    ),
  ];
}

function specialOf(manager: Value, name: string, words: string): Value {
  const found = manager instanceof Instance ? manager.cls.find(name) : undefined;
  if (found instanceof Closure) return new RuleMethod(manager, found);
  if (found !== undefined) return outside(`\`${name}\` that is no plain method`);
  const type = manager instanceof PyClass ? "type" : typeName(manager);
  return raise("TypeError", `'${type}' object does not support the context manager protocol${words}`);
}

/** What `__exit__` is told of an exception. */
export function exceptionOfExit(exception: Exceptional): readonly Value[] {
  return [exception.cls, exception, traceback];
}
