/** @file A map as it is drawn: of which place of which model, and where its points lie. No DOM. */

import type { LatentViewContract, ShownModel } from "../../../src/protocol/latentView.ts";
import type { Params, Result } from "../../../src/protocol/request.ts";
import type { Fit } from "../scatter/frame.ts";
import type { ChosenHookPoint } from "./hookPoints.ts";

export type MapAnswer = Result<LatentViewContract, "map">;
/** How a map is made, whatever it shows. */
export type MapParams = Omit<Params<LatentViewContract, "map">, "model" | "hookPoint">;

/** What is drawn, and of what. */
export interface DrawnMap {
  readonly hookPoint: ChosenHookPoint;
  readonly model: ShownModel;
  /** As the engine gave it, and in the square of the map. */
  readonly raw: Float32Array;
  readonly xy: Float32Array;
  readonly fit: Fit;
  /** Null while it forms. */
  readonly answer: MapAnswer | null;
}
