/**
 * @file `rulescope bench samples`: how fast training samples are made, from drawing the problem to the text of its gold trace. Counted
 * by processor time as well as by the clock, because one core is what a training gives its samples.
 */

import { Rng } from "../../core/base/rng.ts";
import { shortCount } from "../../core/format/figures.ts";
import { methodOf } from "../../core/method/methods.ts";
import { taskProblem } from "../../core/sample/corpus.ts";
import { median } from "../../core/statistics/median.ts";
import { addition } from "../../core/task/addition.ts";
import type { ExitStatus } from "../command.ts";
import type { Terminal } from "../terminal.ts";

export interface BenchSamplesOptions {
  readonly length: number;
  /** Samples in a round. */
  readonly count: number;
  readonly json: boolean;
}

/** The first round is not counted: the code is not compiled yet. */
const rounds = 5;

export async function benchSamples(
  { length, count, json }: BenchSamplesOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const method = methodOf("rfft", "compact");
  const problem = taskProblem(addition.name);
  const rng = new Rng(1);
  const times = Array.from({ length: rounds + 1 }, () => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    let characters = 0;
    for (let i = 0; i < count; i++) characters += method.render(problem(addition.sample(rng, length))).response.length;
    const cpuSeconds = process.cpuUsage(used).user / 1e6;
    const seconds = (performance.now() - began) / 1000;
    return { perSecond: count / seconds, perCpuSecond: count / Math.max(1e-9, cpuSeconds), characters };
  }).slice(1);
  const perSecond = median(times.map((each) => each.perSecond));
  const perCpuSecond = median(times.map((each) => each.perCpuSecond));
  const characters = times.reduce((sum, each) => sum + each.characters, 0) / (rounds * count);
  if (json)
    terminal.json({
      task: addition.name,
      method: "rfft",
      dialect: "compact",
      length,
      samples: count,
      rounds,
      perSecond,
      perCpuSecond,
      characters,
    });
  else {
    terminal.out(`addition, compact rfft, ${length} digits, ${characters.toFixed(0)} characters a trace`);
    terminal.out(`by processor time  ${shortCount(perCpuSecond)} samples/s`);
    terminal.out(`by the clock       ${shortCount(perSecond)} samples/s`);
  }
  return 0;
}
