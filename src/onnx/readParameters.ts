/** @file Takes the weights back out of a model file. */
import proto from "onnx-proto";
import { UserError } from "../core/base/errors.ts";
import { type Parameter, type Parameters, sizeOf } from "./parameters.ts";
import { parameterTable } from "./transformer/parameterTable.ts";
import type { TransformerSpec } from "./transformer/specification.ts";

/** Every parameter of `spec` from the bytes of a model. Throws a UserError when the file is damaged or of another model. */
export function readParameters(model: Uint8Array, spec: TransformerSpec): Parameters {
  return readTable(model, parameterTable(spec));
}

/** As `readParameters`, for the weights of any table. */
export function readTable(model: Uint8Array, table: readonly Parameter[]): Parameters {
  const remedy = "Download or train the model again.";
  const stored = new Map<string, Uint8Array>();
  try {
    const { graph } = proto.onnx.ModelProto.decode(model);
    for (const tensor of graph?.initializer ?? []) if (tensor.rawData) stored.set(tensor.name ?? "", tensor.rawData);
  } catch {
    throw new UserError("model-corrupt", "The model file is not an ONNX model.", remedy);
  }
  return new Map(
    table.map(({ name, shape }) => {
      const bytes = stored.get(name);
      if (bytes === undefined) throw new UserError("model-corrupt", `The model file has no weight ${name}.`, remedy);
      if (bytes.byteLength !== sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT) {
        throw new UserError(
          "model-corrupt",
          `The weight ${name} has another size than the model's description says.`,
          remedy,
        );
      }
      // A copy, because the bytes in the file need not lie on a multiple of four; through a constructor, because `slice` of a
      // Node buffer would give a view of the whole file.
      return [name, new Float32Array(new Uint8Array(bytes).buffer)];
    }),
  );
}
