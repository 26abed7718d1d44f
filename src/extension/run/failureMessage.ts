/** @file One message for a run that could not finish, with the button that helps. A person's own cancel says nothing. */

import * as vscode from "vscode";
import { Cancelled, EngineLost, messageOf, UserError } from "../../core/base/errors.ts";
import { helpFor } from "../../protocol/failureHelp.ts";
import { showError } from "../message/messages.ts";

interface Action {
  readonly title: string;
  readonly run: () => Thenable<unknown>;
}

/** Shows the message and does what its button says. `again` runs the same problem once more. */
export async function showFailure(error: unknown, again: () => Promise<void>): Promise<void> {
  if (error instanceof Cancelled) return;
  const actions = actionsFor(error, again);
  const message =
    error instanceof UserError || error instanceof EngineLost
      ? messageOf(error)
      : `The run could not finish: ${messageOf(error)}. The log has the details.`;
  const chosen = await showError(`Rulescope: ${message}`, ...actions.map((it) => it.title));
  await actions.find((it) => it.title === chosen)?.run();
}

function actionsFor(error: unknown, again: () => Promise<void>): readonly Action[] {
  const help = helpFor(error);
  const helps = help ? [{ title: help.title, run: () => vscode.commands.executeCommand(help.command) }] : [];
  return error instanceof EngineLost ? [{ title: "Run Again", run: again }, ...helps] : helps;
}
