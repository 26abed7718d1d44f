/** @file `rulescope bench`: how fast this machine trains and writes, and how soon the editor answers. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Cancelled, UserError } from "../../core/base/errors.ts";
import { Rng } from "../../core/base/rng.ts";
import { durationText, percentText, shortCount } from "../../core/format/figures.ts";
import { methodOf } from "../../core/method/methods.ts";
import { median } from "../../core/statistics/median.ts";
import type { Problem } from "../../core/task/problem.ts";
import { benchProblem } from "../benchProblem.ts";
import { command, type ExitStatus, usageError, wholeNumber } from "../command.ts";
import { deviceFlag, deviceOf, type EngineUse, withEngine } from "../engine.ts";
import { fittingModel, namedModel } from "../model.ts";
import { nearest } from "../nearest.ts";
import { productFolder } from "../product.ts";
import { progress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

const kinds = ["train", "decode", "batch", "samples", "cells", "attention", "latent", "activate"] as const;
type Kind = (typeof kinds)[number];

export const benchCommand = command({
  name: "bench",
  operands: kinds.join("|"),
  count: [1, 1],
  description:
    "train     GFLOP/s and tokens/s of a training step, beside those of one large matrix product\n" +
    "decode    tokens/s of a model, and the time to its first token, cold and warm\n" +
    "batch     problems/s of a model, many decoded together beside one at a time\n" +
    "samples   training samples/s: compact rule-following traces of additions\n" +
    "cells     cells/s of a case map: direct answers on the whole addition grid\n" +
    "attention looking into a run of 2,048 tokens, 12 layers by 12 heads, random weights\n" +
    "latent    maps of many points (PCA, t-SNE, UMAP beside umap-js alone), and conclusions/s of language VAEs\n" +
    "activate  in a real VS Code: activation, and a click to the first token, cold and warm (needs Chromium)",
  flags: {
    model: { kind: "text", value: "M", about: "decode, batch: a model's name or folder" },
    length: { kind: "text", value: "L", about: "decode, batch, samples: length of the problems (default 5)" },
    count: {
      kind: "text",
      value: "N",
      about: "batch: how many problems (default 200); samples: how many a round (default 5000)",
    },
    device: deviceFlag,
    json: { kind: "switch", about: "one JSON document on stdout" },
  },
  examples: [
    "rulescope bench train --json",
    "rulescope bench decode --model addition-rfft",
    "rulescope bench batch --json",
    "rulescope bench samples",
    "rulescope bench activate",
  ],
  async run(flags, [name = ""], terminal) {
    const kind = kinds.find((each) => each === name);
    if (kind === undefined) {
      const meant = nearest(name, kinds);
      throw usageError(
        `There is no benchmark ${name}. ${meant ? `Did you mean ${meant}?` : `There are ${kinds.join(", ")}.`}`,
        "bench",
      );
    }
    const options = {
      ...flags,
      length: wholeNumber("length", flags.length, 5),
      count: wholeNumber("count", flags.count, kind === "samples" ? 5000 : 200),
    };
    return benchmarks[kind](options, terminal).catch((error: unknown): ExitStatus => {
      terminal.status("");
      if (!(error instanceof Cancelled)) throw error;
      terminal.note("Stopped: nothing was measured to its end.");
      return 2;
    });
  },
});

interface Options {
  readonly model: string | undefined;
  readonly length: number;
  readonly count: number;
  readonly device: string | undefined;
  readonly json: boolean;
}

type Benchmark = (options: Options, terminal: Terminal) => Promise<ExitStatus>;

const benchmarks: Readonly<Record<Kind, Benchmark>> = {
  train: benchTrain,
  decode: benchDecode,
  attention: async (options, terminal) => (await import("../bench/attention.ts")).benchAttention(options, terminal),
  latent: async (options, terminal) => (await import("../bench/latent.ts")).benchLatent(options, terminal),
  batch: async (options, terminal) => (await import("../bench/batch.ts")).benchBatch(options, terminal),
  samples: async (options, terminal) => (await import("../bench/samples.ts")).benchSamples(options, terminal),
  cells: async (options, terminal) => (await import("../bench/cells.ts")).benchCells(options, terminal),
  activate: benchActivate,
};

async function benchTrain({ json }: Options, terminal: Terminal): Promise<ExitStatus> {
  const shown = progress(terminal, "measuring", () => performance.now());
  const measured = await withEngine("inspect", terminal, ({ client, signal }) =>
    client.request("benchmarkTraining", {}, { signal, onEvent: ({ done, total }) => shown.show(done, total, "") }),
  );
  shown.end();
  if (json) {
    terminal.json(measured);
    return 0;
  }
  terminal.out(`MatMul 1024 x 1024 x 1024  ${measured.matmulGflops.toFixed(1)} GFLOP/s`);
  for (const { name, gflops, ratio, tokensPerSecond, batch, sequence } of measured.models) {
    const share = `${percentText(ratio)} of the MatMul`;
    terminal.out(
      `training step, ${name}  ${gflops.toFixed(1)} GFLOP/s, ${share}, ${shortCount(tokensPerSecond)} tokens/s (${batch} x ${sequence})`,
    );
  }
  return 0;
}

/** A model that does not stop is measured on this many tokens. */
const longestResponse = 256;

