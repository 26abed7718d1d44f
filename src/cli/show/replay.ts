/** @file A recorded run on the terminal: read and checked again from its own text, so that it looks as it did when it ran. */

import { ResponseReader } from "../../core/check/reading.ts";
import { methodOf } from "../../core/method/methods.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { Problem } from "../../core/task/problem.ts";
import type { Terminal } from "../terminal.ts";
import { RunView } from "./runView.ts";

export function replay(problem: Problem, record: RunRecord, terminal: Terminal): void {
  const { method, dialect, model, response, stop } = record;
  const view = new RunView(record.problem.document ?? "(recorded)", problem, terminal);
  view.begin(model, method);
  const reader = new ResponseReader(problem, methodOf(method, dialect), view.step);
  reader.push(response);
  reader.end(stop === "end" ? "ended" : "cut");
  view.end(record);
}
