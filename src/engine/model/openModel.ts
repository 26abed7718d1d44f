/** @file Opens a model folder: description, tokenizer and graph, each with a message of its own when it is missing or damaged. */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { missingModel } from "../../node/missingModel.ts";
import { sha256 } from "../../node/sha256.ts";
import type { DeviceChoice } from "../../protocol/contract.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import {
  type DecoderManifest,
  graphFile,
  manifestFile,
  modelRemedy,
  parseDecoderManifest,
  tokenizerFile,
} from "../../protocol/modelManifest.ts";
import { GraphSession } from "./graphSession.ts";
import { type Attempt, problemOf } from "./providers.ts";
import type { OpenGraph, Runtime } from "./runtime.ts";
import { ownSpecification, sharedGraph } from "./sharedGraph.ts";
import { Tokenizer } from "./tokenizer.ts";

export interface OpenModel {
  readonly dir: string;
  readonly manifest: DecoderManifest;
  readonly tokenizer: Tokenizer;
  readonly session: GraphSession;
  /** Size of the graph file, nearly all of it weights. */
  readonly bytes: number;
}

export interface OpenModelOptions {
  readonly dir: string;
  readonly device: DeviceSetting;
  readonly runtime: Pick<Runtime, "open">;
  /** Told when the device failed while the model ran and it moved to another. */
  readonly onDeviceChanged: (choice: DeviceChoice) => void;
}

/** Of a larger model the weights are not held twice to make batches faster. In bytes. */
const largestSharing = 2 ** 28;

/** Throws a UserError that names the file at fault and the remedy. */
export async function openModel({ dir, device, runtime, onDeviceChanged }: OpenModelOptions): Promise<OpenModel> {
  const manifestPath = join(dir, manifestFile);
  const manifestText = await readFile(manifestPath, "utf8").catch(async () => {
    throw await missingModel(dir);
  });
  const manifest = parseDecoderManifest(manifestText, manifestPath);
  const tokenizer = Tokenizer.parse(
    (await readPart(dir, tokenizerFile, manifest)).toString("utf8"),
    join(dir, tokenizerFile),
  );
  const { vocabularySize } = manifest.decoder;
  if (tokenizer.size > vocabularySize) {
    throw new UserError(
      "model-inconsistent",
      `${join(dir, tokenizerFile)} has ${tokenizer.size} tokens, but the model in ${dir} knows ${vocabularySize}.`,
      modelRemedy,
    );
  }
  const path = join(dir, graphFile);
  const bytes = (await readPart(dir, graphFile, manifest)).byteLength;
  const open = async (before: readonly Attempt[]): Promise<OpenGraph> => {
    try {
      return await runtime.open(path, device, before);
    } catch (error) {
      throw new UserError(
        "model-corrupt",
        `${path} cannot be opened: ${shorten(messageOf(error), path)}.`,
        modelRemedy,
      );
    }
  };
  const spec = bytes > largestSharing ? undefined : ownSpecification(manifest.decoder);
  let moved = false;
  const session = new GraphSession({
    graph: await open([]),
    path,
    vocabularySize,
    reopen: async (choice, error) => {
      if (moved || choice.device === "cpu") return undefined;
      moved = true;
      const graph = await runtime.open(path, "cpu");
      const label = `${graph.choice.label} (${problemOf(choice.device, error)})`;
      const tried = [...choice.tried, { device: choice.device, problem: problemOf(choice.device, error) }];
      const next = { session: graph.session, choice: { ...graph.choice, requested: choice.requested, label, tried } };
      onDeviceChanged(next.choice);
      return next;
    },
    openShared:
      spec &&
      (async ({ device: current }) => {
        const graph = await sharedGraph(await readPart(dir, graphFile, manifest), spec);
        return runtime.open(graph, current);
      }),
  });
  return { dir, manifest, tokenizer, session, bytes };
}

/** A file of the folder, compared with the hash that the description gives for it. */
async function readPart(dir: string, file: string, manifest: DecoderManifest): Promise<Buffer> {
  const content = await readFile(join(dir, file)).catch(() => {
    throw new UserError("model-incomplete", `The model folder ${dir} has no ${file}.`, modelRemedy);
  });
  const expected = manifest.hashes[file];
  if (expected !== undefined && sha256(content) !== expected) {
    throw new UserError(
      "model-corrupt",
      `${join(dir, file)} is damaged or belongs to another model: it is not the file that ${manifestFile} describes.`,
      modelRemedy,
    );
  }
  return content;
}

/** The runtime repeats the path and its own source lines. */
function shorten(message: string, path: string): string {
  const plain = message.replaceAll(path, basename(path)).replace(/\/onnxruntime_src\/\S+\s*/g, "");
  return (plain.split("\n")[0] ?? "").slice(0, 200).replace(/\.$/, "");
}
