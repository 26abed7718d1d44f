/** @file The compare view's composition root. */

import { compareViewContract } from "../../src/protocol/compareView.ts";
import { Endpoint } from "../../src/protocol/endpoint.ts";
import { connectHost } from "../host.ts";
import { defineControls } from "../kit/defineControls.ts";
import { CompareView } from "./compareView.ts";
import { keptSchema } from "./state.ts";

defineControls();
const host = connectHost();
const endpoint = new Endpoint({
  port: host.port,
  calls: compareViewContract,
  lost: (reason) => new Error(reason),
  report: (problem) => console.warn(problem),
});
const ask = (request: Promise<unknown>): void => void request.catch((error: unknown) => console.warn(error));
const kept = host.kept(keptSchema);
const view = new CompareView(kept, {
  keep: host.keep,
  choose: (column, step) => ask(endpoint.request("select", { column, step })),
  open: (column) => ask(endpoint.request("open", { column })),
});
document.getElementById("view")?.append(view.element);
endpoint.onNotice("show", ({ comparison }) => view.show(comparison));
ask(endpoint.request("ready", { stored: kept.stored }));
