/** @file `rulescope probe`: whether a model that is shown worked problems uses the similar ones, from a recipe. */

import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { completePrompts } from "../../client/completePrompts.ts";
import type { Model } from "../../client/models.ts";
import { Cancelled, messageOf, UserError } from "../../core/base/errors.ts";
import { probe } from "../../core/experiment/inContext/probe.ts";
import { parseInContextRecipe } from "../../core/recipe/inContextRecipe.ts";
import { embedRule } from "../../core/recipe/taskSchema.ts";
import type { InContextRecord } from "../../core/record/inContextRecord.ts";
import { taskNamed } from "../../core/task/registry.ts";
import { dataPath } from "../../node/dataPath.ts";
import { writeWhole } from "../../node/writeWhole.ts";
import { command, usageError } from "../command.ts";
import { deviceFlag, deviceOf, withEngine } from "../engine.ts";
import { namedModel } from "../model.ts";
import { productVersion } from "../product.ts";
import { progress } from "../progress.ts";
import { contributionLines } from "../show/contribution.ts";

export const probeCommand = command({
  name: "probe",
  operands: "RECIPE --model M --out DIR",
  count: [1, 1],
  description:
    "Shows a model worked problems and leaves out every subset of them: what similar shots contribute to its answers,\n" +
    "beside shots that share no digit with the problem. Writes DIR/record.json.\n" +
    "A model that gains nothing from shots is reported as such; that is a result, and the exit status is 0.",
  flags: {
    model: { kind: "text", value: "M", about: "a model's name or folder" },
    out: { kind: "text", value: "DIR", about: "the folder to write the record to" },
    overwrite: { kind: "switch", about: "replace the record if it is there" },
    device: deviceFlag,
    json: { kind: "switch", about: "the record on stdout" },
  },
  examples: ["rulescope probe recipes/in-context-direct.json --model addition-direct --out out/in-context"],
  async run({ model: modelName, out, overwrite, device, json }, [path = ""], terminal) {
    if (modelName === undefined) throw usageError("`rulescope probe` needs --model M.", "probe");
    if (out === undefined) throw usageError("`rulescope probe` needs --out DIR, the folder to write.", "probe");
    const read = await readFile(path, "utf8").catch((error: unknown) => {
      const happened = `The recipe ${path} cannot be read: ${messageOf(error)}.`;
      throw new UserError(
        "recipe-unreadable",
        happened,
        "The folder recipes/ holds complete ones, in-context-direct.json among them.",
      );
    });
    const text = await embedRule(read, async (rule) => readFile(dataPath(rule, dirname(path)), "utf8"));
    const recipe = parseInContextRecipe(text, path);
    const task = taskNamed(recipe.task);
    if (task === undefined) throw new Error("A recipe that was read has a task.");
    const target = join(out, "record.json");
    const there = await access(target).then(
      () => true,
      () => false,
    );
    if (there && !overwrite)
      throw new UserError(
        "file-exists",
        `${target} is there already.`,
        "Choose another folder, or pass --overwrite to replace it.",
      );
    const model = await namedModel(modelName);
    const shown = progress(terminal, recipe.name, () => performance.now());
    const began = performance.now();
    const reasons = new Set<string>();
    try {
      const record = await withEngine("inspect", terminal, async ({ client, signal }): Promise<InContextRecord> => {
        const { node, onnxRuntime } = await client.ready();
        const loaded = await client.loadModel(model.dir, deviceOf(device), signal);
        let phase = "";
        const complete = completePrompts({
          client,
          model,
          recipe,
          device: deviceOf(device),
          signal,
          onRefused: (why) => reasons.add(why),
        });
        const result = await probe({
          task,
          recipe,
          complete,
          onProgress: (name, done, total) => {
            shown.show(done, total, name);
            if (!terminal.interactive && name !== phase) terminal.note(`${recipe.name}: ${name}`);
            phase = name;
          },
        });
        return {
          version: 1,
          recipe,
          model: { name: model.manifest.name, hashes: model.manifest.hashes },
          device: loaded.device.label,
          versions: { rulescope: productVersion(), node, onnxRuntime },
          seconds: (performance.now() - began) / 1000,
          ...result,
          ...noteOn(model),
        };
      });
      shown.end();
      await writeWhole(target, `${JSON.stringify(record, null, 2)}\n`);
      if (json) terminal.json(record);
      else for (const line of contributionLines(record, terminal)) terminal.out(line);
      const [reason] = reasons;
      if (reason !== undefined) terminal.note(`${record.refused} prompts could not be read: ${reason}`);
      return 0;
    } catch (error) {
      shown.end();
      if (!(error instanceof Cancelled)) throw error;
      terminal.note("Stopped: nothing was written.");
      return 2;
    }
  },
});

/** A model of one task has been trained on one problem a prompt. */
function noteOn({ manifest: { name, task } }: Model): Pick<InContextRecord, "note"> {
  if (task === undefined) return {};
  return {
    note: `${name} was trained on single problems of ${task}: it has never seen a prompt with worked problems.`,
  };
}
