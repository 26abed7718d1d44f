/**
 * @file A training step's graph on ONNX Runtime, with the parameters and moments it updates. Two sets of buffers take turns: a step reads
 * one and writes the other, so that nothing is allocated or copied between steps. What else the graph takes is the caller's matter.
 */
import * as ort from "onnxruntime-node";
import { trainingTensor } from "../../onnx/optimizer.ts";
import { groupParameters, type Parameter, type Parameters } from "../../onnx/parameters.ts";
import { denormalsAreZero } from "../denormals.ts";

/** What a checkpoint keeps of the model: parameters and both moments, by name. */
export interface TrainingState {
  readonly parameters: Parameters;
  readonly first: Parameters;
  readonly second: Parameters;
}

export interface RuntimeOptions {
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

export interface StepSessionOptions extends RuntimeOptions {
  readonly graph: Uint8Array;
  readonly table: readonly Parameter[];
  readonly state: TrainingState;
}

type Tensors = Record<string, ort.Tensor>;

export class StepSession {
  readonly #session: ort.InferenceSession;
  readonly #table: readonly Parameter[];
  #current: Tensors;
  #spare: Tensors;

  private constructor(session: ort.InferenceSession, table: readonly Parameter[], state: TrainingState) {
    this.#session = session;
    this.#table = table;
    this.#current = toTensors(table, state);
    this.#spare = toTensors(table, state);
  }

  static async create({
    graph,
    table,
    state,
    threads,
    spinning = true,
    profileTo,
  }: StepSessionOptions): Promise<StepSession> {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      extra: { session: { ...denormalsAreZero, intra_op: { allow_spinning: spinning ? "1" : "0" } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(profileTo === undefined ? {} : { enableProfiling: true, profileFilePrefix: profileTo }),
    });
    return new StepSession(session, table, state);
  }

  /** One update with `feeds` beside the parameters. Returns the scalar outputs named. */
  async step<const N extends string>(feeds: Tensors, scalars: readonly N[]): Promise<Readonly<Record<N, number>>> {
    const fetches: Record<string, ort.Tensor | null> = Object.fromEntries(scalars.map((name) => [name, null]));
    for (const [name, tensor] of Object.entries(this.#spare)) fetches[trainingTensor.next(name)] = tensor;
    const results = await this.#session.run({ ...this.#current, ...feeds }, fetches);
    [this.#current, this.#spare] = [this.#spare, this.#current];
    const entries = scalars.map((name): [N, number] => [name, number(results[name])]);
    // `entries` has one for each name of `scalars`, which the type of `fromEntries` forgets.
    return Object.fromEntries(entries) as Record<N, number>;
  }

  /** The state after the last step. The arrays are the session's own: copy what must outlive the next step. */
  state(): TrainingState {
    const read = (nameOf: (name: string) => string): Parameters => {
      const byName = new Map<string, Float32Array>();
      for (const { name, parameters, sizes } of groupParameters(this.#table)) {
        const values = floatsOf(this.#current[nameOf(name)], name);
        let from = 0;
        for (const [i, parameter] of parameters.entries()) {
          const size = sizes[i] ?? 0;
          byName.set(parameter.name, values.subarray(from, from + size));
          from += size;
        }
      }
      return new Map(this.#table.map(({ name }) => [name, byName.get(name) ?? new Float32Array(0)]));
    };
    return { parameters: read((name) => name), first: read(trainingTensor.first), second: read(trainingTensor.second) };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** A fresh optimizer for these parameters: all moments zero. */
export function initialState(parameters: Parameters): TrainingState {
  const zeros = (): Parameters =>
    new Map([...parameters].map(([name, values]) => [name, new Float32Array(values.length)]));
  return { parameters, first: zeros(), second: zeros() };
}

/** A float32 scalar. */
export function scalarTensor(value: number): ort.Tensor {
  return new ort.Tensor("float32", Float32Array.of(value), []);
}

function toTensors(table: readonly Parameter[], { parameters, first, second }: TrainingState): Tensors {
  const tensors: Tensors = {};
  for (const { name, parameters: members, size } of groupParameters(table)) {
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
