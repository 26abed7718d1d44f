/** @file The lists behind `Select Model` and `Select Device`. */
import * as vscode from "vscode";
import { settings } from "../contributions.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import { type Choice, choose } from "../message/choices.ts";
import { readSettings, writeSetting } from "../setting/settings.ts";
import type { Models } from "./models.ts";

interface Value extends Choice {
  /** What the setting becomes; undefined asks for a folder. */
  readonly value?: string;
}

/** Lists the models; the choice goes into the setting. */
export async function selectModel(models: Models): Promise<void> {
  const current = readSettings(vscode.window.activeTextEditor?.document);
  const found = await models.find(current);
  const chosen = (value: string) => (value === current.model ? { icon: "check" } : {});
  const items: Value[] = [
    {
      ...chosen(""),
      label: "Automatic",
      description: "the model trained for the problem's task and method",
      value: "",
    },
    ...found.models.map(({ dir, manifest }) => ({
      ...chosen(manifest.name),
      label: manifest.name,
      description: [manifest.task ?? "any rule", manifest.method].join(", "),
      detail: dir,
      value: manifest.name,
    })),
    ...found.problems.map(({ dir, error }) => ({
      icon: "warning",
      label: dir,
      description: error.message,
      value: dir,
    })),
    { icon: "folder-opened", label: "Open a model folder…" },
  ];
  const choice = await choose(items, {
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
    .then(({ devices }): Value[] => [
      { label: "auto", description: "let Rulescope choose", value: "auto", iconPath: icon("auto" === current) },
      ...devices.map(({ device, available, detail }) => ({
        label: device,
        description: available ? detail : `not available: ${detail}`,
        value: device,
        iconPath: icon(device === current, available),
      })),
    ]);
  const choice = await choose(devices, {
    title: "Rulescope: Device",
    placeHolder: "Where models run",
  });
  if (choice?.value !== undefined) await writeSetting(settings.device, choice.value);
}

function icon(chosen: boolean, available = true): vscode.ThemeIcon {
  return new vscode.ThemeIcon(chosen ? "check" : available ? "circle-outline" : "circle-slash");
}
