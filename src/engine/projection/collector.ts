/** @file Brings point sets into the store: from runs, from a language VAE's items, from given vectors; and names them by what they are. */

import { createHash } from "node:crypto";
import { UserError } from "../../core/base/errors.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { hookPointName } from "../../protocol/hookPointName.ts";
import type { HookPoint, PointSource } from "../../protocol/projection.ts";
import type { CaptureStore } from "../capture/captureStore.ts";
import type { InstrumentedModel } from "../capture/instrumentedModel.ts";
import type { LatentModel, LatentModels } from "../model/latentModel.ts";
import type { OpenModel } from "../model/openModel.ts";
import { type CollectedLatent, collectLatent, type LatentHookPoint } from "./collectLatent.ts";
import { type CollectedStates, collectRuns } from "./collectRuns.ts";
import { noSuchHookPoint, perHead, type StateHookPoint, stateHookPoints, vaeHookPoints } from "./hookPoints.ts";
import { type PointStore, type Points, sharedFloats } from "./pointStore.ts";

export interface CollectorParts {
  readonly store: PointStore;
  readonly captures: CaptureStore;
  readonly latentModels: LatentModels;
}

export type OnWork = (what: string, done: number, total: number) => void;
export type Collected = { readonly set: Points; readonly known: boolean };

type RunSource = Extract<PointSource, { kind: "runs" }>;
type LatentSource = Extract<PointSource, { kind: "latent" }>;

