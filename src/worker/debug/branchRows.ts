/** @file What the branch commands of the extension are answered: the branches, and the tokens of a step with their alternatives. */
import { UserError } from "../../core/base/errors.ts";
import { tokensOf } from "../../core/debug/breakpoint.ts";
import type { DebugRuntime } from "../../core/debug/runtime.ts";
import type { BranchRow, TokenRow } from "../../protocol/branchRequests.ts";
import { branchWords } from "./variables.ts";

export function branchRows({ branches, branch: current }: DebugRuntime): readonly BranchRow[] {
  return branches.map((branch) => ({ id: branch.id, words: branchWords(branch), current: branch === current }));
}

export function tokenRows({ branch, position }: DebugRuntime): readonly TokenRow[] {
  return tokensOf(branch, position).map(({ index, token: { id, text, probability, topK } }) => ({
    index,
    text,
    probability,
    alternatives: topK.texts.map((it, rank) => {
      return { text: it, probability: topK.probabilities[rank] ?? 0, taken: topK.ids[rank] === id };
    }),
  }));
}

/** A number of a request's arguments. */
export function numberOf(args: unknown, name: string): number {
  const value = typeof args === "object" && args !== null ? new Map(Object.entries(args)).get(name) : undefined;
  if (typeof value === "number") return value;
  throw new UserError("debug-request", `The request has no number ${name}.`, "Use the commands of the extension.");
}
