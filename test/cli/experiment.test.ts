/** @file Experiments on the command line: a sweep, killed in every phase and resumed, in shards and merged, shown and refused. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { type ExperimentRecord, parseExperimentRecord } from "../../src/core/record/experiment.ts";
import { root } from "../sourceFiles.ts";
import { type Ended, rulescope } from "./cli.ts";

const recipe = {
  version: 1,
  name: "tiny",
  description: "As small as a model can be.",
  seed: 1,
  task: "double_add.py", // 2,500 cells: the smaller grid is measured in a quarter of the time
  method: "direct",
  split: { kind: "squares", squares: [{ centre: [25, 25], halfWidth: 2 }] },
  numbers: "whole",
  model: {
    layers: 1,
    width: 8,
    heads: [{ rotary: false, window: null }],
    feedForward: 8,
    activation: "relu",
    tiedEmbeddings: true,
    coupledPositions: 0,
    positionCoupling: "none",
  },
  training: {
    steps: 60,
    batchTokens: 256,
    learningRate: 0.01,
    warmupSteps: 2,
    schedule: "constant",
    finalLearningRateRatio: 1,
    weightDecay: 0,
    clip: 1,
    beta1: 0.9,
    beta2: 0.99,
    checkpointEverySteps: 5,
    snapshotSteps: [20, 43],
  },
  evaluation: { generations: 1, lengths: [2, 2], perLength: 4, seed: 3 },
};
const experiment = {
  version: 1,
  kind: "experiment",
  name: "seeds",
  description: "Two seeds of a tiny model.",
  base: "tiny.json",
  axes: [{ name: "seed", at: "seed", values: [1, 2] }],
};

suite("experiments of a tiny model", () => {
  const folder = mkdtempSync(join(tmpdir(), "rulescope-experiment-"));
  const inFolder = { cwd: folder };
  let whole: Ended;
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(async () => {
    cpSync(join(root, "samples", "double_add.py"), join(folder, "double_add.py"));
    writeFileSync(join(folder, "tiny.json"), JSON.stringify(recipe));
    writeFileSync(join(folder, "seeds.json"), JSON.stringify(experiment));
    whole = await rulescope(["experiment", "seeds.json", "--out", "whole", "--json"], inFolder);
  });

  const recordOf = (dir: string): ExperimentRecord =>
    parseExperimentRecord(readFileSync(join(folder, dir, "experiment.json"), "utf8"), dir);
  /** All but how long it took. */
  const timeless = ({ variants, ...rest }: ExperimentRecord) => ({
    ...rest,
    variants: variants.map(({ training: { seconds: _, ...training }, ...variant }) => ({ ...variant, training })),
  });

  test("a sweep leaves a model folder for each variant and one record of all", () => {
    assert.equal(whole.status, 0, whole.stderr);
    const record = recordOf("whole");
    assert.deepEqual(JSON.parse(whole.stdout), JSON.parse(JSON.stringify(record)));
    assert.deepEqual(readdirSync(join(folder, "whole")).sort(), ["experiment.json", "plan.json", "seed-1", "seed-2"]);
    assert.deepEqual(readdirSync(join(folder, "whole", "seed-1")).sort(), [
      "model.json",
      "model.onnx",
      "recipe.json",
      "record.json",
      "snapshots",
      "tokenizer.json",
    ]);
    const [first, second] = record.variants;
    assert.deepEqual([first?.recipe.seed, second?.recipe.seed], [1, 2]);
    assert.equal(first?.map?.correct.length, 2_500);
    assert.equal(first?.map?.heldOut.length, 25);
    assert.equal(first?.map?.oracle?.test.cells, 25);
    assert.equal(first?.map?.uncovered?.length, 25);
    assert.equal((first?.map?.errors?.test.wrong ?? 0) + (first?.map?.test.correct ?? 0), 25);
    assert.deepEqual(
      first?.map?.rings.map(({ distance, total }) => [distance, total]),
      [
        [0, 16],
        [1, 8],
        [2, 1],
      ],
    );
    assert.deepEqual([first?.lengths[0]?.length, first?.lengths[0]?.total], [2, 4]);
    assert.deepEqual(
      first?.snapshots?.map(({ step, map, lengths }) => [step, map?.correct.length, map?.wrong, lengths[0]?.total]),
      [
        [20, 2_500, undefined, 4],
        [43, 2_500, undefined, 4],
      ],
    );
    assert.deepEqual(
      record.groups.map(({ variants }) => variants),
      [["seed-1", "seed-2"]],
    );
    assert.match(whole.stderr, /2\/2 seed-2: step 60\/60/);
  });

  test("show writes the tables, and the record as JSON", async () => {
    const { status, stdout } = await rulescope(["experiment", "show", "whole"], inFolder);
    assert.equal(status, 0);
    assert.match(stdout, /^seeds {2}2 of 2 variants measured$/m);
    assert.match(stdout, /^variant +steps +loss +trained +held out \(95 % interval\) +oracle agrees +lengths$/m);
    assert.match(stdout, /^seed-2 +60 +\d\.\d{4} +[\d.]+ % +[\d.]+ % \([\d.]+ to [\d.]+ %\) +[\d.]+ %/m);
    assert.match(stdout, /^all seeds +2 /m);
    assert.match(
      stdout,
      /^seed-2 +43 +[\d.]+ % +[\d.]+ % \([\d.]+ to [\d.]+ %\) +2: [\d.]+ % +[\d.]+ %\n.*^seed-2 +60 /ms,
    );
    assert.match(stdout, /^variant +rim +1 +2$/m);
    assert.match(stdout, /direct: the answer at once is a single step/);
    assert.match(stdout, /^seed-1 held out +25 /m);
    const file = await rulescope(["experiment", "show", join("whole", "experiment.json")], inFolder);
    assert.equal(file.stdout, stdout);
    const json = await rulescope(["experiment", "show", "whole", "--json"], inFolder);
    assert.deepEqual(JSON.parse(json.stdout), JSON.parse(JSON.stringify(recordOf("whole"))));
  });

  test("killed while it trains, measures and writes, it goes on to the same record", async () => {
    const until: readonly ((text: string, dir: string) => boolean)[] = [
      (text) => /1\/2 seed-1: step (?!60)/.test(text),
      (text) => /1\/2 seed-1: evaluating/.test(text),
      (_, dir) => existsSync(join(dir, "seed-1", "snapshots", "step-20", "record.json")),
      (_, dir) => existsSync(join(dir, "seed-1", "record.json")),
      (text) => /1\/1 seed-2: step (?!60)|seed-2: step (?!60)/.test(text),
      (_, dir) => existsSync(join(dir, "seed-2", "model.json")),
    ];
    const dir = join(folder, "killed");
    for (const reached of until) {
      const { status } = await rulescope(["experiment", "seeds.json", "--out", "killed", "--resume"], {
        ...inFolder,
        started: (child) => {
          let text = "";
          const kill = () => {
            // The whole group: the engine dies with its host, as in a power cut.
            if (reached(text, dir) && child.pid !== undefined && child.exitCode === null)
              process.kill(-child.pid, "SIGKILL");
          };
          child.stderr?.on("data", (piece) => {
            text += piece;
            kill();
          });
          const timer = setInterval(kill, 5);
          child.once("close", () => clearInterval(timer));
        },
      });
      assert.equal(status, null, "it was killed");
    }
    const resumed = await rulescope(["experiment", "seeds.json", "--out", "killed", "--resume"], inFolder);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.doesNotMatch(resumed.stderr, /seed-1/, "what is done is not done again");
    assert.deepEqual(timeless(recordOf("killed")), timeless(recordOf("whole")));
  });

  test("shards in one folder, and merged from two, give the same record", async () => {
    for (const [part, out] of [
      ["1/2", "part"],
      ["2/2", "other"],
    ] as const) {
      const args = ["experiment", "seeds.json", "--out", out, "--shard", part];
      const { status, stderr } = await rulescope(args, inFolder);
      assert.equal(status, 0, stderr);
    }
    assert.deepEqual(recordOf("part").missing, ["seed-2"]);
    const merged = await rulescope(["experiment", "merge", "part", "other", "--out", "merged", "--json"], inFolder);
    assert.equal(merged.status, 0, merged.stderr);
    assert.deepEqual(timeless(recordOf("merged")), timeless(recordOf("whole")));
    cpSync(join(folder, "other", "seed-2"), join(folder, "part", "seed-2"), { recursive: true });
    const { status, stderr } = await rulescope(["experiment", "merge", "part", "--out", "part"], inFolder);
    assert.equal(status, 0, stderr);
    assert.deepEqual(timeless(recordOf("part")), timeless(recordOf("whole")));
  });

  test("nothing is overwritten, and what cannot be is said before any work", async () => {
    writeFileSync(
      join(folder, "others.json"),
      JSON.stringify({ ...experiment, axes: [{ name: "seed", at: "seed", values: [1, 3] }] }),
    );
    writeFileSync(join(folder, "file"), "");
    const large = { ...recipe, split: { kind: "squares", squares: [{ centre: [25, 25], halfWidth: 40 }] } };
    writeFileSync(join(folder, "large.json"), JSON.stringify(large));
    const huge = { ...recipe, model: { ...recipe.model, width: 65_536, layers: 100 } };
    writeFileSync(join(folder, "huge.json"), JSON.stringify(huge));
    writeFileSync(join(folder, "lost.json"), JSON.stringify({ ...recipe, from: "nowhere" }));
    writeFileSync(join(folder, "newer.json"), JSON.stringify({ ...experiment, version: 3 }));
    const rows: readonly [readonly string[], RegExp][] = [
      [["seeds.json", "--out", "whole"], /holds 2 variants of this experiment already\. Resume with --resume/],
      [
        ["others.json", "--out", "whole", "--resume"],
        /holds the experiment seeds of another recipe \(the variant seed-3 differs\)/,
      ],
      [["seeds.json", "--out", "whole/seed-1"], /holds other files \(model\.json, .*Choose an empty or a new folder/],
      [["seeds.json", "--out", "file/x"], /file.* could not be written: a part of its path is a file/],
      [["large.json", "--out", "new"], /half-width 40.*too large/],
      [["huge.json", "--out", "new"], /needs about .* of memory|The disk of/],
      [["lost.json", "--out", "new"], /There is no model in .*nowhere/],
      [["newer.json", "--out", "new"], /newer\.json is of version 3, but this Rulescope reads version 1 only/],
      [
        ["seeds.json", "--out", "new", "--shard", "3/2"],
        /--shard takes a part of how many, such as 2\/8; 3\/2 is not that/,
      ],
      [["show", "new"], /There is no experiment in .*new/],
    ];
    for (const [args, message] of rows) {
      const { status, stderr } = await rulescope(["experiment", ...args], inFolder);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
    assert.ok(!existsSync(join(folder, "new")));
    const train = await rulescope(["train", "seeds.json", "--out", "new"], inFolder);
    assert.match(train.stderr, /recipe of an experiment.*rulescope experiment seeds\.json --out new/);
  });
});
