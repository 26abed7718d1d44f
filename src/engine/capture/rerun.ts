/**
 * @file A response written anew from one of its tokens on while heads are silenced or tokens hidden, greedily. Every token is a whole pass:
 * slow for long runs, and the same code as every other look into a run.
 */

import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import type { InsideOf } from "../../protocol/inside.ts";
import { measuredChooser } from "../decode/choose.ts";
import { argmax } from "../decode/distribution.ts";
import { preparePrompt } from "../decode/preparePrompt.ts";
import type { OpenModel } from "../model/openModel.ts";
import { CapturedRun } from "./capturedRun.ts";
import { type Ablation, ablated } from "./effects.ts";
import type { InstrumentedModel } from "./instrumentedModel.ts";

export interface RerunOptions {
  readonly open: OpenModel;
  readonly model: InstrumentedModel;
  readonly inside: InsideOf;
  readonly ablation: Ablation;
  /** How many tokens of the response stay as they are. */
  readonly kept: number;
  readonly maxNewTokens: number;
  readonly signal: CancelSignal;
  readonly onToken: (id: number) => void;
}

export async function rerun({
  open,
  model,
  inside,
  ablation,
  kept,
  maxNewTokens,
  signal,
  onToken,
}: RerunOptions): Promise<void> {
  const { endTokenId, contextLength } = open.manifest;
  const prepared = preparePrompt(open, inside.prompt, {
    choose: measuredChooser({ kind: "greedy" }, 0),
    placeSeed: inside.placeSeed,
    continueFrom: { ids: inside.response.slice(0, kept), text: "" },
  });
  const ids = [...prepared.ids];
  const places = [...prepared.places];
  for (let made = 0; made < maxNewTokens && ids.length < contextLength; made++) {
    throwIfCancelled(signal);
    const run = new CapturedRun(model, { ids, places });
    run.residuals[0] = await model.embed(ids, places);
    const last = await ablated(run, { ...ablation, fromStart: true }, signal);
    const { width } = model;
    const id = argmax(await model.logits(last.slice((ids.length - 1) * width)));
    onToken(id);
    if (id === endTokenId) return;
    ids.push(id);
    places.push(prepared.placeOf(id));
  }
}
