/**
 * @file Builds ONNX graphs node by node. Tensors are known by their names; every method that adds a node returns the name of its
 * output, so that a formula reads as nested calls. Knows nothing of any runtime.
 * Source: ONNX IR specification, version 8 (the newest that `onnx-proto` writes).
 */

import type { onnx } from "onnx-proto";
import proto from "onnx-proto";

/** The name of a tensor inside one graph. */
export type TensorName = string;

export type ElementType = "float32" | "int32" | "int64" | "bool";

/** A number is a fixed extent, a string names one that is only known when the graph runs. */
export type Shape = readonly (number | string)[];

export type Attribute =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly type: ElementType };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The operator set: ONNX's own (default) or ONNX Runtime's `com.microsoft`. */
  readonly domain?: "" | "com.microsoft";
  /** The output's name; made up from the operator and a counter when absent. */
  readonly name?: TensorName;
}

export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export const opsetVersion = 21;
const irVersion = 8;

const elementTypeCode = { float32: 1, int32: 6, int64: 7, bool: 9 } as const satisfies Record<ElementType, number>;

export class GraphBuilder {
  readonly #name: string;
  readonly #nodes: onnx.INodeProto[] = [];
  readonly #initializers: onnx.ITensorProto[] = [];
  readonly #inputs: onnx.IValueInfoProto[] = [];
  readonly #outputs: onnx.IValueInfoProto[] = [];
  readonly #constants = new Map<string, TensorName>();
  readonly #taken = new Set<TensorName>();
  #scope = "";

  constructor(name: string) {
    this.#name = name;
  }

