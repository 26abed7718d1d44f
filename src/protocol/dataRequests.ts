/** @file What *Export Data Set* asks of the process that runs rules: the tasks there are, whether a split can be had, and the file itself. */

import * as v from "valibot";
import { dialects, methodNames } from "../core/method/method.ts";
import { count, countFrom, number, request, streamingRequest } from "./request.ts";

const axis = v.object({ name: v.string(), from: number, to: number });

/** A built-in task by its name, or one that a document's rules declare. */
const task = v.object({ name: v.string(), source: v.nullable(v.string()) });

const taskChoice = v.object({
  task,
  functionName: v.string(),
  /** Its example as text. */
  example: v.string(),
  /** Whether it has a format of its own for intermediate values. */
  scratchpad: v.boolean(),
  /** The axes of its grid of problems, where it has one. */
  grid: v.nullable(v.object({ rows: axis, columns: axis })),
});
export type TaskChoice = v.InferOutput<typeof taskChoice>;

export const dataRequests = {
  /** Tasks that the rules of `source` declare first, then those built in. */
  exportTasks: request(v.object({ source: v.nullable(v.string()) }), v.object({ tasks: v.array(taskChoice) })),

  /** Refused where the task's grid cannot be divided so, or where the text says no split. */
  checkSplit: request(v.object({ task, split: v.string() }), v.object({})),

  /** Writes a data set and its card, with the samples written so far. A file of that name is replaced. */
  exportData: streamingRequest(
    v.object({
      task,
      method: v.object({ name: v.picklist(methodNames), dialect: v.picklist(dialects) }),
      split: v.string(),
      part: v.picklist(["training", "test", "all"]),
      format: v.picklist(["completion", "chat", "study"]),
      /** Samples at most. */
      count: v.nullable(countFrom(1)),
      path: v.string(),
      version: v.string(),
    }),
    v.object({ path: v.string(), cardPath: v.string(), samples: count }),
    v.object({ samples: count }),
  ),
};
