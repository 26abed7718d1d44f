/** @file A model as the writer of a debugging session: each piece goes on from the last, on the keys and values that the engine keeps. */
import { Cancelled } from "../core/base/errors.ts";
import type { Writer } from "../core/debug/writer.ts";
import { CancelSource } from "../protocol/cancellation.ts";
import type { DeviceSetting } from "../protocol/device.ts";
import type { EngineClient } from "./engineClient.ts";

export interface ModelWriterOptions {
  /** Asked for at each piece, so that an engine that was lost is started again. */
  readonly client: () => Promise<EngineClient>;
  readonly modelDir: string;
  readonly prompt: string;
  /** The client's when absent. */
  readonly device?: DeviceSetting;
  /** Of the whole response. */
  readonly maxNewTokens: number;
}

/** Alternatives kept with each token: enough that one of them ends the line where a person changed a value. */
const topK = 10;

export function modelWriter({ client, modelDir, prompt, device, maxNewTokens }: ModelWriterOptions): Writer {
  return {
    write(from, onToken) {
      const cancel = new CancelSource();
      const write = async () => {
        const left = maxNewTokens - from.ids.length;
        if (left < 1) return "length" as const;
        const engine = await client();
        try {
          const continueFrom = { ids: [...from.ids], text: from.text };
          const request = { modelDir, prompt, topK, maxNewTokens: left, continueFrom, ...(device ? { device } : {}) };
          const { stop } = await engine.generate(request, {
            onToken: ({ index: _, ...token }) => onToken(token),
            signal: cancel,
          });
          return stop;
        } catch (error) {
          if (error instanceof Cancelled) return "cancelled" as const;
          throw error;
        }
      };
      return { done: write(), cancel: () => cancel.cancel() };
    },
  };
}
