/**
 * @file The conversation between the extension and a case map view: measured grids side by side, the cell that is pointed at, and
 * trainings with other squares held out. The extension reads records and runs problems; how a map looks is the view's own matter.
 */

import * as v from "valibot";
import { count, countFrom, number, request, uint8Array } from "./request.ts";

const done = v.object({});

const axis = v.object({ name: v.string(), from: number, to: number });

export const square = v.object({ centre: v.tuple([number, number]), halfWidth: count });

const answers = v.array(v.object({ text: v.string(), count }));

const grid = v.object({
  rows: axis,
  columns: axis,
  /** Where the cells that have a problem are, row by row: row times the number of columns plus column, both from 0. */
  cells: v.array(count),
  /** Those that the training left out; like every list of cells below, indices into `cells`. */
  test: v.array(count),
  /** The squares that were left out; empty for any other kind of split. */
  squares: v.array(square),
  /** The kind of split, and the study's name for it. */
  kind: v.picklist(["squares", "rows", "columns", "random"]),
  split: v.string(),
  /** Answers to be drawn for each cell, and at which temperature; one answer is the greedy one. */
  generations: countFrom(1),
  temperature: number,
  /** Answers drawn so far, and how many of them were right, for each cell. */
  drawn: v.array(count),
  correct: v.array(count),
  wrong: v.array(v.object({ cell: count, answers })),
  /** Cells that need a step which no training problem shows; null where that was not computed. */
  uncovered: v.nullable(v.array(count)),
});
export type ShownGrid = v.InferOutput<typeof grid>;

const loss = v.object({ step: count, loss: number });

const work = v.object({
  phase: v.picklist(["preparing", "training", "evaluating", "stopped", "failed"]),
  step: count,
  steps: count,
  seconds: number,
  /** What went wrong, and what to do. */
  problem: v.nullable(v.string()),
});
export type ShownWork = v.InferOutput<typeof work>;

export const shownMap = v.object({
  /** What the view asks for again after a reload: the record's path. */
  id: v.string(),
  name: v.string(),
  task: v.string(),
  method: v.string(),
  /** What made it, for captions: parameters, seed, hashes, versions. */
  provenance: v.array(v.object({ name: v.string(), value: v.string() })),
  /** Null in the record of a training that measured lengths only. */
  grid: v.nullable(grid),
  /** Accuracy by length of problem, on problems that were not trained on. */
  lengths: v.array(v.object({ length: count, total: count, correct: count })),
  lossCurve: v.array(loss),
  /** A training that is under way, or did not finish. */
  work: v.nullable(work),
  /** There is a recipe to train again with other cells held out, and its number of steps. */
  trainable: v.boolean(),
  steps: count,
});
export type ShownMap = v.InferOutput<typeof shownMap>;

const cellOf = { map: v.string(), cell: count };

export const mapViewContract = {
  requests: {
    /** The view's script runs; `sources` is what it showed before a reload. */
    ready: request(v.object({ sources: v.array(v.string()) }), done),
    /** A cell's problem and its answer, as its task writes them. */
    describe: request(v.object(cellOf), v.object({ problem: v.string(), answer: v.string() })),
    /** Runs a cell's problem with the map's model in the editor. */
    run: request(v.object(cellOf), done),
    /** Asks which records to show beside these. */
    add: request(done, done),
    remove: request(v.object({ map: v.string() }), done),
    /** Trains the map's recipe again with these squares held out; the new map is shown beside it and fills as it is measured. */
    train: request(v.object({ map: v.string(), squares: v.array(square), steps: countFrom(1) }), done),
    cancel: request(v.object({ map: v.string() }), done),
    /** Asks where to save and in which format. `svg` is the figure, `png` the bytes of the same, `caption` its text. */
    save: request(v.object({ svg: v.string(), png: uint8Array, caption: v.string() }), done),
  },
  notices: {
    /** All maps, whole: after `ready` and whenever one comes or goes. */
    show: v.object({ maps: v.array(shownMap) }),
    /** What a training does, with the loss of its last step. */
    progress: v.object({ map: v.string(), work, loss: v.nullable(loss) }),
    /** Cells that were just measured: neighbors in the order of `cells`, with the answers drawn for each so far. */
    cells: v.object({ map: v.string(), first: count, drawn: count, correct: v.array(count) }),
  },
};
export type MapViewContract = typeof mapViewContract;
