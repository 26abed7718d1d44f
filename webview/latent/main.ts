/** @file The latent view's composition root. */

import { Endpoint } from "../../src/protocol/endpoint.ts";
import { latentViewContract } from "../../src/protocol/latentView.ts";
import { connectHost } from "../host.ts";
import { defineControls } from "../kit/defineControls.ts";
import { onThemeChange } from "../theme.ts";
import { LatentView } from "./latentView.ts";
import { type Look, lookSchema } from "./state.ts";

defineControls();
const host = connectHost();
const endpoint = new Endpoint({
  port: host.port,
  calls: latentViewContract,
  lost: (reason) => new Error(reason),
  report: (problem) => console.warn(problem),
});
const look = host.kept(lookSchema);
/** A map that is moved changes what is to be kept with every frame. */
let keeping: ReturnType<typeof setTimeout> | undefined;
const keep = (now: Look): void => {
  clearTimeout(keeping);
  keeping = setTimeout(() => host.keep(now), 150);
};
const view = new LatentView({ endpoint, look, keep });
document.getElementById("view")?.append(view.element);
onThemeChange(document.body, () => view.redraw());
endpoint.onNotice("show", (shown) => view.show(shown));
endpoint.onNotice("choices", (choices) => view.choices(choices));
endpoint.onNotice("facet", ({ points, facet }) => view.addFacet(points, facet));
endpoint.onNotice("reveal", ({ points, point }) => view.reveal(points, point));
endpoint.onNotice("stale", ({ points, stale }) => view.setStale(points, stale));
void endpoint.request("ready", { source: look.source });
