/** @file The description of a model folder, whichever kind of model it holds and whichever version wrote it. */
import {
  type DecoderManifest,
  formerVaeManifestFile,
  isVae,
  manifestFile,
  parseDecoderManifest,
} from "./modelManifest.ts";
import { parseVaeManifest, type VaeManifest } from "./vaeManifest.ts";

export type ModelManifest = DecoderManifest | VaeManifest;

export interface ModelDescription {
  /** Of the folder. */
  readonly file: string;
  readonly text: string;
  readonly kind: "decoder" | "vae";
}

/** `read` gives the text of a file of the folder, undefined where there is none. Undefined for a folder without a description. */
export async function findDescription(
  read: (file: string) => Promise<string | undefined>,
): Promise<ModelDescription | undefined> {
  for (const file of [manifestFile, formerVaeManifestFile]) {
    const text = await read(file);
    if (text !== undefined) return { file, text, kind: file === formerVaeManifestFile ? "vae" : kindOf(text) };
  }
  return undefined;
}

/** Throws a UserError that names `path` and what is wrong in it. */
export function parseDescription({ text, kind }: ModelDescription, path: string): ModelManifest {
  return kind === "vae" ? parseVaeManifest(text, path) : parseDecoderManifest(text, path);
}

function kindOf(text: string): ModelDescription["kind"] {
  try {
    return isVae(JSON.parse(text)) ? "vae" : "decoder";
  } catch {
    return "decoder"; // its reader says that it is no JSON
  }
}
