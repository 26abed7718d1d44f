/** @file The settings, read when they are needed and typed here. The only place that calls `getConfiguration`. */
import * as vscode from "vscode";
import { type MethodName, methodNames } from "../../core/method/method.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import { type SettingId, settings } from "../contributions.ts";

/** Written out, not imported: the contract's own list would bring its schemas into activation. */
const deviceNames = ["auto", "cpu", "webgpu", "cuda", "dml", "coreml"] as const satisfies readonly DeviceSetting[];

/** The settings as they stand for one document (folder and language can each override some of them). */
export interface Settings {
  readonly defaultMethod: MethodName;
  /** A model's name or folder; empty for the bundled one that fits. */
  readonly model: string;
  readonly modelFolders: readonly string[];
  readonly device: DeviceSetting;
  readonly maxNewTokens: number;
  readonly codeLensEnabled: boolean;
  readonly decorationsEnabled: boolean;
  readonly enginePrestart: boolean;
}

/** A value of the wrong type in somebody's settings file counts as absent. */
export function readSettings(scope?: vscode.ConfigurationScope): Settings {
  const configuration = vscode.workspace.getConfiguration(undefined, scope ?? null);
  const value = (id: SettingId): unknown => configuration.get<unknown>(id);
  const folders = value(settings.modelFolders);
  const maxNewTokens = value(settings.maxNewTokens);
  const model = value(settings.model);
  return {
    defaultMethod: methodNames.find((name) => name === value(settings.defaultMethod)) ?? "rfft",
    model: typeof model === "string" ? model.trim() : "",
    modelFolders: Array.isArray(folders) ? folders.filter((it): it is string => typeof it === "string") : [],
    device: deviceNames.find((name) => name === value(settings.device)) ?? "auto",
    maxNewTokens: typeof maxNewTokens === "number" && maxNewTokens >= 1 ? Math.floor(maxNewTokens) : 4096,
    codeLensEnabled: value(settings.codeLensEnabled) !== false,
    decorationsEnabled: value(settings.decorationsEnabled) !== false,
    enginePrestart: value(settings.enginePrestart) === true,
  };
}

/** Whether VS Code may show its debug view by itself. */
export function debugViewMayOpen(): boolean {
  return vscode.workspace.getConfiguration("debug").get("openDebug") !== "neverOpen";
}

/** Writes one setting for the user, or for the workspace where it is already set there. */
export async function writeSetting(id: SettingId, value: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const inWorkspace = configuration.inspect(id)?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update(id, value, target);
}
