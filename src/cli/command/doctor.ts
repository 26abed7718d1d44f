/** @file `rulescope doctor`: what runs here, what does not and why, and the command that helps. */

import { existsSync } from "node:fs";
import { arch, availableParallelism, platform, release, totalmem } from "node:os";
import { delimiter, join } from "node:path";
import { findModels } from "../../client/models.ts";
import { messageOf } from "../../core/base/errors.ts";
import { sizeText } from "../../core/format/figures.ts";
import { command } from "../command.ts";
import { withEngine } from "../engine.ts";
import { modelFolders } from "../model.ts";
import { productFolder, productVersion } from "../product.ts";
import type { Terminal } from "../terminal.ts";

export const doctorCommand = command({
  name: "doctor",
  operands: "",
  count: [0, 0],
  description:
    "Starts the engine, tries every execution provider on a tiny graph, reads every model folder, and names what is\n" +
    "missing with the command that helps. The exit status is 2 where no model can run.",
  flags: { json: { kind: "switch", about: "one JSON document on stdout" } },
  examples: ["rulescope doctor", "rulescope doctor --json > report.json"],
  async run({ json }, _, terminal) {
    const report = await examine(terminal);
    if (json) terminal.json(report);
    else show(report, terminal);
    return report.engine.ok && report.models.length > 0 ? 0 : 2;
  },
});

type Report = Awaited<ReturnType<typeof examine>>;

async function examine(terminal: Terminal) {
  const [engine, { models, vaes, problems }] = await Promise.all([examineEngine(terminal), findModels(modelFolders())]);
  return {
    versions: {
      rulescope: productVersion(),
      node: process.version,
      onnxRuntime: engine.ok ? engine.onnxRuntime : null,
    },
    machine: {
      system: `${platform()} ${release()} ${arch()}`,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
    engine,
    modelFolders: modelFolders(),
    models: models.map(({ dir, manifest }) => ({
      name: manifest.name,
      method: manifest.method,
      task: manifest.task ?? null,
      dir,
    })),
    vaes: vaes.map(({ dir, manifest }) => ({ name: manifest.name, task: manifest.task, dir })),
    modelProblems: problems.map(({ dir, error }) => ({ dir, problem: error.message })),
    missing: missingThings(models.length),
  };
}

async function examineEngine(terminal: Terminal) {
  try {
    return await withEngine("inspect", terminal, async ({ client }) => {
      const { node, onnxRuntime } = await client.ready();
      const { devices } = await client.request("devices", {});
      return { ok: true as const, node, onnxRuntime, devices };
    });
  } catch (error) {
    return { ok: false as const, problem: messageOf(error), devices: [] };
  }
}

/** What some command would need and this machine does not have. */
function missingThings(models: number): readonly { readonly what: string; readonly remedy: string }[] {
  const missing = [];
  if (models === 0) {
    const remedy = "npm run rulescope -- train recipes/addition-rfft.json --out models/addition-rfft";
    missing.push({ what: "a model, for `run` and `eval`", remedy });
  }
  // Only somebody who works on the sources runs the browser tests.
  const developing = existsSync(join(productFolder, "test"));
  if (developing && !onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")) {
    missing.push({ what: "Chromium, for the tests in VS Code", remedy: "sudo apt-get install chromium" });
  }
  return missing;
}

function onPath(...names: readonly string[]): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) =>
    names.some((name) => existsSync(join(folder, name)) || existsSync(join(folder, `${name}.exe`))),
  );
}

function show(
  { versions, machine, engine, models, vaes, modelProblems, missing, ...rest }: Report,
  { out, paint }: Terminal,
): void {
  const good = paint("green", "✓");
  const bad = paint("red", "✗");
  out(
    `${paint("bold", "Versions")}  Rulescope ${versions.rulescope}, Node ${versions.node}, ONNX Runtime ${versions.onnxRuntime ?? "?"}`,
  );
  out(`${paint("bold", "Machine")}   ${machine.system}, ${machine.cores} cores, ${sizeText(machine.memoryBytes)}`);
  out(
    `${paint("bold", "Engine")}    ${engine.ok ? `${good} starts (Node ${engine.node})` : `${bad} ${engine.problem}`}`,
  );
  out(paint("bold", "Devices"));
  for (const { device, available, detail } of engine.devices)
    out(`  ${available ? good : bad} ${device.padEnd(8)} ${detail}`);
  out(paint("bold", "Models"));
  for (const { name, method, task, dir } of models)
    out(`  ${good} ${name}  ${task ?? "any rule"}, ${method}  ${paint("dim", dir)}`);
  for (const { name, task, dir } of vaes) out(`  ${good} ${name}  ${task}, language VAE  ${paint("dim", dir)}`);
  for (const { problem } of modelProblems) out(`  ${bad} ${problem}`);
  if (models.length + vaes.length + modelProblems.length === 0) out(`  none in ${rest.modelFolders.join(", ")}`);
  if (missing.length > 0) out(paint("bold", "Missing"));
  for (const { what, remedy } of missing) out(`  ${paint("yellow", "!")} ${what}: ${remedy}`);
}
