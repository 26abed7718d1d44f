/** @file The case map view's composition root. */

import { Endpoint } from "../../src/protocol/endpoint.ts";
import { mapViewContract } from "../../src/protocol/mapView.ts";
import { connectHost } from "../host.ts";
import { defineControls } from "../kit/defineControls.ts";
import { onThemeChange } from "../theme.ts";
import { MapView } from "./mapView.ts";
import { lookSchema } from "./state.ts";

defineControls();
const host = connectHost();
const endpoint = new Endpoint({
  port: host.port,
  calls: mapViewContract,
  lost: (reason) => new Error(reason),
  report: (problem) => console.warn(problem),
});
const look = host.kept(lookSchema);
const view = new MapView({ endpoint, look, keep: host.keep });
document.getElementById("view")?.append(view.element);
onThemeChange(document.body, () => view.redraw());
endpoint.onNotice("show", ({ maps }) => view.show(maps));
endpoint.onNotice("progress", ({ map, work, loss }) => view.progress(map, work, loss));
endpoint.onNotice("cells", (cells) => view.grow(cells));
void endpoint.request("ready", { sources: look.sources });
