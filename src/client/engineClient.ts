/**
 * @file The host's handle on one engine process: starts it on the first request, starts it anew after it was lost, kills it when it
 * does not stop in time. It knows no editor; the extension and the command line hold one client per role.
 */

import type { Disposable } from "../core/base/disposable.ts";
import { Cancelled, EngineLost } from "../core/base/errors.ts";
import type { PromptTokens } from "../core/record/run.ts";
import type { CancelSignal } from "../protocol/cancellation.ts";
import type {
  BatchEvent,
  DeviceChoice,
  EngineContract,
  Generation,
  GenerationEvent,
  LoadedModel,
  Role,
  TokenEvent,
  TrainingProgress,
} from "../protocol/contract.ts";
import type { DeviceSetting } from "../protocol/device.ts";
import type { RequestOptions } from "../protocol/endpoint.ts";
import type { Event, Params, RequestName, Result } from "../protocol/request.ts";
import { EngineProcess } from "./engineProcess.ts";

export interface EngineClientOptions {
  readonly role: Role;
  /** The engine's script: `src/engine/main.ts` from sources, `dist/engine.cjs` in the extension. */
  readonly entry: string;
  /** Used by requests that name no device. */
  readonly device?: DeviceSetting;
  /** One line at a time: what the engine wrote to stderr, and what happened to its process. */
  readonly log?: (line: string) => void;
  /** How long a cancelled or closing engine may take before it is killed. */
  readonly graceMs?: number;
  /** Variables added to the engine's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told when a provider failed and a model went on elsewhere. */
  readonly onDeviceChanged?: (notice: { readonly modelDir: string; readonly choice: DeviceChoice }) => void;
}

type GenerateParams = Params<EngineContract, "generate">;
/** `device` may be left out: then it is the client's. */
export type GenerateRequest = Omit<GenerateParams, "device"> & Partial<Pick<GenerateParams, "device">>;

export interface GenerateListener {
  /** The prompt as the model reads it, before the first token. */
  readonly onPromptTokens?: ((tokens: PromptTokens) => void) | undefined;
  readonly onToken?: ((token: TokenEvent) => void) | undefined;
  readonly signal?: CancelSignal | undefined;
}

type BatchParams = Params<EngineContract, "generateBatch">;
export type BatchRequest = Omit<BatchParams, "device"> & Partial<Pick<BatchParams, "device">>;

const defaultGraceMs = 3000;

export class EngineClient implements Disposable {
  readonly #options: EngineClientOptions;
  #process: EngineProcess | undefined;
  #cpuOnly = false;
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  /** A client whose process is already starting, so that the first request finds it ready. */
  static start(options: EngineClientOptions): EngineClient {
    const client = new EngineClient(options);
    client.#running();
    return client;
  }

  /** The process id while one is running; for logs and for tests that end it. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when the engine answers, with the versions that it runs. */
  ready(): Promise<Result<EngineContract, "hello">> {
    return this.#running().ready;
  }

  /**
   * Any request of the contract. Rejects with `Cancelled`, a `UserError`, `EngineLost` (the next request starts a new process) or an
   * `Error` for a bug. A cancelled request whose engine does not stop within the grace time takes the process with it.
   */
  async request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
    options: RequestOptions<Event<EngineContract, N>> = {},
  ): Promise<Result<EngineContract, N>> {
    const { signal } = options;
    if (signal?.aborted) throw new Cancelled();
    const running = this.#running();
    let timer: NodeJS.Timeout | undefined;
    const startTimer = () => {
      timer = setTimeout(() => running.kill("it did not stop in time"), this.#options.graceMs ?? defaultGraceMs);
    };
    signal?.addEventListener("abort", startTimer);
    try {
      await running.ready;
      return await running.endpoint.request(name, params, options);
    } catch (error) {
      if (signal?.aborted && error instanceof EngineLost) throw new Cancelled();
      throw error;
    } finally {
      signal?.removeEventListener("abort", startTimer);
      clearTimeout(timer);
    }
  }

  /** One run; see `generate` in the contract. */
  generate(request: GenerateRequest, listener: GenerateListener = {}): Promise<Generation> {
    const { onPromptTokens, onToken, signal } = listener;
    const onEvent = (event: GenerationEvent): void => {
      if (event.kind === "token") onToken?.(event.token);
      else onPromptTokens?.({ ids: event.ids, texts: event.texts });
    };
    return this.request("generate", { ...request, device: this.#device(request.device) }, { signal, onEvent });
  }

  /** Many runs of one model; see `generateBatch` in the contract. */
  generateBatch(
    request: BatchRequest,
    onEvent: (event: BatchEvent) => void,
    signal?: CancelSignal,
  ): Promise<Result<EngineContract, "generateBatch">> {
    return this.request("generateBatch", { ...request, device: this.#device(request.device) }, { signal, onEvent });
  }

  /** Opens a model ahead of its first run. */
  loadModel(modelDir: string, device?: DeviceSetting, signal?: CancelSignal): Promise<LoadedModel> {
    return this.request("loadModel", { modelDir, device: this.#device(device) }, { signal });
  }

  /** Trains from a recipe's JSON text into a folder; see `train` in the contract. */
  train(
    request: Params<EngineContract, "train">,
    onProgress?: (progress: TrainingProgress) => void,
    signal?: CancelSignal,
  ): Promise<Result<EngineContract, "train">> {
    return this.request("train", request, { signal, onEvent: onProgress });
  }

  /** Measures a model; see `evaluate` in the contract. */
  evaluate(
    request: Omit<Params<EngineContract, "evaluate">, "device"> & { readonly device?: DeviceSetting },
    onProgress?: (progress: Event<EngineContract, "evaluate">) => void,
    signal?: CancelSignal,
  ): Promise<Result<EngineContract, "evaluate">> {
    return this.request(
      "evaluate",
      { ...request, device: this.#device(request.device) },
      { signal, onEvent: onProgress },
    );
  }

  /** Asks the process to end and kills it after the grace time. Resolves when it is gone. */
  async close(): Promise<void> {
    this.#disposed = true;
    const process = this.#process;
    this.#process = undefined;
    await process?.close(this.#options.graceMs ?? defaultGraceMs);
  }

  /** As `close`, without waiting. */
  dispose(): void {
    void this.close();
  }

  #device(device: DeviceSetting | undefined): DeviceSetting {
    return device ?? this.#options.device ?? "auto";
  }

  #running(): EngineProcess {
    if (this.#disposed) throw new EngineLost("this window is closing");
    if (this.#process === undefined || this.#process.ended) {
      // A driver that takes the process down would do so again: the next process uses the CPU, and its label says why.
      this.#cpuOnly ||= this.#process?.crashed === true;
      const started = new EngineProcess({ ...this.#options, cpuOnly: this.#cpuOnly });
      const { onDeviceChanged } = this.#options;
      if (onDeviceChanged) started.endpoint.onNotice("deviceChanged", onDeviceChanged);
      this.#process = started;
    }
    return this.#process;
  }
}
