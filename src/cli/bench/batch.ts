/** @file `rulescope bench batch`: the same problems of one model decoded together and one at a time. */

import { localJudge } from "../../client/localJudge.ts";
import { runProblem } from "../../client/runProblem.ts";
import { runProblems } from "../../client/runProblems.ts";
import { Cancelled } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { median } from "../../core/statistics/median.ts";
import { benchProblem } from "../benchProblem.ts";
import type { ExitStatus } from "../command.ts";
import { deviceOf, withEngine } from "../engine.ts";
import { fittingModel, namedModel } from "../model.ts";
import { progress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

export interface BenchBatchOptions {
  readonly model: string | undefined;
  readonly length: number;
  readonly count: number;
  readonly device: string | undefined;
  readonly json: boolean;
}

/** Both ways are measured this often, in turn, and the medians compared: the machine does other things meanwhile. */
const rounds = 3;

export async function benchBatch(options: BenchBatchOptions, terminal: Terminal): Promise<ExitStatus> {
  const { length, count, json } = options;
  const model = options.model === undefined ? await fittingModel("addition", "rfft") : await namedModel(options.model);
  const rng = new Rng(1);
  const problems = Array.from({ length: count }, () => benchProblem(model.manifest.task ?? "addition", length, rng));
  const device = deviceOf(options.device);
  const shown = progress(terminal, "measuring", () => performance.now());
  const measured = await withEngine("inspect", terminal, async ({ client, signal }) => {
    const shared = { client, model, device, signal, topK: 0, judge: localJudge() };
    const [warmup] = problems;
    if (warmup) await runProblem({ ...shared, problem: warmup });
    const together: Timed[] = [];
    const alone: Timed[] = [];
    for (let round = 0; round < rounds; round++) {
      const runs: RunRecord[] = [];
      const began = performance.now();
      await runProblems({
        ...shared,
        problems,
        onRun: (record) => void runs.push(record),
        onRefused: (error) => {
          throw error;
        },
      });
      together.push(timed(runs, began));
      const others: RunRecord[] = [];
      const start = performance.now();
      for (const problem of problems) {
        others.push(await runProblem({ ...shared, problem }));
        shown.show(round * count + others.length, rounds * count, "");
        if (signal.aborted) throw new Cancelled();
      }
      alone.push(timed(others, start));
    }
    return { together: medians(together), alone: medians(alone) };
  });
  shown.end();
  const { together, alone } = measured;
  const ratio = together.problemsPerSecond / alone.problemsPerSecond;
  const { name } = model.manifest;
  if (json) terminal.json({ model: name, problems: count, length, together, alone, ratio });
  else {
    const line = (words: string, { problemsPerSecond, tokensPerSecond, correct }: Timed) =>
      terminal.out(
        `${words}  ${problemsPerSecond.toFixed(1)} problems/s, ${tokensPerSecond.toFixed(0)} tokens/s, ${correct} right`,
      );
    terminal.out(`${name}, ${count} problems of length ${length}`);
    line("together      ", together);
    line("one at a time ", alone);
    terminal.out(`ratio           ${ratio.toFixed(1)}`);
  }
  return 0;
}

interface Timed {
  readonly problemsPerSecond: number;
  readonly tokensPerSecond: number;
  readonly correct: number;
}

function timed(runs: readonly RunRecord[], began: number): Timed {
  const seconds = (performance.now() - began) / 1000;
  const tokens = runs.reduce((sum, run) => sum + run.tokens.length, 0);
  const correct = runs.filter((run) => run.correct === true).length;
  return { problemsPerSecond: runs.length / seconds, tokensPerSecond: tokens / seconds, correct };
}

function medians(times: readonly Timed[]): Timed {
  const of = (key: keyof Timed): number => median(times.map((each) => each[key]));
  return { problemsPerSecond: of("problemsPerSecond"), tokensPerSecond: of("tokensPerSecond"), correct: of("correct") };
}
