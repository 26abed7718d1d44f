/**
 * @file `rulescope bench cells`: how fast a case map is filled in. The model has the shape of the case maps' own and is trained just
 * long enough to end its answers; then it answers the whole addition grid, as every experiment does.
 */

import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../core/base/errors.ts";
import { shortCount } from "../../core/format/figures.ts";
import { parseDecoderRecipe } from "../../core/recipe/decoderRecipe.ts";
import type { ExitStatus } from "../command.ts";
import { withEngine } from "../engine.ts";
import { productFolder } from "../product.ts";
import { progress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

export interface BenchCellsOptions {
  readonly json: boolean;
}

/** Enough to learn where an answer ends; a model that never ends would be measured on tokens that no experiment decodes. */
const steps = 150;

export async function benchCells({ json }: BenchCellsOptions, terminal: Terminal): Promise<ExitStatus> {
  const path = join(productFolder, "recipes", "case-addition-direct.json");
  const text = await readFile(path, "utf8").catch(() => {
    throw new UserError("recipe-unreadable", `There is no recipe ${path}.`, "Run it from a complete installation.");
  });
  const whole = parseDecoderRecipe(text, path);
  const training = { ...whole.training, steps, warmupSteps: 20, checkpointEverySteps: steps };
  const recipe = { ...whole, name: "bench-cells", training };
  const folder = await mkdtemp(join(tmpdir(), "rulescope-bench-"));
  const shown = progress(terminal, "measuring", () => performance.now());
  const seen: { readonly cells: number; readonly at: number; readonly used: number | undefined }[] = [];
  try {
    const { map } = await withEngine("train", terminal, ({ client, signal }) =>
      client.train(
        { recipe: JSON.stringify(recipe), recipePath: path, outDir: join(folder, "model"), resume: false },
        ({ phase, step, steps: of }) => {
          if (phase === "evaluating") seen.push({ cells: step, at: performance.now(), used: cpuSeconds(client.pid) });
          shown.show(step, of, phase);
        },
        signal,
      ),
    );
    shown.end();
    const [first, last] = [seen[0], seen.at(-1)];
    if (first === undefined || last === undefined || map === undefined) throw new Error("No cell was evaluated.");
    // From the first batch's end on: opening the model is no part of it.
    const cells = last.cells - first.cells;
    const seconds = (last.at - first.at) / 1000;
    const cpu = first.used === undefined || last.used === undefined ? undefined : last.used - first.used;
    const cellsPerSecond = cells / Math.max(1e-9, seconds);
    const cellsPerCpuSecond = cpu === undefined ? undefined : cells / Math.max(1e-9, cpu);
    const right = map.training.correct + map.test.correct;
    if (json) terminal.json({ recipe: whole.name, cells, seconds, cellsPerSecond, cellsPerCpuSecond, right });
    else {
      terminal.out(`${whole.name} after ${steps} steps, ${right} of ${last.cells} cells right`);
      if (cellsPerCpuSecond !== undefined)
        terminal.out(`by processor time  ${shortCount(cellsPerCpuSecond)} cells/s on one core`);
      terminal.out(`by the clock       ${shortCount(cellsPerSecond)} cells/s`);
    }
    return 0;
  } finally {
    shown.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a process has used of the processors so far; undefined where the system does not tell. */
function cpuSeconds(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== "linux") return undefined;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // proc(5): utime and stime, in hundredths of a second.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}
