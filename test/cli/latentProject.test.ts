/** @file `rulescope latent project`: maps of a bundled VAE's items and of stored runs' steps by the real command line, and what it says of wrong use. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { root } from "../sourceFiles.ts";
import { rulescope } from "./cli.ts";

suite("latent project", () => {
  const cwd = mkdtempSync(join(tmpdir(), "rulescope-project-"));
  after(() => rmSync(cwd, { recursive: true, force: true }));
  const read = (name: string): string => readFileSync(join(cwd, name), "utf8");

  test("items of a VAE, each with its rule, and how the map was made", async () => {
    const args = ["latent", "project", "latent-explanatory", "--out", "items.csv", "--method", "pca", "--count", "40"];
    const made = await rulescope(args, { cwd });
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /^items\.csv {2}40 points of 16 values at z/);
    const [head, first, ...rest] = read("items.csv").trimEnd().split("\n");
    assert.equal(head, "x,y,rule,family,premises,conclusion");
    assert.match(first ?? "", /^-?[\d.e-]+,-?[\d.e-]+,[A-Z/-]+,\w+,.+/);
    assert.equal(rest.length, 39);
    const { parameters, hookPoint, trustworthiness, variance } = JSON.parse(read("items.csv.json"));
    assert.deepEqual([parameters.method, parameters.axes, hookPoint], ["pca", "1,2", "z"]);
    assert.ok(trustworthiness.value > 0.7 && variance.shares.length === 10);
    const again = await rulescope(args, { cwd });
    assert.equal(again.status, 0);
    assert.equal(read("items.csv").trimEnd().split("\n")[1], first);
  });

  test("steps of stored runs, and queries with keys", async () => {
    const ran = await rulescope(["run", join(root, "samples/addition.py"), "--store", "runs.db"], { cwd });
    assert.notEqual(ran.status, 2, ran.stderr);
    const project = (...more: string[]) =>
      rulescope(["latent", "project", "addition-rfft", "--store", "runs.db", "--out", "steps.csv", ...more], { cwd });
    const made = await project("--method", "tsne", "--perplexity", "8", "--json");
    assert.equal(made.status, 0, made.stderr);
    const { points, hookPoint, parameters } = JSON.parse(made.stdout);
    assert.deepEqual([hookPoint, parameters.perplexity], ["layer.2.residual", 8]);
    const rows = read("steps.csv").trimEnd().split("\n");
    assert.equal(rows.length, points + 1);
    assert.match(rows[1] ?? "", /,"add\(\[.+\]\)",rfft,0,\d+,correct$/);
    const both = await project("--hook-point", "layer.0.attention.queryKey.head.1", "--method", "pca");
    assert.equal(both.status, 0, both.stderr);
    const pairs = read("steps.csv").trimEnd().split("\n");
    assert.equal(pairs.length, 2 * points + 1);
    assert.match(pairs[1] ?? "", /,query$/);
    assert.match(pairs.at(-1) ?? "", /,key$/);
  });

  const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["latent-explanatory"], /needs --out FILE/],
    [["latent-explanatory", "--out", "x.csv", "--hook-point", "nowhere"], /no hook point called nowhere/],
    [["latent-explanatory", "--out", "x.csv", "--hook-point", "encoder.7.residual"], /has no encoder 7 residual/],
    [["latent-explanatory", "--out", "x.csv", "--perplexity", "5"], /--perplexity is of --method tsne/],
    [["latent-explanatory", "--out", "x.csv", "--count", "10"], /15 neighbors need more than 15 points; there are 10/],
    [["no-such-model", "--out", "x.csv"], /no model named no-such-model/],
    [["addition-direct", "--out", "x.csv", "--store", "none.db"], /no run store none\.db/],
  ];
  for (const [args, message] of wrong)
    test(`\`${args.join(" ")}\` says what is wrong`, async () => {
      const { status, stderr } = await rulescope(["latent", "project", ...args], { cwd });
      assert.equal(status, 2);
      assert.match(stderr.trim(), message);
      assert.equal(existsSync(join(cwd, "x.csv")), false);
    });
});
