/** @file Hidden states of a captured run at some of its tokens, by the names of captures in `onnx/parameters.ts`. */

import { UserError } from "../../core/base/errors.ts";
import type { StateComponent } from "../../protocol/activations.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { CapturedRun } from "./capturedRun.ts";
import { attendAll } from "./forward.ts";

/** [position, width] */
export async function statesOf(
  run: CapturedRun,
  layer: number,
  component: StateComponent,
  positions: readonly number[],
  signal: CancelSignal,
): Promise<Float32Array> {
  const { layers, heads, headWidth, width } = run.model;
  if (layer >= layers) {
    throw new UserError(
      "no-such-layer",
      `The model has no layer ${layer}: it has ${layers}, from 0.`,
      "Choose another layer.",
    );
  }
  const gather = (values: Float32Array | undefined): Float32Array => {
    const found = new Float32Array(positions.length * width);
    for (const [i, position] of positions.entries())
      found.set(values?.subarray(position * width, (position + 1) * width) ?? [], i * width);
    return found;
  };
  switch (component) {
    case "residual":
      return gather(run.residuals[layer + 1]);
    case "attention.query":
    case "attention.key": {
      const values = (component === "attention.query" ? run.queries : run.keys)[layer] ?? new Float32Array(0);
      const found = new Float32Array(positions.length * heads * headWidth);
      for (const [i, position] of positions.entries())
        for (let head = 0; head < heads; head++) {
          const start = (head * run.length + position) * headWidth;
          found.set(values.subarray(start, start + headWidth), (i * heads + head) * headWidth);
        }
      return found;
    }
    case "attention.output":
    case "feedForward.output": {
      const residual = run.residuals[layer] ?? new Float32Array(0);
      const attended = await attendAll(run.model, layer, await run.model.project(layer, residual), { signal });
      const { attention, feedForward } = await run.model.details(layer, residual, attended);
      return gather(component === "attention.output" ? attention : feedForward);
    }
  }
}
