/** @file What is in a folder that should hold a model and has no description: told by its files, one folder deep. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { foreignKind, foreignModel } from "../protocol/foreignModel.ts";
import { noModelIn } from "../protocol/modelManifest.ts";

/** The error for a folder, or a file, that Rulescope did not write. */
export async function missingModel(dir: string): Promise<Error> {
  const names = await readdir(dir).catch(() => undefined);
  const inner = names?.includes("onnx") ? await readdir(join(dir, "onnx")).catch(() => []) : [];
  const files = names === undefined ? [basename(dir)] : [...names, ...inner.map((name) => `onnx/${name}`)];
  const what = foreignKind(files);
  return what === undefined ? noModelIn(dir) : foreignModel(dir, what);
}
