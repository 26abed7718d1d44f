/** @file `rulescope eval`: how often a model is right, length by length, on problems it was not trained on. */

import { taskOfModel } from "../../client/modelTask.ts";
import { Cancelled } from "../../core/base/errors.ts";
import { durationText } from "../../core/format/figures.ts";
import { taskName } from "../../core/task/registry.ts";
import { command, usageError, wholeNumber } from "../command.ts";
import { deviceFlag, deviceOf, withEngine } from "../engine.ts";
import { readLengths } from "../lengths.ts";
import { namedModel } from "../model.ts";
import { progress } from "../progress.ts";
import { accuracyJson, accuracyLines } from "../show/accuracy.ts";
import { taskChoice } from "../task.ts";

export const evalCommand = command({
  name: "eval",
  operands: "--model M",
  count: [0, 0],
  description:
    "Lets a model answer seeded problems that it was not trained on, and counts exact answers and exact traces.\n" +
    "Wrong answers are what is measured here: the exit status is 0 when the measurement is done.",
  flags: {
    model: { kind: "text", value: "M", about: "a model's name or folder" },
    task: {
      kind: "text",
      value: "T",
      about: "a task's name or a rule file that declares one (default: the model's own)",
    },
    lengths: { kind: "text", value: "1-15", about: "lengths, as in 1-5,10 (default 1-5)" },
    n: { kind: "text", value: "N", about: "problems per length (default 100)" },
    seed: { kind: "text", value: "S", about: "draws other problems (default 1)" },
    device: deviceFlag,
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: ["rulescope eval --model addition-rfft --task addition --lengths 1-15 --n 100"],
  async run({ model: modelName, task: taskText, lengths: lengthsText, n, seed: seedText, device, json }, _, terminal) {
    if (modelName === undefined) throw usageError("`rulescope eval` needs --model M.", "eval");
    const lengths = readLengths(lengthsText ?? "1-5");
    const perLength = wholeNumber("n", n, 100);
    const seed = wholeNumber("seed", seedText, 1, 0);
    const named = taskText === undefined ? undefined : await taskChoice(taskText);
    const model = await namedModel(modelName);
    const { name, method } = model.manifest;
    const choice = named ?? (await taskOfModel(model));
    if (choice === undefined) throw usageError(`The model ${name} belongs to no task: name one with --task.`, "eval");
    const shown = progress(terminal, name, () => performance.now());
    try {
      const result = await withEngine("inspect", terminal, ({ client, signal }) =>
        client.evaluate(
          { modelDir: model.dir, device: deviceOf(device), task: choice, lengths: [...lengths], perLength, seed },
          ({ done, total, accuracy }) => shown.show(done, total, rightSoFar(accuracy)),
          signal,
        ),
      );
      shown.end();
      const { accuracy, seconds } = result;
      const task = taskName(choice);
      const about = { model: name, task, method, seed, device: result.device.label, seconds };
      if (json) terminal.json({ ...about, ...accuracyJson(accuracy) });
      else {
        terminal.out(`${name} (${method}) on ${task}, seed ${seed}, ${result.device.label}, ${durationText(seconds)}`);
        for (const line of accuracyLines(accuracy, terminal)) terminal.out(line);
      }
      return 0;
    } catch (error) {
      shown.end();
      if (!(error instanceof Cancelled)) throw error;
      terminal.note("Stopped: nothing was measured to its end.");
      return 2;
    }
  },
});

function rightSoFar(accuracy: readonly { readonly correct: number; readonly total: number }[]): string {
  const correct = accuracy.reduce((sum, each) => sum + each.correct, 0);
  const total = accuracy.reduce((sum, each) => sum + each.total, 0);
  return `${correct} of ${total} right`;
}
