/** @file The case map view's composition root. */

import { mapViewContract } from "../../src/protocol/mapView.ts";
import { h } from "../kit/h.ts";
import { mount, openPage } from "../kit/page.ts";
import { Answers } from "../kit/problems.ts";
import { MapView } from "./mapView.ts";
import { viewState } from "./model/state.ts";

const page = openPage(mapViewContract, viewState);
mount(h(Answers, null, h(MapView, { page })));
