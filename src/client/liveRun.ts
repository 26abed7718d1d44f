/** @file A run while it is written: the response read and checked token by token, and in the end the record, whichever way it ended. */

import { randomUUID } from "node:crypto";
import { type PromptTokens, type Provenance, type RunRecord, type RunToken, recordOf } from "../core/record/run.ts";
import type { StatedProblem } from "../core/task/problem.ts";
import type { DeviceChoice, Sampling, TokenEvent } from "../protocol/contract.ts";
import { graphFile, tokenizerFile } from "../protocol/modelManifest.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Judging, MethodChoice } from "./judging.ts";
import type { Model } from "./models.ts";

/** What is run: the same for all runs of a batch but the problem. */
export interface RunSubject {
  readonly problem: StatedProblem;
  readonly model: Model;
  readonly method: MethodChoice;
  /** Reads and judges the response. */
  readonly judging: Judging;
  /** Where the problem stands. */
  readonly document?: string | undefined;
  readonly sampling?: Sampling | undefined;
  /** The run that this one is branched from. */
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
  readonly #tokens: RunToken[] = [];

  /** `tokens` are those of a response that goes on. */
  constructor(subject: RunSubject, tokens: readonly RunToken[] = []) {
    this.#subject = subject;
    this.#tokens.push(...tokens);
    if (tokens.length > 0) subject.judging.push(tokens.map(({ text }) => text));
  }

  token({ index: _, ...kept }: TokenEvent): void {
    this.#tokens.push(kept);
    this.#subject.judging.push([kept.text]);
  }

  async end({ stop, startedAt, seconds, device, engine, promptTokens }: RunEnd): Promise<RunRecord> {
    const { problem, model, method, judging, document, sampling, version, parent } = this.#subject;
    const { name, hashes } = model.manifest;
    const provenance: Provenance = defined({
      modelHash: hashes[graphFile],
      tokenizerHash: hashes[tokenizerFile],
      provider: device?.device,
      rulescope: version,
      onnxRuntime: engine?.onnxRuntime,
      node: engine?.node,
    });
    const facts = {
      id: randomUUID(),
      problem,
      method,
      model: name,
      prompt: judging.prompt,
      promptTokens,
      response: this.#tokens.map(({ text }) => text).join(""),
      tokens: this.#tokens,
      stop,
      startedAt: new Date(startedAt),
      seconds,
      provenance,
      ...defined({ document, device: device?.label, parent }),
      ...(sampling?.kind === "sampled" ? { seed: sampling.seed, temperature: sampling.temperature ?? 1 } : {}),
    };
    return recordOf(facts, await judging.end(stop === "end" ? "ended" : "cut"));
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value: an absent option and one that is undefined mean the same here, but not to the contract. */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
}
