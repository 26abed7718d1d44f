/**
 * @file A response written again from one of its tokens on while heads are ablated or tokens masked, greedily. Every token is a whole pass:
 * slow for long runs, and the same code as every other capture.
 */

import type { RunInput } from "../../protocol/activations.ts";
import { type CancelSignal, throwIfCancelled } from "../../protocol/cancellation.ts";
import { measuredChooser } from "../decode/choose.ts";
import { argmax } from "../decode/distribution.ts";
import { preparePrompt } from "../decode/preparePrompt.ts";
import type { OpenModel } from "../model/openModel.ts";
import { type Ablation, ablated } from "./ablation.ts";
import { CapturedRun } from "./capturedRun.ts";
import type { InstrumentedModel } from "./instrumentedModel.ts";

export interface AblatedGeneration {
  readonly open: OpenModel;
  readonly model: InstrumentedModel;
  readonly input: RunInput;
  readonly ablation: Ablation;
  /** How many tokens of the response stay as they are. */
  readonly kept: number;
  readonly maxNewTokens: number;
  readonly signal: CancelSignal;
  readonly onToken: (id: number) => void;
}

export async function generateAblated({
  open,
  model,
  input,
  ablation,
  kept,
  maxNewTokens,
  signal,
  onToken,
}: AblatedGeneration): Promise<void> {
  const { endTokenId, contextLength } = open.manifest;
  const prepared = preparePrompt(open, input.prompt, {
    choose: measuredChooser({ kind: "greedy" }, 0),
    couplingSeed: input.couplingSeed,
    continueFrom: { ids: input.response.slice(0, kept), text: "" },
  });
  const ids = [...prepared.ids];
  const coupledIds = [...prepared.coupledIds];
  for (let made = 0; made < maxNewTokens && ids.length < contextLength; made++) {
    throwIfCancelled(signal);
    const run = new CapturedRun(model, { ids, coupledIds });
    run.residuals[0] = await model.embed(ids, coupledIds);
    const last = await ablated(run, { ...ablation, fromStart: true }, signal);
    const { width } = model;
    const id = argmax(await model.logits(last.slice((ids.length - 1) * width)));
    onToken(id);
    if (id === endTokenId) return;
    ids.push(id);
    coupledIds.push(prepared.coupledIdOf(id));
  }
}
