/** @file Saving what a view shows: asks for a place, and the file's ending says in which format. Whole or not at all where it lies on this machine. */
import * as vscode from "vscode";

export interface Export {
  readonly title: string;
  /** Proposed for the file, without an ending. */
  readonly name: string;
  /** What there is, by the file's ending; the first is proposed. */
  readonly formats: Readonly<Record<string, string>>;
  /** The document that the file is proposed beside; elsewhere it is the workspace's folder. */
  readonly beside?: vscode.Uri | undefined;
  content(ending: string): string | Uint8Array | Promise<string | Uint8Array>;
}

/** What the formats that pages write themselves are called. */
export const pageFormats = {
  svg: "SVG picture",
  png: "PNG picture",
  csv: "Numbers as CSV",
  npy: "Numbers as NumPy array",
  safetensors: "Numbers as safetensors",
} as const;

/** Rejects with a UserError that says why it could not be written; an old file is then unchanged. */
export async function exportFile({ title, name, formats, beside, content }: Export): Promise<void> {
  const endings = Object.keys(formats);
  const [first = "txt"] = endings;
  const folder = beside ? vscode.Uri.joinPath(beside, "..") : vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = `${name.replace(/[^\w.]+/g, "-").replace(/^-|-$/g, "")}.${first}`;
  const target = await vscode.window.showSaveDialog({
    title,
    filters: Object.fromEntries(Object.entries(formats).map(([ending, label]) => [label, [ending]])),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file) }),
  });
  if (target === undefined) return;
  const ending = endings.find((each) => target.path.endsWith(`.${each}`)) ?? first;
  await write(target, await content(ending));
  vscode.window.setStatusBarMessage(`Rulescope: saved ${target.path.split("/").at(-1)}`, 3000);
}

async function write(target: vscode.Uri, content: string | Uint8Array): Promise<void> {
  if (target.scheme === "file") {
    const { writeWhole } = await import("../../node/writeWhole.ts");
    return writeWhole(target.fsPath, content);
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return vscode.workspace.fs.writeFile(target, bytes);
}
