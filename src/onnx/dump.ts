/** @file A model as text: one line for each input, weight, node and output, so that a change of a graph can be read. */
import type { onnx } from "onnx-proto";
import proto from "onnx-proto";

/** Constants of at most this many values are written out. */
const shownValues = 16;

export function dumpModel(bytes: Uint8Array): string {
  const model = proto.onnx.ModelProto.decode(bytes);
  const graph = model.graph;
  if (!graph) throw new RangeError("The model has no graph.");
  const opsets = (model.opsetImport ?? []).map(({ domain, version }) => `${domain || "onnx"} ${version}`);
  return [
    `graph ${graph.name} (${opsets.join(", ")})`,
    ...(graph.input ?? []).map((value) => `input ${describe(value)}`),
    ...(graph.initializer ?? []).filter(({ name }) => !isSpelledOut(name)).map(describeTensor),
    ...(graph.node ?? []).map(describeNode),
    ...(graph.output ?? []).map((value) => `output ${describe(value)}`),
    "",
  ].join("\n");
}

/** Small constants have their values in their names. */
function isSpelledOut(name: string | null | undefined): boolean {
  return name?.includes("]=") ?? false;
}

function describe({ name, type }: onnx.IValueInfoProto): string {
  const { elemType, shape } = type?.tensorType ?? {};
  const extents = (shape?.dim ?? []).map(({ dimParam, dimValue }) => dimParam || String(dimValue));
  return `${name}: ${typeName(elemType)}[${extents.join(", ")}]`;
}

function describeTensor(tensor: onnx.ITensorProto): string {
  const values = valuesOf(tensor);
  const shown = values.length > shownValues ? `${values.length} values` : `{${values.join(", ")}}`;
  return `weight ${tensor.name}: ${typeName(tensor.dataType)}[${(tensor.dims ?? []).join(", ")}] = ${shown}`;
}

function describeNode({ opType, domain, input, output, attribute }: onnx.INodeProto): string {
  const operator = domain ? `${domain}.${opType}` : opType;
  const attributes = (attribute ?? []).map((a) => `${a.name}=${attributeText(a)}`);
  const suffix = attributes.length > 0 ? ` {${attributes.join(", ")}}` : "";
  return `${(output ?? []).join(", ")} = ${operator}(${(input ?? []).join(", ")})${suffix}`;
}

function attributeText({ type, f, i, s, ints }: onnx.IAttributeProto): string {
  const { FLOAT, INTS, STRING } = proto.onnx.AttributeProto.AttributeType;
  if (type === FLOAT) return String(f);
  if (type === INTS) return `[${(ints ?? []).join(", ")}]`;
  if (type === STRING) return JSON.stringify(String.fromCharCode(...(s ?? [])));
  return String(i);
}

function typeName(code: number | null | undefined): string {
  return (proto.onnx.TensorProto.DataType[code ?? 0] ?? "undefined").toLowerCase();
}

function valuesOf({ dataType, rawData }: onnx.ITensorProto): (number | bigint)[] {
  const { FLOAT, INT64, INT32 } = proto.onnx.TensorProto.DataType;
  const { buffer } = new Uint8Array(rawData ?? []); // a copy, aligned
  if (dataType === FLOAT) return [...new Float32Array(buffer)];
  if (dataType === INT64) return [...new BigInt64Array(buffer)];
  if (dataType === INT32) return [...new Int32Array(buffer)];
  return [...new Uint8Array(buffer)];
}
