/** @file `run` keeps its runs, `runs` lists, shows, exports and imports them, `compare` sets them side by side, `check` judges traces. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { parseRun } from "../../src/core/record/run.ts";
import { madeRun, problemOf } from "../core/record/madeRun.ts";
import { root } from "../sourceFiles.ts";
import { doubling, type Ended, folderWith, rulescope } from "./cli.ts";

const sample = join(root, "samples/addition.py");
const problem = problemOf("add([5, 9], [1, 3])", readFileSync(sample, "utf8"));
const right = madeRun(problem, "rfft", undefined, { id: "11-right" });
const wrong = madeRun(problem, "rfft", (gold) => gold.replace("total=12", "total=13"), { id: "22-wrong" });
const direct = madeRun(problem, "direct", undefined, { id: "33-direct", document: "/x/other.py" });

function lines(...values: readonly unknown[]): string {
  return values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n");
}

/** A folder with exported runs, and a store that has them. */
async function storeWith(
  t: TestContext,
  ...runs: readonly object[]
): Promise<{ folder: string; env: { RULESCOPE_STORE: string } }> {
  const folder = folderWith(t, { "runs.jsonl": lines(...runs) });
  const env = { RULESCOPE_STORE: join(folder, "store", "runs.db") };
  if (runs.length > 0)
    assert.equal((await rulescope(["runs", "import", join(folder, "runs.jsonl")], { env })).status, 0);
  return { folder, env };
}

