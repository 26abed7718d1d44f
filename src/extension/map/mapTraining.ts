/**
 * @file One training from a case map view: runs a recipe in the engine for trainings, and keeps what is to be seen of it, so that a view that
 * was hidden meanwhile shows it whole. Knows no `vscode`.
 */
import { join } from "node:path";
import type { EngineClient } from "../../client/engineClient.ts";
import { Cancelled, messageOf } from "../../core/base/errors.ts";
import type { Recipe } from "../../core/record/recipe.ts";
import { taskName, taskNamed } from "../../core/task/registry.ts";
import type { TrainingProgress } from "../../protocol/contract.ts";
import type { MapViewContract, ShownMap, ShownWork } from "../../protocol/mapView.ts";
import { recordFile } from "../../protocol/modelManifest.ts";
import type { Notice } from "../../protocol/request.ts";
import { finite } from "../../protocol/wire.ts";
import { gridOf, type MapSource } from "./mapSource.ts";

export interface MapTrainingEvents {
  progress(notice: Notice<MapViewContract, "progress">): void;
  cells(notice: Notice<MapViewContract, "cells">): void;
}

/** Steps between two points of the loss curve, as in a record's course. */
const courseSteps = 20;

export class MapTraining {
  /** The record that the training will leave. */
  readonly id: string;
  readonly outDir: string;
  readonly #abort = new AbortController();
  readonly #recipe: Recipe;
  #shown: ShownMap;

  constructor(recipe: Recipe, outDir: string) {
    this.#recipe = recipe;
    this.outDir = outDir;
    this.id = join(outDir, recordFile);
    this.#shown = emptyMap(this.id, recipe);
  }

  /** As it is now; its model is not there before the end. */
  get source(): MapSource {
    return { shown: this.#shown, recipe: this.#recipe, modelDir: undefined };
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Resolves with whether the record is there. Never rejects: what went wrong is shown in the map's place. */
  async run(client: EngineClient, events: MapTrainingEvents): Promise<boolean> {
    const { id: map, outDir } = this;
    const tell = (work: ShownWork, loss: Notice<MapViewContract, "progress">["loss"]): void => {
      const course = loss === null ? this.#shown.course : [...this.#shown.course, loss];
      this.#shown = { ...this.#shown, work, course };
      events.progress({ map, work, loss });
    };
    const recipe = `${JSON.stringify(this.#recipe, undefined, 2)}\n`;
    try {
      await client.train(
        { recipe, recipePath: this.#recipe.name, outDir, resume: false },
        (progress) => {
          const { step, loss, phase } = progress;
          const point = phase === "training" && loss !== null && (step % courseSteps === 0 || step === 1);
          if (phase !== "training" || point) tell(workOf(progress), point ? { step, loss } : null);
          if (progress.cells !== undefined) {
            this.#grow(progress.cells);
            events.cells({ map, ...progress.cells });
          }
        },
        this.#abort.signal,
      );
      return true;
    } catch (error) {
      const { step, steps, seconds } = this.#shown.work ?? { step: finite(0), steps: finite(1), seconds: finite(0) };
      const stopped = error instanceof Cancelled;
      tell(
        { phase: stopped ? "stopped" : "failed", step, steps, seconds, problem: stopped ? null : messageOf(error) },
        null,
      );
      return false;
    }
  }

  #grow({ first, drawn, correct }: NonNullable<TrainingProgress["cells"]>): void {
    const { grid } = this.#shown;
    if (grid === null) return;
    const now = { drawn: [...grid.drawn], correct: [...grid.correct] };
    for (const [offset, right] of correct.entries()) {
      now.drawn[first + offset] = drawn;
      now.correct[first + offset] = right;
    }
    this.#shown = { ...this.#shown, grid: { ...grid, ...now } };
  }
}

function workOf({ phase, step, steps, seconds }: TrainingProgress): ShownWork {
  return { phase, step, steps, seconds, problem: null };
}

function emptyMap(id: string, recipe: Recipe): ShownMap {
  const { name, task, method, seed, split, evaluation, training } = recipe;
  const space = taskNamed(task)?.space;
  const { generations = 1, temperature } = evaluation;
  return {
    id,
    name,
    task: taskName(task),
    method,
    provenance: [
      { name: "steps", value: String(training.steps) },
      { name: "seed", value: String(seed) },
    ],
    grid: space && split ? gridOf(space, { split, generations, temperature, correct: [] }, 0) : null,
    lengths: [],
    course: [],
    work: { phase: "preparing", step: finite(0), steps: finite(training.steps), seconds: finite(0), problem: null },
    trainable: false,
    steps: finite(training.steps),
  };
}
