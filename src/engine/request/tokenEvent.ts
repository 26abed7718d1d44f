/** @file A decided token as it is streamed. */

import type { TokenEvent } from "../../protocol/contract.ts";
import { finite } from "../../protocol/wire.ts";
import type { ChosenToken } from "../decode/choose.ts";
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
