/** @file Collects the instructions of one piece of code with their lines, and resolves jumps. */
import type { Frame } from "../machine/frame.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Code, Handler, Instruction, LoopHead, Part } from "./code.ts";
import type { Scope } from "./scope.ts";

/** A place in the code, known once `place` was called with it. */
export interface Label {
  at: number;
  /** How many jumps that have a line of their own lead here. */
  jumps: number;
}

/** The line of an instruction that takes over the line of what was executed before it. */
const inherited = 0;

/** The compiler's line where it makes up instructions of its own. */
export const unset = 0;

/** The line of an instruction that has none: whatever comes after it begins a line again. */
const noLine = -1;

export interface Loop {
  readonly kind: "loop";
  /** Where `continue` goes. */
  readonly again: Label;
  /** Where `break` goes. */
  readonly out: Label;
  /** Whether an iterator lies on the stack meanwhile. */
  readonly iterates: boolean;
}

/** What a `return`, `break` or `continue` has to leave on its way out. */
export type Block =
  | Loop
  /** A value that is to be returned, while a `finally` runs. */
  | { readonly kind: "value" }
  /** A body whose exceptions are caught. `outer` handles those outside it. */
  | { readonly kind: "try"; readonly outer: Handler | undefined }
  /** The body of a `with`; the `__exit__` to call lies on the stack. */
  | { readonly kind: "with"; readonly outer: Handler | undefined; readonly line: number }
  | { readonly kind: "finally"; readonly outer: Handler | undefined; readonly body: readonly Statement[] }
  /** The body of an `except`, or the `finally` of a body that raised. The name is unbound at its end. */
  | { readonly kind: "handling"; readonly outer: Handler | undefined; readonly name: string | undefined };

export class Emitter {
  readonly scope: Scope;
  /** The line that instructions get, as the compiler walks through statements and expressions; `unset` for what it makes up. */
  line = unset;
  /** What the present statement stands in, outermost first. */
  blocks: Block[] = [];
  /** What handles the exceptions of the instructions emitted now. */
  handler: Handler | undefined;
  readonly #instructions: Instruction[] = [];
  readonly #lines: number[] = [];
  readonly #handlers: (Handler | undefined)[] = [];
  readonly #parts: Part[] = [];
  /** Jumps without a line, by their place; one that leads to another goes on to where that one leads. */
  readonly #bare = new Map<number, Label>();
  /** Jumps with a line that lead to where the next instruction will stand. */
  #arriving = 0;
  /** Whether the last instruction always jumps away. */
  #left = false;

  /** The functions compiled so far, for all code of a module together. */
  readonly functions: Map<string, Code>;

  constructor(scope: Scope, functions: Map<string, Code>) {
    this.scope = scope;
    this.functions = functions;
  }

  get here(): number {
    return this.#instructions.length;
  }

  emit(instruction: Instruction): void {
    if (this.line === unset) this.emitArtificial(instruction);
    else this.emitOn(this.line, instruction);
  }

  emitOn(line: number, instruction: Instruction): void {
    this.#instructions.push(instruction);
    this.#lines.push(line);
    this.#handlers.push(this.handler);
    this.#arriving = 0;
    this.#left = false;
  }

  /**
   * Emits what CPython makes up, without a line of its own. It takes over the line before it, except where control comes
   * together from several places: there CPython leaves it without one.
   */
  emitArtificial(instruction: Instruction): void {
    const ways = this.#arriving + (this.#left ? 0 : 1);
    this.emitOn(this.#arriving > 0 && ways > 1 ? noLine : inherited, instruction);
  }

  /** Emits an instruction that may jump to the label. */
  branch(target: Label, instruction: Instruction): void {
    target.jumps++;
    this.emit(instruction);
  }

  label(): Label {
    return { at: -1, jumps: 0 };
  }

  place(label: Label): void {
    label.at = this.here;
    this.#arriving += label.jumps;
  }

  /** Walks something that stands on another line, and comes back to the current one. */
  on(line: number, walk: () => void): void {
    const before = this.line;
    this.line = line;
    walk();
    this.line = before;
  }

  /** Jumps, as part of the present line where there is one. */
  jump(target: Label): void {
    if (this.line === unset) {
      this.jumpOn(target);
      return;
    }
    this.branch(target, (frame: Frame) => {
      frame.pc = target.at;
    });
    this.#left = true;
  }

  /** Jumps without a line. */
  jumpOn(target: Label): void {
    const at = this.here;
    this.#bare.set(at, target);
    this.emitArtificial((frame: Frame) => {
      frame.pc = this.#end(target);
    });
    this.#left = true;
  }

  #end(target: Label): number {
    for (let label = target; ; ) {
      const next = this.#bare.get(label.at);
      if (next === undefined || next === label) return label.at;
      label = next;
    }
  }

  /** Notes what was emitted since `start` as one statement, or the head of one. */
  part(start: number, loop?: LoopHead): void {
    const { depth, handling } = this;
    this.#parts.push({ start, end: this.here, depth, handling, loop });
  }

  /** How many values lie on the stack between statements. */
  get depth(): number {
    return this.blocks.filter(
      (each) => each.kind === "value" || each.kind === "with" || (each.kind === "loop" && each.iterates),
    ).length;
  }

  /** How many exceptions are being handled. */
  get handling(): number {
    return this.blocks.filter((each) => each.kind === "handling").length;
  }

  /** From here on, exceptions lead to the label. */
  guard(target: Label, tidies = false): void {
    this.handler = { target, depth: this.depth, handling: this.handling, tidies };
  }

  /** Emits the beginning of a handler, or what is done there behind the rule's back: no line belongs to it. */
  emitUnlined(instruction: Instruction): void {
    this.emitOn(noLine, instruction);
  }

  code(name: string, traced: boolean, line: number, parameters: Code["parameters"], generates = false): Code {
    return {
      name,
      traced,
      line,
      generates,
      instructions: this.#instructions,
      lines: this.#lines,
      handlers: this.#handlers,
      slotNames: this.scope.slots,
      free: this.scope.free,
      parameters,
      parts: this.#parts,
    };
  }
}
