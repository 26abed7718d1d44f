/** @file Runs a model built in a test on ONNX Runtime's CPU provider. */
import * as ort from "onnxruntime-node";

export interface Input {
  readonly type: "float32" | "int64";
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export const floats = (shape: readonly number[], values: ArrayLike<number>): Input => ({
  type: "float32",
  shape,
  values,
});
export const integers = (shape: readonly number[], values: ArrayLike<number>): Input => ({
  type: "int64",
  shape,
  values,
});

export type Feeds = Readonly<Record<string, Input>>;

/** All outputs as plain numbers. */
export type Outputs = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
>;

export interface LoadedGraph {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Feeds): Promise<Outputs>;
}

export async function loadGraph(model: Uint8Array): Promise<LoadedGraph> {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: async (feeds) => {
      const tensors = Object.fromEntries(Object.entries(feeds).map(([name, input]) => [name, toTensor(input)]));
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, fromTensor(tensor as ort.Tensor)]),
      );
    },
  };
}

export async function runGraph(model: Uint8Array, feeds: Feeds): Promise<Outputs> {
  return (await loadGraph(model)).run(feeds);
}

function toTensor({ type, shape, values }: Input): ort.Tensor {
  if (type === "float32") return new ort.Tensor("float32", Float32Array.from(values), shape);
  return new ort.Tensor("int64", BigInt64Array.from(Array.from(values), BigInt), shape);
}

function fromTensor(tensor: ort.Tensor): { shape: readonly number[]; values: readonly number[] } {
  const data = tensor.data as ArrayLike<number | bigint>;
  return { shape: tensor.dims, values: Array.from(data, Number) };
}
