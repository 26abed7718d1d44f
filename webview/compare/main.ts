/** @file The compare view's composition root. */

import { compareViewContract } from "../../src/protocol/compareView.ts";
import { h } from "../kit/h.ts";
import { mount, openPage } from "../kit/page.ts";
import { Answers } from "../kit/problems.ts";
import { CompareView } from "./compareView.ts";
import { viewState } from "./state.ts";

const page = openPage(compareViewContract, viewState);
mount(h(Answers, null, h(CompareView, { page })));
