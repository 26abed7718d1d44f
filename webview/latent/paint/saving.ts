/** @file Saving what a latent view shows: the figure, the points, or the values of the first map's place. */

import { xmlText } from "../../../src/core/base/plainText.ts";
import { npyOf } from "../../../src/core/format/npy.ts";
import type { Endpoint } from "../../../src/protocol/endpoint.ts";
import type { LatentFormat, LatentViewContract } from "../../../src/protocol/latentView.ts";
import type { Contract } from "../../../src/protocol/request.ts";
import { owned } from "../../../src/protocol/wire.ts";
import { pngOfSvg } from "../../charts/png.ts";
import type { Cloud } from "../model/cloud.ts";
import type { DrawnMap } from "../model/drawnMap.ts";
import { hookPointName, hookPointOf } from "../model/hookPoints.ts";
import { pointsCsv } from "../model/pointsCsv.ts";
import type { ViewState } from "../model/state.ts";
import { captionOf, figureSvg } from "./figure.ts";

export interface Saved {
  readonly endpoint: Endpoint<Contract, LatentViewContract>;
  /** Those in sight that are drawn. */
  readonly maps: readonly DrawnMap[];
  readonly cloud: Cloud;
  readonly state: ViewState;
  readonly states: Uint8Array;
  readonly selected: ReadonlySet<number>;
  readonly stale: boolean;
}

export async function saveView(saved: Saved, format: LatentFormat, scale: number): Promise<void> {
  const { endpoint, maps } = saved;
  const [first] = maps;
  if (first === undefined) throw new Error("No map is drawn yet: there is nothing to save.");
  const name = `${first.model.name} ${hookPointName(first.hookPoint)}`;
  const bytes = await bytesOf(saved, first, format, scale);
  await endpoint.request("save", { name: format === "csv" ? `${name} points` : name, format, bytes: owned(bytes) });
}

async function bytesOf(
  { endpoint, maps, cloud, state, states, selected, stale }: Saved,
  { model, hookPoint }: DrawnMap,
  format: LatentFormat,
  scale: number,
): Promise<Uint8Array> {
  const figure = {
    cloud,
    maps,
    color: state.color,
    shape: state.shape,
    states,
    zoom: state.zoom,
    names: state.names,
    stale,
  };
  switch (format) {
    case "svg":
      return new TextEncoder().encode(
        `${xmlText(new XMLSerializer().serializeToString(figureSvg(figure, document)))}\n`,
      );
    case "png":
      return pngOfSvg(figureSvg(figure, document), scale);
    case "csv":
      return new TextEncoder().encode(pointsCsv(cloud, maps, selected, captionOf(figure)));
    case "npy": {
      const place = { model: model.dir, hookPoint: hookPointOf(hookPoint) };
      const { width, values } = await endpoint.request("values", place);
      return npyOf(values, width);
    }
  }
}
