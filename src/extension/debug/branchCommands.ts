/** @file The commands about branches: go to one, compare all, and put another token instead of the model's. */

import * as vscode from "vscode";
import { messageOf } from "../../core/base/errors.ts";
import { percentText } from "../../core/format/figures.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { type BranchRow, branchRequests, type TokenRow } from "../../protocol/branchRequests.ts";
import { debugType } from "../contributions.ts";
import { choose } from "../message/choices.ts";
import { showError } from "../message/messages.ts";

/** Lists the model's own reasoning and its branches, and stands in the one that is chosen. */
export async function goToBranch(): Promise<void> {
  await inSession(async (session) => {
    const rows: readonly BranchRow[] = await session.customRequest(branchRequests.branches);
    const items = rows.map(({ id, words, current }) => {
      return { icon: current ? "check" : "git-branch", label: `${id}`, description: words, id };
    });
    const chosen = await choose(items, {
      title: "Rulescope: Branches",
      placeHolder: "Where to stand; change a value in the Variables view to make another branch",
      matchOnDescription: true,
    });
    if (chosen !== undefined) await session.customRequest(branchRequests.goToBranch, { id: chosen.id });
  });
}

/** Shows the model's own reasoning and its branches side by side. */
export async function compareBranches(show: (records: readonly RunRecord[]) => Promise<void>): Promise<void> {
  await inSession(async (session) => {
    const [{ runRecord }, { array, parse }] = await Promise.all([
      import("../../core/record/run.ts"),
      import("valibot"),
    ]);
    await show(parse(array(runRecord), await session.customRequest(branchRequests.records)));
  });
}

/** Asks for a token of the current step, then for what stands in its place. */
export async function pickToken(): Promise<void> {
  await inSession(async (session) => {
    const rows: readonly TokenRow[] = await session.customRequest(branchRequests.tokens);
    const tokens = rows.map((row) => ({
      label: JSON.stringify(row.text),
      description: percentText(row.probability),
      row,
    }));
    const title = "Rulescope: Pick Another Token";
    const token = await choose(tokens, {
      title,
      placeHolder: "The token of this step to replace (1 of 2)",
    });
    if (token === undefined) return;
    const { index, alternatives } = token.row;
    const items = alternatives.map(({ text, probability, taken }, rank) => {
      return {
        ...(taken ? { icon: "check" } : {}),
        label: JSON.stringify(text),
        description: percentText(probability),
        rank,
      };
    });
    const placeHolder = `The token instead of ${token.label} (2 of 2); the model decodes from there`;
    const chosen = await choose(items, { title, placeHolder });
    if (chosen !== undefined) await session.customRequest(branchRequests.pickToken, { index, rank: chosen.rank });
  });
}

async function inSession(work: (session: vscode.DebugSession) => Promise<void>): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== debugType) {
    await showError("Rulescope: No problem is being debugged. Debug one first.");
    return;
  }
  try {
    await work(session);
  } catch (error) {
    await showError(`Rulescope: ${messageOf(error)}`);
  }
}
