/** @file A run while it is written: the response read and checked token by token, and in the end the record, whichever way it ended. */

import { randomUUID } from "node:crypto";
import { ResponseReader } from "../core/check/reading.ts";
import type { CheckedStep } from "../core/check/verdict.ts";
import type { Method } from "../core/method/method.ts";
import { type PromptTokens, type Provenance, type RunRecord, type RunToken, recordRun } from "../core/record/run.ts";
import type { Problem } from "../core/task/problem.ts";
import type { DeviceChoice, Sampling, TokenEvent } from "../protocol/contract.ts";
import { graphFile, tokenizerFile } from "../protocol/modelManifest.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Model } from "./models.ts";

/** What is run: the same for all runs of a batch but the problem. */
export interface RunSubject {
  readonly problem: Problem;
  readonly model: Model;
  readonly method: Method;
  readonly prompt: string;
  /** Where the problem stands. */
  readonly document?: string | undefined;
  readonly sampling?: Sampling | undefined;
  /** The run that this one is forked from. */
  readonly parent?: RunRecord["parent"];
  /** Rulescope's own version. */
  readonly version?: string | undefined;
}

export type Greeting = Awaited<ReturnType<EngineClient["ready"]>>;

export interface RunEnd {
  readonly stop: RunRecord["stop"];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly device?: DeviceChoice | undefined;
  readonly promptTokens?: PromptTokens | undefined;
  /** The engine's answer to the first greeting: the versions that ran it. */
  readonly engine?: Greeting | undefined;
}

export class LiveRun {
  readonly #subject: RunSubject;
  readonly #reader: ResponseReader;
  readonly #tokens: RunToken[] = [];

  /** `tokens` are those of a response that goes on. */
  constructor(subject: RunSubject, tokens: readonly RunToken[] = [], onStep?: (step: CheckedStep) => void) {
    this.#subject = subject;
    this.#reader = new ResponseReader(subject.problem, subject.method, onStep);
    this.#tokens.push(...tokens);
    this.#reader.push(textOf(tokens));
  }

  token({ index: _, ...kept }: TokenEvent): void {
    this.#tokens.push(kept);
    this.#reader.push(kept.text);
  }

  end({ stop, startedAt, seconds, device, engine, promptTokens }: RunEnd): RunRecord {
    const { problem, model, method, prompt, document, sampling, version, parent } = this.#subject;
    const { name, hashes } = model.manifest;
    const provenance: Provenance = defined({
      modelHash: hashes[graphFile],
      tokenizerHash: hashes[tokenizerFile],
      provider: device?.device,
      rulescope: version,
      onnxRuntime: engine?.onnxRuntime,
      node: engine?.node,
    });
    return recordRun({
      id: randomUUID(),
      problem,
      method,
      model: name,
      prompt,
      promptTokens,
      response: textOf(this.#tokens),
      tokens: this.#tokens,
      ...this.#reader.end(stop === "end" ? "ended" : "cut"),
      stop,
      startedAt: new Date(startedAt),
      seconds,
      provenance,
      ...defined({ document, device: device?.label, parent }),
      ...(sampling?.kind === "sampled" ? { seed: sampling.seed, temperature: sampling.temperature ?? 1 } : {}),
    });
  }
}

function textOf(tokens: readonly RunToken[]): string {
  return tokens.map(({ text }) => text).join("");
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value: an absent option and one that is undefined mean the same here, but not to the contract. */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
}
