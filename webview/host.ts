/** @file The extension as a `Port`, and what VS Code keeps of a view over a reload. */

import * as v from "valibot";
import type { Port } from "../src/protocol/port.ts";

interface CodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): CodeApi;

export interface Host {
  readonly port: Port;
  /** What `keep` was given before the reload; the schema's fallbacks where there is nothing, or nothing that fits. */
  kept<T>(schema: v.GenericSchema<unknown, T>): T;
  keep(state: unknown): void;
}

/** May be called once in a page's life. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    port: {
      post: (message) => api.postMessage(message),
      onMessage(listener) {
        const heard = ({ data }: MessageEvent<unknown>): void => listener(data);
        window.addEventListener("message", heard);
        return { dispose: () => window.removeEventListener("message", heard) };
      },
      onClose: () => ({ dispose() {} }), // the page goes with the panel
    },
    kept(schema) {
      const read = v.safeParse(schema, api.getState() ?? {});
      return read.success ? read.output : v.parse(schema, {});
    },
    keep: (state) => api.setState(state),
  };
}
