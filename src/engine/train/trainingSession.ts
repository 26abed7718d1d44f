/**
 * @file The training step's graph on ONNX Runtime, with the parameters and moments it updates. Two sets of buffers take turns: a step reads
 * one and writes the other, so that nothing is allocated or copied between steps.
 */
import * as ort from "onnxruntime-node";
import type { Batch } from "../../core/data/batch.ts";
import { type DecoderConfig, type Parameters, parameterGroups, parameterTable } from "../../onnx/parameters.ts";
import { type OptimizerConfig, trainingTensor, writeTrainingStep } from "../../onnx/training.ts";
import { denormalsAreZero } from "../denormals.ts";

export interface StepResult {
  /** Nats per labelled token, before the update. */
  readonly loss: number;
  /** Labels that were the model's first choice. */
  readonly correct: number;
  /** Before clipping. */
  readonly gradientNorm: number;
}

/** What a checkpoint keeps of the model: parameters and both moments, by name. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly first: Parameters;
  readonly second: Parameters;
}

export interface TrainingSessionOptions {
  readonly config: DecoderConfig;
  readonly optimizer: OptimizerConfig;
  readonly state: TrainingState;
  /** Threads of one operator; all cores when absent. */
  readonly threads?: number;
  /**
   * Whether waiting threads keep their core busy, which is fastest on an idle machine (default) and many times slower on one
   * whose cores others want as well.
   */
  readonly spinning?: boolean;
  /** Where ONNX Runtime writes its profile; none when absent. */
  readonly profileTo?: string;
}

type Tensors = Record<string, ort.Tensor>;

export class TrainingSession {
  readonly #session: ort.InferenceSession;
  readonly #config: DecoderConfig;
  #current: Tensors;
  #spare: Tensors;

  private constructor(session: ort.InferenceSession, config: DecoderConfig, state: TrainingState) {
    this.#session = session;
    this.#config = config;
    this.#current = toTensors(config, state);
    this.#spare = toTensors(config, state);
  }

  static async create({
    config,
    optimizer,
    state,
    threads,
    spinning = true,
    profileTo,
  }: TrainingSessionOptions): Promise<TrainingSession> {
    const session = await ort.InferenceSession.create(writeTrainingStep(config, optimizer), {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      extra: { session: { ...denormalsAreZero, intra_op: { allow_spinning: spinning ? "1" : "0" } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(profileTo === undefined ? {} : { enableProfiling: true, profileFilePrefix: profileTo }),
    });
    return new TrainingSession(session, config, state);
  }

  /** One update with the given rate. `step` counts from 1. */
  async step(batch: Batch, learningRate: number, step: number): Promise<StepResult> {
    const shape = [batch.batch, batch.sequence];
    const int64 = (values: BigInt64Array): ort.Tensor => new ort.Tensor("int64", values, shape);
    const scalar = (value: number): ort.Tensor => new ort.Tensor("float32", Float32Array.of(value), []);
    const feeds: Tensors = {
      ...this.#current,
      input_ids: int64(batch.inputIds),
      position_ids: int64(batch.positionIds),
      labels: int64(batch.labels),
      learning_rate: scalar(learningRate),
      step: scalar(step),
    };
    if (this.#config.places > 0) feeds.place_ids = int64(batch.placeIds);
    const fetches: Record<string, ort.Tensor | null> = { loss: null, correct: null, gradient_norm: null };
    for (const [name, tensor] of Object.entries(this.#spare)) fetches[trainingTensor.next(name)] = tensor;
    const results = await this.#session.run(feeds, fetches);
    [this.#current, this.#spare] = [this.#spare, this.#current];
    return {
      loss: number(results.loss),
      correct: number(results.correct),
      gradientNorm: number(results.gradient_norm),
    };
  }

  /** The state after the last step. The arrays are the session's own: copy what must outlive the next step. */
  state(): TrainingState {
    const read = (nameOf: (name: string) => string): Parameters => {
      const byName = new Map<string, Float32Array>();
      for (const { name, parameters, sizes } of parameterGroups(this.#config)) {
        const values = floatsOf(this.#current[nameOf(name)], name);
        let from = 0;
        for (const [i, parameter] of parameters.entries()) {
          const size = sizes[i] ?? 0;
          byName.set(parameter.name, values.subarray(from, from + size));
          from += size;
        }
      }
      return new Map(parameterTable(this.#config).map(({ name }) => [name, byName.get(name) ?? new Float32Array(0)]));
    };
    return { parameters: read((name) => name), first: read(trainingTensor.first), second: read(trainingTensor.second) };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** A fresh optimiser for these parameters: all moments zero. */
export function initialState(parameters: Parameters): TrainingState {
  const zeros = (): Parameters =>
    new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
  return { parameters, first: zeros(), second: zeros() };
}

function toTensors(config: DecoderConfig, { parameters, first, second }: TrainingState): Tensors {
  const tensors: Tensors = {};
  for (const { name, parameters: members, size } of parameterGroups(config)) {
    const add = (key: string, source: Parameters): void => {
      const values = new Float32Array(size);
      let at = 0;
      for (const member of members) {
        const part = source.get(member.name);
        if (part === undefined) throw new Error(`The training state lacks ${member.name}.`);
        values.set(part, at);
        at += part.length;
      }
      tensors[key] = new ort.Tensor("float32", values, [size]);
    };
    add(name, parameters);
    add(trainingTensor.first(name), first);
    add(trainingTensor.second(name), second);
  }
  return tensors;
}

function floatsOf(tensor: ort.Tensor | undefined, name: string): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error(`The training has no values of ${name}.`);
  return tensor.data;
}

/** The one value of a scalar. */
function number(value: ort.OnnxValue | undefined): number {
  if (value === undefined || !("data" in value)) throw new Error("The training step gave no such output.");
  return Number(value.data[0]);
}
