/** @file A model as it could have been earlier in its training: the same folder with half of each weight. */
import { createHash } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModel } from "../../src/client/models.ts";
import { ownSpecification } from "../../src/engine/model/sharedGraph.ts";
import { readParameters } from "../../src/onnx/readParameters.ts";
import { writeInferenceModel } from "../../src/onnx/transformer/inference.ts";

export async function writeEarlierModel(from: string, dir: string, step: number): Promise<void> {
  await cp(from, dir, { recursive: true });
  const { manifest } = await readModel(dir);
  const spec = ownSpecification(manifest.decoder);
  if (spec === undefined) throw new Error(`${from} is not a model of this project's own.`);
  const weights = readParameters(await readFile(join(from, "model.onnx")), spec);
  const halved = new Map([...weights].map(([name, values]) => [name, values.map((value) => value / 2)]));
  const graph = writeInferenceModel(spec, halved);
  await writeFile(join(dir, "model.onnx"), graph);
  const hashes = { ...manifest.hashes, "model.onnx": createHash("sha256").update(graph).digest("hex") };
  await writeFile(
    join(dir, "model.json"),
    JSON.stringify({ ...manifest, name: `${manifest.name}, step ${step}`, hashes }),
  );
}
