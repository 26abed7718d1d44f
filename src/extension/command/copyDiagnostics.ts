/** @file `Copy Diagnostics`: what somebody needs to know to help, as Markdown on the clipboard. Nothing of any document. */
import * as vscode from "vscode";
import { messageOf } from "../../core/base/errors.ts";
import type { EngineHost } from "../engine/engineHost.ts";
import type { Models } from "../model/models.ts";
import { readSettings } from "../setting/settings.ts";

export async function copyDiagnostics(engine: EngineHost, models: Models, version: string): Promise<void> {
  const current = readSettings();
  const { models: found, problems } = await models.find(current);
  const devices = await engine
    .client()
    .then(async (client) => {
      const { node, onnxRuntime } = await client.ready();
      const answer = await client.request("devices", {});
      const lines = answer.devices.map(
        (it) => `- ${it.device}: ${it.available ? "available" : "not available"}, ${it.detail}`,
      );
      return [`Engine: Node ${node}, ONNX Runtime ${onnxRuntime}`, ...lines];
    })
    .catch((error: unknown) => [`Engine: ${messageOf(error)}`]);
  const text = [
    `Rulescope ${version}, VS Code ${vscode.version} (${vscode.env.appHost}${vscode.env.remoteName ? `, ${vscode.env.remoteName}` : ""})`,
    `${process.platform} ${process.arch}, Node ${process.versions.node}`,
    `Settings: ${JSON.stringify(current)}`,
    ...devices,
    "Models:",
    ...found.map(({ manifest }) => `- ${manifest.name}: ${manifest.task ?? "any rule"}, ${manifest.method}`),
    ...problems.map(({ error }) => `- ${error.message}`),
  ].join("\n");
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage("Rulescope: diagnostics copied", 3000);
}
