/** @file Answers `latentEncode` and `latentDecode`: texts to z, and z to texts. */

import { UserError } from "../../core/base/errors.ts";
import { decoderPromptIds, encoderIds } from "../../core/inference/tokens.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { CheckedParams, Result } from "../../protocol/request.ts";
import { finite, owned } from "../../protocol/wire.ts";
import type { LatentModels } from "../model/latentModel.ts";

interface Context {
  readonly models: LatentModels;
  readonly signal: CancelSignal;
}

export async function latentEncode(
  { modelDir, items }: CheckedParams<EngineContract, "latentEncode">,
  { models, signal }: Context,
): Promise<Result<EngineContract, "latentEncode">> {
  const model = await models.get(modelDir);
  for (const { premises, conclusion } of items) model.refuseUnknown([...premises, conclusion]);
  const rows = items.map((item) => encoderIds(model.task, model.tokenizer, item));
  const { means, logVariances } = await model.encode(rows, signal);
  const { latent } = model.manifest.config;
  return { latent: finite(latent), means: owned(means), logVariances: owned(logVariances) };
}

export async function latentDecode(
  { modelDir, premises, z }: CheckedParams<EngineContract, "latentDecode">,
  { models, signal }: Context,
): Promise<Result<EngineContract, "latentDecode">> {
  const model = await models.get(modelDir);
  const { latent } = model.manifest.config;
  if (z.length !== premises.length * latent) {
    throw new UserError(
      "latent-shape",
      `${premises.length} rows with ${latent} values of z each need ${premises.length * latent} numbers, not ${z.length}.`,
      "Take z from the same model.",
    );
  }
  for (const each of premises) model.refuseUnknown(each);
  const prompts = premises.map((each) => decoderPromptIds(model.task, model.tokenizer, each));
  return { conclusions: await model.decode(prompts, z, signal) };
}
