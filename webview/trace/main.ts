/** @file The trace view's composition root. */

import { Endpoint } from "../../src/protocol/endpoint.ts";
import { traceViewContract } from "../../src/protocol/traceView.ts";
import { connectHost } from "../host.ts";
import { defineControls } from "../kit/defineControls.ts";
import { onThemeChange } from "../theme.ts";
import { lookSchema } from "./state.ts";
import { TraceView } from "./traceView.ts";

defineControls();
const host = connectHost();
const endpoint = new Endpoint({
  port: host.port,
  calls: traceViewContract,
  lost: (reason) => new Error(reason),
  report: (problem) => console.warn(problem),
});
const look = host.kept(lookSchema);
const view = new TraceView({ endpoint, look, keep: host.keep });
document.getElementById("view")?.append(view.element);
onThemeChange(document.body, () => view.redraw());
endpoint.onNotice("show", ({ run }) => view.show(run));
endpoint.onNotice("status", ({ run, status }) => view.status(run, status));
endpoint.onNotice("grow", (growth) => view.grow(growth));
void endpoint.request("ready", { pinned: look.pinned, paused: look.paused, stored: look.stored });
