/** @file What the editor gives a launch: documents with their unsaved edits, the models, and the engine. */

import * as vscode from "vscode";
import { modelWriter } from "../../client/modelWriter.ts";
import { UserError } from "../../core/base/errors.ts";
import { readProblems } from "../../core/document/problems.ts";
import { methodOf } from "../../core/method/methods.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { languages } from "../contributions.ts";
import type { ProblemDocuments } from "../document/problemDocuments.ts";
import { ruleAddress } from "../document/taskRules.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { documentModel } from "../model/documentModel.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import { namedDocument } from "../trust/trust.ts";
import type { LaunchFile, LaunchPort } from "./launch.ts";

export interface LaunchPortParts {
  readonly documents: ProblemDocuments;
  readonly models: Models;
  readonly engine: EngineHost;
  /** A kept run; undefined when there is none of that id. */
  readonly recall: (id: string) => Promise<RunRecord | undefined>;
}

export function launchPort({ models, engine, recall }: LaunchPortParts): LaunchPort {
  return {
    async readFile(path) {
      const document = await openDocument(path);
      if (document === undefined) return undefined;
      return { text: document.getText(), path: pathOf(document.uri), python: document.languageId === languages.python };
    },
    async readProblems(file: LaunchFile) {
      const texts = new Map<string, string | undefined>();
      const kind = file.python ? "python" : "problems";
      const load = (path: string): string | undefined => {
        if (!texts.has(path)) texts.set(path, undefined);
        return texts.get(path);
      };
      const read = () => readProblems(file.text, kind, { load });
      read();
      for (const path of texts.keys()) {
        const beside = await openDocument(pathOf(vscode.Uri.joinPath(uriOf(file.path), "..", path)));
        texts.set(path, beside?.getText());
      }
      return read();
    },
    rulePath(file, origin) {
      if (origin.kind === "task") return ruleAddress(origin.name).toString();
      return pathOf(vscode.Uri.joinPath(uriOf(file.path), "..", origin.path));
    },
    recall: (id) =>
      recall(id).catch((error: unknown) => {
        if (error instanceof UserError && error.code === "run-unknown") return undefined;
        throw error;
      }),
    async writer(problem, { model, method, program = "", ownModel }) {
      const settings = readSettings(uriOf(program));
      const starting = engine.client(); // the process starts while the model is looked for
      const document = ownModel && !model ? await openDocument(program) : undefined;
      const chosen =
        document === undefined
          ? { ...settings, model: model || settings.model }
          : await documentModel(document, { model: ownModel }, settings);
      const found = await models.forRun(chosen, problem.task, method);
      const { dir, manifest } = found.model;
      if (model && manifest.name !== model && dir !== model) {
        const able = (await models.find(settings)).models.filter((it) => it.manifest.method === method);
        const names = able.map((it) => it.manifest.name).join(", ") || "none";
        const remedy = `Leave "method" out, or take a model that answers by ${method}: ${names}.`;
        throw new UserError("model-method", `The model ${model} does not answer by ${method}.`, remedy);
      }
      await starting;
      const { device, maxNewTokens } = settings;
      const options = { client: () => engine.client(), modelDir: dir, device, maxNewTokens };
      return {
        name: manifest.name,
        method: methodOf(found.method, manifest.dialect),
        writer: (prompt) => modelWriter({ ...options, prompt }),
      };
    },
  };
}

/** How the protocol names a document: by its path where it is a file, else by its address. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === "file" ? uri.fsPath : uri.toString();
}

/** A relative path counts from the first folder of the workspace. */
function uriOf(path: string): vscode.Uri {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(path)) return vscode.Uri.parse(path);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const absolute = /^([\\/]|[A-Za-z]:)/.test(path);
  return absolute || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
}

/** The document of a path or address, unsaved edits included; undefined when there is none. */
export async function openDocument(path: string): Promise<vscode.TextDocument | undefined> {
  const uri = await namedDocument(path);
  const open = vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri.toString());
  return (
    open ??
    vscode.workspace.openTextDocument(uri).then(
      (document) => document,
      () => undefined,
    )
  );
}
