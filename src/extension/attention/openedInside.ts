/** @file One run whose inside the engine holds: its model found, its shape known, and every question about it passed on. */
import type { EngineClient } from "../../client/engineClient.ts";
import type { Model } from "../../client/models.ts";
import { UserError } from "../../core/base/errors.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { DeviceSetting, EngineContract, InsideOf } from "../../protocol/contract.ts";
import type { Params, RequestName, Result } from "../../protocol/request.ts";
import { attentionRun, insideOf, type Subject, scoredSteps } from "./inside.ts";

/** Side of a thumbnail, in cells: what a person tells apart at that size. */
const thumbnailCells = 48;

/** What is asked about a run, without which run it is. */
type Asked<N extends RequestName<EngineContract>> = Omit<Params<EngineContract, N>, keyof InsideOf>;

export interface CaptureListener {
  readonly onRun: (inside: OpenedInside) => void;
  readonly onLayer: (layer: number, thumbnails: Uint8Array) => void;
}

export class OpenedInside {
  readonly subject: Subject;
  readonly run: AttentionRun;
  readonly #client: EngineClient;
  readonly #inside: InsideOf;

  constructor(subject: Subject, run: AttentionRun, client: EngineClient, inside: InsideOf) {
    this.subject = subject;
    this.run = run;
    this.#client = client;
    this.#inside = inside;
  }

  /** Has the engine read the run. `onRun` is called as soon as its tokens are known. */
  static async open(
    subject: Subject,
    { client, model, device }: { readonly client: EngineClient; readonly model: Model; readonly device: DeviceSetting },
    { onRun, onLayer }: CaptureListener,
    signal: CancelSignal,
  ): Promise<Result<EngineContract, "capture">> {
    const inside = insideOf(subject, model, device);
    return client.request(
      "capture",
      { ...inside, thumbnail: thumbnailCells },
      {
        signal,
        onEvent: (event) => {
          if (event.kind === "layer") onLayer(event.layer, event.thumbnails);
          else onRun(new OpenedInside(subject, attentionRun(subject, model, event.shape), client, inside));
        },
      },
    );
  }

  tile(params: Asked<"attentionTile">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionTile">> {
    return this.#client.request("attentionTile", { ...this.#inside, ...params }, { signal });
  }

  row(params: Asked<"attentionRow">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionRow">> {
    return this.#client.request("attentionRow", { ...this.#inside, ...params }, { signal });
  }

  matrix(params: Asked<"attentionMatrix">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionMatrix">> {
    return this.#client.request("attentionMatrix", { ...this.#inside, ...params }, { signal });
  }

  spans(params: Asked<"attentionSpans">, signal?: CancelSignal): Promise<Result<EngineContract, "attentionSpans">> {
    return this.#client.request("attentionSpans", { ...this.#inside, ...params }, { signal });
  }

  scores(signal?: CancelSignal): Promise<Result<EngineContract, "headScores">> {
    return this.#client.request("headScores", { ...this.#inside, ...scoredSteps(this.run) }, { signal });
  }
}

/** The model that wrote a run, by its name. Throws a UserError that names it. */
export function modelOf(name: string, models: readonly Model[]): Model {
  const found = models.find(({ manifest }) => manifest.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    "model-missing",
    `The model ${name}, which wrote this run, is not here any more.`,
    "Add its folder to the setting rulescope.modelFolders, or run the problem again with another model.",
  );
}
