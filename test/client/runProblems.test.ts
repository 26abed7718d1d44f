/** @file Many problems decoded together by a real engine with the bundled model: each gets the record it would get alone. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { EngineClient } from "../../src/client/engineClient.ts";
import { localJudge } from "../../src/client/localJudge.ts";
import { type Model, readModel } from "../../src/client/models.ts";
import { runProblem } from "../../src/client/runProblem.ts";
import { type RunProblemsOptions, runProblems } from "../../src/client/runProblems.ts";
import type { EngineLost, UserError } from "../../src/core/base/errors.ts";
import { Rng } from "../../src/core/base/rng.ts";
import { type RunRecord, runRecord } from "../../src/core/record/run.ts";
import { taskProblem } from "../../src/core/sample/corpus.ts";
import { addition } from "../../src/core/task/addition.ts";
import type { Problem } from "../../src/core/task/problem.ts";

const entry = fileURLToPath(new URL("../../src/engine/main.ts", import.meta.url));
let client: EngineClient;
let model: Model;

before(async () => {
  client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
  model = await readModel(fileURLToPath(new URL("../../models/addition-rfft", import.meta.url)));
});
after(() => client.close());

function problems(count: number, length = (index: number) => 1 + (index % 4)): Problem[] {
  const rng = new Rng(7);
  const make = taskProblem("addition");
  return Array.from({ length: count }, (_, index) => make(addition.sample(rng, length(index))));
}

interface Ran {
  readonly runs: Map<number, RunRecord>;
  readonly refused: Map<number, UserError>;
  readonly lost: EngineLost[];
}

async function run(list: readonly Problem[], options: Partial<RunProblemsOptions<Problem>> = {}): Promise<Ran> {
  const ran: Ran = { runs: new Map(), refused: new Map(), lost: [] };
  await runProblems({
    client,
    model,
    problems: list,
    judge: localJudge(),
    onRefused: (error, index) => void ran.refused.set(index, error),
    onLost: (error) => void ran.lost.push(error),
    ...options,
    onRun: (record, index, rule) => {
      assert.ok(!ran.runs.has(index), `problem ${index} ends once`);
      v.parse(runRecord, JSON.parse(JSON.stringify(record)));
      ran.runs.set(index, record);
      options.onRun?.(record, index, rule);
    },
  });
  return ran;
}

test("each problem of a batch gets the record that it gets alone", async () => {
  const list = problems(80);
  const { runs } = await run(list);
  assert.equal(runs.size, 80);
  for (const [index, problem] of list.entries()) assert.equal(runs.get(index)?.problem.call, problem.call);
  for (const index of [0, 3, 42, 79]) {
    const problem = list[index];
    assert.ok(problem);
    const alone = await runProblem({ client, model, problem, topK: 0, judge: localJudge() });
    const batched = runs.get(index);
    assert.deepEqual(
      [batched?.prompt, batched?.response, batched?.stop, batched?.answer, batched?.correct, batched?.steps],
      [alone.prompt, alone.response, alone.stop, alone.answer, alone.correct, alone.steps],
    );
    assert.deepEqual(batched?.provenance, alone.provenance);
    assert.ok((batched?.promptTokens?.ids.length ?? 0) > 0);
    assert.deepEqual(batched?.promptTokens, alone.promptTokens);
    for (const [i, token] of alone.tokens.entries()) {
      const other = batched?.tokens[i];
      assert.deepEqual([other?.id, other?.text], [token.id, token.text]);
      assert.ok(Math.abs((other?.probability ?? 0) - token.probability) < 1e-4);
    }
  }
});

test("a seed draws for each row what it draws for the problem alone", async () => {
  const list = problems(5, () => 2);
  const sampling = { kind: "sampled", seed: 3, temperature: 3 } as const;
  const { runs } = await run(list, { sampling, maxNewTokens: 40 });
  const [problem] = list;
  assert.ok(problem);
  const alone = await runProblem({ client, model, problem, sampling, maxNewTokens: 40, judge: localJudge() });
  assert.equal(runs.get(0)?.response, alone.response);
  assert.equal(runs.get(0)?.seed, 3);
});

test("a problem that the model cannot take is refused by itself", async () => {
  const args = addition.fromText(`${"1".repeat(3000)}+1=`);
  assert.ok(args);
  const long = taskProblem("addition")(args);
  const list = [...problems(2), long];
  const { runs, refused } = await run(list);
  assert.deepEqual([...runs.keys()].sort(), [0, 1]);
  assert.deepEqual([...refused.keys()], [2]);
  assert.match(refused.get(2)?.message ?? "", /The prompt has .*, but this model reads 4096 tokens/);
});

test("a cancel ends what had begun as cancelled, and leaves the rest out", async () => {
  const abort = new AbortController();
  const list = problems(150);
  const { runs } = await run(list, { signal: abort.signal, onRun: () => abort.abort() });
  const stops = [...runs.values()].map(({ stop }) => stop);
  assert.equal(stops[0], "end");
  assert.ok(stops.includes("cancelled") && runs.size <= 64, `${runs.size} had begun`);
  const cut = [...runs.values()].find(({ stop }) => stop === "cancelled");
  assert.ok((cut?.tokens.length ?? 0) > 0, "it is recorded as far as it came");
  assert.equal((await run(list.slice(0, 2))).runs.size, 2, "the engine goes on");
});

test("an engine killed in mid-batch leaves the runs that were over, and the next batch works", async () => {
  const list = problems(150);
  const { runs, lost } = await run(list, {
    onRun: ({ stop }) => {
      if (stop === "end" && client.pid) process.kill(client.pid, "SIGKILL");
    },
  });
  assert.ok(runs.size > 0 && [...runs.values()].some(({ stop, correct }) => stop === "end" && correct));
  assert.equal(lost.length, 1);
  assert.equal((await run(list.slice(0, 3))).runs.size, 3);
});
