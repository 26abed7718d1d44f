/** @file An open language VAE: items to mean and log-variance, prompts with z to conclusions. Long work is many short runs with a turn between. */

import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { messageOf, UserError } from "../../core/base/errors.ts";
import type { InferenceTask } from "../../core/inference/inferenceTask.ts";
import { inferenceTaskNamed } from "../../core/inference/registry.ts";
import { InferenceTokenizer } from "../../core/inference/tokens.ts";
import { longest, padRows } from "../../core/sample/latentBatches.ts";
import { readDescription } from "../../node/readDescription.ts";
import { sha256 } from "../../node/sha256.ts";
import { exposeAttention } from "../../onnx/exposeAttention.ts";
import type { Side } from "../../onnx/latent/config.ts";
import { type VaeCaptureKind, vaeCaptureName } from "../../onnx/latent/vaeParameters.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import { throwIfCancelled } from "../../protocol/cancellation.ts";
import { formerVaeManifestFile, manifestFile, modelRemedy } from "../../protocol/modelManifest.ts";
import { decoderFile, encoderFile, noVaeIn, parseVaeManifest, type VaeManifest } from "../../protocol/vaeManifest.ts";
import { type Loaded, LoadedModels } from "./loadedModels.ts";
import type { Runtime } from "./runtime.ts";

/** Rows of one run. */
const rowsTogether = 128;

export interface Encoded {
  /** [row, latent] each. */
  readonly means: Float32Array;
  readonly logVariances: Float32Array;
}

/** A layer's half whose output is wanted. */
export interface ChosenHookPoint {
  readonly layer: number;
  readonly kind: VaeCaptureKind;
}

export interface Captured {
  readonly hookPoint: ChosenHookPoint;
  /** [row, width]: at the row's pooled token. */
  readonly values: Float32Array;
}

export class LatentModel {
  readonly dir: string;
  /** Size of its graph files, nearly all of it weights. */
  readonly bytes: number;
  readonly manifest: VaeManifest;
  readonly task: InferenceTask;
  readonly tokenizer: InferenceTokenizer;
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #runtime: Pick<Runtime, "open">;
  /** The same files with their attention as outputs, opened when somebody looks. */
  readonly #looking = new Map<Side, Promise<LookingSession>>();

  private constructor(
    dir: string,
    manifest: VaeManifest,
    task: InferenceTask,
    sessions: { readonly encoder: InferenceSession; readonly decoder: InferenceSession; readonly bytes: number },
    runtime: Pick<Runtime, "open">,
  ) {
    this.#runtime = runtime;
    this.dir = dir;
    this.manifest = manifest;
    this.task = task;
    this.tokenizer = new InferenceTokenizer(task);
    this.bytes = sessions.bytes;
    this.#encoder = sessions.encoder;
    this.#decoder = sessions.decoder;
  }

  /** Throws a UserError that names the file at fault and the remedy. */
  static async open(folder: string, runtime: Pick<Runtime, "open">): Promise<LatentModel> {
    const dir = resolve(folder);
    const description = await readDescription(dir);
    if (description?.kind !== "vae") throw noVaeIn(dir);
    const path = join(dir, description.file);
    const manifest = parseVaeManifest(description.text, path);
    const task = inferenceTaskNamed(manifest.task);
    if (task === undefined || new InferenceTokenizer(task).size !== manifest.config.vocabularySize) {
      throw new UserError("model-foreign", `${path} is of a task that this version does not have.`, modelRemedy);
    }
    let bytes = 0;
    const open = async (file: string): Promise<InferenceSession> => {
      const content = await readChecked(dir, file, manifest);
      bytes += content.byteLength;
      return (await runtime.open(content, "cpu")).session;
    };
    const encoder = await open(encoderFile);
    const decoder = await open(decoderFile);
    return new LatentModel(dir, manifest, task, { encoder, decoder, bytes }, runtime);
  }

  /** Throws a UserError that names what the model has no token for. */
  refuseUnknown(texts: readonly string[]): void {
    const { task, tokenizer, manifest } = this;
    const unknown = [...new Set(texts.flatMap((text) => tokenizer.unknown(text)))];
    if (unknown.length === 0) return;
    throw new UserError(
      "prompt-unwritable",
      `${manifest.name} knows nothing of ${unknown.slice(0, 5).join(", ")}.`,
      `It reads ${task.title.toLowerCase()} such as ${JSON.stringify(task.premisesText(task.example.premises))}.`,
    );
  }

  /** For encoder texts as token ids. */
  async encode(rows: readonly (readonly number[])[], signal: CancelSignal): Promise<Encoded> {
    const { latent } = this.manifest.config;
    const means = new Float32Array(rows.length * latent);
    const logVariances = new Float32Array(rows.length * latent);
    for (let from = 0; from < rows.length; from += rowsTogether) {
      const results = await this.#runEncoder(rows.slice(from, from + rowsTogether), ["mean", "log_variance"], signal);
      means.set(floatsOf(results, "mean"), from * latent);
      logVariances.set(floatsOf(results, "log_variance"), from * latent);
    }
    return { means, logVariances };
  }

