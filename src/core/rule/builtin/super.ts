/** @file `super()`: the members behind a class in the order of what it is called on. */
import { PyClass } from "../machine/class.ts";
import { Instance } from "../machine/instance.ts";
import { raise } from "../operation/raised.ts";
import type { PyOpaque, Value } from "../value.ts";

export class Super implements PyOpaque {
  readonly kind = "opaque";
  readonly type = "super";
  readonly after: PyClass;
  readonly self: Value;
  /** The class of `self`, or `self` itself in a class method. */
  readonly owner: PyClass;

  constructor(after: Value, self: Value) {
    const owner = self instanceof Instance ? self.cls : self;
    if (!(after instanceof PyClass) || !(owner instanceof PyClass) || !owner.inherits(after)) {
      raise("TypeError", "super(type, obj): obj must be an instance or subtype of type");
    }
    this.after = after;
    this.self = self;
    this.owner = owner;
  }

  get text(): string {
    const of = this.self instanceof Instance ? this.self.plainText : this.owner.text;
    return `<super: ${this.after.text}, ${of}>`;
  }

  find(name: string): Value | undefined {
    return this.owner.findBehind(this.after, name);
  }
}
