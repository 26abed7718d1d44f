/** @file The subcommands that need the engine, with a model that the command line itself trains first: tiny, and as wrong as it is small. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { rulescope } from "./cli.ts";

const recipe = {
  version: 1,
  name: "tiny",
  description: "As small as a model can be.",
  seed: 1,
  task: "addition",
  method: "rfft",
  samples: 40,
  lengths: [1, 1],
  carryHeavy: 0,
  model: {
    layers: 1,
    width: 16,
    heads: [{ rotary: true, window: null }],
    feedForward: 32,
    activation: "relu",
    tiedEmbeddings: true,
    coupledPositions: 0,
    positionCoupling: "none",
  },
  training: {
    steps: 12,
    batchTokens: 512,
    learningRate: 0.01,
    warmupSteps: 2,
    schedule: "constant",
    finalLearningRateRatio: 1,
    weightDecay: 0,
    clip: 1,
    beta1: 0.9,
    beta2: 0.99,
    checkpointEverySteps: 5,
  },
  evaluation: { lengths: [1, 1], perLength: 4, seed: 3 },
};

const problems = "task: addition\n\n6+7 = 13\n8+1\n";

suite("with a tiny model", () => {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-engine-"));
  const inFolder = { cwd: folder };
  let trained: Awaited<ReturnType<typeof rulescope>>;

  before(async () => {
    writeFileSync(join(folder, "tiny.json"), JSON.stringify(recipe));
    writeFileSync(join(folder, "sums.problems"), problems);
    trained = await rulescope(["train", "tiny.json", "--out", "models/tiny", "--json"], inFolder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("train writes a complete model folder and measures it", () => {
    assert.equal(trained.status, 0, trained.stderr);
    const { accuracy, lengths, ...rest } = JSON.parse(trained.stdout);
    assert.equal(rest.recipe, "tiny.json");
    assert.equal(rest.total, 4);
    assert.equal(accuracy, rest.correct / 4);
    assert.deepEqual(Object.keys(lengths[0]), [
      "length",
      "total",
      "correct",
      "right",
      "wrong",
      "unreadable",
      "exactTraces",
      "accuracy",
    ]);
    const files = readdirSync(join(folder, "models/tiny"));
    for (const file of ["model.onnx", "model.json", "tokenizer.json", "recipe.json", "record.json"])
      assert.ok(files.includes(file), file);
    assert.match(trained.stderr, /tiny: step 12\/12 {2}loss \d+\.\d{4} {2}[\d.]+ k? ?tokens\/s/);
  });

  test("run --json gives the trace's objects with the model's part", async () => {
    const args = ["run", "sums.problems", "--model", "models/tiny", "--max-tokens", "30", "--json"];
    const { status, stdout, stderr } = await rulescope(args, inFolder);
    assert.equal(stderr, "");
    assert.equal(status, 2, "nobody can read what a model of twelve steps writes");
    const document = JSON.parse(stdout);
    assert.deepEqual(
      document.problems.map(({ line, call, result, expected }: Record<string, unknown>) => ({
        line,
        call,
        result,
        expected,
      })),
      [
        { line: 3, call: "add([6], [7])", result: "[1, 3]", expected: "13" },
        { line: 4, call: "add([8], [1])", result: "[9]", expected: "9" },
      ],
    );
    for (const problem of document.problems) {
      assert.equal(problem.method, "rfft");
      assert.equal(problem.model, "tiny");
      assert.deepEqual([problem.correct, problem.verdict], [null, "unreadable"]);
      assert.ok(problem.prompt.endsWith(problem.call));
      for (const step of problem.steps) {
        assert.equal(typeof step.verdict, "string");
        assert.ok([true, false, null].includes(step.locallyValid));
        for (const token of step.tokens) {
          assert.ok(token.probability > 0 && token.probability <= 1);
          assert.ok(problem.response.includes(token.text));
        }
      }
    }
  });

  test("run for people shows the model, the verdicts and the expected answer", async () => {
    const { status, stdout } = await rulescope(
      ["run", "sums.problems:3", "--model", "models/tiny", "--max-tokens", "30"],
      inFolder,
    );
    assert.equal(status, 2);
    assert.match(stdout, /^sums\.problems:3 {2}add\(\[6\], \[7\]\) {2}tiny, rfft$/m);
    assert.match(stdout, /\? unreadable: .*\.\n.*\d+ tokens, [\d.]+ m?s, CPU/);
    assert.ok(!stdout.includes("add([8], [1])"), "only the line that was asked for");
  });

  test("the same seed samples the same response, another seed another", async () => {
    const response = async (seed: string) => {
      const args = ["run", "sums.problems:3", "--model", "models/tiny", "--max-tokens", "30", "--seed", seed, "--json"];
      return JSON.parse((await rulescope(args, inFolder)).stdout).problems[0].response;
    };
    const first = await response("1");
    assert.equal(await response("1"), first);
    assert.notEqual(await response("2"), first);
  });

  test("models are found by name in the folders of RULESCOPE_MODELS", async () => {
    const env = { RULESCOPE_MODELS: join(folder, "models") };
    const { status, stdout, stderr } = await rulescope(
      ["run", "sums.problems:4", "--model", "tiny", "--max-tokens", "9", "--json"],
      { ...inFolder, env },
    );
    assert.equal(status, 2, stderr);
    assert.equal(JSON.parse(stdout).problems[0].model, "tiny");
    const typo = await rulescope(["run", "sums.problems", "--model", "tyni"], { ...inFolder, env });
    assert.equal(typo.status, 2);
    assert.match(typo.stderr, /There is no model named tyni\. .*tiny/);
  });

  test("eval counts every length and gives its sum", async () => {
    const args = ["eval", "--model", "models/tiny", "--task", "addition", "--lengths", "1-2", "--n", "3", "--json"];
    const { status, stdout, stderr } = await rulescope(args, inFolder);
    assert.equal(status, 0, stderr);
    const { model, task, total, lengths } = JSON.parse(stdout);
    assert.deepEqual({ model, task, total }, { model: "tiny", task: "addition", total: 6 });
    assert.deepEqual(
      lengths.map(({ length, total: each }: Record<string, unknown>) => [length, each]),
      [
        [1, 3],
        [2, 3],
      ],
    );
  });

  test("bench decode reports both first tokens and the rate", async () => {
    const { status, stdout, stderr } = await rulescope(
      ["bench", "decode", "--model", "models/tiny", "--length", "1", "--json"],
      inFolder,
    );
    assert.equal(status, 0, stderr);
    const { model, coldFirstTokenMs, warmFirstTokenMs, tokensPerSecond, tokens } = JSON.parse(stdout);
    assert.equal(model, "tiny");
    assert.ok(tokens > 0 && tokensPerSecond > 0 && warmFirstTokenMs > 0 && coldFirstTokenMs > 0);
  });

  test("bench batch gives the rates of both ways, whose answers agree", async () => {
    const { status, stdout, stderr } = await rulescope(
      ["bench", "batch", "--model", "addition-rfft", "--length", "1", "--count", "6", "--json"],
      inFolder,
    );
    assert.equal(status, 0, stderr);
    const { model, problems, together, alone, ratio } = JSON.parse(stdout);
    // One that ends by itself: the tiny one writes on to the end of its context.
    assert.deepEqual([model, problems, together.correct, alone.correct], ["addition-rfft", 6, 6, 6]);
    assert.ok(together.problemsPerSecond > 0 && alone.problemsPerSecond > 0);
    assert.ok(Math.abs(ratio - together.problemsPerSecond / alone.problemsPerSecond) < 1e-9);
  });

  test("doctor names versions, devices, and each model with its problem", async () => {
    cpSync(join(folder, "models/tiny"), join(folder, "models/broken"), { recursive: true });
    writeFileSync(join(folder, "models/broken/model.json"), '{"formatVersion": 1, "name": "broken"}');
    const env = { RULESCOPE_MODELS: join(folder, "models") };
    const { status, stdout, stderr } = await rulescope(["doctor", "--json"], { env });
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    assert.match(report.versions.onnxRuntime, /^\d+\.\d+\.\d+$/);
    const cpu = report.engine.devices.find(({ device }: { readonly device: string }) => device === "cpu");
    assert.equal(cpu.available, true);
    assert.ok(report.models.some(({ name }: { readonly name: string }) => name === "tiny"));
    const broken = report.modelProblems.find(({ dir }: { readonly dir: string }) => dir.endsWith("broken"));
    assert.match(broken.problem, /model\.json is not a model description/);
    rmSync(join(folder, "models/broken"), { recursive: true });
  });

  test("a damaged graph, tokenizer or description is named, with what to do", async () => {
    const damaged = join(folder, "damaged");
    const damages: readonly (readonly [string, (path: string) => void])[] = [
      ["model.onnx", (path) => truncateSync(path, 1000)],
      ["tokenizer.json", (path) => writeFileSync(path, "{")],
      ["model.json", (path) => writeFileSync(path, "not json")],
    ];
    for (const [file, damage] of damages) {
      cpSync(join(folder, "models/tiny"), damaged, { recursive: true });
      damage(join(damaged, file));
      const { status, stdout, stderr } = await rulescope(
        ["run", "sums.problems", "--model", "./damaged", "--json"],
        inFolder,
      );
      assert.equal(status, 2, file);
      assert.ok(stdout === "" || JSON.parse(stdout).problems.length === 0, "nothing that looks like a result");
      assert.ok(stderr.includes(file), `${file}: ${stderr}`);
      assert.match(stderr, /Choose another model|[Tt]rain it again/);
      rmSync(damaged, { recursive: true });
    }
  });

  test("Ctrl-C saves a checkpoint and says how to go on; --resume ends as if nothing had happened", async () => {
    const long = { ...recipe, name: "long", training: { ...recipe.training, steps: 60, checkpointEverySteps: 1000 } };
    writeFileSync(join(folder, "long.json"), JSON.stringify(long));
    const stopped = await rulescope(["train", "long.json", "--out", "stopped"], {
      ...inFolder,
      started: (child) => {
        const interrupt = (text: Buffer | string) => {
          if (!/step \d+\/60/.test(String(text))) return;
          child.stderr?.off("data", interrupt);
          process.kill(-(child.pid ?? 0), "SIGINT");
        };
        child.stderr?.on("data", interrupt);
      },
    });
    assert.equal(stopped.status, 2);
    assert.match(
      stopped.stderr,
      /Stopped at step \d+ of 60\. Resume with `rulescope train long\.json --out stopped --resume`\./,
    );
    assert.equal(readdirSync(join(folder, "stopped/checkpoints")).length, 1);
    const resumed = await rulescope(["train", "long.json", "--out", "stopped", "--resume"], inFolder);
    assert.equal(resumed.status, 0, resumed.stderr);
    const whole = await rulescope(["train", "long.json", "--out", "whole"], inFolder);
    assert.equal(whole.status, 0, whole.stderr);
    const graph = (name: string) => readFileSync(join(folder, name, "model.onnx"));
    assert.ok(graph("stopped").equals(graph("whole")), "the same bits");
  });

  test("an engine that is killed in mid-training gives one message and no stack", async () => {
    const endless = { ...recipe, name: "endless", training: { ...recipe.training, steps: 100_000 } };
    writeFileSync(join(folder, "endless.json"), JSON.stringify(endless));
    const { status, stderr } = await rulescope(["train", "endless.json", "--out", "endless"], {
      ...inFolder,
      started: (child) => {
        child.stderr?.once("data", () => void killChildren(child.pid ?? 0));
      },
    });
    assert.equal(status, 2);
    assert.match(stderr, /The engine stopped \(.*SIGKILL.*\)\. Run again/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });
});

async function killChildren(pid: number): Promise<void> {
  await sleep(200);
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  for (const [child = 0, parent] of rows.map((row) => row.trim().split(/\s+/).map(Number))) {
    if (parent === pid) process.kill(child, "SIGKILL");
  }
}
