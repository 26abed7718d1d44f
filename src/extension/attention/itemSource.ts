/** @file The inference items that an attention view can show: that of a line in an editor, with the language VAE that reads its task. */
import * as vscode from "vscode";
import type { VaeModel } from "../../client/models.ts";
import { UserError } from "../../core/base/errors.ts";
import type { InferenceProblem } from "../../core/document/inferenceLines.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import type { ProblemPlace } from "../lens/problemPlace.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import type { LatentSubject } from "./latentSubject.ts";

/** An item without who reads it. */
export interface ItemOfTask {
  readonly task: string;
  readonly item: LatentSubject["item"];
}

export interface ItemAt {
  /** The same for the same line with the same text. */
  readonly place: string;
  readonly problem: InferenceProblem;
}

export class ItemSource {
  readonly #documents: Pick<ProblemDocuments, "read">;
  readonly #models: Pick<Models, "find">;

  constructor(documents: Pick<ProblemDocuments, "read">, models: Pick<Models, "find">) {
    this.#documents = documents;
    this.#models = models;
  }

  /** The item at the active editor's cursor; undefined where it stands at none. */
  async atCursor(): Promise<ItemAt | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    return this.#at(editor.document, editor.selection.active.line + 1);
  }

  /** The item at the active editor's cursor, else the next one below, else the last one above. */
  async nearCursor(): Promise<ItemAt | undefined> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return undefined;
    const items = await this.#itemsOf(editor.document);
    return items.find(({ problem }) => problem.line > editor.selection.active.line) ?? items.at(-1);
  }

  async atPlace({ uri, line }: ProblemPlace): Promise<ItemAt | undefined> {
    return this.#at(await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)), line);
  }

  /** The item of a line (1-based). */
  async #at(document: vscode.TextDocument, line: number): Promise<ItemAt | undefined> {
    return (await this.#itemsOf(document)).find(({ problem }) => problem.line === line);
  }

  async #itemsOf(document: vscode.TextDocument): Promise<readonly ItemAt[]> {
    const { inferences = [] } = await this.#documents.read(document);
    const uri = document.uri.toString();
    return inferences.map((problem) => ({ place: `${uri} ${problem.line} ${problem.id}`, problem }));
  }

  /** All language VAEs of a task; first the one in `dir`, where it is given. Throws a UserError where there is none, or not there. */
  async foldersOf(task: string, dir?: string): Promise<readonly [VaeModel, ...VaeModel[]]> {
    const { vaes } = await this.#models.find(readSettings());
    const own = vaes.filter(({ manifest }) => manifest.task === task);
    const found = own.find((folder) => dir === undefined || folder.dir === dir);
    if (found !== undefined) return [found, ...own.filter((folder) => folder !== found)];
    throw new UserError(
      "model-missing",
      `No language VAE of the task ${task} is ${dir === undefined ? "here" : `in ${dir} any more`}.`,
      "Train one with “rulescope train”, and add its folder to the setting rulescope.modelFolders.",
    );
  }
}

/** What a line says, or what its rule concludes. Throws a UserError where there is no conclusion at all. */
export function itemOf({ task, premises, rule, conclusion, expected }: InferenceProblem): ItemOfTask {
  const concluded = conclusion ?? expected;
  if (concluded !== undefined) return { task, item: { premises, rule, conclusion: concluded } };
  throw new UserError(
    "no-conclusion",
    `${rule} concludes nothing from these premises, so there is no whole item to read.`,
    "Write a conclusion after an equals sign, or choose another rule.",
  );
}
