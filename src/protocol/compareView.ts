/** @file The conversation between the extension and a compare view: two or more runs side by side, row by row. */

import * as v from "valibot";
import { count, request } from "./request.ts";
import { viewRun, viewStatus, viewStep } from "./runView.ts";

const column = v.object({
  run: viewRun,
  status: viewStatus,
  tokens: count,
  /** Empty while it is being written. */
  steps: v.array(viewStep),
});
export type CompareColumn = v.InferOutput<typeof column>;

const row = v.object({
  /** 1-based line of the rule; null where the steps name none. */
  line: v.nullable(count),
  /** One for each run: the index of its step, or null where it has none here. */
  cells: v.array(v.nullable(count)),
  /** How the runs differ here, in a sentence; null where they agree. */
  difference: v.nullable(v.string()),
  /** The variables that differ. */
  names: v.array(v.string()),
});
export type CompareRow = v.InferOutput<typeof row>;

const comparison = v.object({
  columns: v.array(column),
  rows: v.array(row),
  /** `step`: one method. `state`: by what both claim. `answer`: nothing else in common. */
  by: v.picklist(["step", "state", "answer"]),
  /** Where the runs first part: a row, or the count of rows where only the answers differ. */
  divergence: v.nullable(v.object({ row: count, message: v.string() })),
});
export type ShownComparison = v.InferOutput<typeof comparison>;

const done = v.object({});

export const compareViewContract = {
  requests: {
    /** The view's script runs, with the saved ids of what it compared before a reload. */
    ready: request(v.object({ stored: v.array(v.string()) }), done),
    /** A step was chosen: the editor goes to its line. */
    select: request(v.object({ column: count, step: count }), done),
    /** Shows one of the runs in a trace view. */
    open: request(v.object({ column: count }), done),
  },
  notices: {
    /** What is compared, whole, after `ready` and whenever it changes. */
    show: v.object({ comparison: v.nullable(comparison) }),
  },
};
export type CompareViewContract = typeof compareViewContract;
