/** @file From a prompt's text to what the decoding loop takes: token ids, and place ids that follow the response as it grows. */

import { UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { Places } from "../../core/data/places.ts";
import type { OpenModel } from "../model/openModel.ts";
import type { Chooser } from "./choose.ts";
import type { Prompt } from "./decodeBatch.ts";

export interface PrepareOptions {
  readonly choose: Chooser;
  /** Numbers the places at random, as in training; without it they have their own numbers. */
  readonly placeSeed?: number | undefined;
}

/** No token is longer than this in the vocabularies seen, so a longer text is refused before it is cut into tokens. */
const longestToken = 64;

/** Throws a UserError when the prompt is empty, does not fit the model's context, or cannot be written in its vocabulary. */
export function preparePrompt(model: OpenModel, text: string, { choose, placeSeed }: PrepareOptions): Prompt {
  const { contextLength, placeScheme, decoder } = model.manifest;
  if (text.length > contextLength * longestToken) throw tooLong(`${text.length} characters`, contextLength);
  const ids = model.tokenizer.encode(text);
  if (ids.length === 0) throw new UserError("prompt-empty", "The prompt is empty.", "Write a problem to run.");
  if (ids.length >= contextLength) throw tooLong(`${ids.length} tokens`, contextLength);
  const places = new Places({
    scheme: placeScheme,
    rows: decoder.places,
    rng: placeSeed === undefined ? undefined : new Rng(placeSeed),
  });
  return {
    ids,
    places: places.prompt(ids.map((id) => model.tokenizer.textOf(id))),
    placeOf: (id) => places.push(model.tokenizer.textOf(id)),
    choose,
  };
}

function tooLong(size: string, contextLength: number): UserError {
  return new UserError(
    "prompt-too-long",
    `The prompt has ${size}, but this model reads ${contextLength} tokens in all, its answer included.`,
    "Shorten the rule or the problem, or choose a model with a longer context.",
  );
}
