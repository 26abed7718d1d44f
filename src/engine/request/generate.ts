/**
 * @file The `generate` request: one prompt, or one that goes on from a response, through the decoding loop; each new token streamed with
 * what was measured about it.
 */

import type { EngineContract, Generation, GenerationEvent } from "../../protocol/contract.ts";
import type { HandlerContext } from "../../protocol/endpoint.ts";
import type { CheckedParams } from "../../protocol/request.ts";
import { finite } from "../../protocol/wire.ts";
import { measuredChooser } from "../decode/choose.ts";
import { decodeBatch } from "../decode/decodeBatch.ts";
import { preparePrompt } from "../decode/preparePrompt.ts";
import type { ModelStore } from "../model/modelStore.ts";
import { TextStream } from "../model/tokenizer.ts";
import { promptTokens, tokenEvent } from "./tokenEvent.ts";

/** `clock` gives milliseconds. */
export async function generate(
  params: CheckedParams<EngineContract, "generate">,
  { emit, signal }: HandlerContext<GenerationEvent>,
  { models, clock }: { readonly models: ModelStore; readonly clock: () => number },
): Promise<Generation> {
  const started = clock();
  const model = await models.get(params.modelDir, params.device);
  const { tokenizer, manifest, session } = model;
  const chosen = preparePrompt(model, params.prompt, {
    choose: measuredChooser(params.sampling, params.topK),
    couplingSeed: params.couplingSeed,
    continueFrom: params.continueFrom,
  });
  const { promptLength } = chosen;
  emit({ kind: "prompt", ...promptTokens(chosen, tokenizer) });
  const given = chosen.ids.slice(promptLength);
  const coupledIds = chosen.coupledIds.slice(promptLength);
  const prompt = {
    ...chosen,
    coupledIdOf: (id: number): number => {
      const coupledId = chosen.coupledIdOf(id);
      coupledIds.push(coupledId);
      return coupledId;
    },
  };
  const stream = new TextStream(tokenizer);
  for (const id of given) stream.push(id);
  const isForced = (index: number) => index < given.length + prompt.forced.length;
  let tokenCount = given.length;
  let computed = 0;
  let firstToken = 0;
  const [stop = "length"] = await decodeBatch(session, [prompt], {
    endTokenId: manifest.endTokenId,
    contextLength: manifest.contextLength,
    maxNewTokens: params.maxNewTokens,
    signal,
    onToken: (_row, token, stopped) => {
      if (firstToken === 0) firstToken = clock();
      const added = stopped === "end" ? "" : stream.push(token.id);
      const text = stopped === undefined ? added : added + stream.end();
      const event = tokenEvent(tokenCount, token, text, tokenizer);
      emit({ kind: "token", token: isForced(tokenCount) ? { ...event, forced: true } : event });
      tokenCount++;
    },
    onFeed: (tokens) => {
      computed += tokens;
    },
  });
  return {
    stop,
    tokenCount: finite(tokenCount),
    computedTokens: finite(computed),
    coupledIds: coupledIds.map(finite),
    device: session.choice,
    firstTokenSeconds: finite((firstToken - started) / 1000),
    seconds: finite((clock() - started) / 1000),
  };
}
