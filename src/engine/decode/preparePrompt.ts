/** @file From a prompt's text to what the decoding loop takes: token ids, and position ids that follow the response as it grows. */

import { UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { CoupledPositions } from "../../core/position/coupledPositions.ts";
import type { OpenModel } from "../model/openModel.ts";
import type { Chooser } from "./choose.ts";
import type { Prompt } from "./decodeBatch.ts";

export interface PrepareOptions {
  readonly choose: Chooser;
  /** Numbers the coupled positions at random, as in training; without it they have their own numbers. */
  readonly couplingSeed?: number | undefined;
  /** The response so far, as token ids and then as text that it goes on with. */
  readonly continueFrom?: { readonly ids: readonly number[]; readonly text: string } | undefined;
}

export interface PreparedPrompt extends Required<Prompt> {
  /** How many of the ids are the prompt's own; those after it are the response so far. */
  readonly promptLength: number;
}

/** No token is longer than this in the vocabularies seen, so a longer text is refused before it is cut into tokens. */
const longestToken = 64;

/** Throws a UserError when the prompt is empty, does not fit the model's context, or cannot be written in its vocabulary. */
export function preparePrompt(model: OpenModel, text: string, options: PrepareOptions): PreparedPrompt {
  const { choose, couplingSeed, continueFrom } = options;
  const { contextLength, positionCoupling, decoder } = model.manifest;
  if (text.length > contextLength * longestToken) throw tooLong(`${text.length} characters`, contextLength);
  const ids = model.tokenizer.encode(text);
  if (ids.length === 0) throw new UserError("prompt-empty", "The prompt is empty.", "Write a problem to run.");
  const response = responseIds(model, continueFrom?.ids ?? []);
  const forced = model.tokenizer.encode(continueFrom?.text ?? "");
  const length = ids.length + response.length + forced.length;
  if (length >= contextLength) throw tooLong(`${length} tokens`, contextLength);
  const positions = new CoupledPositions({
    scheme: positionCoupling,
    rows: decoder.coupledPositions,
    rng: couplingSeed === undefined ? undefined : new Rng(couplingSeed),
  });
  const coupledIdOf = (id: number) => positions.push(model.tokenizer.textOf(id));
  return {
    ids: [...ids, ...response],
    promptLength: ids.length,
    coupledIds: [...positions.prompt(ids.map((id) => model.tokenizer.textOf(id))), ...response.map(coupledIdOf)],
    forced,
    coupledIdOf,
    choose,
  };
}

/** A response that had ended goes on from before its end token. */
function responseIds({ manifest }: OpenModel, ids: readonly number[]): readonly number[] {
  const { endTokenId, decoder } = manifest;
  const foreign = ids.find((id) => id >= decoder.vocabularySize);
  if (foreign !== undefined) {
    throw new UserError(
      "token-foreign",
      `The response to continue has the token ${foreign}, which this model does not know.`,
      "Continue with the model that wrote the response.",
    );
  }
  const end = ids.indexOf(endTokenId);
  return end < 0 ? ids : ids.slice(0, end);
}

function tooLong(size: string, contextLength: number): UserError {
  return new UserError(
    "prompt-too-long",
    `The prompt has ${size}, but this model reads ${contextLength} tokens in all, its answer included.`,
    "Shorten the rule or the problem, or choose a model with a longer context.",
  );
}