  /** What layers of the encoder add to the residual of the token that stands for the whole. */
  async captureEncoder(
    rows: readonly (readonly number[])[],
    hookPoints: readonly ChosenHookPoint[],
    signal: CancelSignal,
  ): Promise<Captured[]> {
    const { width } = this.manifest.config.encoder;
    return this.#capture("encoder", rows.length, width, hookPoints, async (from, names) => {
      const part = rows.slice(from, from + rowsTogether);
      return { results: await this.#runEncoder(part, names, signal), last: part.map(() => 0), columns: longest(part) };
    });
  }

  /** What layers of the decoder add at the prompt's last token, from which the conclusion is begun. */
  async captureDecoder(
    prompts: readonly (readonly number[])[],
    z: Float32Array,
    hookPoints: readonly ChosenHookPoint[],
    signal: CancelSignal,
  ): Promise<Captured[]> {
    const { latent, decoder } = this.manifest.config;
    return this.#capture("decoder", prompts.length, decoder.width, hookPoints, async (from, names) => {
      const part = prompts.slice(from, from + rowsTogether);
      const own = z.slice(from * latent, (from + part.length) * latent);
      const last = part.map(({ length }) => length - 1);
      return { results: await this.#runDecoder(part, own, names, signal), last, columns: longest(part) };
    });
  }

  /** The conclusions that the decoder writes greedily for prompts as token ids, each with its own z [row, latent]. */
  async decode(
    prompts: readonly (readonly number[])[],
    z: Float32Array,
    signal: CancelSignal,
    onProgress?: (done: number) => void,
  ): Promise<string[]> {
    const { latent } = this.manifest.config;
    const texts: string[] = [];
    for (let from = 0; from < prompts.length; from += rowsTogether) {
      const part = prompts.slice(from, from + rowsTogether);
      texts.push(...(await this.#decodeTogether(part, z.slice(from * latent, (from + part.length) * latent), signal)));
      onProgress?.(texts.length);
    }
    return texts;
  }

  /** What the encoder looks at, by layer [head, query, key]: every token at every other. */
  async encoderAttention(ids: readonly number[], signal: CancelSignal): Promise<Float32Array[]> {
    const { session, outputs } = await this.#lookingInto("encoder");
    const results = await this.#runEncoder([ids], outputs, signal, session);
    return outputs.map((name) => floatsOf(results, name));
  }

  /** What the decoder looks at with a z [latent], by layer [head, query, key]; where z is a key of its own it is the first. */
  async decoderAttention(ids: readonly number[], z: Float32Array, signal: CancelSignal): Promise<Float32Array[]> {
    const { session, outputs } = await this.#lookingInto("decoder");
    const results = await this.#runDecoder([ids], z, outputs, signal, session);
    return outputs.map((name) => floatsOf(results, name));
  }

  async release(): Promise<void> {
    const looking = await Promise.all(this.#looking.values());
    const sessions = [this.#encoder, this.#decoder, ...looking.map(({ session }) => session)];
    await Promise.all(sessions.map((session) => session.release()));
  }

  #lookingInto(side: Side): Promise<LookingSession> {
    const known = this.#looking.get(side);
    if (known !== undefined) return known;
    const opened = this.#openLooking(side);
    this.#looking.set(side, opened);
    opened.catch(() => this.#looking.delete(side));
    return opened;
  }

  async #openLooking(side: Side): Promise<LookingSession> {
    const file = side === "encoder" ? encoderFile : decoderFile;
    const { model, outputs } = exposeAttention(await readChecked(this.dir, file, this.manifest));
    if (outputs.length !== this.manifest.config[side].layers) {
      throw new UserError(
        "no-captures",
        `${join(this.dir, file)} has ${outputs.length} layers of attention that can be seen, not ${this.manifest.config[side].layers}.`,
        modelRemedy,
      );
    }
    return { session: (await this.#runtime.open(model, "cpu")).session, outputs };
  }

  async #decodeTogether(prompts: readonly (readonly number[])[], z: Float32Array, signal: CancelSignal) {
    const { latent, vocabularySize } = this.manifest.config;
    const end = this.tokenizer.special("<eos>");
    const rows = prompts.map((ids, row) => ({ row, ids: [...ids], written: [] as number[] }));
    let open = rows;
    for (let step = 0; step < this.manifest.longestConclusion && open.length > 0; step++) {
      const own = new Float32Array(open.length * latent);
      for (const [i, { row }] of open.entries()) own.set(z.subarray(row * latent, (row + 1) * latent), i * latent);
      const results = await this.#runDecoder(
        open.map(({ ids }) => ids),
        own,
        ["logits"],
        signal,
      );
      const logits = floatsOf(results, "logits");
      for (const [i, { ids, written }] of open.entries()) {
        const next = argmax(logits.subarray(i * vocabularySize, (i + 1) * vocabularySize));
        written.push(next);
        ids.push(next);
      }
      open = open.filter(({ written }) => written.at(-1) !== end);
    }
    return rows.map(({ written }) => this.tokenizer.decode(written));
  }

  async #capture(
    side: Side,
    rows: number,
    width: number,
    hookPoints: readonly ChosenHookPoint[],
    run: (
      from: number,
      names: readonly string[],
    ) => Promise<{ results: InferenceSession.OnnxValueMapType; last: readonly number[]; columns: number }>,
  ): Promise<Captured[]> {
    const captured = hookPoints.map((hookPoint) => ({ hookPoint, values: new Float32Array(rows * width) }));
    const names = hookPoints.map(({ layer, kind }) => vaeCaptureName(side, layer, kind));
    for (let from = 0; from < rows; from += rowsTogether) {
      const { results, last, columns } = await run(from, names);
      for (const [i, name] of names.entries()) {
        const values = floatsOf(results, name);
        for (const [row, column] of last.entries()) {
          const at = (row * columns + column) * width;
          captured[i]?.values.set(values.subarray(at, at + width), (from + row) * width);
        }
      }
    }
    return captured;
  }

  async #runEncoder(
    rows: readonly (readonly number[])[],
    names: readonly string[],
    signal: CancelSignal,
    session = this.#encoder,
  ) {
    await turn(signal);
    const source = longest(rows);
    const { ids, mask } = padRows(rows, source);
    const shape = [rows.length, source];
    return session.run(
      { encoder_ids: new Tensor("int64", ids, shape), encoder_mask: new Tensor("int64", mask, shape) },
      [...names],
    );
  }

  async #runDecoder(
    rows: readonly (readonly number[])[],
    z: Float32Array,
    names: readonly string[],
    signal: CancelSignal,
    session = this.#decoder,
  ) {
    await turn(signal);
    const target = longest(rows);
    const { latent } = this.manifest.config;
    return session.run(
      {
        decoder_ids: new Tensor("int64", padRows(rows, target).ids, [rows.length, target]),
        last: new Tensor(
          "int64",
          BigInt64Array.from(rows, ({ length }) => BigInt(length - 1)),
          [rows.length],
        ),
        z: new Tensor("float32", z, [rows.length, latent]),
      },
      [...names],
    );
  }
}

