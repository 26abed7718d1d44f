/** @file `rulescope latent`: a tiny model trained and measured by the real command line, and what it says of wrong use. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { parseLatentRecipe } from "../../src/core/recipe/latentRecipe.ts";
import { parseLatentMeasures } from "../../src/core/record/latentMeasures.ts";
import { exampleLatentRecipe } from "../core/recipe/exampleLatentRecipe.ts";
import { rulescope } from "./cli.ts";

suite("latent", () => {
  const cwd = mkdtempSync(join(tmpdir(), "rulescope-latent-cli-"));
  writeFileSync(join(cwd, "tiny.json"), JSON.stringify(exampleLatentRecipe));
  after(() => rmSync(cwd, { recursive: true, force: true }));

  test("train writes what the flags changed, and measure reads it", async () => {
    const trained = await rulescope(
      ["latent", "train", "tiny.json", "--out", "m2", "--seed", "2", "--injection", "memory", "--json"],
      { cwd },
    );
    assert.equal(trained.status, 0, trained.stderr);
    const { name, evaluation } = JSON.parse(trained.stdout);
    assert.equal(name, "test-latent.seed-2.injection-memory");
    assert.equal(evaluation.ruleMean.total, 20);
    const recipe = parseLatentRecipe(readFileSync(join(cwd, "m2/recipe.json"), "utf8"), "recipe.json");
    assert.deepEqual([recipe.seed, recipe.model.injection], [2, "memory"]);

    const measured = await rulescope(["latent", "measure", "m2", "--out", "measures.json"], { cwd });
    assert.equal(measured.status, 0, measured.stderr);
    assert.match(measured.stdout, /^test-latent\.injection-memory {2}\(seed 2\)/);
    assert.match(measured.stdout, /tangent kernel encoder 0 feedForward +-?\d\.\d{3}/);
    const { models } = JSON.parse(readFileSync(join(cwd, "measures.json"), "utf8"));
    assert.equal(parseLatentMeasures(JSON.stringify(models[0]), "measures.json").injection, "memory");
  });

  test("sweep trains and measures each variation once, and again only what is missing", async () => {
    const sweep = {
      version: 1,
      kind: "latent-sweep",
      name: "tiny-sweep",
      description: "Two ways with one seed.",
      recipe: "tiny.json",
      common: { steps: 3 },
      variations: [{ injection: "none" }, { ruleWeight: 0 }],
      seeds: [1],
    };
    writeFileSync(join(cwd, "sweep.json"), JSON.stringify(sweep));
    const first = await rulescope(["latent", "sweep", "sweep.json", "--out", "swept"], { cwd });
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /\| test-latent\.steps-3\.injection-none \| 1 \|/);
    assert.match(first.stderr, /2 of 2 test-latent\.steps-3\.ruleweight-0\.seed-1: trained in/);
    rmSync(join(cwd, "swept/test-latent.steps-3.ruleweight-0.seed-1"), { recursive: true });
    const second = await rulescope(["latent", "sweep", "sweep.json", "--out", "swept", "--json"], { cwd });
    assert.equal(second.status, 0, second.stderr);
    assert.deepEqual([...second.stderr.matchAll(/trained in/g)].length, 1);
    const injectionsOf = JSON.parse(second.stdout).models.map(({ injection }: { injection: string }) => injection);
    assert.deepEqual(injectionsOf, ["none", "query"]);
  });

  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["latent"], /^$/],
    [["latent", "trian"], /cannot trian: perhaps train/],
    [["latent", "train", "tiny.json"], /needs --out DIR/],
    [["latent", "train", "missing.json", "--out", "x"], /no recipe missing\.json.*recipes\/latent/],
    [["latent", "train", "tiny.json", "--out", "x", "--injection", "osmosis"], /--injection cannot be osmosis/],
    [["latent", "train", "tiny.json", "--out", "x", "--rule-weight", "-1"], /--rule-weight needs/],
    [["latent", "measure", "nowhere"], /no language VAE in .*nowhere/],
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
