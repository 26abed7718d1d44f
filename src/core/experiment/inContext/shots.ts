/**
 * @file The shots of an in-context probe: problems that share most of their digits with the target, and problems that share none. Digits
 * are compared column by column, counted from the right, as in the study's intervention (Hu et al., ICML 2024, in-context experiments).
 */

import { UserError } from "../../base/errors.ts";
import type { Rng } from "../../base/rng.ts";
import { list, type Value } from "../../rule/value.ts";
import type { Task } from "../../task/task.ts";

export interface Shots {
  /** The target with all but some columns drawn again. */
  readonly similar: readonly (readonly Value[])[];
  /** No digit of an operand stands in the target's operand at the same place. */
  readonly random: readonly (readonly Value[])[];
}

export interface ShotOptions {
  /** Shots of each group. */
  readonly count: number;
  /** Columns of a similar shot that are the target's. */
  readonly keptColumns: number;
}

/** Draws of a shot before it counts as one that does not exist. */
const patience = 5000;

/** All shots differ from the target and from one another. Throws a UserError where the task or the target has none. */
export function drawShots(rng: Rng, task: Task, target: readonly Value[], options: ShotOptions): Shots {
  const operands = target.map(digitsOf);
  const known = operands.filter((digits) => digits !== undefined);
  if (known.length !== target.length || known.length === 0) {
    const remedy = "Choose a task whose operands are numbers, such as addition.";
    throw new UserError("no-columns", `The task ${task.name} has operands without digits to compare.`, remedy);
  }
  const columns = Math.max(...known.map((digits) => digits.length));
  if (options.keptColumns >= columns) {
    const remedy = `Keep at most ${columns - 1}, or choose longer problems.`;
    throw new UserError(
      "too-few-columns",
      `A problem of ${columns} digits cannot keep ${options.keptColumns} and differ.`,
      remedy,
    );
  }
  const taken = new Set([task.toText(target)]);
  const draw = (make: () => readonly (readonly number[])[]): readonly Value[] => {
    for (let i = 0; i < patience; i++) {
      const args = make().map((digits, at) => likeValue(digits, target[at] ?? null));
      if (args.some((arg) => arg === undefined)) continue;
      const values = args.filter((arg) => arg !== undefined);
      if (!task.accepts(values) || taken.has(task.toText(values))) continue;
      taken.add(task.toText(values));
      return values;
    }
    throw new UserError(
      "no-shots",
      `There are not enough problems around ${task.toText(target)}`,
      "Choose longer problems, or fewer shots.",
    );
  };
  // Each shot begins a column further on, so that together they change every column.
  const order = rng.shuffle(Array.from({ length: columns }, (_, i) => i));
  const changed = columns - options.keptColumns;
  const similar = Array.from({ length: options.count }, (_, shot) => {
    const anew = new Set(Array.from({ length: changed }, (_each, i) => order[(shot + i) % columns]));
    return draw(() =>
      known.map((digits) =>
        digits.map((digit, i) => (anew.has(digits.length - 1 - i) ? anyDigit(rng, i, digits) : digit)),
      ),
    );
  });
  const random = Array.from({ length: options.count }, () =>
    draw(() => known.map((digits) => digits.map((digit, i) => otherDigit(rng, digit, i, digits)))),
  );
  return { similar, random };
}

/** No leading zero, except that one digit may be 0. */
function anyDigit(rng: Rng, at: number, digits: readonly number[]): number {
  return rng.integer(at === 0 && digits.length > 1 ? 1 : 0, 9);
}

function otherDigit(rng: Rng, digit: number, at: number, digits: readonly number[]): number {
  for (;;) {
    const drawn = anyDigit(rng, at, digits);
    if (drawn !== digit) return drawn;
  }
}

/** The decimal digits of a number, or of a list of digits; undefined for anything else. */
export function digitsOf(value: Value): readonly number[] | undefined {
  if (typeof value === "bigint") return value < 0n ? undefined : [...String(value)].map(Number);
  if (value === null || typeof value !== "object" || value.kind !== "list" || value.items.length === 0)
    return undefined;
  const digits = value.items.filter((item) => typeof item === "bigint" && item >= 0n && item <= 9n).map(Number);
  return digits.length === value.items.length ? digits : undefined;
}

function likeValue(digits: readonly number[], example: Value): Value | undefined {
  if (typeof example === "bigint") return BigInt(digits.join(""));
  return digits.length === 0 ? undefined : list(digits.map(BigInt));
}
