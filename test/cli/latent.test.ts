/** @file Language VAEs by the commands that take any kind of model: trained, measured, an experiment over one, and what is said of wrong use. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { parseVaeRecipe } from "../../src/core/recipe/vaeRecipe.ts";
import { parseExperimentRecord } from "../../src/core/record/experiment.ts";
import { parseLatentMeasures } from "../../src/core/record/ruleMeasures.ts";
import { exampleVaeRecipe } from "../core/recipe/exampleVaeRecipe.ts";
import { root } from "../sourceFiles.ts";
import { rulescope } from "./cli.ts";

suite("language VAEs", () => {
  const cwd = mkdtempSync(join(tmpdir(), "rulescope-vae-cli-"));
  writeFileSync(join(cwd, "tiny.json"), JSON.stringify(exampleVaeRecipe));
  const axes = [
    { name: "injection", at: "model.injection", values: ["none", "query"] },
    { name: "seed", at: "seed", values: [1, 2] },
  ];
  const set = { "training.steps": 3, "evaluation.separation": true };
  const experiment = {
    version: 1,
    kind: "experiment",
    name: "ways",
    description: "Two ways.",
    base: "tiny.json",
    set,
    axes,
  };
  writeFileSync(join(cwd, "ways.json"), JSON.stringify(experiment));
  after(() => rmSync(cwd, { recursive: true, force: true }));

  test("train writes what was set, and eval reads it; their former names still do", async () => {
    const args = ["tiny.json", "--out", "m2", "--set", "seed=2,model.injection=memory", "--json"];
    const trained = await rulescope(["latent", "train", ...args], { cwd });
    assert.equal(trained.status, 0, trained.stderr);
    const { name, evaluation } = JSON.parse(trained.stdout);
    assert.equal(name, "test-latent.seed-2.injection-memory");
    assert.equal(evaluation.ruleMean.total, 20);
    const recipe = parseVaeRecipe(readFileSync(join(cwd, "m2/recipe.json"), "utf8"), "recipe.json");
    assert.deepEqual([recipe.seed, recipe.model.injection], [2, "memory"]);

    const measured = await rulescope(["eval", "./m2", "--out", "measures.json"], { cwd });
    assert.equal(measured.status, 0, measured.stderr);
    assert.match(measured.stdout, /^test-latent\.injection-memory {2}\(seed 2\)/);
    assert.match(measured.stdout, /tangent kernel encoder 0 feedForward +-?\d\.\d{3}/);
    const { models } = JSON.parse(readFileSync(join(cwd, "measures.json"), "utf8"));
    assert.equal(parseLatentMeasures(JSON.stringify(models[0]), "measures.json").injection, "memory");
  });

  test("an experiment over one runs in shards, merges, and goes on with what is missing", async () => {
    const run = (...args: string[]) => rulescope(["experiment", ...args], { cwd });
    for (const part of ["1", "2"]) {
      const ended = await run("ways.json", "--out", `part-${part}`, "--shard", `${part}/2`);
      assert.equal(ended.status, 0, ended.stderr);
    }
    const merged = await run("merge", "part-1", "part-2", "--out", "whole");
    assert.equal(merged.status, 0, merged.stderr);
    assert.match(merged.stdout, /4 of 4 variants measured/);
    assert.match(merged.stdout, /\| injection none \| 2 \|/);
    const text = readFileSync(join(cwd, "whole/experiment.json"), "utf8");
    const record = parseExperimentRecord(text, "whole");
    assert.deepEqual(record.missing, []);
    assert.ok(record.variants.every(({ rules }) => rules?.separation?.hookPoints.z !== undefined));
    const [none, query] = record.groups;
    assert.deepEqual([none?.variants.length, query?.point], [2, { injection: "query" }]);
    assert.ok((none?.figures?.["z: linear"]?.halfWidth ?? -1) >= 0);

    rmSync(join(cwd, "whole/injection-query.seed-2"), { recursive: true });
    const again = await run("ways.json", "--out", "whole", "--resume");
    assert.equal(again.status, 0, again.stderr);
    const comparable = (json: string) =>
      JSON.stringify(JSON.parse(json), (key, value) => (key === "seconds" ? 0 : value));
    assert.equal(comparable(readFileSync(join(cwd, "whole/experiment.json"), "utf8")), comparable(text));
    const shown = await run("show", "whole");
    assert.equal(shown.stdout, merged.stdout);
  });

  test("results from before are shown as they were measured", async () => {
    const folder = join(root, "results/latent");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
      const { status, stdout, stderr } = await rulescope(["experiment", "show", join(folder, file), "--json"], { cwd });
      assert.equal(status, 0, stderr);
      const now = readFileSync(join(folder, file), "utf8")
        .replaceAll(/"neighbo(?:u)rs"/g, '"neighbors"')
        .replaceAll('"sites"', '"hookPoints"');
      const { models } = JSON.parse(now);
      assert.deepEqual(JSON.parse(stdout).models, models, file);
    }
  });

  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["latent"], /^$/],
    [["latent", "projekt"], /cannot projekt: perhaps project/],
    [["train", "tiny.json"], /needs --out DIR/],
    [["train", "missing.json", "--out", "x"], /no recipe missing\.json.*recipes\//],
    [["train", "tiny.json", "--out", "x", "--set", "model.injection=osmosis"], /field `model\.injection`.*osmosis/],
    [["train", "tiny.json", "--out", "x", "--set", "seed"], /--set cannot be "seed"\. Write FIELD=VALUE/],
    [["eval", "nowhere"], /no model named nowhere/],
    [["eval", join(root, "models/latent-explanatory"), "--n", "3"], /--n means nothing for a language VAE/],
    [
      ["run", join(root, "samples/addition.py"), "--model", "latent-explanatory"],
      /latent-explanatory is a language VAE, which does not answer/,
    ],
  ];
  for (const [args, message] of wrong) {
    test(`\`${args.join(" ")}\` says what is wrong`, async () => {
      const { status, stderr } = await rulescope(args, { cwd });
      assert.equal(status, 2);
      assert.match(stderr.trim(), message);
      assert.equal(existsSync(join(cwd, "x")), false);
    });
  }
});
