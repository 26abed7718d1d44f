/**
 * @file Counterfactuals: the beginning of a branch, changed at one step. A changed value is written into the response in the method's own
 * words, and the rule goes on from the same change, so that the branch is judged by what the rule would do from there. Another token
 * changes nothing for the rule: the branch is judged by the rule itself.
 */

import { UserError } from "../base/errors.ts";
import { firstAbove } from "../base/firstAbove.ts";
import type { Method, ModelStep } from "../method/method.ts";
import type { RunToken } from "../record/run.ts";
import { identical } from "../rule/identical.ts";
import type { Intervention } from "../rule/interpret.ts";
import { repr, type State, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { Branch, type BranchParts } from "./branch.ts";

interface Whose {
  readonly id: number;
  readonly problem: Problem;
  readonly method: Method;
}

/** The branch with one variable changed after a step. Throws a UserError where the method cannot say that. */
export function branchByValue(
  parent: Branch,
  index: number,
  { name, value, ...whose }: Whose & { readonly name: string; readonly value: Value },
): Branch {
  const { problem, method } = whose;
  const step = parent.steps[index]?.step;
  if (step === undefined) throw noStep();
  const state: State = { ...step.state, [name]: value };
  const changed = [...new Set([...step.changed, name])];
  const text = method.restate(problem, { ...step, state, changed }, parent.before(index));
  const [start] = step.span;
  const kept = tokensBefore(parent, start);
  const length = kept.reduce((sum, token) => sum + token.text.length, 0);
  const written = parent.response.slice(length, start) + (text ?? "");
  const read = text === undefined ? undefined : readStep(whose, parent.response.slice(0, length) + written, index);
  if (read === undefined || !sameNames(read.state, state)) {
    throw new UserError(
      "debug-unwritable",
      `This step cannot say ${name} = ${repr(value)}: a ${method.name} response has no words for it here.`,
      "Change a variable at a step that claims a state, before its call returns.",
    );
  }
  return new Branch({
    ...whose,
    origin: { parent: parent.id, step: index, token: kept.length, change: `${name} = ${repr(value)}` },
    tokens: kept,
    text: written,
    interventions: [...interventionsBefore(parent, index), ...interventionAt(parent, index, { name, value })],
  });
}

/** The branch with another token at one place: one of those that the model thought probable there. */
export function branchByToken(
  parent: Branch,
  at: number,
  { rank, ...whose }: Whose & { readonly rank: number },
): { readonly branch: Branch; readonly step: number } {
  const token = parent.tokens[at];
  const picked = token && alternative(token, rank);
  if (token === undefined || picked === undefined) {
    throw new UserError("debug-no-alternative", "There is no such alternative.", "Take one of those that are listed.");
  }
  const start = parent.tokenEnds[at - 1] ?? 0;
  const step = parent.steps.findIndex(({ step: { span } }) => span[1] > start);
  const index = step < 0 ? parent.steps.length : step;
  const parts: BranchParts = {
    ...whose,
    origin: { parent: parent.id, step: index, token: at, change: `token ${JSON.stringify(picked.text)}` },
    tokens: [...parent.tokens.slice(0, at), picked],
    interventions: interventionsBefore(parent, index),
  };
  return { branch: new Branch(parts), step: index };
}

/** The token at a rank of the alternatives, as if the model had chosen it. */
export function alternative({ topK, entropy }: RunToken, rank: number): RunToken | undefined {
  const [id, text, probability] = [topK.ids[rank], topK.texts[rank], topK.probabilities[rank]];
  if (id === undefined || text === undefined || probability === undefined) return undefined;
  return { id, text, probability, entropy, topK };
}

function noStep(): UserError {
  return new UserError("debug-no-step", "There is no step here yet.", "Step forward and change a value there.");
}

/** The tokens that lie wholly before an offset of the response. */
function tokensBefore({ tokens, tokenEnds }: Branch, offset: number): readonly RunToken[] {
  return tokens.slice(0, firstAbove(tokenEnds, offset));
}

/** The step as a reader of the changed response would read it. */
function readStep({ method, problem }: Whose, response: string, index: number): ModelStep | undefined {
  const parser = method.parser(problem);
  parser.push(`${response}\n`);
  const step = parser.end().steps[index];
  return step?.malformed === undefined && step?.impossible === undefined ? step : undefined;
}

function sameNames(a: State, b: State): boolean {
  const names = Object.keys(b);
  return names.length === Object.keys(a).length && names.every((name) => identical(a[name], b[name]));
}

/**
 * The same change of the rule's own run, at the step that the model's was compared with. Where the model was in another state than the rule
 * already, the rule is put into the model's. None where the rule has no such step: then the branch is judged by the rule's own run.
 */
function interventionAt(
  parent: Branch,
  index: number,
  { name, value }: { readonly name: string; readonly value: Value },
): Intervention[] {
  const checked = parent.steps[index];
  const { goldIndex, expected } = checked ?? {};
  const at = goldIndex === undefined ? undefined : parent.ruleIndex(goldIndex);
  if (checked === undefined || at === undefined || expected?.line !== checked.step.line) return [];
  const departed = Object.entries(checked.step.state).filter(([key, held]) => !identical(held, expected?.state[key]));
  return [{ at, state: { ...Object.fromEntries(departed), [name]: value } }];
}

/** What was changed before a step of the branch stays changed in its branches. */
function interventionsBefore(parent: Branch, index: number): Intervention[] {
  const goldIndex = parent.steps[index]?.goldIndex;
  const at = goldIndex === undefined ? Number.POSITIVE_INFINITY : (parent.ruleIndex(goldIndex) ?? 0);
  return parent.interventions.filter((it) => it.at <= at);
}
