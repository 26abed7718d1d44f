/**
 * @file Which execution provider of ONNX Runtime a model runs on. `auto` tries what the machine has in the order of `autoOrder`; a
 * provider named in the settings is tried first and the CPU second. The choice always carries its reason.
 */

import { messageOf } from "../../core/base/errors.ts";
import type { DeviceChoice } from "../../protocol/contract.ts";
import type { DeviceName, DeviceSetting } from "../../protocol/device.ts";

/** The fastest first; the CPU is always there. */
export const autoOrder: readonly DeviceName[] = ["cuda", "coreml", "dml", "webgpu", "cpu"];

export interface Attempt {
  readonly device: DeviceName;
  readonly problem: string;
}

const labels: Readonly<Record<DeviceName, string>> = {
  cpu: "CPU",
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "Core ML",
};

/** What this build of the runtime offers here, and what the operating system lacks for it. */
export interface Machine {
  /** Names from the runtime's `listSupportedBackends`. */
  readonly offered: readonly string[];
  /** CUDA's libraries come with a separate download. */
  readonly hasCudaLibraries: boolean;
  /** The process before this one crashed while it could use other devices than the CPU. */
  readonly crashed?: boolean;
}

/** The devices to try for a setting, and those left out with the reason. */
export function candidates(setting: DeviceSetting, machine: Machine): { try: DeviceName[]; left: Attempt[] } {
  if (setting === "cpu") return { try: ["cpu"], left: [] };
  const wanted: readonly DeviceName[] = setting === "auto" ? autoOrder : [setting, "cpu"];
  const left: Attempt[] = [];
  const open = wanted.filter((device) => {
    const problem = missing(device, machine);
    if (problem !== undefined) left.push({ device, problem });
    return problem === undefined;
  });
  return { try: open, left };
}

function missing(device: DeviceName, { offered, hasCudaLibraries }: Machine): string | undefined {
  if (device === "cpu") return undefined;
  if (!offered.includes(device)) return `${labels[device]} is not available on this system`;
  if (device === "cuda" && !hasCudaLibraries) return "the CUDA libraries of ONNX Runtime are not installed";
  return undefined;
}

/** `CPU`, `CPU (no WebGPU adapter)`: names the reasons that a person could do something about. */
export function describeChoice(requested: DeviceSetting, device: DeviceName, tried: readonly Attempt[]): DeviceChoice {
  const telling = requested === "auto" ? tried.filter(({ problem }) => !isAbsence(problem)) : tried;
  const reasons = telling.map(({ problem }) => problem).join("; ");
  return { requested, device, label: labels[device] + (reasons === "" ? "" : ` (${reasons})`), tried: [...tried] };
}

/** On a machine that never had the device, `auto` has nothing to explain. */
function isAbsence(problem: string): boolean {
  return problem.endsWith("on this system") || problem.endsWith("not installed");
}

/** A runtime's error as the few words that fit a status bar. */
export function problemOf(device: DeviceName, error: unknown): string {
  const message = messageOf(error);
  if (device === "webgpu" && /adapter/i.test(message)) return "no WebGPU adapter";
  const sentence = message.replace(/^.*\b(?:Status|ONNXRuntimeError)\S*\s*:?\s*/, "").split("\n")[0] ?? "";
  return `${labels[device]} failed: ${sentence.slice(0, 160)}`;
}

export function crashProblem(device: DeviceName): string {
  return `the engine crashed while ${labels[device]} was in use or tried`;
}
