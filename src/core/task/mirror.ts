/** @file The mirror image of a problem: the same operands in the other order, where the task says that they can change places. */

import type { Value } from "../rule/value.ts";
import type { Task } from "./task.ts";

/** The text of `58+47=` for `47+58=`; the text itself where operands cannot change places, or are the same. */
export function mirrorText(task: Task, text: string): string {
  const args: readonly Value[] | undefined = task.commutative ? task.fromText(text) : undefined;
  return args === undefined ? text : task.toText([...args].reverse());
}
