/** @file Saving what a latent view shows: the figure, the points, or the values of the first map's place. */

import { xmlText } from "../../src/core/base/plainText.ts";
import { npyOf } from "../../src/core/format/npy.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { LatentFormat, LatentViewContract } from "../../src/protocol/latentView.ts";
import type { Contract } from "../../src/protocol/request.ts";
import { owned } from "../../src/protocol/wire.ts";
import { pngOfSvg } from "../charts/png.ts";
import type { Cloud } from "./cloud.ts";
import { captionOf, figureSvg } from "./figure.ts";
import type { MapPane } from "./mapPane.ts";
import { pointsCsv } from "./pointsCsv.ts";
import { siteName } from "./sites.ts";
import type { Look } from "./state.ts";

export interface Saved {
  readonly endpoint: Endpoint<Contract, LatentViewContract>;
  readonly panes: readonly MapPane[];
  readonly cloud: Cloud;
  readonly look: Look;
  readonly states: Uint8Array;
  readonly selected: ReadonlySet<number>;
  readonly stale: boolean;
}

export async function saveView(saved: Saved, format: LatentFormat, scale: number): Promise<void> {
  const { endpoint, panes } = saved;
  const maps = panes.flatMap(({ drawn, element }) => (drawn === undefined || element.hidden ? [] : [drawn]));
  const [first] = maps;
  if (first === undefined) throw new Error("No map is drawn yet: there is nothing to save.");
  const name = `${first.model.name} ${siteName(first.site)}`;
  const bytes = await bytesOf(saved, format, scale, maps);
  await endpoint.request("save", { name: format === "csv" ? `${name} points` : name, format, bytes: owned(bytes) });
}

async function bytesOf(
  { endpoint, panes, cloud, look, states, selected, stale }: Saved,
  format: LatentFormat,
  scale: number,
  maps: readonly NonNullable<MapPane["drawn"]>[],
): Promise<Uint8Array> {
  const figure = {
    cloud,
    maps,
    color: look.color,
    shape: look.shape,
    states,
    zoom: look.zoom,
    names: look.names,
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
      const place = panes[0]?.place;
      if (place === undefined) throw new Error("No map is drawn yet: there is nothing to save.");
      const { width, values } = await endpoint.request("values", place);
      return npyOf(values, width);
    }
  }
}
