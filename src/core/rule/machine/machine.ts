/** @file The machine: a stack of activations, advanced instruction by instruction until a line has finished. */
import { payForText } from "../operation/cost.ts";
import { asRaised, LimitReached, outside, Raised, raise, tooMany } from "../operation/raised.ts";
import { defaultLimits, type Limits, type Outcome, type Step } from "../step.ts";
import { type State, typeName, type Value } from "../value.ts";
import { bindArguments, type Keywords } from "./bind.ts";
import { Native } from "./builtin.ts";
import { type Exceptional, exceptionOf, handledIn, outOfGenerator } from "./exception.ts";
import { type Activation, Closure, Frame, Now, Waiting } from "./frame.ts";
import { Freezer } from "./freeze.ts";
import { Generation } from "./generation.ts";
import { type Host, newHost, type Runner } from "./host.ts";
import { Instance } from "./instance.ts";
import { type Request, type Result, Routine, stop } from "./routine.ts";
import { returned, stopped } from "./stopped.ts";
import { Telling } from "./telling.ts";

/** Operations of values that run rule code in their midst may stand on one another this deep. */
const deepestNow = 60;

export class Machine implements Runner {
  readonly globals: Map<string, Value>;
  readonly freezer = new Freezer(this);
  top: Activation | undefined;
  /** Set once nothing is left to run. */
  outcome: Outcome | undefined;
  readonly #limits: Required<Limits>;
  readonly #telling: Telling;
  #operations: number;
  /** Frames on the stack, lambdas and comprehensions included, as Python's recursion limit counts them. */
  #height = 0;
  #depth = 0;
  readonly #ready: Step[] = [];
  readonly #unclosed = new Set<Generation>();
  /** What values use that run rule code on their own. */
  readonly host: Host;
  /** How many operations are waiting for `callNow`. */
  #waiting = 0;
  /** Whether rule code runs unseen, to show a value. */
  #quiet = false;

  constructor(globals: Map<string, Value>, limits: Limits, host?: Host) {
    this.globals = globals;
    this.host = host ?? newHost(this);
    this.#limits = { ...defaultLimits, ...limits };
    this.#operations = this.#limits.operations;
    this.#telling = new Telling(this.freezer, this.#limits.steps);
  }

  get running(): string | undefined {
    return this.top instanceof Frame ? this.top.code.name : undefined;
  }

  spend(operations: number): void {
    this.#operations -= operations;
    if (this.#operations < 0) this.#tooMuch();
  }

  get printed(): string {
    return this.#telling.printed;
  }

  print(text: string): void {
    this.spend(text.length >> 3);
    this.#telling.print(text);
  }

  #tooMuch(): never {
    throw tooMany(this.#limits.operations, "operation");
  }

  /** Begins a run. Arguments that do not fit the parameters end it at once. */
  begin(callee: Value, args: readonly Value[], line: number): void {
    this.host.runner = this;
    try {
      this.call(callee, args, undefined);
    } catch (error) {
      this.outcome = stopped(error, this.top, line);
    }
  }

  /** Goes on in the middle of a function, as the outermost one. */
  beginAt(frame: Frame): void {
    this.#enter(frame);
    this.#depth = 1;
  }

  /** Runs until a line has finished. Undefined when the rule has ended; `outcome` then says how. */
  advance(): Step | undefined {
    this.host.runner = this;
    try {
      while (this.outcome === undefined && this.#ready.length === 0) {
        const step = this.#run();
        if (step !== undefined) return step;
        if (this.top === undefined) break;
      }
    } catch (error) {
      this.outcome = stopped(error, this.top);
    }
    return this.#ready.shift();
  }

  /** Runs what is on top. An exception goes to the code that handles it. */
  #run(): Step | undefined {
    try {
      return this.#runTop();
    } catch (error) {
      this.#unwind(error);
      return undefined;
    }
  }

  #runTop(): Step | undefined {
    for (;;) {
      // Also the beginning of the run itself, before anything has been executed.
      const step = this.#ready.shift();
      if (step !== undefined) return step;
      const { top } = this;
      if (top === undefined) return undefined;
      const finished = this.#advanceTop(top);
      if (finished !== undefined) {
        if (this.#ready.length === 0) return finished;
        this.#ready.push(finished);
      }
    }
  }

