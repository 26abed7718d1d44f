/**
 * @file Completions in launch.json that its schema cannot know: the models of this window, the problems of the program, the files that hold
 * some, and the saved runs.
 */
import * as vscode from "vscode";
import type { RunSummary } from "../../client/store/runStore.ts";
import { debugType } from "../contributions.ts";
import { isProblemDocument, type ProblemDocuments } from "../document/problemDocuments.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import type { LaunchPlace } from "./launchText.ts";

export interface CompletionParts {
  readonly documents: ProblemDocuments;
  readonly models: Models;
  /** The newest of the saved runs. */
  readonly listRuns: () => Promise<readonly RunSummary[]>;
}

interface Proposal {
  readonly value: string;
  readonly description: string;
  /** What else it may be found by. */
  readonly words?: string;
}

const mostFiles = 200;

export class LaunchCompletions implements vscode.CompletionItemProvider {
  readonly #parts: CompletionParts;

  constructor(parts: CompletionParts) {
    this.#parts = parts;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const text = document.getText();
    if (!text.includes(`"${debugType}"`)) return [];
    const { placeInLaunch } = await import("./launchText.ts");
    const place = placeInLaunch(text, document.offsetAt(position));
    if (place?.others.get("type") !== debugType) return [];
    const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
    return (await this.#proposals(place)).map((proposal, index) => itemOf(proposal, range, index));
  }

  async #proposals({ field, others }: LaunchPlace): Promise<readonly Proposal[]> {
    if (field === "model") return this.#models(others.get("method"));
    if (field === "problem") return this.#problems(others.get("program"));
    if (field === "program") return programs();
    if (field !== "run") return [];
    const runs = await this.#parts.listRuns();
    return runs.map(({ id, call, answer, model, method, startedAt }) => ({
      value: id,
      description: `${call} = ${answer ?? "no answer"}, ${method}, ${model}, ${new Date(startedAt).toLocaleString()}`,
      words: `${call} ${model} ${method}`,
    }));
  }

  /** Those that answer by the configuration's method; all where it names none that any of them has. */
  async #models(method: string | undefined): Promise<readonly Proposal[]> {
    const { models } = await this.#parts.models.find(readSettings());
    const able = models.filter(({ manifest }) => manifest.method === method);
    return (able.length > 0 ? able : models).map(({ manifest: { name, task, ...its } }) => {
      return { value: name, description: `answers by ${its.method}, trained on ${task ?? "any rule"}` };
    });
  }

  /** Those of the program; of all open documents where it depends on the editor. */
  async #problems(program: string | undefined): Promise<readonly Proposal[]> {
    const path = program?.replace(/^\$\{workspaceFolder\}[\\/]/, "") ?? "";
    const { openDocument } = await import("./launchPort.ts");
    const named = path === "" || path.includes("${") ? undefined : await openDocument(path).catch(() => undefined);
    const documents = named === undefined ? vscode.workspace.textDocuments.filter(isProblemDocument) : [named];
    const read = documents.map(async (document) => {
      const { problems } = await this.#parts.documents.read(document);
      const file = vscode.workspace.asRelativePath(document.uri);
      return problems.map(({ call, line }) => ({ value: call, description: `${file}:${line}` }));
    });
    return (await Promise.all(read)).flat();
  }
}

async function programs(): Promise<readonly Proposal[]> {
  const found = await vscode.workspace.findFiles("**/*.{problems,py}", "**/node_modules/**", mostFiles);
  const isProblems = ({ path }: vscode.Uri): boolean => path.endsWith(".problems");
  const files = found.toSorted((a, b) => Number(isProblems(b)) - Number(isProblems(a)) || (a.path < b.path ? -1 : 1));
  return [
    { value: `\${file}`, description: "the file in the editor" },
    ...files.map((uri) => ({
      value: `\${workspaceFolder}/${vscode.workspace.asRelativePath(uri, false)}`,
      description: isProblems(uri) ? "problems" : "Python",
    })),
  ];
}

function itemOf({ value, description, words }: Proposal, range: vscode.Range, index: number): vscode.CompletionItem {
  const text = JSON.stringify(value);
  const item = new vscode.CompletionItem({ label: value, description }, vscode.CompletionItemKind.Value);
  item.insertText = text;
  item.filterText = words === undefined ? text : `${text} ${words}`;
  item.sortText = String(index).padStart(5, "0");
  item.range = range;
  return item;
}