suite("the run store", { concurrency: 2 }, () => {
  test("run keeps its runs with what made them; show needs no model; --no-store keeps none", async (t) => {
    const { folder, env } = await storeWith(t);
    const run = (...flags: readonly string[]): Promise<Ended> =>
      rulescope(["run", `${sample}:10`, "--method", "direct", "--device", "cpu", ...flags], { env });
    const ran = await run();
    assert.equal(ran.status, 0, ran.stderr);
    await run("--no-store");
    const { runs } = JSON.parse((await rulescope(["runs", "list", "--json"], { env })).stdout);
    assert.equal(runs.length, 1);
    const shown = await rulescope(["runs", "show", runs[0].id.slice(0, 6), "--json"], { env });
    const { provenance, rule, ...record } = JSON.parse(shown.stdout);
    const manifest = JSON.parse(readFileSync(join(root, "models/addition-direct/model.json"), "utf8"));
    assert.deepEqual(
      [provenance.modelHash, provenance.tokenizerHash],
      [manifest.hashes["model.onnx"], manifest.hashes["tokenizer.json"]],
    );
    assert.deepEqual([provenance.provider, provenance.node], ["cpu", process.version]);
    assert.match(`${provenance.rulescope} ${provenance.onnxRuntime}`, /^\d+\.\d+\.\d+\S* \d+\.\d+\.\d+$/);
    assert.deepEqual(
      [record.answer, record.problem.document, rule.source],
      ["72", sample, readFileSync(sample, "utf8")],
    );
    const moved = join(folder, "moved.db");
    await rulescope(["run", `${sample}:10`, "--method", "direct", "--store", moved], { env });
    assert.ok(existsSync(moved));
  });

  test("a store that cannot be used is said, and the run is shown all the same", async (t) => {
    const folder = folderWith(t, { file: "" });
    const env = { RULESCOPE_STORE: join(folder, "file", "runs.db") };
    const { status, stdout, stderr } = await rulescope(["run", sample, "--method", "direct"], { env });
    assert.ok(status === 0 || status === 1);
    assert.match(stdout, /= 72 {2}✓ correct/);
    assert.equal(stderr.match(/The runs are not saved\. .*could not be written/g)?.length, 1, stderr);
  });

  test("list filters, and says so where there is nothing", async (t) => {
    const { env } = await storeWith(t, right, wrong, direct);
    const list = async (...flags: readonly string[]): Promise<string[]> =>
      (await rulescope(["runs", "list", ...flags], { env })).stdout.trimEnd().split("\n");
    assert.equal((await list()).length, 3);
    const [only = "", ...others] = await list("--verdict", "wrong");
    assert.match(only, /^22-wrong {2}1970-01-01 00:00 {2}✗ {2}add\(\[5, 9\], \[1, 3\]\) {2}= 72 {2}rfft, made-rfft$/);
    assert.deepEqual(others, []);
    assert.match((await list("--text", "OTHER.py")).join(), /^33-direc/);
    const none = await rulescope(["runs", "list", "--model", "nobody"], { env });
    assert.deepEqual([none.status, none.stdout], [0, ""]);
    assert.match(none.stderr, /No such runs in .*runs\.db/);
  });

  test("what one store exports another imports whole; twice is known; bad lines are named and do not stop the rest", async (t) => {
    const { folder, env } = await storeWith(t, right, wrong, direct);
    const file = join(folder, "out.jsonl");
    const { stderr } = await rulescope(["runs", "export", "--out", file, "--method", "rfft"], { env });
    assert.match(stderr, /2 runs written to/);
    writeFileSync(file, `${readFileSync(file, "utf8")}\n{"version": 1, "steps": []}\nno json\n[1]\n`);
    const store = join(folder, "other.db");
    const first = await rulescope(["runs", "import", file, "--store", store]);
    assert.equal(first.status, 2);
    assert.equal(first.stdout, "2 runs added, 0 were there already.\n");
    assert.match(first.stderr, /out\.jsonl:4: The stored run on line 4 is malformed: field `startedAt`/);
    assert.match(first.stderr, /out\.jsonl:5: This is not JSON/);
    assert.match(first.stderr, /out\.jsonl:6: This is no JSON object/);
    const again = await rulescope(["runs", "import", file, "--store", store, "--json"]);
    assert.deepEqual([JSON.parse(again.stdout).added, JSON.parse(again.stdout).known], [0, 2]);
    const shown = await rulescope(["runs", "show", "22", "--store", store]);
    assert.match(shown.stdout, /✗ \d+ {2}total = digit1 \+ digit2 \+ carry {2,}total=13/);
    assert.match(shown.stdout, /wrong-value: Expected total = 12, got 13/);
    const exported = await rulescope(["runs", "export", "11", "--store", store]);
    assert.deepEqual(parseRun(exported.stdout, "exported"), JSON.parse(JSON.stringify(right)));
  });

  test("traces of other programs are imported only with their rule, and are known again", async (t) => {
    const { folder, env } = await storeWith(t);
    const file = join(folder, "theirs.jsonl");
    writeFileSync(
      file,
      lines({ prompt: "add([5, 9], [1, 3])=", response: "[7, 2]", method: "direct", model: "theirs" }),
    );
    const without = await rulescope(["runs", "import", file], { env });
    assert.equal(without.status, 2);
    assert.match(without.stderr, /1 traces of another program were skipped: name their rule with --rule/);
    for (const report of ["1 runs added, 0 were", "0 runs added, 1 were"])
      assert.match(
        (await rulescope(["runs", "import", file, "--rule", sample], { env })).stdout,
        new RegExp(`^${report}`),
      );
    assert.match((await rulescope(["runs", "list"], { env })).stdout, /✓ .*= \[7, 2\] {2}direct, theirs/);
  });

  test("what is not there is named: a store, a run, a file, an action's operand", async (t) => {
    const { env } = await storeWith(t, right);
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["runs", "list", "--store", "/nowhere/runs.db"], /There is no run store \/nowhere\/runs\.db/],
      [["runs", "show", "99"], /The store has no run 99/],
      [["runs", "show"], /needs one ID/],
      [["runs", "import", "/nowhere.jsonl"], /\/nowhere\.jsonl cannot be read/],
      [["runs", "list", "--verdict", "rong"], /perhaps wrong/],
      [["compare", "11", "99"], /The store has no run 99/],
      [["runs", "list", "--store", sample], /addition\.py is no run store/],
    ];
    for (const [args, message] of cases) {
      const { status, stdout, stderr } = await rulescope(args, { env });
      assert.deepEqual([status, stdout], [2, ""], args.join(" "));
      assert.match(stderr, message);
    }
  });
});

