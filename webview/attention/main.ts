/** @file The attention view's composition root. */

import { attentionViewContract } from "../../src/protocol/attentionView.ts";
import { h } from "../kit/h.ts";
import { mount, openPage } from "../kit/page.ts";
import { AttentionView } from "./attentionView.ts";
import { viewStateSchema } from "./model/viewState.ts";

const page = openPage(attentionViewContract, viewStateSchema);
mount(h(AttentionView, page));
void page.endpoint.request("ready", {});
