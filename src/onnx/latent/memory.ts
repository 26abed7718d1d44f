/** @file z as a key and a value of its own, before those of the tokens: attention over both, and their gradients apart again. */
import type { GraphBuilder, TensorName } from "../graph.ts";
import type { HeadAttention, HeadInputs } from "../operators/attention.ts";
import type { BatchShape, GroupAttention } from "../transformer/attention.ts";
import type { Memory } from "./injection.ts";

export interface MemoryInputs {
  /** undefined: there are only the tokens. */
  readonly memory: Memory | undefined;
  readonly keyValueHeads: number;
  readonly shape: BatchShape;
}

/** `attend` over the memory and the tokens' keys and values [batch, head, sequence, headWidth]. */
export function attendMemory(
  g: GraphBuilder,
  { memory, keyValueHeads, shape }: MemoryInputs,
  inputs: HeadInputs,
  attend: (inputs: HeadInputs) => HeadAttention,
): GroupAttention {
  if (memory === undefined) return attend(inputs);
  const { headWidth } = inputs;
  const join = (slot: TensorName, x: TensorName): TensorName => {
    const single = g.node("Reshape", [slot, g.integers(-1, keyValueHeads, 1, headWidth)]);
    return g.node("Concat", [single, x], { attributes: { axis: 2 } });
  };
  const lengths = g.node("Concat", [g.integers(1), shape.sequence], { attributes: { axis: 0 } });
  const part = (x: TensorName): readonly [slot: TensorName, rest: TensorName] => {
    const [first = "", rest = ""] = g.nodes("Split", [x, lengths], 2, { attributes: { axis: 2 } });
    return [g.node("Reshape", [first, g.integers(-1, keyValueHeads * headWidth)]), rest];
  };
  const attention = attend({ ...inputs, key: join(memory.key, inputs.key), value: join(memory.value, inputs.value) });
  return {
    output: attention.output,
    backward: (dO, gradients) => {
      const inner = attention.backward(dO);
      const [keySlot, key] = part(inner.key);
      const [valueSlot, value] = part(inner.value);
      memory.backward({ key: keySlot, value: valueSlot }, gradients);
      return { query: inner.query, key, value };
    },
  };
}
