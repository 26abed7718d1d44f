/** @file The tokens of a prompt, and a decided token, as they are streamed. */

import type { GenerationEvent, TokenEvent } from "../../protocol/contract.ts";
import { finite } from "../../protocol/wire.ts";
import type { ChosenToken } from "../decode/choose.ts";
import type { PreparedPrompt } from "../decode/preparePrompt.ts";
import type { Tokenizer } from "../model/tokenizer.ts";

export function tokenEvent(index: number, token: ChosenToken, text: string, tokenizer: Tokenizer): TokenEvent {
  return {
    index: finite(index),
    id: finite(token.id),
    text,
    probability: finite(token.probability),
    entropy: finite(token.entropy),
    topK: {
      ids: token.topIds.map(finite),
      texts: token.topIds.map((id) => tokenizer.textOf(id)),
      probabilities: token.topProbabilities.map(finite),
    },
  };
}

type PromptTokens = Omit<Extract<GenerationEvent, { kind: "prompt" }>, "kind">;

export function promptTokens({ ids, promptLength }: PreparedPrompt, tokenizer: Tokenizer): PromptTokens {
  const own = ids.slice(0, promptLength);
  return { ids: own.map(finite), texts: own.map((id) => tokenizer.textOf(id)) };
}