test("compare shows the runs side by side with the row where they part", async (t) => {
  const { folder, env } = await storeWith(t, right, wrong, direct);
  const { status, stdout } = await rulescope(["compare", "11", "22"], { env });
  assert.equal(status, 1);
  assert.match(stdout, /^▶ +\d+ {2}L7 total=12 +L7 total=13$/m);
  assert.match(stdout, /total is 12 in run 1, 13 in run 2\.\n$/);
  const agreeing = await rulescope(["compare", "11", `${join(folder, "runs.jsonl")}:3`, "--json"], { env });
  const { by, rows, divergence, runs } = JSON.parse(agreeing.stdout);
  assert.deepEqual([agreeing.status, by, rows.length, divergence], [0, "answer", right.steps.length, undefined]);
  assert.deepEqual(
    runs.map(({ method }: { readonly method: string }) => method),
    ["rfft", "direct"],
  );
});

suite("check", () => {
  const call = "add([5, 9], [1, 3])";

  test("every trace right: status 0; the dialect is told by the text; a problem may stand in the prompt", async (t) => {
    const scratchpad = madeRun(problem, "scratchpad");
    const folder = folderWith(t, {
      "good.jsonl": lines(
        { call, response: right.response },
        { prompt: right.prompt, response: right.response },
        "",
        { prompt: "59+13=", response: "72", method: "direct" },
        { problem: "59+13", response: scratchpad.response, method: "scratchpad" },
        wrong.prompt === right.prompt ? right : {},
      ),
    });
    const { status, stdout, stderr } = await rulescope(["check", sample, join(folder, "good.jsonl")]);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /5 right, 0 wrong, 0 unreadable\n$/);
  });

  test("one wrong trace: status 1, with the step and what the rule does there", async (t) => {
    const folder = folderWith(t, { "bad.jsonl": lines(right, wrong, { call, response: "73", method: "direct" }) });
    const path = join(folder, "bad.jsonl");
    const { status, stdout } = await rulescope(["check", sample, path]);
    assert.equal(status, 1);
    const [, second = "", third = ""] = stdout.split("\n");
    assert.match(second, /^✗ {2}.*bad\.jsonl:2 {2}add\(.*wrong-value in step \d+: Expected total = 12, got 13\.$/);
    assert.match(third, /= 73 {2}expected 72/);
    const { traces, ...count } = JSON.parse((await rulescope(["check", sample, path, "--json"])).stdout);
    assert.deepEqual(count, { right: 1, wrong: 2, unreadable: 0 });
    assert.equal(traces[1].steps[traces[1].firstWrong].verdict, "wrong-value");
  });

  test("what cannot be checked: status 2, named by its line, and the others are judged", async (t) => {
    const endless = "def loop(n):\n    while True:\n        n = n + 1\n    return n\n";
    const folder = folderWith(t, {
      "rule.py": doubling,
      "endless.py": endless,
      "none.py": "x = 1\n",
      "mixed.jsonl": lines(
        { call: "double([1, 2])", response: "[2, 4]", method: "direct" },
        "{broken",
        { call: "double([1" },
        { call: "triple([1])", response: "x" },
        { prompt: "Please.", response: "x" },
        { call: "double([1])", response: 7 },
      ),
      "loop.jsonl": lines({ call: "loop(1)", response: "2" }),
    });
    const at = (name: string): string => join(folder, name);
    const { status, stdout, stderr } = await rulescope(["check", at("rule.py"), at("mixed.jsonl")]);
    assert.equal(status, 2);
    assert.match(stdout, /1 right, 0 wrong, 5 unreadable/);
    for (const [line, why] of [
      [2, "This is not JSON"],
      [3, "no field with a response \\(fields: call\\)"],
      [4, 'its problem "triple\\(\\[1\\]\\)" calls no rule here \\(rules: double\\)'],
      [5, "neither a field `call` nor its prompt says"],
      [6, "no field with a response"],
    ] as const)
      assert.match(stderr, new RegExp(`mixed\\.jsonl:${line}: .*${why}`));
    const stopped = await rulescope(["check", at("endless.py"), at("loop.jsonl")]);
    assert.equal(stopped.status, 2);
    assert.match(stopped.stderr, /loop\.jsonl:1: .*the rule was stopped at line \d/);
    const none = await rulescope(["check", at("none.py"), at("loop.jsonl")]);
    assert.match(none.stderr, /none\.py has no rule that can run/);
  });
});
