/**
 * @file One training from a case map view: runs a recipe in the engine for trainings, and keeps what is to be seen of it, so that a view that
 * was hidden meanwhile shows it whole. Knows no `vscode`.
 */
import { join } from "node:path";
import type { EngineClient } from "../../client/engineClient.ts";
import { Cancelled, messageOf } from "../../core/base/errors.ts";
import type { TrainingProgress } from "../../protocol/contract.ts";
import type { MapSource } from "../../protocol/mapRequests.ts";
import type { MapViewContract, ShownMap, ShownWork } from "../../protocol/mapView.ts";
import { recordFile } from "../../protocol/modelManifest.ts";
import type { Notice } from "../../protocol/request.ts";
import { finite } from "../../protocol/wire.ts";

export interface MapTrainingEvents {
  progress(notice: Notice<MapViewContract, "progress">): void;
  cells(notice: Notice<MapViewContract, "cells">): void;
}

/** Steps between two points of the loss curve, as in a record's training history. */
const curveSteps = 20;

export class MapTraining {
  /** The record that the training will leave. */
  readonly id: string;
  readonly outDir: string;
  readonly #abort = new AbortController();
  readonly #recipe: string;
  #shown: ShownMap;

  /** `shown` is the map before the training begins. */
  constructor({ recipe, shown }: Pick<MapSource, "recipe" | "shown">, outDir: string) {
    this.#recipe = recipe;
    this.outDir = outDir;
    this.id = join(outDir, recordFile);
    this.#shown = { ...shown, id: this.id };
  }

  /** As it is now; its model is not there before the end. */
  get source(): MapSource {
    return { shown: this.#shown, recipe: this.#recipe, modelDir: null, header: [] };
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** Resolves with whether the record is there. Never rejects: what went wrong is shown in the map's place. */
  async run(client: EngineClient, events: MapTrainingEvents): Promise<boolean> {
    const { id: map, outDir } = this;
    const tell = (work: ShownWork, loss: Notice<MapViewContract, "progress">["loss"]): void => {
      const lossCurve = loss === null ? this.#shown.lossCurve : [...this.#shown.lossCurve, loss];
      this.#shown = { ...this.#shown, work, lossCurve };
      events.progress({ map, work, loss });
    };
    try {
      await client.train(
        { recipe: this.#recipe, recipePath: this.#shown.name, outDir, resume: false },
        (progress) => {
          const { step, loss, phase } = progress;
          const point = phase === "training" && loss !== null && (step % curveSteps === 0 || step === 1);
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