  /** Runs the topmost activation until another one is on top, or a line has finished. */
  #advanceTop(top: Activation): Step | undefined {
    if (top instanceof Waiting) this.#resume(top, () => top.routine.body.next(top.input));
    else if (top instanceof Now) throw new RangeError("A call that is waited for has gone on.");
    else if (top.thrown !== undefined) {
      const { thrown } = top;
      top.thrown = undefined;
      throw thrown;
    } else if (top.code.traced && !this.#quiet) return this.#runTraced(top);
    else {
      const { instructions } = top.code;
      do {
        if (--this.#operations < 0) this.#tooMuch();
        (instructions[top.pc++] as (typeof instructions)[number])(top, this);
      } while (this.top === top);
    }
    return undefined;
  }

  callNow(callee: Value, args: readonly Value[], keywords?: Keywords): Value {
    if (this.#waiting >= deepestNow) outside(`More than ${deepestNow} operations of objects inside one another`);
    const outer = { top: this.top, height: this.#height, depth: this.#depth };
    const now = new Now();
    this.#waiting++;
    this.top = now;
    try {
      this.call(callee, args, keywords);
      while (now.value === undefined) {
        const step = this.top === undefined ? undefined : this.#advanceWithin(this.top);
        if (step !== undefined) this.#ready.push(step);
      }
      return now.value;
    } finally {
      this.#waiting--;
      this.top = outer.top;
      this.#height = outer.height;
      this.#depth = outer.depth;
    }
  }

  /** Exceptions that nothing inside the operation handles go out of it. */
  #advanceWithin(top: Activation): Step | undefined {
    try {
      return this.#advanceTop(top);
    } catch (error) {
      this.#unwind(error);
      return undefined;
    }
  }

  callQuietly(callee: Value, args: readonly Value[]): Value | undefined {
    const before = this.#quiet;
    this.#quiet = true;
    try {
      return this.callNow(callee, args);
    } catch (error) {
      if (error instanceof Raised) return undefined;
      throw error;
    } finally {
      this.#quiet = before;
    }
  }

  #runTraced(frame: Frame): Step | undefined {
    const { instructions, lines } = frame.code;
    do {
      const { pc } = frame;
      const line = lines[pc] as number;
      const begins = line > 0 && (line !== frame.line || pc < frame.last);
      frame.last = line < 0 ? Number.POSITIVE_INFINITY : pc;
      if (begins) {
        const finished = frame.pending ? frame.line : 0;
        frame.line = line;
        frame.pending = true;
        if (finished !== 0) return this.#telling.step(frame, finished, {});
      }
      if (--this.#operations < 0) this.#tooMuch();
      frame.pc = pc + 1;
      (instructions[pc] as (typeof instructions)[number])(frame, this);
    } while (this.top === frame);
    return undefined;
  }

  #resume(waiting: Waiting, go: () => IteratorResult<Request, Value>): void {
    this.spend(1);
    const next = go();
    if (next.done === true) {
      this.top = waiting.caller;
      this.#deliver(next.value);
    } else if (next.value.kind === "call") {
      this.call(next.value.callee, next.value.args, next.value.keywords);
    } else this.#advanceGeneration(next.value);
  }

  /** Takes the exception from frame to frame, to the first that handles it. Throws it where none does. */
  #unwind(error: unknown): void {
    let raised = asRaised(error);
    for (;;) {
      const { top } = this;
      if (top === undefined || top instanceof Now) throw raised;
      if (top instanceof Waiting) {
        const going = raised;
        try {
          // A built-in may have its own answer to an exception of the code it runs.
          this.#resume(top, () => top.routine.body.throw(going));
          return;
        } catch (other) {
          raised = asRaised(other);
          this.top = top.caller;
        }
      } else if (this.#handles(top, raised)) return;
      else if (top.generation !== undefined) raised = outOfGenerator(raised);
    }
  }

  /** Lets the frame handle the exception, or leaves the frame. */
  #handles(frame: Frame, raised: Raised): boolean {
    const { code, line, depth } = frame;
    const exception = exceptionOf(raised);
    const handler = code.handlers[frame.pc - 1];
    if (code.traced && line > 0) {
      exception.origin ??= { line, functionName: code.name, depth, state: this.freezer.stateOf(frame) };
      if (!raised.again) this.#tellRaised(frame, exception, handler !== undefined);
    }
    raised.again = false;
    if (handler !== undefined) {
      frame.stack.length = handler.depth;
      frame.handled.length = handler.handling;
      frame.handled.push(exception);
      frame.pc = handler.target.at;
      return true;
    }
    if (code.traced) this.#tellRaised(frame, exception, false);
    this.#leave(frame, null);
    this.top = frame.caller;
    return false;
  }

