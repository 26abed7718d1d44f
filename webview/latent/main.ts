/** @file The latent view's composition root. */

import { latentViewContract } from "../../src/protocol/latentView.ts";
import { h } from "../kit/h.ts";
import { mount, openPage } from "../kit/page.ts";
import { Answers } from "../kit/problems.ts";
import { LatentView } from "./latentView.ts";
import { viewState } from "./model/state.ts";

const page = openPage(latentViewContract, viewState);
mount(h(Answers, null, h(LatentView, { page })));
