/** @file What the panel of every tab is given, and what it gives: the picture and the numbers that are exported, and where the keyboard goes. */

import { useLayoutEffect } from "preact/hooks";
import type { HeadSet } from "../../../src/protocol/activations.ts";
import type { AttentionRun, AttentionViewContract } from "../../../src/protocol/attentionView.ts";
import type { Endpoint } from "../../../src/protocol/endpoint.ts";
import type { Contract } from "../../../src/protocol/request.ts";
import type { ViewState } from "../model/viewState.ts";
import type { Colors } from "../paint/colors.ts";
import type { Numbers, Picture } from "../paint/picture.ts";

export type ViewEndpoint = Endpoint<Contract, AttentionViewContract>;

/** What the view can do with the tab in front. A tab of text has no picture. */
export interface PanelOutput {
  /** In the colors that are given, which are not the screen's. */
  picture?(colors: Colors): Picture | undefined;
  numbers?(): Promise<Numbers | undefined> | Numbers | undefined;
  focus?(): void;
}

export interface PanelProps {
  /** False once, when another tab comes to the front: what takes long is called off, and asked again when this one is back. */
  readonly isFront: boolean;
  readonly run: AttentionRun;
  readonly state: ViewState;
  /** The heads as one; the same object for the same heads. */
  readonly set: HeadSet;
  readonly colors: Colors;
  readonly step: number | null;
  readonly token: number | null;
  /** The run that this one is compared with. */
  readonly compared: AttentionRun | undefined;
  readonly endpoint: ViewEndpoint;
  readonly change: (state: Partial<ViewState>) => void;
  readonly goTo: (step: number) => void;
  readonly choose: (token: number) => void;
  /** One sentence about what is selected or under the pointer. */
  readonly say: (words: string) => void;
  /** Set with each rendering. */
  readonly output: { current: PanelOutput };
}

/** Says what is selected while the panel is in front. */
export function useSay({ isFront, say }: PanelProps, words: string | undefined): void {
  useLayoutEffect(() => {
    if (isFront && words !== undefined) say(words);
  }, [isFront, words]);
}
