/** @file The `raise` statement, and what `except` compares. */
import { ExceptionType, ExceptionValue, exceptionType, isExceptionClass, raisedOf } from "../machine/exception.ts";
import { Instance } from "../machine/instance.ts";
import { outside, raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";

/** `raise value from cause`; `handled` is the exception that is being handled meanwhile. */
export function raiseValue(value: Value, cause: Value | undefined, handled: ExceptionValue | undefined): never {
  const exception = instance(value, "exceptions must derive from BaseException");
  if (cause !== undefined) {
    exception.cause = cause === null ? null : instance(cause, "exception causes must derive from BaseException");
  }
  if (handled !== undefined && handled !== exception) exception.context = handled;
  throw raisedOf(exception);
}

function instance(value: Value, refusal: string): ExceptionValue {
  if (value instanceof ExceptionValue) return value;
  if (value instanceof ExceptionType) return new ExceptionValue(value, []);
  if (isExceptionClass(value) || (value instanceof Instance && isExceptionClass(value.cls))) {
    return outside("A rule raises Python's own exceptions, not those of a class of its own");
  }
  return raise("TypeError", refusal);
}

/** Whether `except classes:` catches the exception. */
export function catches(exception: ExceptionValue, classes: Value): boolean {
  const all = typeof classes === "object" && classes !== null && classes.kind === "tuple" ? classes.items : [classes];
  for (const each of all) {
    if (!isExceptionClass(each)) {
      return raise("TypeError", "catching classes that do not inherit from BaseException is not allowed");
    }
  }
  return all.some((each) => exception.cls.inherits(each));
}

export function isStopIteration(exception: ExceptionValue): boolean {
  return exception.cls.inherits(exceptionType("StopIteration"));
}
