/** @file Stored runs as a tree: problems, their runs, and below each run the branches that were made of it. Knows no `vscode`. */
import type { RunSummary } from "../../client/store/runStore.ts";

export interface ProblemNode {
  readonly kind: "problem";
  readonly call: string;
  /** Newest first, branches included. */
  readonly runs: readonly RunSummary[];
  /** Those that are no branch of another one here. */
  readonly roots: readonly RunNode[];
}

export interface RunNode {
  readonly kind: "run";
  readonly run: RunSummary;
  /** Newest first. */
  readonly branches: readonly RunNode[];
}

/** Stands below the problems where there are more runs than are shown. */
export interface MoreNode {
  readonly kind: "more";
  readonly shown: number;
  readonly total: number;
}

export type RunsNode = ProblemNode | RunNode | MoreNode;

/** What a menu of the Runs view passes to its command. */
export function isRunsNode(argument: unknown): argument is RunsNode {
  if (typeof argument !== "object" || argument === null || !("kind" in argument)) return false;
  return argument.kind === "run" || argument.kind === "problem";
}

/** Problems by their newest run. A branch whose run is not among `runs` stands beside the others. */
export function byProblem(runs: readonly RunSummary[]): readonly ProblemNode[] {
  const groups = Map.groupBy(runs, ({ call }) => call);
  return [...groups].map(([call, its]) => ({ kind: "problem", call, runs: its, roots: rootsOf(its) }));
}

function rootsOf(runs: readonly RunSummary[]): readonly RunNode[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const isBranch = (run: RunSummary): boolean => run.parent !== null && byId.has(run.parent) && !circular(run, byId);
  const branches = Map.groupBy(runs.filter(isBranch), ({ parent }) => parent);
  const nodeOf = (run: RunSummary): RunNode => ({
    kind: "run",
    run,
    branches: (branches.get(run.id) ?? []).map(nodeOf),
  });
  return runs.filter((run) => !isBranch(run)).map(nodeOf);
}

/** An imported file may claim anything: a run that is its own ancestor would be shown nowhere. */
function circular(run: RunSummary, byId: ReadonlyMap<string, RunSummary>): boolean {
  const seen = new Set<string>();
  for (let at: RunSummary | undefined = run; at !== undefined; at = byId.get(at.parent ?? "")) {
    if (seen.has(at.id)) return true;
    seen.add(at.id);
  }
  return false;
}
