/** @file The attention view's composition root. */

import { attentionViewContract } from "../../src/protocol/attentionView.ts";
import { Endpoint } from "../../src/protocol/endpoint.ts";
import { connectHost } from "../host.ts";
import { defineControls } from "../kit/defineControls.ts";
import { onThemeChange } from "../theme.ts";
import { AttentionView } from "./attentionView.ts";
import { lookSchema } from "./state.ts";

defineControls();
const host = connectHost();
const endpoint = new Endpoint({
  port: host.port,
  calls: attentionViewContract,
  lost: (reason) => new Error(reason),
  report: (problem) => console.warn(problem),
});
const view = new AttentionView({ endpoint, look: host.kept(lookSchema), keep: host.keep });
document.getElementById("view")?.append(view.element);
onThemeChange(document.body, () => view.redraw());
endpoint.onNotice("show", (notice) => view.show(notice));
endpoint.onNotice("layer", ({ run, layer, thumbnails }) => view.layer(run, layer, thumbnails));
endpoint.onNotice("captured", ({ run, seconds, bytes }) => view.captured(run, seconds, bytes));
endpoint.onNotice("compared", ({ run, message, busy }) => view.other(run, message, busy));
endpoint.onNotice("step", ({ run, step }) => view.step(run, step));
void endpoint.request("ready", {});
