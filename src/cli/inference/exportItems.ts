/** @file `rulescope export` of an inference task: its items with their rules, as JSON Lines. */

import { access } from "node:fs/promises";
import { writePieces } from "../../client/writePieces.ts";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { shortCount, sizeText } from "../../core/format/figures.ts";
import { exportRows } from "../../core/inference/exportRows.ts";
import type { InferenceTask } from "../../core/inference/inferenceTask.ts";
import { parts } from "../../core/inference/split.ts";
import { type ExitStatus, usageError, wholeNumber } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { progress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { contentOf } from "./task.ts";

export interface ExportItemsFlags {
  readonly part: string | undefined;
  readonly count: string | undefined;
  readonly seed: string | undefined;
  readonly content: string | undefined;
  readonly "with-none": boolean;
  readonly negatives: boolean;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Writes items as JSON Lines. No prompt names its rule, and items that share their content are in one part of the split. */
export async function exportItems(
  task: InferenceTask,
  path: string,
  flags: ExportItemsFlags,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { overwrite, json, negatives } = flags;
  const variant = contentOf(task, flags.content);
  if (flags["with-none"] && task.noRule === undefined)
    throw usageError(`In ${task.name} something follows from any premises: leave --with-none out.`, "export");
  const count = wholeNumber("count", flags.count, 10_000);
  const seed = wholeNumber("seed", flags.seed, 1, 0);
  const part = parts.find((each) => each === flags.part) ?? "all";
  if (!overwrite && (await isThere(path))) {
    throw new UserError("file-exists", `${path} is there already.`, "Choose another name, or pass --overwrite.");
  }
  const shown = progress(terminal, task.name, () => performance.now());
  let written = 0;
  const rows = exportRows(task, {
    seed,
    count,
    part,
    negatives,
    withNoRule: flags["with-none"],
    ...(variant === undefined ? {} : { variant }),
  });
  function* counted(): Generator<string> {
    for (const row of rows) {
      written++;
      yield row;
      if (written % 500 === 0) shown.show(written, count, `${shortCount(written)} items`);
    }
  }
  const interrupt = interruptible();
  try {
    const file = await writePieces(path, counted(), interrupt.signal);
    shown.end();
    if (json) terminal.json({ task: task.name, part, seed, path, items: written, ...file });
    else terminal.out(`${path}  ${written} items, ${sizeText(file.bytes)}`);
    if (written < count) terminal.note(`There are no more than ${written} different items there.`);
    return 0;
  } catch (error) {
    shown.end();
    if (!(error instanceof Cancelled)) throw error;
    terminal.note("Stopped: nothing was written.");
    return 2;
  } finally {
    interrupt.dispose();
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
