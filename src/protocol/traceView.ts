/**
 * @file The conversation between the extension and a trace view. The view asks, the extension answers and tells what is to be shown.
 * A view that is hidden forgets everything; its first message after it comes back is `ready`, and all of it is sent again.
 */

import * as v from "valibot";
import { count, request } from "./request.ts";
import { viewGrowth, viewRun, viewStatus } from "./runView.ts";

const done = v.object({});

export const traceViewContract = {
  requests: {
    /** The view's script runs, with what it remembers from before a reload; `stored` is what the run is saved under. */
    ready: request(v.object({ pinned: v.boolean(), paused: v.boolean(), stored: v.nullable(v.string()) }), done),
    /** A step was chosen in the view: the editor goes there. */
    select: request(v.object({ run: v.string(), step: count }), done),
    /** Whether the view keeps its run when another one becomes the current one. */
    pin: request(v.object({ on: v.boolean() }), done),
    /** Whether the view leaves out updates for now. */
    pause: request(v.object({ on: v.boolean() }), done),
    /** Asks what to put on the clipboard: the run or the current step, as text or as Markdown. */
    copy: request(v.object({ step: v.nullable(count) }), done),
    /** Puts one step on the clipboard as text. */
    copyStep: request(v.object({ step: count }), done),
    /** Asks where to save the run and in which format. `chart` is the strip as an SVG document. */
    save: request(v.object({ chart: v.string() }), done),
    /** Runs the shown problem again, or the one at the cursor. */
    run: request(v.object({}), done),
  },
  notices: {
    /** Another run is shown from now on, nothing of it known yet; null where there is none. */
    show: v.object({ run: v.nullable(viewRun) }),
    /** After `show`, and with each change of what it says. */
    status: v.object({ run: v.string(), status: viewStatus }),
    /** Tokens and steps, in pieces. */
    grow: viewGrowth,
  },
};
export type TraceViewContract = typeof traceViewContract;
