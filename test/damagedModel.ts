/** @file A bundled language VAE with a weight that is no number, as a training that diverged leaves it. */
import { createHash } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import proto from "onnx-proto";
import { root } from "./sourceFiles.ts";

/** Copies the model of explanatory inference to `folder`, where it is called `latent-damaged`. */
export function damagedModel(folder: string): void {
  cpSync(join(root, "models", "latent-explanatory"), folder, { recursive: true });
  const file = join(folder, "encoder.onnx");
  const model = proto.onnx.ModelProto.decode(readFileSync(file));
  const weights = model.graph?.initializer ?? [];
  const largest = weights.reduce((most, each) => (sizeOf(each) > sizeOf(most) ? each : most));
  if (!largest.rawData) throw new TypeError("The largest weight is no raw data.");
  const raw = Uint8Array.from(largest.rawData);
  new Float32Array(raw.buffer).fill(Number.NaN);
  largest.rawData = raw;
  const bytes = proto.onnx.ModelProto.encode(model).finish();
  writeFileSync(file, bytes);
  const manifestFile = join(folder, "latent.json");
  const manifest: unknown = JSON.parse(readFileSync(manifestFile, "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("hashes" in manifest)) throw new TypeError("No manifest.");
  const hashes = { ...Object(manifest.hashes), "encoder.onnx": createHash("sha256").update(bytes).digest("hex") };
  writeFileSync(manifestFile, JSON.stringify({ ...manifest, name: "latent-damaged", hashes }));
}

function sizeOf({ rawData }: { readonly rawData?: Uint8Array | null }): number {
  return rawData?.length ?? 0;
}