/** The VAEs that are open in this process; one that changed on disk is opened again. */
export class LatentModels {
  readonly #runtime: Pick<Runtime, "open">;
  readonly #loaded: LoadedModels;
  readonly #open = new Map<string, OpenLatent>();

  constructor(runtime: Pick<Runtime, "open">, loaded = new LoadedModels(Number.POSITIVE_INFINITY)) {
    this.#runtime = runtime;
    this.#loaded = loaded;
  }

  async get(folder: string): Promise<LatentModel> {
    const dir = resolve(folder);
    const files = [manifestFile, formerVaeManifestFile].map((file) => stat(join(dir, file)).catch(() => undefined));
    const stamp = (await Promise.all(files)).map((found) => `${found?.size}@${found?.mtimeMs}`).join();
    const known = this.#open.get(dir);
    if (known?.loaded && known.stamp === stamp) this.#loaded.touch(known.loaded);
    if (known?.stamp === stamp) return known.model;
    if (known?.loaded) this.#loaded.retire(known.loaded);
    const entry: OpenLatent = { stamp, model: LatentModel.open(dir, this.#runtime) };
    this.#open.set(dir, entry);
    const forget = (): void => {
      if (this.#open.get(dir) === entry) this.#open.delete(dir);
    };
    entry.model.then((model) => {
      entry.loaded = {
        bytes: model.bytes,
        release: () => {
          forget();
          return model.release();
        },
      };
      this.#loaded.add(entry.loaded);
      if (this.#open.get(dir) !== entry) this.#loaded.retire(entry.loaded);
    }, forget);
    return entry.model;
  }
}

interface OpenLatent {
  readonly stamp: string;
  readonly model: Promise<LatentModel>;
  loaded?: Loaded;
}

interface LookingSession {
  readonly session: InferenceSession;
  /** Its attention, from the first layer on. */
  readonly outputs: readonly string[];
}

/** A file's bytes, if they are those that the description names. */
async function readChecked(dir: string, file: string, manifest: VaeManifest): Promise<Uint8Array> {
  const path = join(dir, file);
  const bytes = await readFile(path).catch((error) => {
    throw new UserError("model-incomplete", `${path} cannot be read: ${messageOf(error)}.`, modelRemedy);
  });
  if (sha256(bytes) !== manifest.hashes[file]) {
    throw new UserError("model-corrupt", `${path} is not the file that its description names.`, modelRemedy);
  }
  return bytes;
}

/** A turn of the event loop, in which a cancel can arrive. */
async function turn(signal: CancelSignal): Promise<void> {
  await new Promise((resume) => setImmediate(resume));
  throwIfCancelled(signal);
}

export function floatsOf(results: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = results[name]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`The output ${name} is not float32.`);
  return data;
}

function argmax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}
