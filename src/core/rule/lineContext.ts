/** @file Follows the lines of one call as they are executed, and knows which loops each line is in and how far they are. */
import type { Code, Part } from "./code/code.ts";
import { linesOf, visitsOf } from "./lineRun.ts";
import { codeOf, type Program } from "./program.ts";
import type { State } from "./value.ts";

/** What executing one line depends on besides the state. */
export interface LineOptions {
  /** For the head of a loop: how many times it was executed before, since the loop was entered. */
  readonly iteration?: number;
  /** For the head of a `for` with `iteration` > 0: the state in which the loop was entered, where the iterable was evaluated. */
  readonly entered?: State;
  /** The line executed before this one in the same call; tells the parts of a statement over several lines apart. */
  readonly previousLine?: number;
  /** How many lines of the same statement were executed before this one; 0 at its first. */
  readonly visit?: number;
  /** With `visit` > 0: the state before the first of them. */
  readonly started?: State;
  /** Elementary operations before giving up. */
  readonly operations?: number;
}

interface ActiveLoop {
  readonly part: Part;
  readonly entered: State;
  iteration: number;
}

/** One for each call of a function. Feed it every executed line, in order, with the state before the line. */
export class LineContext {
  readonly #program: Program;
  readonly #code: Code | undefined;
  /** The lines that the present statement, where it has several, will go through, and how far it is. */
  #visits: readonly number[] = [];
  #visit = 0;
  #started: State = {};
  #loops: ActiveLoop[] = [];
  #previous: number | undefined;

  constructor(program: Program, functionName: string) {
    this.#program = program;
    this.#code = codeOf(program).functions.get(functionName);
  }

  /** The options to give `executeLine` for this line; notes that the line is executed. */
  enter(line: number, before: State): LineOptions {
    const code = this.#code;
    if (code === undefined) return {};
    const common = this.#previous === undefined ? {} : { previousLine: this.#previous };
    this.#previous = line;
    if (this.#visits[this.#visit + 1] === line) {
      return { ...common, visit: ++this.#visit, started: this.#started };
    }
    this.#visits = [];
    this.#visit = 0;
    this.#started = before;
    this.#loops = this.#loops.filter((loop) => contains(code, loop.part, line));
    const active = this.#loops.findLast((loop) => headLine(code, loop.part) === line);
    if (active !== undefined) {
      active.iteration++;
      return { ...common, visit: 0, iteration: active.iteration, entered: active.entered };
    }
    const part = code.parts.find((each) => code.lines[each.start] === line);
    if (part !== undefined && linesOf(code, part).size > 1) {
      this.#visits = visitsOf({ program: this.#program, code, state: before, operations: undefined }, part);
    }
    if (part?.loop === undefined) return { ...common, visit: 0 };
    this.#loops.push({ part, entered: before, iteration: 0 });
    return { ...common, visit: 0, iteration: 0 };
  }
}

/** The line on which a loop's head stands when it is executed again. */
export function headLine(code: Code, { start, loop }: Part): number | undefined {
  return code.lines[loop?.binds === undefined ? start : loop.next];
}

/** Whether a line belongs to a loop: its head or its body, not its `else`. */
function contains(code: Code, { start, loop }: Part, line: number): boolean {
  return loop !== undefined && code.lines.slice(start, loop.end.at).includes(line);
}
