/**
 * @file The engine's answers about one view's points: they are collected once for each place, again where the engine has let them go, and maps
 * are remembered. Knows no `vscode`.
 */
import type { EngineClient } from "../../client/engineClient.ts";
import { UserError } from "../../core/base/errors.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { LatentViewContract, Place } from "../../protocol/latentView.ts";
import type { MapEvent } from "../../protocol/projection.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { LatentPoints } from "./points.ts";

type MapParams = CheckedParams<LatentViewContract, "map">;
type MapAnswer = Result<LatentViewContract, "map">;

/** Maps that are remembered for as long as the window is open, so that a view that is opened again has its picture at once. */
export class MapCache {
  readonly #maps = new Map<string, MapAnswer>();

  get(key: string): MapAnswer | undefined {
    const found = this.#maps.get(key);
    if (found === undefined) return undefined;
    this.#maps.delete(key);
    this.#maps.set(key, found);
    return found;
  }

  set(key: string, map: MapAnswer): void {
    this.#maps.set(key, map);
    let points = [...this.#maps.values()].reduce((sum, { coordinates }) => sum + coordinates.length / 2, 0);
    for (const [oldest, { coordinates }] of this.#maps) {
      if (points <= mostRemembered) return;
      points -= coordinates.length / 2;
      this.#maps.delete(oldest);
    }
  }
}

/** Points of all maps together: 8 bytes each. */
const mostRemembered = 4_000_000;

export interface EngineMapParts {
  readonly client: () => Promise<EngineClient>;
  readonly points: LatentPoints;
  readonly cache: MapCache;
}

interface CollectedSet {
  readonly set: string;
  readonly width: number;
}

export class EngineMaps {
  readonly #parts: EngineMapParts;
  readonly #sets = new Map<string, CollectedSet>();

  constructor(parts: EngineMapParts) {
    this.#parts = parts;
  }

  /** Rejects with a UserError that says what is wrong with the points. */
  async map(params: MapParams, emit: (event: MapEvent) => void, signal: CancelSignal): Promise<MapAnswer> {
    const { points, cache } = this.#parts;
    const { model, hookPoint, aligned: _, ...rest } = params;
    const key = `${points.shown.id} ${JSON.stringify(params)}`;
    const known = cache.get(key);
    if (known !== undefined) return { ...known, cached: true };
    const alignTo = await this.#alignTo(params, signal);
    const answer = await this.use(
      { model, hookPoint },
      async (client, { set, width }) => {
        const params = { ...rest, set, ...(alignTo === undefined ? {} : { alignTo: owned(alignTo) }) };
        const result = await client.request("projectPoints", params, { signal, onEvent: emit });
        return { ...result, width: finite(width), cached: false };
      },
      signal,
      emit,
    );
    cache.set(key, answer);
    return answer;
  }

  /** Asks the engine about the points of a place. */
  async use<T>(
    place: Place,
    work: (client: EngineClient, collected: CollectedSet) => Promise<T>,
    signal: CancelSignal,
    emit?: (event: MapEvent) => void,
  ): Promise<T> {
    const client = await this.#parts.client();
    const key = JSON.stringify(place);
    const known = this.#sets.get(key);
    if (known !== undefined) {
      try {
        return await work(client, known);
      } catch (error) {
        if (!(error instanceof UserError && error.code === "points-gone")) throw error;
      }
    }
    const source = this.#parts.points.source(place.model);
    const found = await client.request(
      "collectPoints",
      { source, hookPoint: place.hookPoint },
      { signal, onEvent: (event) => emit?.({ kind: "progress", ...event }) },
    );
    this.#sets.set(key, found);
    return work(client, found);
  }

  /** The first look at these points, onto which all other maps are laid. */
  get #reference(): MapParams | undefined {
    const [model] = this.#parts.points.shown.models;
    if (model === undefined) return undefined;
    const hookPoint: MapParams["hookPoint"] =
      model.kind === "latent"
        ? { kind: "z" }
        : { kind: "state", layer: finite(Math.max(0, model.layers - 1)), component: "residual" };
    return {
      model: model.dir,
      hookPoint,
      aligned: true,
      method: { kind: "pca", axes: [finite(0), finite(1)] },
      metric: "euclidean",
      standardize: false,
      seed: finite(1),
      trustNeighbors: finite(12),
    };
  }

  /** Undefined where the map is to lie as it comes: it is the first look itself, or has other points. */
  async #alignTo(
    { aligned, model, hookPoint, method }: MapParams,
    signal: CancelSignal,
  ): Promise<Float32Array | undefined> {
    const reference = this.#reference;
    if (!aligned || reference === undefined || isDoubled(hookPoint)) return undefined;
    const same = model === reference.model && JSON.stringify(hookPoint) === JSON.stringify(reference.hookPoint);
    if (same && method.kind === "pca") return undefined;
    return (await this.map(reference, () => {}, signal)).coordinates;
  }
}

/** Has twice as many points as any other place. */
function isDoubled(hookPoint: MapParams["hookPoint"]): boolean {
  return hookPoint.kind === "state" && hookPoint.component === "attention.queryKey";
}
