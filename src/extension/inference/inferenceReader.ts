/** @file What hovers and completions say of a line of an inference task, from the process that runs rules. Says nothing where that takes long. */
import type * as vscode from "vscode";
import { Cancelled } from "../../core/base/errors.ts";
import type { InferenceNote, InferenceOffer } from "../../core/document/inferenceHelp.ts";
import type { InferenceProblem } from "../../core/document/inferenceLines.ts";
import { inferenceText } from "../../protocol/inferenceRequests.ts";
import type { Params } from "../../protocol/request.ts";
import type { RuleContract } from "../../protocol/ruleContract.ts";
import type { RuleHost } from "../rule/ruleHost.ts";

/** Nobody waits longer for a hover or a list. */
const deadlineMs = 2000;

export class InferenceReader {
  readonly #rules: Pick<RuleHost, "ask">;

  constructor(rules: Pick<RuleHost, "ask">) {
    this.#rules = rules;
  }

  note(line: InferenceProblem, token: vscode.CancellationToken): Promise<InferenceNote | undefined> {
    const problem = inferenceText(line);
    return ifInTime(token, (signal) => this.#rules.ask("inferenceNote", { problem }, { signal, deadlineMs }));
  }

  offer(
    params: Params<RuleContract, "inferenceOffer">,
    token: vscode.CancellationToken,
  ): Promise<InferenceOffer | undefined> {
    return ifInTime(token, (signal) => this.#rules.ask("inferenceOffer", params, { signal, deadlineMs }));
  }
}

async function ifInTime<T>(
  token: vscode.CancellationToken,
  ask: (signal: AbortSignal) => Promise<T | null>,
): Promise<T | undefined> {
  const abort = new AbortController();
  const listening = token.onCancellationRequested(() => abort.abort());
  try {
    return (await ask(abort.signal)) ?? undefined;
  } catch (error) {
    const { RuleStopped } = await import("../../client/ruleProcess.ts");
    if (error instanceof Cancelled || error instanceof RuleStopped) return undefined;
    throw error;
  } finally {
    listening.dispose();
  }
}
