/** @file The lists behind `Select Model` and `Select Device`. */
import * as vscode from "vscode";
import { settings } from "../contributions.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { readSettings, writeSetting } from "../setting/settings.ts";
import type { Models } from "./models.ts";

interface Choice extends vscode.QuickPickItem {
  /** What the setting becomes; undefined asks for a folder. */
  readonly value?: string;
}

/** Lists the models; the choice goes into the setting. */
export async function selectModel(models: Models): Promise<void> {
  const current = readSettings(vscode.window.activeTextEditor?.document);
  const found = await models.find(current);
  const marked = (label: string, value: string): string => (value === current.model ? `$(check) ${label}` : label);
  const items: Choice[] = [
    { label: marked("Automatic", ""), description: "the model trained for the problem's task and method", value: "" },
    ...found.models.map(({ dir, manifest }) => ({
      label: marked(manifest.name, manifest.name),
      description: [manifest.task ?? "any rule", manifest.method].join(", "),
      detail: dir,
      value: manifest.name,
    })),
    ...found.problems.map(({ dir, error }) => ({ label: `$(warning) ${dir}`, description: error.message, value: dir })),
    { label: "$(folder-opened) Open a model folder…" },
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: "Rulescope: Model",
    placeHolder: "Which model answers",
    matchOnDescription: true,
  });
  if (choice === undefined) return;
  const value = choice.value ?? (await openFolder());
  if (value !== undefined) await writeSetting(settings.model, value);
}

async function openFolder(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: "Use This Model",
      title: "A folder with model.onnx, tokenizer.json and model.json",
    })) ?? [];
  return folder?.fsPath;
}

/** Asks the engine what this machine can use and lists it, with the reason beside what it cannot. */
export async function selectDevice(engine: EngineHost): Promise<void> {
  const current = readSettings().device;
  const devices = engine
    .client()
    .then((client) => client.request("devices", {}))
    .then(({ devices }): Choice[] => [
      { label: "auto", description: "let Rulescope choose", value: "auto", iconPath: icon("auto" === current) },
      ...devices.map(({ device, available, detail }) => ({
        label: device,
        description: available ? detail : `not available: ${detail}`,
        value: device,
        iconPath: icon(device === current, available),
      })),
    ]);
  const choice = await vscode.window.showQuickPick(devices, {
    title: "Rulescope: Device",
    placeHolder: "Where models run",
  });
  if (choice?.value !== undefined) await writeSetting(settings.device, choice.value);
}

function icon(chosen: boolean, available = true): vscode.ThemeIcon {
  return new vscode.ThemeIcon(chosen ? "check" : available ? "circle-outline" : "circle-slash");
}
