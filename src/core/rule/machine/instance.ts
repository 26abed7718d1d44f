/** @file Instances of classes that a rule defines, and how they are shown. */
import { truth } from "../operation/arithmetic.ts";
import { raise } from "../operation/raised.ts";
import type { DictKey, PyOpaque, Value } from "../value.ts";
import type { PyClass } from "./class.ts";

export class Instance implements PyOpaque {
  readonly kind = "opaque";
  readonly cls: PyClass;
  readonly fields = new Map<string, Value>();
  /** The int that it is as well. */
  readonly int?: bigint;

  constructor(cls: PyClass) {
    this.cls = cls;
  }

  get type(): string {
    return this.cls.name;
  }

  /** One of the same class without fields, for a copy; undefined where there is only this one. */
  copied(): Instance | undefined {
    return new Instance(this.cls);
  }

  /** Its `repr`, running the class's own where it has one. */
  get text(): string {
    const own = this.cls.find("__repr__");
    if (own === undefined) return this.plainText;
    const { runner } = this.cls.host;
    const written = runner.callNow(own, [this]);
    return typeof written === "string" ? written : notText("__repr__", written);
  }

  /** What an object is shown as whose class does not say. Addresses mean nothing outside one run, so none is made up. */
  get plainText(): string {
    return `<${this.cls.qualified} object>`;
  }

  /** Its `str`. */
  get message(): string | undefined {
    const own = this.cls.find("__str__");
    if (own === undefined) return undefined;
    const written = this.cls.host.runner.callNow(own, [this]);
    return typeof written === "string" ? written : notText("__str__", written);
  }

  /** The text for a state: nothing is stepped, and a `repr` that raises (on a half-made instance) counts as none. */
  get shown(): string {
    const own = this.cls.find("__repr__");
    const written = own === undefined ? undefined : this.cls.host.runner.callQuietly(own, [this]);
    return typeof written === "string" ? written : this.plainText;
  }

  /** `self == other` by the class's own `__eq__`; undefined where it has none, or leaves it open. */
  equal(other: Value): boolean | undefined {
    const answer = this.special("__eq__", [other]);
    return answer === undefined ? undefined : truth(answer);
  }

  /** The answer of a special method of its class; undefined where there is none, or where it leaves the answer open. */
  special(name: string, args: readonly Value[]): Value | undefined {
    const own = this.cls.find(name);
    if (own === undefined) return undefined;
    if (own === null) return raise("TypeError", `'${this.type}' object has no ${name}`);
    const answer = this.cls.host.runner.callNow(own, [this, ...args]);
    return answer === notImplemented ? undefined : answer;
  }

  /** Whether its class is derived from another instance's, and not the same. */
  derivesFrom(other: Value): boolean {
    return other instanceof Instance && other.cls !== this.cls && this.cls.inherits(other.cls);
  }

  /** What dicts and sets file it under; undefined where it cannot be hashed. Its `__hash__` is stepped, as it is in CPython. */
  key(): DictKey | undefined {
    const own = this.cls.hashMember();
    if (own === null) return undefined;
    const { host } = this.cls;
    const hash = own === undefined ? undefined : host.runner.callNow(own, [this]);
    if (hash !== undefined && typeof hash !== "bigint") raise("TypeError", "__hash__ method should return an integer");
    const equality = this.cls.find("__eq__");
    if (hash === undefined || equality === undefined) return this;
    // Which known object it equals is found unseen: what CPython compares depends on the dict, and is stepped there.
    const alike = host.keys.get(hash) ?? [];
    const known = alike.find((each) => each === this || host.runner.callQuietly(equality, [this, each]) === true);
    if (known !== undefined) return known;
    host.keys.set(hash, [...alike, this]);
    return this;
  }

  /** Its hash as a number, found unseen. */
  hashed(): bigint | undefined {
    const own = this.cls.hashMember();
    if (own === null) return undefined;
    if (own === undefined) return BigInt(this.cls.host.numberOf(this));
    const hash = this.cls.host.runner.callQuietly(own, [this]);
    return typeof hash === "bigint" ? hash : 0n;
  }

  get length(): (() => number) | undefined {
    const own = this.cls.find("__len__");
    if (own === undefined || own === null) return undefined;
    return () => {
      const length = this.cls.host.runner.callNow(own, [this]);
      return typeof length === "bigint" ? Number(length) : raise("TypeError", "'__len__' should return an integer");
    };
  }
}

/** What an operator's method answers when it leaves the operation to the other operand. */
export const notImplemented: PyOpaque = { kind: "opaque", type: "NotImplementedType", text: "NotImplemented" };

function notText(method: string, value: Value): never {
  return raise(
    "TypeError",
    `${method} returned non-string (type ${typeof value === "object" ? "object" : typeof value})`,
  );
}
