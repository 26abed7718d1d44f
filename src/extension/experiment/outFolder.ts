/** @file Asks where an experiment goes: a folder of its own beside the recipe's workspace, or one that the person chooses. */
import { basename, dirname, join, relative } from "node:path";
import * as vscode from "vscode";
import { UserError } from "../../core/base/errors.ts";
import type { PlanText } from "../../protocol/experimentRequests.ts";
import { type Choice, choose } from "../message/choices.ts";
import type { RuleHost } from "../rule/ruleHost.ts";

/** A folder may hold the records of a thousand trainings. */
const deadlineMs = 60_000;

export interface OutFolder {
  readonly dir: string;
  /** Goes on with what is there. */
  readonly resume: boolean;
}

interface FolderChoice extends Choice {
  readonly choose: () => Promise<OutFolder | undefined>;
}

/** Undefined when the person turns away. Throws a UserError where the chosen folder holds something else. */
export async function chooseOutFolder(
  plan: PlanText,
  recipe: vscode.Uri,
  rules: RuleHost,
): Promise<OutFolder | undefined> {
  const root = vscode.workspace.getWorkspaceFolder(recipe)?.uri.fsPath ?? dirname(recipe.fsPath);
  const own = await stateOf(join(root, "experiments", plan.name), plan, rules);
  const choices: FolderChoice[] = [];
  if (own.kind !== "other") {
    const { dir, kind, measured } = own;
    const trainings = plan.variants.length === 1 ? "one training" : `${plan.variants.length} trainings`;
    const done = kind === "begun" ? `${measured} of ${plan.variants.length} measured already` : trainings;
    choices.push({
      icon: kind === "begun" ? "debug-continue" : "play",
      label: kind === "begun" ? "Resume" : "Run",
      description: relative(dirname(root), dir),
      detail: done,
      choose: async () => ({ dir, resume: kind === "begun" }),
    });
  }
  choices.push({
    icon: "folder",
    label: "Choose Another Folder…",
    ...(own.kind === "other" ? { detail: `${basename(own.dir)} in experiments holds something else` } : {}),
    choose: () => askFolder(plan, root, rules),
  });
  const title = `Run ${plan.name}`;
  const placeHolder = "Where the models and the record go";
  const chosen = await choose(choices, { title, placeHolder });
  return chosen?.choose();
}

async function askFolder(plan: PlanText, root: string, rules: RuleHost): Promise<OutFolder | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: `An empty folder for ${plan.name}, or the one it was begun in`,
      openLabel: "Use",
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.file(root),
    })) ?? [];
  if (chosen === undefined) return undefined;
  await rules.requestAlone("readFolder", { plan, dir: chosen.fsPath }, { deadlineMs });
  return { dir: chosen.fsPath, resume: true };
}

interface FolderState {
  readonly dir: string;
  readonly kind: "free" | "begun" | "other";
  readonly measured: number;
}

async function stateOf(dir: string, plan: PlanText, rules: RuleHost): Promise<FolderState> {
  try {
    const { begun, measured } = await rules.requestAlone("readFolder", { plan, dir }, { deadlineMs });
    return { dir, kind: begun > 0 ? "begun" : "free", measured };
  } catch (error) {
    if (error instanceof UserError) return { dir, kind: "other", measured: 0 };
    throw error;
  }
}
