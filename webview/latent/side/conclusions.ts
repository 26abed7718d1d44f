/** @file Asking the decoder for conclusions with another z, as a component needs them: the newest question counts, and one is asked at a time. */

import type { Conclusion } from "../../../src/protocol/latentView.ts";
import { useAnswer } from "../../kit/answer.ts";
import type { Question } from "../model/concluder.ts";
import type { SideContext } from "./context.ts";

/** The VAE whose points are shown; undefined where there is none. */
export function modelOf({ drawn, cloud }: SideContext): string | undefined {
  const model = drawn?.model.kind === "latent" ? drawn.model : cloud.shown.models[0];
  return model?.kind === "latent" ? model.dir : undefined;
}

export interface Concluded<T> {
  readonly of: T;
  readonly conclusions: readonly Conclusion[];
}

/**
 * `of` tells questions apart and comes back with the answer; `question` makes z only where it is asked. Undefined: nothing is asked, and the
 * last answer stays.
 */
export function useConclusions<T>(
  context: SideContext,
  of: T | undefined,
  question: (of: T) => Question,
): Concluded<T> | undefined {
  const model = modelOf(context);
  const { value } = useAnswer(
    model === undefined || of === undefined ? undefined : [context.cloud.shown.id, model, of],
    async (signal) => {
      if (model === undefined || of === undefined) throw new Error("There is nothing to conclude from.");
      const { conclusions } = await context.endpoint.request("conclude", { model, ...question(of) }, { signal });
      return { of, conclusions };
    },
    { group: model },
  );
  return value;
}

/** z of several rows, one after another. */
export function joined(rows: readonly Float32Array[], width: number): Float32Array {
  const z = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) z.set(row, i * width);
  return z;
}