  #tellRaised(frame: Frame, { type }: Exceptional, caught: boolean): void {
    if (!frame.pending) return;
    frame.pending = false;
    this.#ready.push(this.#telling.step(frame, frame.line, caught ? { raised: type, caught } : { raised: type }));
  }

  /** The exception that is being handled now, here or in a caller. */
  handled(): Exceptional | undefined {
    for (let at = this.top; at !== undefined; at = at.caller) {
      if (at instanceof Frame && at.handled.length > 0) return handledIn(at.handled);
    }
    return undefined;
  }

  #deliver(value: Value): void {
    if (this.top === undefined) this.outcome = returned(this.freezer.freeze(value), this.#unclosed);
    else this.top.receive(value);
  }

  #advanceGeneration(request: Exclude<Request, { kind: "call" }>): void {
    const { generation } = request;
    const { frame, progress } = generation;
    if (progress === "running") raise("ValueError", "generator already executing");
    if (progress === "finished") {
      if (request.kind === "throw") throw request.raised;
      this.#deliver(stop);
      return;
    }
    frame.caller = this.top;
    this.#enter(frame);
    generation.goOn(this.#unclosed);
    this.#beginTracing(frame);
    if (request.kind === "throw") {
      if (progress === "new") frame.line = frame.code.line;
      frame.thrown = request.raised;
    } else if (progress === "waiting") frame.push(request.sent);
  }

  /** Gives a built-in's result to the running activation, now or when its routine is done. */
  settle(result: Result): void {
    if (result instanceof Routine) this.top = new Waiting(result, this.top);
    else this.#deliver(result);
  }

  call(callee: Value, args: readonly Value[], keywords: Keywords | undefined): void {
    if (callee instanceof Closure) {
      const frame = new Frame(callee.code, bindArguments(callee, args, keywords), callee.enclosing);
      this.spend(callee.code.slotNames.length >> 4);
      if (callee.code.generates) {
        frame.orderParameters();
        this.#generate(frame);
        return;
      }
      frame.caller = this.top;
      this.enterFunction(frame);
    } else if (callee instanceof Native) {
      for (const arg of args) payForText(this, arg);
      this.settle(callee.run(args, keywords, this));
    } else {
      const own = callee instanceof Instance ? callee.cls.find("__call__") : undefined;
      if (own !== undefined) this.call(own, [callee, ...args], keywords);
      else raise("TypeError", `'${typeName(callee)}' object is not callable`);
    }
  }

  enterFunction(frame: Frame): void {
    this.#enter(frame);
    if (frame.code.traced && !this.#quiet) frame.orderParameters();
    this.#beginTracing(frame);
  }

  #beginTracing(frame: Frame): void {
    if (!frame.code.traced || this.#quiet) return;
    frame.depth = this.#depth++;
    if (!this.#limits.entries) return;
    this.#ready.push(this.#telling.entry(frame));
  }

  #enter(frame: Frame): void {
    if (++this.#height > this.#limits.depth) raise("RecursionError", "maximum recursion depth exceeded");
    this.top = frame;
  }

  /** Runs a comprehension, or makes the generator of a generator expression. */
  comprehend(frame: Frame, lazy: boolean): void {
    if (lazy) this.#generate(frame);
    else {
      frame.caller = this.top;
      this.#enter(frame);
    }
  }

  #generate(frame: Frame): void {
    frame.generation = new Generation(frame);
    this.#deliver(frame.generation);
  }

  yield(frame: Frame, value: Value): void {
    if (frame.code.traced && !this.#quiet) {
      // Where the line has given an item before, it has been told.
      if (frame.pending) this.#ready.push(this.#telling.step(frame, frame.line, { yielded: value }));
      frame.pending = false;
      this.#depth--;
    }
    this.#height--;
    frame.generation?.wait(this.#unclosed);
    this.top = frame.caller;
    this.#deliver(value);
  }

  return(frame: Frame, value: Value): void {
    const tells = frame.code.traced && !this.#quiet && (frame.generation === undefined || frame.pending);
    if (tells) this.#ready.push(this.#telling.step(frame, frame.line, { returned: value }));
    this.#leave(frame, value);
    this.top = frame.caller;
    this.#deliver(frame.generation === undefined ? value : stop);
  }

  #leave(frame: Frame, returned: Value): void {
    this.#height--;
    if (frame.code.traced && !this.#quiet) this.#depth--;
    frame.generation?.finish(returned);
  }

  /** The variables of a frame now; undefined where telling them passes the limits. */
  stateOf(frame: Frame): State | undefined {
    try {
      return this.freezer.stateOf(frame);
    } catch (error) {
      if (error instanceof LimitReached) return undefined;
      throw error;
    }
  }
}
