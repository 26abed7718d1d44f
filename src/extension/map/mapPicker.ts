/** @file Asks which case maps to open: those of the models this window knows, or a record somewhere else. */
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { familyFolders } from "../../client/snapshots.ts";
import type { MapSource } from "../../protocol/mapRequests.ts";
import { experimentFile, recordFile } from "../../protocol/modelManifest.ts";
import { type Choice, chooseSeveral } from "../message/choices.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";
import { holdsExperiment } from "./holdsExperiment.ts";
import type { MapReader } from "./mapReader.ts";
import { headlineOf } from "./mapText.ts";

interface MapChoice extends Choice {
  /** Absent for "Browse…". */
  readonly id?: string;
}

/**
 * What was chosen, as `MapReader.read` takes it; empty when nobody chose. `others` are records beside those of the models that this window knows.
 * Each is offered with what its training kept on the way.
 */
export async function pickMaps(
  reader: MapReader,
  models: Models,
  others: readonly string[],
): Promise<readonly string[]> {
  const { models: found } = await models.find(readSettings());
  const records = (
    await Promise.all([...found.map(({ dir }) => join(dir, recordFile)), ...others].map(withSnapshots))
  ).flat();
  const choices = (await Promise.all([...new Set(records)].map((record) => choicesOf(reader, record)))).flat();
  const browse: MapChoice = {
    icon: "folder-opened",
    label: "Browse…",
    description: "a record.json or an experiment.json",
    alwaysShow: true,
  };
  const chosen = await chooseSeveral([...choices, browse], {
    title: "Open Case Map",
    placeHolder: "Models with a measured record; several are shown side by side",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const ids = chosen.flatMap(({ id }) => id ?? []);
  return ids.length < chosen.length ? [...ids, ...(await browseRecords(reader))] : ids;
}

/** A training's record by its name; an experiment's under any name, by how it begins. */
export function isRecord(document: vscode.TextDocument): boolean {
  const name = basename(document.uri.fsPath);
  return name === recordFile || name === experimentFile || holdsExperiment(document);
}

/** A training that kept snapshots, or an experiment, has many maps: asks which. */
export async function idsOf(reader: MapReader, path: string): Promise<readonly string[]> {
  const named = await reader.read(path);
  const others = (await withSnapshots(path)).filter((record) => record !== path);
  const sources = [...(await Promise.all(others.map((record) => sourcesIn(reader, record)))).flat(), ...named];
  if (sources.length === 1) return sources.map(({ shown }) => shown.id);
  const choices = sources.map(
    (source): MapChoice => ({ label: source.shown.name, description: headlineOf(source), id: source.shown.id }),
  );
  const chosen = await chooseSeveral(choices, {
    title: "Open Case Map",
    placeHolder: `${sources.length} maps; several are shown side by side`,
  });
  return chosen.flatMap(({ id }) => id ?? []);
}

async function withSnapshots(record: string): Promise<readonly string[]> {
  if (basename(record) !== recordFile) return [record];
  return (await familyFolders(dirname(record))).map((dir) => join(dir, recordFile));
}

/** A folder without a record that can be read is left out: it would be no help to name it here. */
async function sourcesIn(reader: MapReader, record: string): Promise<readonly MapSource[]> {
  return reader.read(record).catch(() => []);
}

async function choicesOf(reader: MapReader, record: string): Promise<readonly MapChoice[]> {
  return (await sourcesIn(reader, record)).map((source) => {
    const { id, name, task, method } = source.shown;
    return { label: name, description: `${task} · ${method}`, detail: headlineOf(source), id };
  });
}

async function browseRecords(reader: MapReader): Promise<readonly string[]> {
  const files = await vscode.window.showOpenDialog({
    title: "Open Case Map",
    canSelectMany: true,
    filters: { "Record of a training or an experiment": ["json"] },
  });
  return (await Promise.all((files ?? []).map(({ fsPath }) => idsOf(reader, fsPath)))).flat();
}
