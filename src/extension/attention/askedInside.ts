/** @file Something that a model read, whose inside the engine holds: every question about its attention passed on. */
import type { EngineClient } from "../../client/engineClient.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { InsideOf } from "../../protocol/inside.ts";
import type { Params, RequestName, Result } from "../../protocol/request.ts";
import { scoredSteps } from "./inside.ts";

/** Side of a thumbnail, in cells: what a person tells apart at that size. */
export const thumbnailCells = 48;

/** What is asked about a run, without which run it is. */
export type Asked<N extends RequestName<EngineContract>> = Omit<Params<EngineContract, N>, keyof InsideOf>;

export interface CaptureListener<Opened> {
  readonly onRun: (inside: Opened) => void;
  readonly onLayer: (layer: number, thumbnails: Uint8Array) => void;
}

export abstract class AskedInside {
  readonly run: AttentionRun;
  protected readonly client: EngineClient;
  protected readonly inside: InsideOf;

  constructor(run: AttentionRun, client: EngineClient, inside: InsideOf) {
    this.run = run;
    this.client = client;
    this.inside = inside;
  }

  tile(params: Asked<"attentionTile">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionTile">> {
    return this.client.request("attentionTile", { ...this.inside, ...params }, { signal });
  }

  row(params: Asked<"attentionRow">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionRow">> {
    return this.client.request("attentionRow", { ...this.inside, ...params }, { signal });
  }

  matrix(params: Asked<"attentionMatrix">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionMatrix">> {
    return this.client.request("attentionMatrix", { ...this.inside, ...params }, { signal });
  }

  spans(params: Asked<"attentionSpans">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionSpans">> {
    return this.client.request("attentionSpans", { ...this.inside, ...params }, { signal });
  }

  lens(params: Asked<"logitLens">, signal?: CancelSignal): Promise<Result<EngineContract, "logitLens">> {
    return this.client.request("logitLens", { ...this.inside, ...params }, { signal });
  }

  ablate(params: Asked<"ablate">, signal?: CancelSignal): Promise<Result<EngineContract, "ablate">> {
    return this.client.request("ablate", { ...this.inside, ...params }, { signal });
  }

  effects(params: Asked<"headEffects">, signal?: CancelSignal): Promise<Result<EngineContract, "headEffects">> {
    return this.client.request("headEffects", { ...this.inside, ...params }, { signal });
  }

  scores(signal?: CancelSignal): Promise<Result<EngineContract, "headScores">> {
    return this.client.request("headScores", { ...this.inside, ...scoredSteps(this.run) }, { signal });
  }
}
