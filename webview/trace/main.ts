/** @file The trace view's composition root. */

import { traceViewContract } from "../../src/protocol/traceView.ts";
import { h } from "../kit/h.ts";
import { mount, openPage } from "../kit/page.ts";
import { Answers } from "../kit/problems.ts";
import { viewState } from "./model/state.ts";
import { TraceView } from "./traceView.ts";

const page = openPage(traceViewContract, viewState);
mount(h(Answers, null, h(TraceView, { page })));