/** How often the warm times are taken; the median is reported. */
const repetitions = 5;

async function benchDecode({ model: name, length, device, json }: Options, terminal: Terminal): Promise<ExitStatus> {
  const model = name === undefined ? await fittingModel("addition", "rfft") : await namedModel(name);
  const { manifest, dir } = model;
  const rng = new Rng(1);
  const method = methodOf(manifest.method, manifest.dialect);
  // Another problem each time: the engine remembers what it has computed of the last ones.
  const paramsFor = (problem: Problem) => {
    return { modelDir: dir, prompt: method.prompt(problem), device: deviceOf(device), maxNewTokens: longestResponse };
  };
  const draw = () => benchProblem(manifest.task ?? "addition", length, rng);
  const problem = draw();
  const { cold, warm } = await withEngine("inspect", terminal, async (engine) => ({
    cold: await generateOnce(engine, paramsFor(problem)),
    warm: await repeat(repetitions, () => generateOnce(engine, paramsFor(draw()))),
  }));
  const result = {
    model: manifest.name,
    device: cold.device,
    problem: problem.call,
    promptTokens: cold.promptTokens,
    tokens: cold.tokens,
    /** From starting the process, opening the model included. */
    coldFirstTokenMs: cold.firstTokenMs,
    warmFirstTokenMs: median(warm.map((each) => each.firstTokenMs)),
    tokensPerSecond: median(warm.map((each) => each.tokensPerSecond)),
  };
  if (json) terminal.json(result);
  else {
    terminal.out(
      `${result.model} on ${result.problem}, ${result.device}: ${result.promptTokens} tokens in, ${result.tokens} out`,
    );
    terminal.out(
      `first token  cold ${durationText(result.coldFirstTokenMs / 1000)}, warm ${durationText(result.warmFirstTokenMs / 1000)}`,
    );
    terminal.out(`decoding     ${result.tokensPerSecond.toFixed(0)} tokens/s`);
  }
  return 0;
}

async function generateOnce({ client, signal }: EngineUse, request: Parameters<EngineUse["client"]["generate"]>[0]) {
  const start = performance.now();
  let first: number | undefined;
  let promptTokens = 0;
  const generation = await client.generate(request, {
    onPromptTokens: ({ ids }) => {
      promptTokens = ids.length;
    },
    onToken: () => {
      first ??= performance.now() - start;
    },
    signal,
  });
  return {
    device: generation.device.label,
    promptTokens,
    tokens: generation.tokenCount,
    firstTokenMs: first ?? performance.now() - start,
    tokensPerSecond: generation.tokenCount / Math.max(1e-9, generation.seconds),
  };
}

/** The editor is no part of the command line: a script of the sources drives it and prints what it measured as JSON. */
async function benchActivate({ json }: Options, terminal: Terminal): Promise<ExitStatus> {
  const script = join(productFolder, "scripts", "benchActivate.js");
  if (!existsSync(script)) {
    throw new UserError(
      "sources-only",
      "`bench activate` drives VS Code from the sources.",
      "Run it in a clone of the repository.",
    );
  }
  const child = spawn(process.execPath, [script, ...(json ? ["--json"] : [])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const status = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (status !== 0) return 2;
  terminal.out(output.trimEnd());
  return 0;
}

async function repeat<T>(times: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let i = 0; i < times; i++) made.push(await make());
  return made;
}
