/** @file `rulescope eval`: how often a decoder is right on problems it was not trained on, or how far language VAEs keep rules apart. */

import { isVae } from "../../client/models.ts";
import { taskOfModel } from "../../client/modelTask.ts";
import { Cancelled } from "../../core/base/errors.ts";
import { durationText } from "../../core/format/figures.ts";
import { taskName } from "../../core/task/registry.ts";
import { command, usageError, wholeNumber } from "../command.ts";
import { deviceFlag, deviceOf, withEngine } from "../engine.ts";
import { measureRules } from "../inference/measureRules.ts";
import { readLengths } from "../lengths.ts";
import { anyNamedModel } from "../model.ts";
import { progress } from "../progress.ts";
import { accuracyJson, accuracyLines } from "../show/accuracy.ts";
import { taskChoice } from "../task.ts";

/** Flags that language VAEs do not know. */
const ofDecoders = ["task", "lengths", "n", "seed", "device"] as const;

export const evalCommand = command({
  name: "eval",
  operands: "MODEL...",
  count: [0, 200],
  description:
    "Lets a model answer seeded problems that it was not trained on, and counts exact answers and exact traces.\n" +
    "Wrong answers are what is measured here: the exit status is 0 when the measurement is done.\n\n" +
    "Of language VAEs: whether a rule's mean z works as a function on unseen premises, how far rules are apart in z and in\n" +
    "each layer's outputs (linear probe, neighbors, clusters, subspaces), in the encoder's weights (neural tangent kernel,\n" +
    "attention and feed-forward apart), and the scores of disentanglement. Models that differ only in their seed are one\n" +
    "group, with a 95 % interval.",
  flags: {
    model: { kind: "text", value: "M", about: "a model's name or folder, in the place of MODEL" },
    task: {
      kind: "text",
      value: "T",
      about: "a task's name or a rule file that declares one (default: the model's own)",
    },
    lengths: { kind: "text", value: "1-15", about: "lengths, as in 1-5,10 (default 1-5)" },
    n: { kind: "text", value: "N", about: "problems per length (default 100)" },
    seed: { kind: "text", value: "S", about: "draws other problems (default 1)" },
    device: deviceFlag,
    out: { kind: "text", value: "FILE", about: "of language VAEs: write every model's measures to a file" },
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope eval addition-rfft --task addition --lengths 1-15 --n 100",
    "rulescope eval models/latent-explanatory",
    "rulescope eval runs/query-1 runs/query-2 runs/query-3 --out query.json",
  ],
  async run(flags, operands, terminal) {
    const { task: taskText, lengths: lengthsText, n, seed: seedText, device, json, out } = flags;
    const names = [...(flags.model === undefined ? [] : [flags.model]), ...operands];
    if (names.length === 0) throw usageError("`rulescope eval` needs a MODEL.", "eval");
    const lengths = readLengths(lengthsText ?? "1-5");
    const perLength = wholeNumber("n", n, 100);
    const seed = wholeNumber("seed", seedText, 1, 0);
    const named = taskText === undefined ? undefined : await taskChoice(taskText);
    const models = await Promise.all(names.map(anyNamedModel));
    if (models.every(isVae)) {
      const given = ofDecoders.find((name) => flags[name] !== undefined);
      if (given !== undefined) throw usageError(`--${given} means nothing for a language VAE.`, "eval");
      return measureRules(models, { json, out }, terminal);
    }
    const [model, another] = models;
    if (model === undefined || isVae(model) || another !== undefined)
      throw usageError("Decoders are measured one at a time; only language VAEs are compared.", "eval");
    if (out !== undefined) throw usageError("--out is of language VAEs.", "eval");
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
