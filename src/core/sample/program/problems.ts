/** @file Draws a program together with calls of it: only those whose trace can be stated, is not too short, and depends on the arguments. */
import type { Rng } from "../../base/rng.ts";
import { type FormProgram, formProgram } from "../../method/form/formProgram.ts";
import { formTrace } from "../../method/form/formTrace.ts";
import { type FormValue, Unstatable } from "../../method/form/formValue.ts";
import { drawProgram, type ParameterKind, type ProgramOptions } from "./program.ts";
import { choose } from "./scope.ts";
import { isHeldOut, structureOf } from "./structure.ts";

export interface DrawOptions extends ProgramOptions {
  /** Steps of a trace. */
  readonly mostSteps: number;
  /** Calls of one program. */
  readonly calls: number;
}

export interface DrawnProblems {
  readonly program: FormProgram;
  readonly structure: string;
  readonly calls: readonly (readonly FormValue[])[];
}

/** Undefined where the draw came to nothing. `held` says which side of the split is wanted. */
export function drawProblems(rng: Rng, options: DrawOptions, held: boolean): DrawnProblems | undefined {
  const { definition, parameters } = drawProgram(rng, options);
  return unlessUnstatable(() => {
    const program = formProgram(definition);
    const structure = structureOf(program);
    if (isHeldOut(structure) !== held) return undefined;
    const calls: FormValue[][] = [];
    const results = new Set<string>();
    const tries = options.calls * 2 + 2;
    for (let i = 0; i < tries && calls.length < options.calls; i++) {
      const args = parameters.map((kind) => drawArgument(rng, kind));
      const trace = formTrace(program, args, { rename: same, mostSteps: options.mostSteps });
      if (trace.stopped !== undefined) continue;
      // Traces of a few steps teach little.
      if (trace.lines.length < 5 && rng.next() < 0.6) continue;
      results.add(JSON.stringify(trace.result));
      calls.push(args);
    }
    if (calls.length < options.calls) return undefined;
    if (calls.length > 1 && results.size < 2 && rng.next() < 0.85) return undefined;
    return { program, structure, calls };
  });
}

const same = (name: string): string => name;

export function unlessUnstatable<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unstatable) return undefined;
    throw error;
  }
}

/** Numbers are mostly small, lists mostly of digits. */
export function drawArgument(rng: Rng, kind: ParameterKind): FormValue {
  if (kind === "number") {
    return choose(rng, [
      [6, rng.integer(0, 9)],
      [3, rng.integer(0, 30)],
      [1, rng.integer(-5, 60)],
    ]);
  }
  const most = choose(rng, [
    [5, 9],
    [3, 20],
    [1, 50],
  ]);
  return Array.from({ length: rng.integer(0, rng.next() < 0.8 ? 5 : 8) }, () => rng.integer(0, most));
}
