/** @file `rulescope latent export`: items of an inference task with their rules, as JSON Lines. */

import { access } from "node:fs/promises";
import { writePieces } from "../../../client/writePieces.ts";
import { Cancelled, UserError } from "../../../core/base/errors.ts";
import { shortCount, sizeText } from "../../../core/format/figures.ts";
import { exportRows } from "../../../core/inference/exportRows.ts";
import { parts } from "../../../core/inference/split.ts";
import { command, usageError, wholeNumber } from "../../command.ts";
import { contentOf, namedInferenceTask } from "../../inferenceTask.ts";
import { interruptible } from "../../interrupt.ts";
import { progress } from "../../progress.ts";

export const latentExportCommand = command({
  name: "latent export",
  operands: "--task T --out FILE",
  count: [0, 0],
  description:
    "Writes items of an inference task as JSON Lines: `prompt` (the premises), `completion` (the conclusion), `rule`,\n" +
    "and what else tells items apart. No prompt names its rule. Items that share their content (the terms, the\n" +
    "expression) are in one part of the split, by a hash: eight tenths training, one validation, one test.",
  flags: {
    task: { kind: "text", value: "T", about: "derivation, syllogism or explanatory" },
    out: { kind: "text", value: "FILE", about: "the file to write" },
    part: { kind: "text", choices: ["all", ...parts], about: "only this part of the split (default all)" },
    count: { kind: "text", value: "N", about: "items at most (default 10000)" },
    seed: { kind: "text", value: "S", about: "draws other items (default 1)" },
    content: { kind: "text", value: "C", about: "of syllogisms: nonsense, plausible or implausible" },
    "with-none": { kind: "switch", about: "also premises from which nothing follows" },
    negatives: { kind: "switch", about: "each item with two wrong ones: under another rule, and of other premises" },
    overwrite: { kind: "switch", about: "replace FILE if it is there" },
    json: { kind: "switch", about: "one JSON document on stdout when it is done" },
  },
  examples: [
    "rulescope latent export --task derivation --count 100000 --out derivation.jsonl",
    "rulescope latent export --task syllogism --content implausible --part test --out unbelievable.jsonl",
  ],
  async run(flags, _, terminal) {
    const { out: path, overwrite, json, negatives } = flags;
    if (flags.task === undefined) throw usageError("`rulescope latent export` needs --task T.", "latent export");
    if (path === undefined) throw usageError("`rulescope latent export` needs --out FILE.", "latent export");
    const task = namedInferenceTask(flags.task);
    const variant = contentOf(task, flags.content);
    if (flags["with-none"] && task.noRule === undefined)
      throw usageError(`In ${task.name} something follows from any premises: leave --with-none out.`, "latent export");
    const count = wholeNumber("count", flags.count, 10_000);
    const seed = wholeNumber("seed", flags.seed, 1, 0);
    const part = parts.find((each) => each === flags.part) ?? "all";
    if (!overwrite && (await isThere(path))) {
      throw new UserError("file-exists", `${path} is there already.`, "Choose another name, or pass --overwrite.");
    }
    const shown = progress(terminal, task.name, () => performance.now());
    let written = 0;
    function* counted(): Generator<string> {
      const content = variant === undefined ? {} : { variant };
      for (const row of exportRows(task, {
        seed,
        count,
        part,
        negatives,
        withNoRule: flags["with-none"],
        ...content,
      })) {
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
  },
});

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
