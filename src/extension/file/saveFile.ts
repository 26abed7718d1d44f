/** @file Writes a file that a person asked for: whole or not at all where it lies on this machine. */
import * as vscode from "vscode";

/** Rejects with a UserError that says why it could not be written; the old file is then unchanged. */
export async function saveFile(target: vscode.Uri, content: string | Uint8Array): Promise<void> {
  if (target.scheme === "file") {
    const { writeWhole } = await import("../../node/writeWhole.ts");
    return writeWhole(target.fsPath, content);
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return vscode.workspace.fs.writeFile(target, bytes);
}
