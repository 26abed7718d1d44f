/** @file Exceptions whose class a rule defines: instances like any other, which can be raised. */
import { strOf } from "../operation/formatValue.ts";
import { repr, tuple, type Value } from "../value.ts";
import type { PyClass } from "./class.ts";
import { type Exceptional, exceptionType, type Origin } from "./exception.ts";
import { Instance } from "./instance.ts";

export class RuleException extends Instance implements Exceptional {
  readonly raisable = true;
  args: readonly Value[];
  cause: Value = null;
  context: Value = null;
  origin: Origin | undefined;

  constructor(cls: PyClass, args: readonly Value[]) {
    super(cls);
    this.args = args;
  }

  override copied(): Instance {
    return new RuleException(this.cls, this.args);
  }

  /** What `BaseException.__repr__` gives. */
  override get plainText(): string {
    return `${this.cls.name}(${this.args.map(repr).join(", ")})`;
  }

  override get text(): string {
    return this.cls.find("__repr__") === undefined ? this.plainText : super.text;
  }

  /** What `BaseException.__str__` gives. */
  get plainMessage(): string {
    const [only] = this.args;
    if (only === undefined) return "";
    if (this.args.length > 1) return repr(tuple(this.args));
    return this.cls.inherits(exceptionType("KeyError")) ? repr(only) : strOf(only);
  }

  override get message(): string {
    return super.message ?? this.plainMessage;
  }

  get said(): string {
    const own = this.cls.find("__str__");
    const written = own === undefined ? undefined : this.cls.host.runner.callQuietly(own, [this]);
    return typeof written === "string" ? written : own === undefined ? this.plainMessage : "";
  }

  /** An attribute that all exceptions have. */
  own(name: string): Value | undefined {
    switch (name) {
      case "args":
        return tuple(this.args);
      case "__cause__":
        return this.cause;
      case "__context__":
        return this.context;
      default:
        return undefined;
    }
  }
}
