/**
 * @file Instruments a model file: attention probabilities become further outputs. Nodes and weights stay as they are, so that the other
 * outputs are those of the file. Attention is found by its shape, a Softmax between two matrix products, whoever wrote the graph.
 */
import proto, { type onnx } from "onnx-proto";

export interface ExposedAttention {
  readonly model: Uint8Array;
  /** The added outputs, float32 [batch, head, query, key], from the first layer on. */
  readonly outputs: readonly string[];
}

const products: ReadonlySet<string> = new Set(["MatMul", "FusedMatMul"]);
/** What may stand between the product of queries with keys and the Softmax: scales, biases and masks. */
const between: ReadonlySet<string> = new Set(["Add", "Sub", "Mul", "Div", "Where", "Cast", "Identity"]);
const float32 = 1;

/** Throws where the bytes are no ONNX model. */
export function exposeAttention(bytes: Uint8Array): ExposedAttention {
  const model = proto.onnx.ModelProto.decode(bytes);
  const { graph } = model;
  const nodes = graph?.node ?? [];
  const producers = new Map(nodes.flatMap((node) => (node.output ?? []).map((name) => [name, node] as const)));
  const outputs = nodes.flatMap((node) => {
    const [probabilities = ""] = node.output ?? [];
    const isAttention =
      node.opType === "Softmax" &&
      comesFromProduct(node, producers) &&
      nodes.some(({ opType, input }) => products.has(opType ?? "") && input?.[0] === probabilities);
    return isAttention ? [probabilities] : [];
  });
  const known = new Set((graph?.output ?? []).map(({ name }) => name));
  for (const name of outputs)
    if (!known.has(name)) graph?.output?.push({ name, type: { tensorType: { elemType: float32 } } });
  return { model: proto.onnx.ModelProto.encode(model).finish(), outputs };
}

/** Whether a product feeds the node, through nothing but what may stand between. Nodes are in order, so this ends. */
function comesFromProduct(node: onnx.INodeProto, producers: ReadonlyMap<string, onnx.INodeProto>): boolean {
  return (node.input ?? []).some((name) => {
    const source = producers.get(name);
    if (source === undefined) return false;
    const kind = source.opType ?? "";
    return products.has(kind) || (between.has(kind) && comesFromProduct(source, producers));
  });
}
