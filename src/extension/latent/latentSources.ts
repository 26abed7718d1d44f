/** @file What a latent view can show in this window, found without a question: the file's own problems, saved runs, a language VAE's items. */

import * as v from "valibot";
import * as vscode from "vscode";
import type { EngineClient } from "../../client/engineClient.ts";
import type { Model, VaeModel } from "../../client/models.ts";
import type { RunSummary } from "../../client/store/runStore.ts";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { runUnits } from "../../protocol/latentView.ts";
import { tokenizerFile } from "../../protocol/modelManifest.ts";
import { isProblemDocument, type ProblemDocuments } from "../document/problemDocuments.ts";
import type { Log } from "../log/log.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import type { SavedRuns } from "../store/savedRuns.ts";
import { namedDocument } from "../trust/trust.ts";
import type { ItemDocument } from "./itemPoints.ts";
import type { LatentPoints } from "./points.ts";

const spec = v.variant("kind", [
  /** A language VAE's folder, and the document whose lines are among the points. */
  v.object({ kind: v.literal("items"), model: v.string(), document: v.nullable(v.string()) }),
  /** Saved runs of a decoder, by its name: these, or those of a document, or all. */
  v.object({
    kind: v.literal("runs"),
    model: v.string(),
    document: v.nullable(v.string()),
    runs: v.nullable(v.array(v.string())),
    unit: v.picklist(runUnits),
  }),
]);
export type SourceSpec = v.InferOutput<typeof spec>;

