/** @file `rulescope export`: a task's samples as a file that fine-tuning programs read, with a data card beside it. */

import { exportData } from "../../client/exportData.ts";
import { Cancelled } from "../../core/base/errors.ts";
import { dataFormats } from "../../core/dataset/dataFormat.ts";
import { dataParts } from "../../core/dataset/dataSet.ts";
import { readSource } from "../../core/dataset/splitText.ts";
import { shortCount, sizeText } from "../../core/format/figures.ts";
import { inferenceTaskNamed, inferenceTasks } from "../../core/inference/registry.ts";
import { parts } from "../../core/inference/split.ts";
import { dialects, methodNames } from "../../core/method/method.ts";
import { methodOf } from "../../core/method/methods.ts";
import { command, usageError, wholeNumber } from "../command.ts";
import { exportItems } from "../inference/exportItems.ts";
import { interruptible } from "../interrupt.ts";
import { productVersion } from "../product.ts";
import { progress } from "../progress.ts";
import { namedTask } from "../task.ts";

/** Flags that only traces, or only items of an inference task, know. */
const ofTraces = ["method", "dialect", "split", "format"] as const;
const ofItems = ["content", "with-none", "negatives"] as const;

export const exportCommand = command({
  name: "export",
  operands: "--task T --out FILE",
  count: [0, 0],
  description:
    "Writes prompts and gold responses of a task's problems, one at a time, so that a set may be larger than the memory,\n" +
    "and beside FILE a data card that says what it holds and how to make it again.\n\n" +
    "Splits: grid (all cells), square:50,50,10 (more squares joined by +), rows:3,7@40-60, columns:3,7@40-60,\n" +
    "random:0.3, length:1-5. `training` is what a split leaves, `test` what it holds out.\n\n" +
    "Of an inference task: items as JSON Lines with `prompt` (the premises), `completion` (the conclusion), `rule`, and what\n" +
    "else tells items apart. No prompt names its rule. Items that share their content (the terms, the expression) are in one\n" +
    "part, by a hash: eight tenths training, one validation, one test.",
  flags: {
    task: { kind: "text", value: "T", about: "a task's or an inference task's name, or a rule file that declares one" },
    out: { kind: "text", value: "FILE", about: "the file to write" },
    method: { kind: "text", choices: methodNames, about: "the method of the response (default direct)" },
    dialect: {
      kind: "text",
      choices: dialects,
      about: "of rfft: full for large models, compact for small ones (default full)",
    },
    split: { kind: "text", value: "SPLIT", about: "which problems (default length:1-5)" },
    part: {
      kind: "text",
      choices: ["all", ...parts],
      about: "which part of the split (default training; of a grid and of items all)",
    },
    format: { kind: "text", choices: dataFormats, about: "the file's shape (default completion)" },
    count: { kind: "text", value: "N", about: "samples at most (default 10000 by length, else all)" },
    seed: { kind: "text", value: "S", about: "draws other problems (default 1)" },
    content: { kind: "text", value: "C", about: "of syllogisms: nonsense, plausible or implausible" },
    "with-none": { kind: "switch", about: "of items: also premises from which nothing follows" },
    negatives: {
      kind: "switch",
      about: "of items: each with two wrong ones, under another rule and of other premises",
    },
    overwrite: { kind: "switch", about: "replace FILE if it is there" },
    json: { kind: "switch", about: "one JSON document on stdout when it is done" },
  },
  examples: [
    "rulescope export --task addition --method rfft --split length:1-5 --count 150000 --format chat --out addition.jsonl",
    "rulescope export --task addition --split square:50,50,10 --part test --format study --out hole.json",
    "rulescope export --task syllogism --content implausible --part test --out unbelievable.jsonl",
  ],
  async run(flags, _, terminal) {
    const { out: path, overwrite, json } = flags;
    if (flags.task === undefined) throw usageError("`rulescope export` needs --task T.", "export");
    if (path === undefined) throw usageError("`rulescope export` needs --out FILE, the file to write.", "export");
    const inference = inferenceTaskNamed(flags.task);
    const foreign = (inference === undefined ? ofItems : ofTraces).find(
      (name) => flags[name] !== undefined && flags[name] !== false,
    );
    if (foreign !== undefined) throw usageError(`--${foreign} means nothing for the task ${flags.task}.`, "export");
    if (inference !== undefined) return exportItems(inference, path, flags, terminal);
    if (flags.part === "validation") throw usageError("--part validation is of inference tasks.", "export");
    const task = await namedTask(
      flags.task,
      inferenceTasks.map(({ name }) => name),
    );
    const seed = wholeNumber("seed", flags.seed, 1, 0);
    const count = flags.count === undefined ? undefined : wholeNumber("count", flags.count, 1);
    const source = readSource(flags.split ?? "length:1-5", seed);
    const whole = source.kind === "space" && source.split === undefined;
    const part = dataParts.find((each) => each === flags.part) ?? (whole ? "all" : "training");
    const format = dataFormats.find((each) => each === flags.format) ?? "completion";
    const name = methodNames.find((each) => each === flags.method) ?? "direct";
    const method = methodOf(name, dialects.find((each) => each === flags.dialect) ?? "full");
    const set = { task, method, source, part, seed, ...(count === undefined ? {} : { count }) };
    const shown = progress(terminal, task.name, () => performance.now());
    const interrupt = interruptible();
    try {
      const exported = await exportData({
        set,
        format,
        path,
        overwrite,
        version: productVersion(),
        command: `rulescope export${process.argv
          .slice(3)
          .map((each) => ` ${quoted(each)}`)
          .join("")}`,
        signal: interrupt.signal,
        onProgress: (samples) =>
          shown.show(samples, Math.max(samples, count ?? 10_000), `${shortCount(samples)} samples`),
      });
      shown.end();
      const few = count !== undefined && exported.samples < count;
      if (json)
        terminal.json({
          task: task.name,
          method: name,
          split: flags.split ?? "length:1-5",
          part,
          format,
          seed,
          ...exported,
        });
      else {
        terminal.out(`${exported.path}  ${exported.samples} samples, ${sizeText(exported.bytes)}`);
        terminal.out(`${exported.cardPath}  what it holds and how to make it again`);
      }
      if (few) terminal.note(`There are no more than ${exported.samples} different problems there.`);
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

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
