/** @file Runs side by side in the shape that the compare view shows; some may still be written. Knows no `vscode`. */

import { compareRuns } from "../../core/compare/compare.ts";
import type { MethodName } from "../../core/method/method.ts";
import type { RunRecord } from "../../core/record/run.ts";
import type { CompareColumn, ShownComparison } from "../../protocol/compareView.ts";
import { finite } from "../../protocol/wire.ts";
import { shownRecord } from "../trace/viewRun.ts";

/** A run in a column: over, on its way, or failed. */
export type Entry =
  | { readonly kind: "record"; readonly record: RunRecord }
  | {
      readonly kind: "pending";
      readonly call: string;
      readonly method: MethodName;
      readonly model: string;
      readonly tokens: number;
      readonly failure?: string;
    };

/** Compares the runs that are over. Their columns stay where they are. */
export function shownComparison(entries: readonly Entry[]): ShownComparison {
  const over = entries.flatMap((entry, column) => (entry.kind === "record" ? [{ column, record: entry.record }] : []));
  const { rows, by, divergence } = compareRuns(over.map(({ record }) => record));
  return {
    columns: entries.map(columnOf),
    rows: rows.map(({ line, cells, difference }) => ({
      line: line === null ? null : finite(line),
      cells: entries.map((_, column) => {
        const cell = cells[over.findIndex((it) => it.column === column)];
        return cell === undefined || cell === null ? null : finite(cell);
      }),
      difference: difference === undefined ? null : columnNumbers(difference.message, over),
      names: [...(difference?.names ?? [])],
    })),
    by,
    divergence:
      divergence === undefined
        ? null
        : { row: finite(divergence.row), message: columnNumbers(divergence.difference.message, over) },
  };
}

function columnOf(entry: Entry, index: number): CompareColumn {
  const id = `column ${index}`;
  if (entry.kind === "record") {
    const shown = shownRecord(entry.record, id, null);
    const { steps } = shown.growth([0, 0], [0, shown.stepCount]);
    return {
      run: { ...shown.run, prompt: null, promptTokens: null },
      status: shown.status,
      tokens: finite(shown.tokenCount),
      steps,
    };
  }
  const { call, method, model, tokens, failure } = entry;
  return {
    run: { id, call, method, prompt: null, promptTokens: null, rule: [] },
    status: {
      phase: failure !== undefined ? "failed" : tokens > 0 ? "writing" : "starting",
      model,
      otherTask: null,
      device: null,
      answer: null,
      expected: null,
      correct: null,
      remark: failure ?? null,
      seconds: null,
      stale: false,
      stored: null,
      position: null,
    },
    tokens: finite(tokens),
    steps: [],
  };
}

/** The comparison counts the runs that it was given; people count columns. */
function columnNumbers(message: string, over: readonly { readonly column: number }[]): string {
  return message.replace(/\b(run) (\d+)\b/gi, (whole, word: string, number: string) => {
    const at = over[Number(number) - 1];
    return at === undefined ? whole : `${word} ${at.column + 1}`;
  });
}
