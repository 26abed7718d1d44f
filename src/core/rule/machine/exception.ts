/** @file Exceptions as values of the rule, and their classes: the built-in ones, and whatever else derives from them. */
import { payForWhole } from "../operation/cost.ts";
import { strOf } from "../operation/formatValue.ts";
import { LimitReached, Raised } from "../operation/raised.ts";
import type { State } from "../value.ts";
import { type PyOpaque, repr, tuple, type Value } from "../value.ts";
import { Builtin } from "./builtin.ts";

/** A class whose instances can be raised. Classes that a rule defines are such when they inherit from one. */
export interface ExceptionClass extends PyOpaque {
  readonly name: string;
  /** Whether it is the other class, or derives from it. */
  inherits(other: Value): boolean;
}

export class ExceptionType extends Builtin implements ExceptionClass {
  readonly base: ExceptionType | undefined;

  constructor(name: string, base: ExceptionType | undefined) {
    super("type", name, (args, _keywords, meter) => {
      for (const arg of args) payForWhole(meter, arg);
      return new ExceptionValue(this, args);
    });
    this.base = base;
  }

  override get isException(): boolean {
    return true;
  }

  inherits(other: Value): boolean {
    for (let at: ExceptionType | undefined = this; at !== undefined; at = at.base) if (at === other) return true;
    return other instanceof Builtin && other.name === "object";
  }
}

/** Where an exception was raised first: the innermost line of Python's traceback. */
export interface Origin {
  readonly line: number;
  readonly functionName: string;
  readonly depth: number;
  readonly state: State;
}

/** What can be raised: an instance of a built-in exception, or of a rule's own. */
export interface Exceptional extends PyOpaque {
  readonly raisable: true;
  readonly cls: ExceptionClass;
  args: readonly Value[];
  /** What `raise … from` names. */
  cause: Value;
  /** The exception that was being handled when this one was raised. */
  context: Value;
  origin: Origin | undefined;
  /** Its `str`, without stepping what rule code there is for it. */
  readonly said: string;
}

export function isExceptional(value: unknown): value is Exceptional {
  return typeof value === "object" && value !== null && "raisable" in value;
}

export class ExceptionValue implements Exceptional {
  readonly kind = "opaque";
  readonly raisable = true;
  readonly cls: ExceptionClass;
  args: readonly Value[];
  cause: Value = null;
  context: Value = null;
  origin: Origin | undefined;
  readonly #message: string | undefined;

  /** `message` is for exceptions of built-ins whose text is more than their arguments say. */
  constructor(cls: ExceptionClass, args: readonly Value[], message?: string) {
    this.cls = cls;
    this.args = args;
    this.#message = message;
  }

  get type(): string {
    return this.cls.name;
  }

  /** Python's `str`: one argument is the message (a KeyError shows its repr), several are shown as the tuple they are. */
  get message(): string {
    if (this.#message !== undefined) return this.#message;
    const [only] = this.args;
    if (only === undefined) return "";
    if (this.args.length > 1) return repr(tuple(this.args));
    return this.cls.name === "KeyError" ? repr(only) : strOf(only);
  }

  get said(): string {
    return this.message;
  }

  get text(): string {
    return `${this.type}(${this.args.map(repr).join(", ")})`;
  }

  attribute(name: string): Value | undefined {
    switch (name) {
      case "args":
        return tuple(this.args);
      case "__cause__":
        return this.cause;
      case "__context__":
        return this.context;
      case "__class__":
        return this.cls;
      case "value":
        return this.cls.name === "StopIteration" ? (this.args[0] ?? null) : undefined;
      default:
        return undefined;
    }
  }
}

const derived: Readonly<Record<string, string>> = {
  "": "BaseException",
  BaseException: "Exception GeneratorExit KeyboardInterrupt SystemExit",
  Exception:
    "ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError OSError " +
    "ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning",
  ArithmeticError: "FloatingPointError OverflowError ZeroDivisionError",
  ImportError: "ModuleNotFoundError",
  LookupError: "IndexError KeyError",
  NameError: "UnboundLocalError",
  OSError: "FileExistsError FileNotFoundError InterruptedError PermissionError TimeoutError",
  RuntimeError: "NotImplementedError RecursionError",
  SyntaxError: "IndentationError",
  ValueError: "UnicodeError",
  UnicodeError: "UnicodeDecodeError UnicodeEncodeError",
  Warning: "DeprecationWarning RuntimeWarning UserWarning",
};

/** The built-in exceptions by name. */
export const exceptionTypes: ReadonlyMap<string, ExceptionType> = hierarchy();

function hierarchy(): Map<string, ExceptionType> {
  const types = new Map<string, ExceptionType>();
  const add = (base: string): void => {
    for (const name of derived[base]?.split(" ") ?? []) {
      types.set(name, new ExceptionType(name, types.get(base)));
      add(name);
    }
  };
  add("");
  return types;
}

/** Exceptions that have to be imported to be named. */
const elsewhere: ReadonlyMap<string, ExceptionType> = new Map([
  ["FrozenInstanceError", new ExceptionType("FrozenInstanceError", exceptionTypes.get("AttributeError"))],
]);

export function exceptionType(name: string): ExceptionType {
  return exceptionTypes.get(name) ?? elsewhere.get(name) ?? (exceptionTypes.get("Exception") as ExceptionType);
}

export function isExceptionClass(value: Value): value is ExceptionClass {
  if (typeof value !== "object" || value === null || !("inherits" in value)) return false;
  return typeof value.inherits === "function" && value.inherits(exceptionType("BaseException")) === true;
}

/** The exception that is on its way, as a value. */
export function exceptionOf(raised: Raised): Exceptional {
  if (isExceptional(raised.exception)) return raised.exception;
  const { type, message, args } = raised;
  const made = new ExceptionValue(exceptionType(type), args ?? (message === "" ? [] : [message]), message);
  raised.exception = made;
  return made;
}

/** Stands for the exception that is being handled where only a state is known, as `executeLine` has it. */
export const unknownException = new ExceptionValue(exceptionType("BaseException"), []);

/** The exception that the frame handles now. */
export function handledIn(handled: readonly Exceptional[]): Exceptional {
  const exception = handled.at(-1);
  if (exception !== undefined && exception !== unknownException) return exception;
  throw new LimitReached("The state does not say which exception is being handled here.");
}

/** Sends an exception on its way. */
export function raisedOf(exception: Exceptional): Raised {
  // What a class of the rule's own says is asked for only where it is needed.
  const raised = new Raised(exception.type, exception instanceof ExceptionValue ? exception.message : "");
  raised.exception = exception;
  return raised;
}

/** What an exception is to the caller of a generator that it leaves: the end of items is told by returning alone. */
export function outOfGenerator(raised: Raised): Raised {
  const inside = exceptionOf(raised);
  if (!inside.cls.inherits(exceptionType("StopIteration"))) return raised;
  const made = new ExceptionValue(exceptionType("RuntimeError"), ["generator raised StopIteration"]);
  made.cause = inside;
  made.context = inside;
  return raisedOf(made);
}