export class Collector {
  readonly #parts: CollectorParts;
  /** A model that changed on disk is another object, whose points are others. */
  readonly #numbers = new WeakMap<OpenModel | LatentModel, number>();
  #models = 0;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  /** Throws a UserError when there is no such hook point, no point, a value that is no number, or too much of them. */
  async collect(source: PointSource, hookPoint: HookPoint, signal: CancelSignal, onWork: OnWork): Promise<Collected> {
    const id = `${await this.#sourceId(source)}/${hookPointName(hookPoint)}`;
    const found = this.#parts.store.find(id);
    if (found !== undefined) return { set: found, known: true };
    switch (source.kind) {
      case "vectors":
        return { set: this.#keepVectors(id, source, hookPoint), known: false };
      case "runs":
        return { set: await this.#collectRuns(source, hookPoint, signal, onWork), known: false };
      case "latent":
        return { set: await this.#collectLatent(source, hookPoint, signal, onWork), known: false };
    }
  }

  /** All hook points that a source is probed at, in the order of the layers. */
  async hookPointsOf(source: PointSource): Promise<HookPoint[]> {
    switch (source.kind) {
      case "vectors":
        return [{ kind: "given" }];
      case "latent": {
        const { config } = (await this.#parts.latentModels.get(source.modelDir)).manifest;
        return [...vaeHookPoints(config, "encoder"), { kind: "z" }, ...vaeHookPoints(config, "decoder")];
      }
      case "runs":
        return stateHookPoints(await this.#parts.captures.instrumented(firstRun(source)));
    }
  }

  async #collectRuns(source: RunSource, hookPoint: HookPoint, signal: CancelSignal, onWork: OnWork): Promise<Points> {
    const first = firstRun(source);
    if (hookPoint.kind !== "state") throw noSuchHookPoint(hookPoint, "A run");
    const { store, captures } = this.#parts;
    const points = source.runs.reduce((sum, { positions }) => sum + positions.length, 0);
    if (points === 0) throw noPoints();
    const model = await captures.instrumented(first);
    store.refuseTooMany(points, model.width);
    const sourceId = await this.#sourceId(source);
    const idOf = (each: HookPoint): string => `${sourceId}/${hookPointName(each)}`;
    // What one pass gives besides is kept where it fills no more than a half of the memory.
    const others = alongside(hookPoint, model).filter((each) => idOf(each) !== idOf(hookPoint));
    const bytes =
      (model.layers * 3 + 2) *
      points *
      Math.max(model.width, model.heads * model.headWidth) *
      Float32Array.BYTES_PER_ELEMENT;
    const hookPoints = bytes <= store.limit / 2 ? [...others, hookPoint] : [hookPoint];
    const onRun = (done: number): void => onWork("reading runs", done, source.runs.length);
    const { manifest } = await captures.open(first);
    for (const each of await collectRuns({ runs: source.runs, hookPoints, captures, signal, onRun }))
      this.#keep(idOf(each.hookPoint), each, each.hookPoint === hookPoint ? manifest.name : undefined);
    return store.get(idOf(hookPoint));
  }

  async #collectLatent(
    source: LatentSource,
    hookPoint: HookPoint,
    signal: CancelSignal,
    onWork: OnWork,
  ): Promise<Points> {
    if (source.items.length === 0) throw noPoints();
    const { store, latentModels } = this.#parts;
    const model = await latentModels.get(source.modelDir);
    if (hookPoint.kind !== "z" && hookPoint.kind !== "vae") throw noSuchHookPoint(hookPoint, model.manifest.name);
    const sourceId = await this.#sourceId(source);
    const idOf = (each: HookPoint): string => `${sourceId}/${hookPointName(each)}`;
    const { config } = model.manifest;
    const others: LatentHookPoint[] =
      hookPoint.kind === "z"
        ? []
        : vaeHookPoints(config, hookPoint.side).filter((each) => idOf(each) !== idOf(hookPoint));
    const widest = Math.max(config.latent, config.encoder.width, config.decoder.width);
    store.refuseTooMany(source.items.length, widest);
    const bytes = (others.length + 1) * source.items.length * widest * Float32Array.BYTES_PER_ELEMENT;
    const hookPoints: LatentHookPoint[] = bytes <= store.limit / 2 ? [...others, hookPoint] : [hookPoint];
    const onItems = (done: number): void => onWork("reading items", done, source.items.length);
    for (const each of await collectLatent({ model, items: source.items, hookPoints, signal, onItems })) {
      throwIfCancelled(signal);
      this.#keep(idOf(each.hookPoint), each, each.hookPoint === hookPoint ? model.manifest.name : undefined);
    }
    return store.get(idOf(hookPoint));
  }

  /** `asked`: the model's name where these are the points that somebody waits for; others that are no numbers are only not kept. */
  #keep(id: string, { hookPoint, values, width }: CollectedStates | CollectedLatent, asked: string | undefined): void {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) {
      this.#parts.store.keep(id, values, width);
      return;
    }
    if (asked === undefined) return;
    throw new UserError(
      "points-not-numbers",
      `${asked} gives no numbers at ${hookPointName(hookPoint).replaceAll(".", " ")}: value ${(wrong % width) + 1} of point ${Math.floor(wrong / width) + 1} is ${values[wrong]}.`,
      "Choose an earlier layer, or another model: its training diverged, or its file is damaged.",
    );
  }

  #keepVectors(id: string, { values, width }: Extract<PointSource, { kind: "vectors" }>, hookPoint: HookPoint): Points {
    if (hookPoint.kind !== "given") throw noSuchHookPoint(hookPoint, "A list of vectors");
    if (values.length === 0) throw noPoints();
    if (values.length % width !== 0) {
      throw new UserError(
        "points-shape",
        `${values.length} numbers are no whole points of ${width} values each.`,
        "Give each point as many values as the first one.",
      );
    }
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new UserError(
        "points-not-numbers",
        `Point ${Math.floor(wrong / width) + 1} has ${values[wrong]} as its value ${(wrong % width) + 1}.`,
        "Leave such points out, or give them a number.",
      );
    }
    this.#parts.store.refuseTooMany(values.length / width, width);
    const shared = sharedFloats(values.length);
    shared.set(values);
    return this.#parts.store.keep(id, shared, width);
  }

  async #sourceId(source: PointSource): Promise<string> {
    const hash = createHash("sha256");
    if (source.kind === "vectors") hash.update(`${source.width} `).update(source.values);
    else if (source.kind === "latent")
      hash.update(`${this.#number(await this.#parts.latentModels.get(source.modelDir))} ${JSON.stringify(source)}`);
    else if (source.runs[0] !== undefined)
      hash.update(`${this.#number(await this.#parts.captures.open(source.runs[0]))} ${JSON.stringify(source)}`);
    return hash.digest("hex").slice(0, 24);
  }

  #number(model: OpenModel | LatentModel): number {
    const known = this.#numbers.get(model);
    if (known !== undefined) return known;
    this.#numbers.set(model, ++this.#models);
    return this.#models;
  }
}

/** What else one pass gives that somebody may ask for next: other layers and components, or other heads. */
function alongside(
  hookPoint: StateHookPoint,
  { layers, heads }: Pick<InstrumentedModel, "layers" | "heads">,
): StateHookPoint[] {
  if (!perHead(hookPoint)) return stateHookPoints({ layers });
  const own = hookPoint.head === undefined ? [{}] : Array.from({ length: heads }, (_, head) => ({ head }));
  return Array.from({ length: layers }, (_, layer) =>
    own.map((head): StateHookPoint => ({ kind: "state", layer, component: hookPoint.component, ...head })),
  ).flat();
}

function firstRun({ runs }: RunSource): RunSource["runs"][number] {
  const [first] = runs;
  if (first === undefined) throw noPoints();
  return first;
}

function noPoints(): UserError {
  return new UserError("no-points", "There are no points to collect.", "Choose at least one problem, step or item.");
}
