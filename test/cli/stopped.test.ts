/** @file SIGTERM as `timeout`, Slurm and containers send it, to the process and to its group: a checkpoint is saved, and what is said is so. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { recipe } from "../core/recipe/exampleRecipe.ts";
import { exampleVaeRecipe } from "../core/recipe/exampleVaeRecipe.ts";
import { type Ended, rulescope } from "./cli.ts";

const goOn = /Resume with|Repeat the command|The same command resumes/;
const nothing = /Nothing was saved yet/;

suite("a command that is told to end", () => {
  const cwd = mkdtempSync(join(tmpdir(), "rulescope-stopped-"));
  after(() => rmSync(cwd, { recursive: true, force: true }));
  const small = recipe();
  const endless = {
    ...small,
    samples: 200,
    lengths: [1, 2],
    model: { ...small.model, layers: 1, width: 16, feedForward: 16, heads: [{ rotary: true, window: null }] },
    training: { ...small.training, steps: 1_000_000, batchTokens: 256, checkpointEverySteps: 10 },
  };
  writeFileSync(join(cwd, "train.json"), JSON.stringify(endless));
  const experiment = { version: 1, kind: "experiment", name: "x", description: "d", base: "train.json", axes: [] };
  writeFileSync(join(cwd, "experiment.json"), JSON.stringify(experiment));
  const { training } = exampleVaeRecipe;
  const vae = { ...exampleVaeRecipe, training: { ...training, steps: 1_000_000, checkpointEverySteps: 2 } };
  writeFileSync(join(cwd, "vae.json"), JSON.stringify(vae));
  const sweep = {
    version: 1,
    kind: "latent-sweep",
    name: "s",
    description: "d",
    recipe: "vae.json",
    common: {},
    variations: [{}],
    seeds: [1],
  };
  writeFileSync(join(cwd, "sweep.json"), JSON.stringify(sweep));

  const commands: readonly (readonly string[])[] = [
    ["train", "train.json"],
    ["experiment", "experiment.json"],
    ["train", "vae.json"],
    ["experiment", "sweep.json"],
  ];
  for (const command of commands) {
    const name = command.join("-");
    test(`${command.join(" ")} saves a checkpoint and says how to go on`, async () => {
      const out = join(cwd, `after-${name}`);
      const ended = await stoppedWhen(command, out, () => checkpointsIn(out).length > 0);
      assert.equal(ended.status, 2, ended.stderr);
      assert.match(ended.stderr, goOn);
      assert.doesNotMatch(ended.stderr, /engine stopped|bug/);
      assert.ok(checkpointsIn(out).length > 0);
    });

    test(`${command.join(" ")} says nothing of going on where nothing was saved`, async () => {
      const out = join(cwd, `before-${name}`);
      const ended = await stoppedWhen(command, out, () => true);
      assert.equal(ended.status, 2, ended.stderr);
      const saved = checkpointsIn(out).length > 0;
      assert.match(ended.stderr, saved ? goOn : nothing);
      assert.doesNotMatch(ended.stderr, saved ? nothing : goOn);
    });
  }

  /** Runs a command until `ready`; then the process and its group are told to end, as `timeout` does. */
  async function stoppedWhen(command: readonly string[], out: string, ready: () => boolean): Promise<Ended> {
    let poll: NodeJS.Timeout | undefined;
    try {
      return await rulescope([...command, "--out", out], {
        cwd,
        started: (child) => {
          let heard = false;
          child.stderr?.once("data", () => {
            heard = true;
          });
          poll = setInterval(() => {
            // It listens to signals when it tells of its work, and when there is a checkpoint.
            if (!(heard || checkpointsIn(out).length > 0) || !ready()) return;
            clearInterval(poll);
            child.kill("SIGTERM");
            process.kill(-(child.pid ?? 0), "SIGTERM");
          }, 20);
        },
      });
    } finally {
      clearInterval(poll);
    }
  }
});

function checkpointsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /step-\d+\.safetensors$/.test(path));
}
