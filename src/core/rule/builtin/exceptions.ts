/** @file The `raise` statement, and what `except` compares. */

import { PyClass } from "../machine/class.ts";
import {
  type Exceptional,
  ExceptionType,
  ExceptionValue,
  exceptionType,
  isExceptional,
  isExceptionClass,
  raisedOf,
} from "../machine/exception.ts";
import { type Meter, raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";

/** `raise value from cause`; `handled` is the exception that is being handled meanwhile. */
export function raiseValue(
  value: Value,
  cause: Value | undefined,
  handled: Exceptional | undefined,
  meter: Meter,
): never {
  const exception = instance(value, "exceptions must derive from BaseException", meter);
  if (cause !== undefined) {
    exception.cause = cause === null ? null : instance(cause, "exception causes must derive from BaseException", meter);
  }
  if (handled !== undefined && handled !== exception) exception.context = handled;
  throw raisedOf(exception);
}

/** A class is called first. */
function instance(value: Value, refusal: string, meter: Meter): Exceptional {
  if (isExceptional(value)) return value;
  if (value instanceof ExceptionType) return new ExceptionValue(value, []);
  const made = value instanceof PyClass && isExceptionClass(value) ? meter.callNow?.(value, []) : undefined;
  return isExceptional(made) ? made : raise("TypeError", refusal);
}

/** Whether `except classes:` catches the exception. */
export function catches(exception: Exceptional, classes: Value): boolean {
  const all = typeof classes === "object" && classes !== null && classes.kind === "tuple" ? classes.items : [classes];
  for (const each of all) {
    if (!isExceptionClass(each)) {
      return raise("TypeError", "catching classes that do not inherit from BaseException is not allowed");
    }
  }
  return all.some((each) => exception.cls.inherits(each));
}

export function isStopIteration(exception: Exceptional): boolean {
  return exception.cls.inherits(exceptionType("StopIteration"));
}