export function readSpec(text: string): SourceSpec | undefined {
  try {
    const read = v.safeParse(spec, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** What to do where there is nothing to show. */
export interface NothingToShow {
  readonly message: string;
  /** The document whose problems can be run. */
  readonly runnable: string | undefined;
}

/** Runs that are read at most; each is read by its model once more. */
const mostRuns = 300;
/** Models that can be compared with the one whose runs are shown. */
const mostOthers = 12;

export interface LatentSourceParts {
  readonly documents: ProblemDocuments;
  readonly models: Models;
  readonly savedRuns: SavedRuns;
  readonly client: () => Promise<EngineClient>;
  readonly log: Log;
}

export class LatentSources {
  readonly #parts: LatentSourceParts;

  constructor(parts: LatentSourceParts) {
    this.#parts = parts;
  }

  /** The first look: at what the editor shows, else at a language VAE. */
  async inEditor(): Promise<SourceSpec | NothingToShow> {
    const document = shownDocument();
    const folders = await this.#folders();
    if (document !== undefined) {
      const { inferences = [], problems } = await this.#parts.documents.read(document);
      const task = inferences[0]?.task;
      const folder = folders.find(({ manifest }) => manifest.task === task);
      if (folder !== undefined) return { kind: "items", model: folder.dir, document: document.uri.toString() };
      if (task !== undefined)
        return {
          message: `No language VAE of the task ${task} is here. Train one with “rulescope train”, and add its folder to the setting rulescope.modelFolders.`,
          runnable: undefined,
        };
      if (problems.length > 0) return this.ofDocument(document);
    }
    const [first] = folders;
    if (first !== undefined) return { kind: "items", model: first.dir, document: null };
    return {
      message: "Open a file with problems and run them, or a .problems file of an inference task.",
      runnable: undefined,
    };
  }

  /** The saved runs of a document, by the model that ran there last. */
  async ofDocument(document: vscode.TextDocument): Promise<SourceSpec | NothingToShow> {
    const newest = (await this.#summaries({ document: document.uri.toString() }))[0];
    if (newest !== undefined)
      return { kind: "runs", model: newest.model, document: document.uri.toString(), runs: null, unit: "steps" };
    const name = document.uri.path.split("/").at(-1);
    return {
      message: `No run of ${name} is saved yet. The points here are the steps of its runs: run its problems first.`,
      runnable: document.uri.toString(),
    };
  }

  /** Runs that were chosen; those of one model are shown together. */
  ofRuns(runs: readonly RunSummary[]): SourceSpec | undefined {
    const [first] = runs;
    if (first === undefined) return undefined;
    const ids = runs.filter(({ model }) => model === first.model).map(({ id }) => id);
    return { kind: "runs", model: first.model, document: null, runs: ids, unit: "steps" };
  }

  /** Everything there is to look at, the shown one included. */
  async choices(shown: SourceSpec | undefined): Promise<{ source: string; text: string }[]> {
    const found = new Map<string, string>();
    const add = (each: SourceSpec, text: string): void => void found.set(JSON.stringify(each), text);
    for (const folder of await this.#folders()) {
      const document = shown?.kind === "items" && shown.model === folder.dir ? shown.document : null;
      const words = document === null ? "" : ` and ${nameOf(document)}`;
      add({ kind: "items", model: folder.dir, document }, `${folder.manifest.name}: items${words}`);
    }
    const store = await this.#parts.savedRuns.store().catch(() => undefined);
    for (const model of store?.models() ?? [])
      for (const unit of runUnits)
        add({ kind: "runs", model, document: null, runs: null, unit }, `${model}: ${unit} of all saved runs`);
    if (shown?.kind === "runs" && (shown.document !== null || shown.runs !== null)) {
      const chosen = shown.runs?.length === 1 ? "the chosen run" : `${shown.runs?.length} chosen runs`;
      const of = shown.document === null ? chosen : `runs of ${nameOf(shown.document)}`;
      for (const unit of runUnits) add({ ...shown, unit }, `${shown.model}: ${unit} of ${of}`);
    }
    return [...found].map(([source, text]) => ({ source, text }));
  }

  /** Throws a UserError where the source is gone. */
  async read(source: SourceSpec, count: number): Promise<LatentPoints | NothingToShow> {
    return source.kind === "items" ? this.#items(source, count) : this.#runs(source, count);
  }

  /** What a source holds now, as `LatentPoints.written` has it. */
  async written(source: SourceSpec): Promise<string | undefined> {
    if (source.kind === "runs") return idsOf(await this.#runsOf(source));
    const { model, document: uri } = source;
    const folder = (await this.#folders()).find(({ dir }) => dir === model);
    if (folder === undefined) return undefined;
    const { writtenLines } = await import("./itemPoints.ts");
    return writtenLines(folder, await this.#itemDocument(uri));
  }

  async #items({ model, document: uri }: SourceSpec & { kind: "items" }, count: number): Promise<LatentPoints> {
    const folders = await this.#folders();
    const folder = folders.find(({ dir }) => dir === model);
    if (folder === undefined)
      throw new UserError(
        "model-missing",
        `There is no language VAE in ${model} any more.`,
        "Choose another one above.",
      );
    const { itemPoints } = await import("./itemPoints.ts");
    const others = folders.filter((it) => it !== folder && it.manifest.task === folder.manifest.task);
    return itemPoints({ folders: [folder, ...others], document: await this.#itemDocument(uri), count });
  }

  async #itemDocument(uri: string | null): Promise<ItemDocument | undefined> {
    const document = uri === null ? undefined : await this.#document(uri);
    if (document === undefined) return undefined;
    const { inferences = [] } = await this.#parts.documents.read(document);
    const own = document.uri.toString();
    return { uri: own, name: nameOf(own), problems: inferences };
  }

  async #runs(source: SourceSpec & { kind: "runs" }, count: number): Promise<LatentPoints | NothingToShow> {
    const { savedRuns, models, client, log } = this.#parts;
    const settings = readSettings(source.document === null ? undefined : vscode.Uri.parse(source.document));
    const { models: all } = await models.find(settings);
    const model = all.find(({ manifest }) => manifest.name === source.model);
    if (model === undefined)
      throw new UserError(
        "model-missing",
        `The model ${source.model}, which wrote these runs, is no longer here.`,
        "Add its folder to the setting rulescope.modelFolders, or choose something else above.",
      );
    const summaries = await this.#runsOf(source);
    const store = await savedRuns.store();
    const records = summaries.flatMap(({ id }) => {
      try {
        return [store.get(id)];
      } catch (error) {
        log.warn(`latent view: a run is left out: ${messageOf(error)}`);
        return [];
      }
    });
    if (records.length === 0)
      return {
        message: `No run of ${source.model} is saved${source.document === null ? "" : ` of ${nameOf(source.document)}`}. Run some problems first.`,
        runnable: source.document ?? undefined,
      };
    const shape = await (await client()).request("hookPoints", { modelDir: model.dir, device: settings.device });
    if (shape.kind !== "decoder")
      throw new UserError("model-foreign", `${source.model} writes no runs.`, "Choose something else above.");
    const { runPoints } = await import("./runPoints.ts");
    const others = all.filter((each) => each !== model && haveSameTokens(each, model)).slice(0, mostOthers);
    const made = runPoints({ model, others, shape, records, unit: source.unit, count, device: settings.device });
    return { ...made, written: idsOf(summaries) };
  }

  /** At most as many as are read. */
  async #runsOf({ model, document, runs }: SourceSpec & { kind: "runs" }): Promise<readonly RunSummary[]> {
    const chosen = new Set(runs ?? []);
    const all = await this.#summaries({ model, document });
    return all.filter(({ id }) => runs === null || chosen.has(id)).slice(0, mostRuns);
  }

  /** Newest first. */
  async #summaries(of: { readonly model?: string; readonly document: string | null }): Promise<RunSummary[]> {
    const store = await this.#parts.savedRuns.store();
    const all = store.list(of.model === undefined ? {} : { model: of.model });
    if (of.document === null) return all;
    const uri = vscode.Uri.parse(of.document);
    const names = [of.document, uri.fsPath];
    return all.filter(({ document }) => document !== null && names.includes(document));
  }

  async #folders(): Promise<readonly VaeModel[]> {
    const { vaes, problems } = await this.#parts.models.find(readSettings());
    for (const { error } of problems) this.#parts.log.warn(`latent view: ${error.message}`);
    return vaes;
  }

  async #document(uri: string): Promise<vscode.TextDocument | undefined> {
    try {
      return await vscode.workspace.openTextDocument(await namedDocument(uri));
    } catch {
      return undefined; // gone: the items that the task makes are still there
    }
  }
}

/** Tells whether a source has other runs than before. */
function idsOf(runs: readonly RunSummary[]): string {
  return runs.map(({ id }) => id).join(" ");
}

/** Then each can read what the other wrote, token by token. */
function haveSameTokens(a: Model, b: Model): boolean {
  const hash = a.manifest.hashes[tokenizerFile];
  return hash !== undefined && hash === b.manifest.hashes[tokenizerFile];
}

export function isNothing(found: LatentPoints | SourceSpec | NothingToShow): found is NothingToShow {
  return "message" in found;
}

/** The editor that somebody looks at, or looked at before the view. */
function shownDocument(): vscode.TextDocument | undefined {
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && isProblemDocument(active)) return active;
  return vscode.window.visibleTextEditors.find(({ document }) => isProblemDocument(document))?.document;
}

function nameOf(uri: string): string {
  return vscode.Uri.parse(uri).path.split("/").at(-1) ?? uri;
}
