/** @file Generators: a frame that runs until it has given its next item, and waits there for the one after. */
import { asRaised, type Raised, raise } from "../operation/raised.ts";
import type { Value } from "../value.ts";
import { ExceptionValue, exceptionOf, exceptionType, raisedOf } from "./exception.ts";
import type { Frame } from "./frame.ts";
import { Iteration } from "./iteration.ts";
import { type Result, Routine, type RoutineBody, stop } from "./routine.ts";

export class Generation extends Iteration {
  readonly frame: Frame;
  progress: "new" | "waiting" | "running" | "finished" = "new";
  #returned: Value = null;

  constructor(frame: Frame) {
    super("generator");
    this.frame = frame;
  }

  protected override get label(): string {
    return ` ${this.frame.code.name}`;
  }

  next(): Result {
    return this.send(null);
  }

  send(sent: Value): Routine {
    if (sent !== null && this.progress === "new") {
      raise("TypeError", "can't send non-None value to a just-started generator");
    }
    return new Routine(this.#advance(sent));
  }

  *#advance(sent: Value): RoutineBody {
    return yield { kind: "next", generation: this, sent };
  }

  /** It has given an item. `unclosed` are those that wait where Python has something to run when it closes them. */
  wait(unclosed: Set<Generation>): void {
    this.progress = "waiting";
    const { handlers } = this.frame.code;
    let handler = handlers[this.frame.pc - 1];
    while (handler?.tidies === true) handler = handlers[handler.target.at];
    if (handler !== undefined) unclosed.add(this);
  }

  goOn(unclosed: Set<Generation>): void {
    this.progress = "running";
    unclosed.delete(this);
  }

  finish(returned: Value): void {
    this.progress = "finished";
    this.#returned = returned;
  }

  /** What the function has returned. The first to learn that the generator has ended is told. */
  takeReturned(): Value {
    const returned = this.#returned;
    this.#returned = null;
    return returned;
  }

  /** The exception that tells that there are no more items. */
  ended(): never {
    const returned = this.takeReturned();
    throw raisedOf(new ExceptionValue(exceptionType("StopIteration"), returned === null ? [] : [returned]));
  }

  /** Raises the exception where the generator stands, or in the generator that it takes its items from. Gives the next item, or `stop`. */
  *throwing(raised: Raised): RoutineBody {
    const { frame } = this;
    const inner = this.progress === "waiting" ? frame.delegate : undefined;
    let going = raised;
    if (inner instanceof Generation) {
      this.progress = "running";
      try {
        if (isExit(raised)) yield* inner.closing();
        else {
          const item = yield* inner.throwing(raised);
          this.progress = "waiting";
          if (item !== stop) return item;
          // The items end here: what the inner generator returned is the value of the `yield from`.
          frame.stack.pop();
          frame.pc += 2;
          frame.delegate = undefined;
          return yield { kind: "next", generation: this, sent: inner.takeReturned() };
        }
      } catch (error) {
        going = asRaised(error);
      }
      this.progress = "waiting";
    }
    frame.delegate = undefined;
    return yield { kind: "throw", generation: this, raised: going };
  }

  /** Lets the generator do what it has to do at its end. */
  *closing(): RoutineBody {
    if (this.progress === "new") this.finish(null);
    if (this.progress === "finished") return null;
    let item: Value;
    try {
      item = yield* this.throwing(raisedOf(new ExceptionValue(exceptionType("GeneratorExit"), [])));
    } catch (error) {
      const raised = asRaised(error);
      if (isExit(raised)) return null;
      throw raised;
    }
    if (item === stop) return null;
    return raise("RuntimeError", "generator ignored GeneratorExit");
  }
}

function isExit(raised: Raised): boolean {
  return exceptionOf(raised).cls.inherits(exceptionType("GeneratorExit"));
}
