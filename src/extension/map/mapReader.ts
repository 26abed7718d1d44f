/**
 * @file Reads case maps, in the process that runs rules: a recipe may bring a rule of its own, and an oracle runs thousands of problems.
 * Knows no `vscode`.
 */
import type { Square } from "../../core/task/split.ts";
import type { MapSource } from "../../protocol/mapRequests.ts";
import type { Result } from "../../protocol/request.ts";
import type { RuleContract } from "../../protocol/ruleContract.ts";
import type { RuleHost } from "../rule/ruleHost.ts";

/** Maps of an experiment with many variants are many megabytes. */
const readDeadlineMs = 60_000;
/** A description is waited for under the pointer. */
const cellDeadlineMs = 1500;
/** An oracle takes seconds for the built-in tasks; a person's own rule may be slow. */
const coverageDeadlineMs = 600_000;

export class MapReader {
  readonly #rules: RuleHost;

  constructor(rules: RuleHost) {
    this.#rules = rules;
  }

  /** Rejects with a UserError that names the file. */
  async read(id: string): Promise<readonly MapSource[]> {
    return (await this.#rules.ask("readMaps", { id }, { deadlineMs: readDeadlineMs })).maps;
  }

  /** Rejects with a UserError where there is no such cell. */
  describe({ recipe }: MapSource, cell: number): Promise<Result<RuleContract, "describeCell">> {
    return this.#rules.ask("describeCell", { recipe, cell }, { deadlineMs: cellDeadlineMs });
  }

  /** Its recipe with other squares held out. Rejects with a UserError where they cannot be held out of the task's space. */
  holdOut({ recipe }: MapSource, squares: readonly Square[], steps: number): Promise<Result<RuleContract, "holdOut">> {
    const own = squares.map(({ centre: [row, column], halfWidth }) => {
      return { centre: [row, column] satisfies [number, number], halfWidth };
    });
    return this.#rules.ask("holdOut", { recipe, squares: own, steps }, { deadlineMs: readDeadlineMs });
  }

  async csv(sources: readonly MapSource[]): Promise<string> {
    const maps = sources.map(({ shown, recipe }) => ({ shown, recipe }));
    return (await this.#rules.ask("mapsCsv", { maps }, { deadlineMs: readDeadlineMs })).csv;
  }

  /** The same source with its oracle; undefined where its record holds one, or where there is none to compute. Rejects with `Cancelled`. */
  async withCoverage(source: MapSource, signal: AbortSignal): Promise<MapSource | undefined> {
    const { shown, recipe } = source;
    if (shown.grid === null || shown.grid.uncovered !== null || !shown.trainable) return undefined;
    const { uncovered } = await this.#rules.requestAlone(
      "coverage",
      { recipe },
      { signal, deadlineMs: coverageDeadlineMs },
    );
    return { ...source, shown: { ...shown, grid: { ...shown.grid, uncovered } } };
  }
}
