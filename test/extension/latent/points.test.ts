/** @file What a latent view's points are: lines of a file and made items of a real VAE's task; steps and tokens of a record as runs make it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findModels, readModel } from "../../../src/client/models.ts";
import { readResponse } from "../../../src/core/check/reading.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import { inferenceTaskNamed } from "../../../src/core/inference/registry.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { recordRun } from "../../../src/core/record/judgement.ts";
import { itemPoints, writtenLines } from "../../../src/extension/latent/itemPoints.ts";
import { runPoints } from "../../../src/extension/latent/runPoints.ts";
import { problemsOf } from "../realTrace.ts";

const models = fileURLToPath(new URL("../../../models", import.meta.url));

const text = `task: syllogism
all drevs are spuvs . all blofts are drevs [AAA1] = all blofts are spuvs
no mammals are fish . all whales are mammals [EAE1] = no whales are fish
some cats are not poodles . all cats are mammals [OAO3]
no qqqq are fish . all whales are qqqq [EAE1]
`;

async function syllogisms(count: number) {
  const { vaes: folders } = await findModels([models]);
  const folder = folders.find(({ manifest }) => manifest.task === "syllogism");
  assert.ok(folder);
  const problems = readProblems(text, "problems").inferences ?? [];
  return await itemPoints({
    folders: [folder],
    document: { uri: "file:///s.problems", name: "s.problems", problems },
    count,
  });
}

test("the bundled language VAEs are found, with the items that they were made of", async () => {
  const { vaes: folders, problems } = await findModels([models]);
  assert.deepEqual(folders.map(({ manifest }) => manifest.task).sort(), ["derivation", "explanatory", "syllogism"]);
  assert.deepEqual(problems, []);
  for (const { data } of folders) assert.ok((data?.samples ?? 0) > 1000);
});

test("the file's lines come first and lead to their lines; words that the model does not know are left out and said", async () => {
  const points = await syllogisms(100);
  const { shown } = points;
  assert.equal(shown.titles.length, 100);
  assert.match(shown.titles[0] ?? "", /all drevs are spuvs \. all blofts are drevs/);
  assert.deepEqual(points.origin(1), { kind: "line", uri: "file:///s.problems", line: 3 });
  assert.equal(
    shown.details[2],
    "some mammals are not poodles",
    "the rule gives the conclusion that the line leaves out",
  );
  assert.match(shown.notices[0] ?? "", /1 lines? of s\.problems/);
  const made = points.origin(50);
  assert.ok(made?.kind === "item");
  assert.equal(points.find(made), 50);
  assert.equal(points.find({ kind: "line", uri: "file:///s.problems", line: 3 }), 1);
  assert.equal(points.find({ kind: "line", uri: "file:///s.problems", line: 99 }), undefined);
});

test("what a document says is known without making the task's items", async () => {
  const { vaes: folders } = await findModels([models]);
  const folder = folders.find(({ manifest }) => manifest.task === "syllogism");
  assert.ok(folder);
  const documentOf = (source: string) => ({
    uri: "file:///s.problems",
    name: "s.problems",
    problems: readProblems(source, "problems").inferences ?? [],
  });
  const { written } = await syllogisms(100);
  assert.equal(writtenLines(folder, documentOf(text)), written);
  assert.notEqual(writtenLines(folder, documentOf(text.replace("[EAE1]", "[EAO1]"))), written);
  assert.equal(writtenLines(folder, undefined), "");
});

test("every item is under its rule by the task's own judge, and each column has a value for each", async () => {
  const points = await syllogisms(300);
  const task = inferenceTaskNamed("syllogism");
  const rule = points.shown.columns.find(({ name }) => name === "rule");
  assert.ok(task && rule?.kind === "category" && rule.values.length === 24);
  for (let point = 0; point < 300; point++) {
    const item = points.item(point);
    assert.ok(item);
    assert.equal(rule.values[rule.of[point] ?? -1], item.rule);
    assert.equal(task.check(item.premises, item.rule, item.conclusion).kind, "correct");
  }
  const { of } = points.shown.columns.find(({ name }) => name === "length of premises") ?? { of: [] };
  assert.ok([...of].every((length) => length >= 9 && length <= 13));
});

async function addition(unit: "problems" | "steps" | "tokens", count: number) {
  const model = await readModel(`${models}/addition-rfft`);
  const records = problemsOf().map((problem, i) => {
    const method = methodOf("rfft", "compact");
    const { prompt, response } = method.render(problem);
    const written = i === 1 ? response.replace("total=9", "total=8") : response;
    const tokens = [...written.matchAll(/\S+\s*|\s+/g)].map(([token], id) => ({
      ...{ id, text: token, probability: 0.5, entropy: 1 },
      topK: { ids: [], texts: [], probabilities: [] },
    }));
    return recordRun({
      ...{ id: `run-${i}`, startedAt: new Date(0), problem, method, model: model.manifest.name, prompt, tokens },
      ...{ response: written, promptTokens: { ids: [1, 2, 3], texts: ["a", "b", "c"] }, stop: "end" },
      ...readResponse(problem, method, written),
    });
  });
  const shape = { layers: 3, heads: 4 };
  return { records, points: runPoints({ model, shape, records, unit, count, device: "cpu" }) };
}

test("steps are points at their last token, in paths by run, with verdict, line and position", async () => {
  const { records, points } = await addition("steps", 1000);
  const { shown } = points;
  const steps = records.map((record) => record.steps.length);
  assert.equal(
    shown.titles.length,
    steps.reduce((a, b) => a + b, 0),
  );
  assert.deepEqual(
    shown.groupNames,
    records.map(({ problem }) => problem.call),
  );
  const source = points.source("/m");
  assert.ok(source.kind === "runs");
  const [first] = source.runs;
  assert.equal(first?.positions[0], 3 + (records[0]?.steps[0]?.tokens[1] ?? 0) - 1);
  assert.equal(first?.response.length, records[0]?.tokens.length);
  const verdict = shown.columns.find(({ name }) => name === "verdict");
  assert.ok(verdict?.kind === "category" && verdict.values[0] === "correct");
  const wrong = verdict.values.indexOf("wrong-value");
  const at = verdict.of.indexOf(wrong);
  assert.ok(wrong > 0 && at >= (steps[0] ?? 0), "the changed step is the second run's");
  const origin = points.origin(at);
  assert.ok(origin?.kind === "step");
  assert.equal(points.find(origin), at);
});

test("problems are points where they have just been read, with how their answers go wrong first", async () => {
  const { records, points } = await addition("problems", 1000);
  const { shown } = points;
  assert.deepEqual(
    shown.titles,
    records.map(({ problem }) => problem.call),
  );
  assert.match(shown.details[0] ?? "", /^answer \d+, rfft$/);
  const source = points.source("/m");
  assert.ok(source.kind === "runs");
  assert.ok(
    source.runs.every(({ positions }) => positions.length === 1 && positions[0] === 2),
    "the prompt has 3 tokens",
  );
  const verdict = shown.columns.find(({ name }) => name === "verdict");
  assert.ok(verdict?.kind === "category");
  assert.deepEqual(
    [...verdict.of].slice(0, 2).map((value) => verdict.values[value]),
    ["correct", "wrong-value"],
  );
  assert.deepEqual(points.origin(1), { kind: "step", run: "run-1", step: 0 });
});

test("a model with the same tokens is offered with its own layers and heads, and reads the same runs", async () => {
  const [direct, scratchpad] = await Promise.all(
    ["addition-direct", "addition-scratchpad"].map((name) => readModel(`${models}/${name}`)),
  );
  assert.ok(direct && scratchpad);
  const { records } = await addition("steps", 1000);
  const shape = { layers: 3, heads: 4 };
  const options = {
    model: direct,
    others: [scratchpad],
    shape,
    records,
    unit: "steps",
    count: 100,
    device: "cpu",
  } as const;
  const { shown, source } = runPoints(options);
  assert.deepEqual(
    shown.models.map(({ name, layers }) => [name, layers]),
    [
      ["addition-direct", 3],
      ["addition-scratchpad", 3],
    ],
  );
  assert.ok((shown.models[1]?.heads ?? 0) > 0);
  const asked = source(scratchpad.dir);
  assert.ok(asked.kind === "runs" && asked.runs.every(({ modelDir }) => modelDir === scratchpad.dir));
});

test("tokens have their step's facts, and only as many points as are asked for, whole runs first", async () => {
  const { records, points } = await addition("tokens", 10_000);
  const count = records.reduce((sum, { tokens }) => sum + tokens.length, 0);
  assert.equal(points.shown.titles.length, count);
  const few = (await addition("tokens", (records[0]?.tokens.length ?? 0) + 1)).points.shown;
  assert.equal(few.titles.length, records[0]?.tokens.length);
  assert.equal(few.total, count);
});