  /** Declares an input that the caller of the graph feeds. */
  input(name: TensorName, type: ElementType, shape: Shape): TensorName {
    this.#take(name);
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Makes a tensor an output of the graph, under its own name. */
  output(name: TensorName, type: ElementType, shape: Shape): void {
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A weight stored in the model. */
  initializer(name: TensorName, shape: readonly number[], values: Float32Array): TensorName {
    this.#take(name);
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#initializers.push({ name, dataType: elementTypeCode.float32, dims: [...shape], rawData });
    return name;
  }

  /** A constant; equal ones share one tensor, and short ones have their values for a name. */
  constant({ type, shape, values }: Constant): TensorName {
    const key = `${type}[${shape.join(",")}]=${values.join(",")}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh(key.length <= 60 ? key : `constant.${type}[${shape.join(",")}]`);
    this.#initializers.push({ name, dataType: elementTypeCode[type], dims: [...shape], rawData: encode(type, values) });
    this.#constants.set(key, name);
    return name;
  }

  /** A float32 scalar. */
  scalar(value: number): TensorName {
    return this.constant({ type: "float32", shape: [], values: [value] });
  }

  /** An int64 scalar. */
  integer(value: number): TensorName {
    return this.constant({ type: "int64", shape: [], values: [value] });
  }

  /** A one-dimensional int64 constant: axes, shapes, bounds. */
  integers(...values: number[]): TensorName {
    return this.constant({ type: "int64", shape: [values.length], values });
  }

  /** Names made up while `build` runs start with `scope`, so that a dump shows which part a node belongs to. */
  within<T>(scope: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = outer === "" ? scope : `${outer}.${scope}`;
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** Adds a node with one output and returns the output's name. */
  node(operator: string, inputs: readonly TensorName[], options: NodeOptions = {}): TensorName {
    const [output] = this.nodes(operator, inputs, 1, options);
    if (output === undefined) throw new Error("A node has an output.");
    return output;
  }

  /** Adds a node with `outputCount` outputs and returns their names. */
  nodes(operator: string, inputs: readonly TensorName[], outputCount: number, options: NodeOptions = {}): TensorName[] {
    const base = options.name ?? this.#fresh(this.#scope === "" ? operator : `${this.#scope}.${operator}`);
    if (options.name !== undefined) this.#take(options.name);
    const output = Array.from({ length: outputCount }, (_, i) => (i === 0 ? base : this.#fresh(`${base}:${i}`)));
    const attribute = Object.entries(options.attributes ?? {}).map(([name, value]) => attributeProto(name, value));
    this.#nodes.push({
      opType: operator,
      name: base,
      domain: options.domain ?? "",
      input: [...inputs],
      output,
      attribute,
    });
    return output;
  }

  /** Gives the output of a node another name, also wherever it is already used. */
  rename(from: TensorName, to: TensorName): void {
    this.#take(to);
    const replace = (names: string[] | null | undefined): string[] =>
      (names ?? []).map((name) => (name === from ? to : name));
    for (const node of this.#nodes) {
      node.input = replace(node.input);
      node.output = replace(node.output);
    }
  }

  build(): onnx.IModelProto {
    const node = this.#neededNodes();
    const used = new Set([...node.flatMap(({ input }) => input ?? []), ...this.#outputs.map(({ name }) => name)]);
    const constants = new Set(this.#constants.values());
    return {
      irVersion,
      producerName: "rulescope",
      opsetImport: [
        { domain: "", version: opsetVersion },
        { domain: "com.microsoft", version: 1 },
      ],
      graph: {
        name: this.#name,
        node,
        // A weight is kept even where nothing uses it: the file is where it is stored.
        initializer: this.#initializers.filter(({ name }) => !constants.has(name ?? "") || used.has(name)),
        input: this.#inputs,
        output: this.#outputs,
      },
    };
  }

  toBytes(): Uint8Array {
    return proto.onnx.ModelProto.encode(this.build()).finish();
  }

  /** The nodes that some output needs, without outputs after their last used one: what nobody asks for is not computed. */
  #neededNodes(): onnx.INodeProto[] {
    const needed = new Set<string | null | undefined>(this.#outputs.map(({ name }) => name));
    const kept: onnx.INodeProto[] = [];
    for (const node of this.#nodes.toReversed()) {
      const output = node.output ?? [];
      const last = output.findLastIndex((name) => needed.has(name));
      if (last < 0) continue;
      for (const name of node.input ?? []) needed.add(name);
      kept.push({ ...node, output: output.slice(0, last + 1) });
    }
    return kept.reverse();
  }

  #fresh(stem: string): TensorName {
    let name = stem;
    for (let i = 1; this.#taken.has(name); i++) name = `${stem}.${i}`;
    this.#taken.add(name);
    return name;
  }

  #take(name: TensorName): void {
    if (this.#taken.has(name)) throw new Error(`The graph ${this.#name} already has a tensor ${name}.`);
    this.#taken.add(name);
  }
}

function valueInfo(name: TensorName, type: ElementType, shape: Shape): onnx.IValueInfoProto {
  const dim = shape.map((extent) => (typeof extent === "number" ? { dimValue: extent } : { dimParam: extent }));
  return { name, type: { tensorType: { elemType: elementTypeCode[type], shape: { dim } } } };
}

function attributeProto(name: string, value: Attribute): onnx.IAttributeProto {
  const { FLOAT, INT, INTS, STRING } = proto.onnx.AttributeProto.AttributeType;
  if (typeof value === "number") return { name, type: INT, i: value };
  if (typeof value === "string")
    return { name, type: STRING, s: Uint8Array.from(value, (character) => character.charCodeAt(0)) };
  if ("float" in value) return { name, type: FLOAT, f: value.float };
  if ("type" in value) return { name, type: INT, i: elementTypeCode[value.type] };
  return { name, type: INTS, ints: [...value] };
}

function encode(type: ElementType, values: readonly number[]): Uint8Array {
  switch (type) {
    case "float32":
      return new Uint8Array(Float32Array.from(values).buffer);
    case "int32":
      return new Uint8Array(Int32Array.from(values).buffer);
    case "int64":
      return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    case "bool":
      return Uint8Array.from(values);
  }
}
