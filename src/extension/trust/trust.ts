/**
 * @file What a workspace that is not trusted may do. Its files may come from anybody: they reach nothing but the workspace and the bundled models,
 * and start no training. Asked each time, because trust can be given while the window is open.
 */
import * as vscode from "vscode";
import { type PathReach, pathProblem, untrustedRemedy } from "../../core/base/dataPath.ts";
import { UserError } from "../../core/base/errors.ts";

/** Opens VS Code's own page, where trust is given. */
export const manageTrust = "workbench.trust.manage";

export function isTrusted(): boolean {
  return vscode.workspace.isTrusted;
}

/** How far paths in the workspace's files may reach. */
export function pathReach(): PathReach {
  if (vscode.workspace.isTrusted) return {};
  return { within: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath) };
}

/** Throws a UserError, beside which the button that grants trust is shown. `what` begins the sentence: `Training`. */
export function requireTrust(what: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError("untrusted", `${what} is off: this workspace is not trusted.`, "Trust it to go on.");
}

/** The error for a model that is not among the bundled ones. */
export function untrustedModel(name: string): UserError {
  const happened = `The model ${name} was not opened: this workspace is not trusted, so that only the bundled models answer.`;
  return new UserError("untrusted-model", happened, "Trust the workspace, or name a bundled model.");
}

/**
 * A file that a document names, counted from the document's folder. Throws a UserError where no document may name it: on another machine, a device, or
 * outside of a workspace that is not trusted.
 */
export async function besideDocument(document: vscode.Uri, path: string): Promise<vscode.Uri> {
  if (document.scheme === "file") {
    const [{ dataPath }, { dirname }] = await Promise.all([import("../../node/dataPath.ts"), import("node:path")]);
    return vscode.Uri.file(dataPath(path, dirname(document.fsPath), pathReach()));
  }
  // It stands in no folder: its paths are absolute, or count from the workspace.
  if (document.scheme === "untitled") return namedDocument(path);
  const problem = pathProblem(path);
  if (problem !== undefined) throw new UserError("path-refused", `The path ${JSON.stringify(path)} ${problem}.`, "");
  const beside = vscode.Uri.joinPath(document, "..", path);
  if (vscode.workspace.isTrusted || vscode.workspace.getWorkspaceFolder(beside) !== undefined) return beside;
  throw new UserError(
    "untrusted-path",
    `The path ${JSON.stringify(path)} leads out of the workspace.`,
    untrustedRemedy,
  );
}

/** A document that a record or a launch configuration names, by its path or address; as `besideDocument` where it is not to be opened. */
export async function namedDocument(name: string): Promise<vscode.Uri> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const address = /^[A-Za-z][A-Za-z0-9+.-]+:/.test(name) ? vscode.Uri.parse(name) : undefined;
  if (address !== undefined && address.scheme !== "file") return address;
  const problem = pathProblem(name);
  if (problem !== undefined)
    throw new UserError(
      "path-refused",
      `The path ${JSON.stringify(name)} is refused: it ${problem}.`,
      "Name a file on this machine.",
    );
  if (folder !== undefined && folder.uri.scheme !== "file") {
    return address ?? (/^[\\/]/.test(name) ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder.uri, name));
  }
  const { dataPath } = await import("../../node/dataPath.ts");
  return vscode.Uri.file(dataPath(address?.fsPath ?? name, folder?.uri.fsPath ?? process.cwd(), pathReach()));
}
