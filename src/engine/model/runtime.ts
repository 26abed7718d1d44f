/** @file ONNX Runtime with the provider choice applied: opens graphs, remembers which providers do not work here. */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { env, InferenceSession, listSupportedBackends } from "onnxruntime-node";
import type { DeviceChoice } from "../../protocol/contract.ts";
import type { DeviceName, DeviceSetting } from "../../protocol/device.ts";
import { denormalsAreZero } from "../denormals.ts";
import {
  type Attempt,
  autoOrder,
  candidates,
  crashProblem,
  describeChoice,
  type Machine,
  problemOf,
} from "./providers.ts";

export interface OpenGraph {
  readonly session: InferenceSession;
  readonly choice: DeviceChoice;
}

export class Runtime {
  readonly #machine: Machine;
  readonly #threads: number;
  /** Providers that failed to start in this process: asking again gives the same answer, slowly. */
  readonly #broken = new Map<DeviceName, string>();

  constructor(machine: Machine, threads: number) {
    this.#machine = machine;
    this.#threads = threads;
    if (machine.crashed !== true) return;
    for (const device of autoOrder) if (device !== "cpu") this.#broken.set(device, crashProblem(device));
  }

  /**
   * Opens a graph, a file or its bytes, on the first device that takes it. `before` are devices that already failed with this graph. When even the
   * CPU refuses it, the CPU's error is thrown: then the graph is at fault.
   */
  async open(graph: string | Uint8Array, setting: DeviceSetting, before: readonly Attempt[] = []): Promise<OpenGraph> {
    const { try: devices, left } = candidates(setting, this.#machine);
    const tried = [...left, ...before];
    for (const device of devices) {
      if (before.some((attempt) => attempt.device === device)) continue;
      const known = this.#broken.get(device);
      if (known !== undefined) {
        tried.push({ device, problem: known });
        continue;
      }
      try {
        const options = this.#options(device);
        const session = await (typeof graph === "string"
          ? InferenceSession.create(graph, options)
          : InferenceSession.create(graph, options));
        return { session, choice: describeChoice(setting, device, tried) };
      } catch (error) {
        if (device === "cpu") throw error;
        const problem = problemOf(device, error);
        if (problem === "no WebGPU adapter") this.#broken.set(device, problem);
        tried.push({ device, problem });
      }
    }
    throw new Error("The CPU has already failed.");
  }

  /** Each device with whether it works here: opens `graph`, a tiny one, on every device that is offered. */
  async survey(graph: Uint8Array): Promise<{ device: DeviceName; available: boolean; detail: string }[]> {
    const { try: devices, left } = candidates("auto", this.#machine);
    const found = left.map(({ device, problem }) => ({ device, available: false, detail: problem }));
    for (const device of devices) {
      const known = this.#broken.get(device);
      if (known !== undefined) {
        found.push({ device, available: false, detail: known });
        continue;
      }
      try {
        const session = await InferenceSession.create(graph, this.#options(device));
        await session.release();
        found.push({ device, available: true, detail: "works" });
      } catch (error) {
        found.push({ device, available: false, detail: problemOf(device, error) });
      }
    }
    return found;
  }

  #options(device: DeviceName): InferenceSession.SessionOptions {
    return {
      executionProviders: [device],
      intraOpNumThreads: this.#threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      extra: { session: denormalsAreZero },
      // Errors arrive as exceptions; warnings about the optimizer are of no use to anybody.
      logSeverityLevel: 4,
    };
  }
}

export const onnxRuntimeVersion: string = env.versions.node ?? env.versions.common;

/** What this machine offers. `script` is the engine's own path, from which the runtime's package is found. */
export function thisMachine(script: string): Machine {
  return {
    offered: listSupportedBackends().map(({ name }) => name),
    hasCudaLibraries: existsSync(join(nativeFolder(script), "libonnxruntime_providers_cuda.so")),
  };
}

function nativeFolder(script: string): string {
  const entry = createRequire(script).resolve("onnxruntime-node");
  return join(dirname(entry), "..", "bin", "napi-v6", process.platform, process.arch);
}
