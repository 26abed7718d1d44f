/** @file Something that a model read, whose activations the engine holds: what the engine is asked about it. */
import type { EngineClient } from "../../client/engineClient.ts";
import type { RunInput } from "../../protocol/activations.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";

/** Side of a thumbnail, in cells: what a person distinguishes at that size. */
export const thumbnailCells = 48;

export interface CaptureListener<Opened> {
  readonly onRun: (activations: Opened) => void;
  readonly onLayer: (layer: number, thumbnails: Uint8Array) => void;
}

export abstract class Activations {
  readonly run: AttentionRun;
  readonly client: EngineClient;
  readonly input: RunInput;

  constructor(run: AttentionRun, client: EngineClient, input: RunInput) {
    this.run = run;
    this.client = client;
    this.input = input;
  }
}
