/** @file Answers what the editor asks about a line of an inference task. */

import { inferenceNote, inferenceOffer } from "../core/document/inferenceHelp.ts";
import { inferenceTaskIn } from "../core/document/problemsHeader.ts";
import { inferenceTaskNamed } from "../core/inference/registry.ts";
import type { CheckedParams, Result } from "../protocol/request.ts";
import type { RuleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";

type Params<N extends keyof RuleContract["requests"]> = CheckedParams<RuleContract, N>;
type Answer<N extends keyof RuleContract["requests"]> = Result<RuleContract, N>;

export function noteOf({ problem: { expected, ...rest } }: Params<"inferenceNote">): Answer<"inferenceNote"> {
  const task = inferenceTaskNamed(rest.task);
  return task === undefined ? null : inferenceNote(task, { ...rest, expected: expected ?? undefined });
}

export function offerAt({ document, line, column }: Params<"inferenceOffer">): Answer<"inferenceOffer"> {
  const task = inferenceTaskIn(document.replaceAll("\r\n", "\n"));
  const offer = task && inferenceOffer(task, line, column);
  return offer === undefined ? null : { ...offer, from: finite(offer.from), to: finite(offer.to) };
}
