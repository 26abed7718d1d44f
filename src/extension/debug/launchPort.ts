/** @file What the editor gives a launch: documents with their unsaved edits, the models, and the engine. */

import * as vscode from "vscode";
import { modelWriter } from "../../client/modelWriter.ts";
import { UserError } from "../../core/base/errors.ts";
import { type RunRecord, type RunToken, storedText } from "../../core/record/run.ts";
import type { DebugHostContract } from "../../protocol/debugContract.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import type { Event } from "../../protocol/request.ts";
import { finite } from "../../protocol/wire.ts";
import { languages } from "../contributions.ts";
import { textBeside } from "../document/problemDocuments.ts";
import { ruleAddress } from "../document/taskRules.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { documentModel } from "../model/documentModel.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import { namedDocument } from "../trust/trust.ts";

export interface LaunchPortParts {
  readonly models: Models;
  readonly engine: EngineHost;
  /** A saved run; undefined when there is none of that id. */
  readonly loadRun: (id: string) => Promise<RunRecord | undefined>;
}

export function launchPort({ models, engine, loadRun }: LaunchPortParts): Handlers<DebugHostContract> {
  const writers: { readonly modelDir: string; readonly device: DeviceSetting; readonly maxNewTokens: number }[] = [];
  return {
    async readFile({ path }) {
      const document = await openDocument(path);
      if (document === undefined) return { file: null };
      const python = document.languageId === languages.python;
      return { file: { text: document.getText(), path: pathOf(document.uri), python } };
    },
    async readBeside({ path, name }) {
      return { text: (await textBeside(uriOf(path), name)) ?? null };
    },
    rulePath({ path, origin }) {
      if (origin.kind === "task") return { path: ruleAddress(origin.name).toString() };
      return { path: pathOf(vscode.Uri.joinPath(uriOf(path), "..", origin.path)) };
    },
    async loadRun({ id }) {
      try {
        const record = await loadRun(id);
        return { record: record === undefined ? null : storedText(record) };
      } catch (error) {
        if (error instanceof UserError && error.code === "run-unknown") return { record: null };
        throw error;
      }
    },
    async chooseModel({ task, model, method, program = "", ownModel }) {
      const settings = readSettings(uriOf(program));
      const starting = engine.client(); // the process starts while the model is looked for
      const document = ownModel && !model ? await openDocument(program) : undefined;
      const chosen =
        document === undefined
          ? { ...settings, model: model || settings.model }
          : await documentModel(document, { ...(ownModel ? { model: ownModel } : {}) }, settings);
      const found = await models.forRun(chosen, task ?? undefined, method);
      const { dir, manifest } = found.model;
      if (model && manifest.name !== model && dir !== model) {
        const able = (await models.find(settings)).models.filter((it) => it.manifest.method === method);
        const names = able.map((it) => it.manifest.name).join(", ") || "none";
        const remedy = `Leave "method" out, or take a model that answers by ${method}: ${names}.`;
        throw new UserError("model-method", `The model ${model} does not answer by ${method}.`, remedy);
      }
      await starting;
      const { device, maxNewTokens } = settings;
      const writer = finite(writers.push({ modelDir: dir, device, maxNewTokens }) - 1);
      return { name: manifest.name, method: found.method, dialect: manifest.dialect ?? null, writer };
    },
    async write({ writer, prompt, ids, text }, { emit, signal }) {
      const chosen = writers[writer];
      if (chosen === undefined) throw new Error(`There is no writer ${writer}.`);
      const writing = modelWriter({ ...chosen, client: () => engine.client(), prompt }).write({ ids, text }, (token) =>
        emit(tokenText(token)),
      );
      signal.addEventListener("abort", () => writing.cancel());
      return { stop: await writing.done };
    },
  };
}

function tokenText({ id, text, probability, entropy, topK, forced }: RunToken): Event<DebugHostContract, "write"> {
  return {
    id: finite(id),
    text,
    probability: finite(probability),
    entropy: finite(entropy),
    topK: { ids: topK.ids.map(finite), texts: topK.texts, probabilities: topK.probabilities.map(finite) },
    ...(forced ? { forced } : {}),
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
