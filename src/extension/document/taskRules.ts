/**
 * @file The rules of the tasks as documents that can be read and take breakpoints, and the links that lead from a `.problems` file to its
 * rule.
 */

import * as vscode from "vscode";
import { type Disposable, DisposableList } from "../../core/base/disposable.ts";
import { languages } from "../contributions.ts";
import { besideDocument } from "../trust/trust.ts";

const scheme = "rulescope-rule";

/** Python, but told from a file of the folder in tabs and call stacks. */
const ending = ".rule.py";

/** The document of a task's rule: `rulescope-rule:/addition.rule.py`. */
export function ruleAddress(task: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${task}${ending}` });
}

export function registerTaskRules(): Disposable {
  const list = new DisposableList();
  const provideTextDocumentContent = async ({ path }: vscode.Uri): Promise<string | undefined> =>
    (await import("../../core/task/builtInTasks.ts")).builtInTask(path.slice(1, -ending.length))?.ruleSource;
  list.add(vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent }));
  list.add(vscode.languages.registerDocumentLinkProvider({ language: languages.problems }, { provideDocumentLinks }));
  return list;
}

/** The header's task and rule file. */
async function provideDocumentLinks(document: vscode.TextDocument): Promise<vscode.DocumentLink[]> {
  const { builtInTask } = await import("../../core/task/builtInTasks.ts");
  const links: vscode.DocumentLink[] = [];
  for (let line = 0; line < document.lineCount; line++) {
    const found = /^(\s*(task|rule)\s*:\s*)([^\s#][^#]*?)\s*(?:#|$)/i.exec(document.lineAt(line).text);
    if (found === null) continue;
    const [, before = "", key = "", name = ""] = found;
    const range = new vscode.Range(line, before.length, line, before.length + name.length);
    const isFile = key.toLowerCase() === "rule";
    if (!isFile && builtInTask(name) === undefined) continue;
    const target = isFile ? await besideDocument(document.uri, name).catch(() => undefined) : ruleAddress(name);
    if (target === undefined) continue;
    const link = new vscode.DocumentLink(range, target);
    link.tooltip = "Open the rule";
    links.push(link);
  }
  return links;
}
