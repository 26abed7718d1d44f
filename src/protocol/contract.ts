/**
 * @file What the engine process offers. The host (extension or command line) sends the requests; the engine answers each with
 * `ok` or `err {code, message}` and sends the notices unasked. Every request can be cancelled and rejects when the
 * process ends. This file is the whole conversation: nothing else crosses.
 */

import * as v from "valibot";
import { errorKinds } from "../core/check/errorCounts.ts";
import { activationRequests } from "./activations.ts";
import { deviceNames, deviceSetting } from "./device.ts";
import { latentRequests, latentSummary } from "./latentContract.ts";
import { projectionRequests } from "./projection.ts";
import { count, countFrom, measured, number, numberFrom, request, streamingRequest } from "./request.ts";

/** Two processes from one bundle, so that a training never delays a hover. The engine's first argument. */
export type Role = "inspect" | "train";
/** The engine's second argument after a crash: leave all devices but the CPU alone. */
export const cpuOnlyFlag = "--cpu-only";

const deviceChoice = v.object({
  requested: deviceSetting,
  device: v.picklist(deviceNames),
  /** For people, as in `CPU (no WebGPU adapter)`. */
  label: v.string(),
  /** What was tried before and why it was left, in the order of trying. */
  tried: v.array(v.object({ device: v.picklist(deviceNames), problem: v.string() })),
});
export type DeviceChoice = v.InferOutput<typeof deviceChoice>;

const sampling = v.variant("kind", [
  /** The most probable token, ties to the lower id. */
  v.object({ kind: v.literal("greedy") }),
  /** Drawn with a seed; the same seed gives the same text on the same device. */
  v.object({
    kind: v.literal("sampled"),
    seed: count,
    /** Above 0; 1 leaves the distribution as it is. */
    temperature: v.optional(numberFrom(0.01), 1),
    /** Only the k most probable tokens; 0 means all. */
    topK: v.optional(count, 0),
    /** Only the smallest set of tokens whose probabilities sum to this. */
    topP: v.optional(numberFrom(0, 1), 1),
  }),
]);
export type Sampling = v.InferInput<typeof sampling>;
export type CheckedSampling = v.InferOutput<typeof sampling>;

const token = v.object({
  /** From 0 in the response. The token that ends the response is streamed as well, last, with an empty text. */
  index: count,
  id: count,
  /** What this token adds to the response; "" while a character is still incomplete. The texts joined are the response. */
  text: v.string(),
  /** Of the chosen token, before temperature and truncation. */
  probability: number,
  /** Of the whole distribution, in nats. */
  entropy: number,
  /** Set on a token that the request made the model take. Its probability is still the model's. */
  forced: v.optional(v.literal(true)),
  /** The most probable tokens, most probable first. */
  topK: v.object({ ids: v.array(count), texts: v.array(v.string()), probabilities: v.array(number) }),
});
export type TokenEvent = v.InferOutput<typeof token>;

/** A prompt as the model reads it. The texts joined need not be the prompt. */
const promptTokens = v.object({ ids: v.array(count), texts: v.array(v.string()) });

const generationEvent = v.variant("kind", [
  /** First, before anything is computed. */
  v.object({ kind: v.literal("prompt"), ...promptTokens.entries }),
  v.object({ kind: v.literal("token"), token }),
]);
export type GenerationEvent = v.InferOutput<typeof generationEvent>;

const generation = v.object({
  /** `end`: the model ended it; `length`: maxNewTokens; `context`: the model's context is full. */
  stop: v.picklist(["end", "length", "context"]),
  /** Of the whole response, with what it went on from. */
  tokenCount: count,
  /** Tokens of prompt and response that were computed; the others were known from a recent run. */
  computedTokens: count,
  /** Position ids fed with the response tokens, in order, from the first one on. */
  coupledIds: v.array(count),
  device: deviceChoice,
  /** Wall time from the start of decoding to the first token, and to the last. */
  firstTokenSeconds: number,
  seconds: number,
});
export type Generation = v.InferOutput<typeof generation>;

/** How many rows `generateBatch` decodes together at most. More save little. */
export const rowsTogether = 64;

const batchEvent = v.object({
  /** Index of the prompt. */
  row: count,
  /** Given with the row's first tokens. */
  prompt: v.exactOptional(promptTokens),
  /** The next tokens of its response. */
  tokens: v.array(token),
  /** Given with the row's last tokens. */
  stop: v.optional(generation.entries.stop),
  /** Wall time since the rows decoded together with this one were begun. */
  seconds: number,
  /** Instead of tokens: why the model cannot run this prompt. */
  refused: v.optional(v.object({ code: v.string(), message: v.string(), remedy: v.string() })),
});
export type BatchEvent = v.InferOutput<typeof batchEvent>;

const loadedModel = v.object({
  name: v.string(),
  parameterBytes: count,
  vocabularySize: count,
  contextLength: count,
  device: deviceChoice,
  /** Wall time of loading; 0 when it was already there. */
  seconds: number,
});
export type LoadedModel = v.InferOutput<typeof loadedModel>;

const measuredCells = v.object({ first: count, drawn: count, correct: v.array(count) });

const trainingProgress = v.object({
  phase: v.picklist(["preparing", "training", "evaluating"]),
  /** Updates done, of how many; while evaluating, problems answered, of how many. */
  step: count,
  steps: count,
  /** Nats per predicted token (of a VAE, per item) of the last step's batch; null outside of training. */
  loss: measured,
  /** Share of the batch's predicted tokens that were the model's first choice. */
  tokenAccuracy: measured,
  learningRate: measured,
  gradientNorm: measured,
  tokensPerSecond: measured,
  /** Wall time of this training, earlier parts of a resumed one included. */
  seconds: number,
  /** While a case map is measured: right answers so far of the cells from `first` on, of `drawn` for each. */
  cells: v.exactOptional(measuredCells),
  /** Of a language VAE: nats per item, and the share of the batch's items whose rule the classifier names. */
  kl: v.exactOptional(measured),
  ruleAccuracy: v.exactOptional(measured),
});
export type TrainingProgress = v.InferOutput<typeof trainingProgress>;

const errorCounts = v.object({
  wrong: count,
  kinds: v.record(v.picklist(errorKinds), count),
  rightByWrongSteps: count,
  loops: v.object({ counted: count, wrongIterations: count, relativeErrorSum: number }),
});

const lengthAccuracy = v.object({
  length: count,
  total: count,
  /** Problems whose answer was exactly right. */
  correct: count,
  /** Problems whose whole response equals the gold one; null for a method without a trace. */
  exactTraces: v.nullable(count),
  /** How the wrong ones went wrong. */
  errors: v.exactOptional(errorCounts),
});
export type LengthAccuracy = v.InferOutput<typeof lengthAccuracy>;

const answers = { total: count, correct: count };
const mapSummary = v.object({
  /** On the cells that it was trained on, and on those it was not. */
  training: v.object(answers),
  test: v.object(answers),
  /** Of a split into squares: the test cells by how far they are from the rim, 0 on it. */
  byDistance: v.array(v.object({ distance: count, ...answers })),
});
export type MapSummary = v.InferOutput<typeof mapSummary>;

/** Raised with every change of this file that an older side would not understand. */
export const contractVersion = 5;

export const engineContract = {
  requests: {
    /** First on every new process; answers which versions run there. Refused when the two sides speak different contracts. */
    hello: request(v.object({ contract: count }), v.object({ pid: count, node: v.string(), onnxRuntime: v.string() })),

    /** When somebody asks what this machine can use (`doctor`, the device picker). Tries each provider on a tiny graph. */
    devices: request(
      v.object({}),
      v.object({
        /** In the order in which `auto` tries them. */
        devices: v.array(v.object({ device: v.picklist(deviceNames), available: v.boolean(), detail: v.string() })),
      }),
    ),

    /** Before the first run, to warm up; `generate` loads by itself. Errors name the file that is missing or damaged. */
    loadModel: request(v.object({ modelDir: v.string(), device: deviceSetting }), loadedModel),

    /** When a model folder is deselected or about to be overwritten. Unknown folders are ignored. */
    unloadModel: request(v.object({ modelDir: v.string() }), v.object({})),

    /**
     * One run, or one that goes on from a response. Streams the prompt's tokens, then each new token as soon as it is decided; a cancel takes effect before the
     * next token. What a recent run of this model has computed is not computed again.
     */
    generate: streamingRequest(
      v.object({
        modelDir: v.string(),
        device: deviceSetting,
        prompt: v.string(),
        sampling: v.optional(sampling, { kind: "greedy" }),
        /** Tokens after `continueFrom.ids`, forced ones included. */
        maxNewTokens: v.optional(countFrom(1), 4096),
        /** How many of the most probable tokens to report with each token. */
        topK: v.optional(count, 5),
        /** Numbers the coupled positions at random, as in training; without it they are in fixed order. */
        couplingSeed: v.optional(count),
        /**
         * The response so far, as token ids of this model (an end token and what follows are left out), then text that the model is made
         * to go on with, token by token. The ids are not streamed again.
         */
        continueFrom: v.optional(v.object({ ids: v.array(count), text: v.string() })),
      }),
      generation,
      generationEvent,
    ),

    /**
     * Many runs of one model, decoded together. Streams each row's tokens in pieces and says when it stops; rows come in any order. A
     * prompt that the model cannot run is refused by itself. A cancel takes effect within one token, after what rows had is streamed.
     */
    generateBatch: streamingRequest(
      v.object({
        modelDir: v.string(),
        device: deviceSetting,
        prompts: v.array(v.string()),
        /** Each row draws with the seed by itself, so that it writes what it would alone. */
        sampling: v.optional(sampling, { kind: "greedy" }),
        maxNewTokens: v.optional(countFrom(1), 4096),
        topK: v.optional(count, 0),
      }),
      v.object({ device: deviceChoice, seconds: number }),
      batchEvent,
    ),

    /**
     * Trains a model into a folder, which is complete only when this answers. `recipe` is the recipe's JSON text, `recipePath` its
     * file, for messages. A cancel leaves a checkpoint, from which `resume` goes on.
     */
    train: streamingRequest(
      v.object({ recipe: v.string(), recipePath: v.string(), outDir: v.string(), resume: v.boolean() }),
      v.object({
        modelDir: v.string(),
        seconds: number,
        /** By length; empty where the recipe does not measure it. */
        accuracy: v.array(lengthAccuracy),
        map: v.exactOptional(mapSummary),
        /** Of a language VAE. */
        rules: v.exactOptional(latentSummary),
      }),
      trainingProgress,
    ),

    /**
     * Before trainings whose model folders go into `outDir`: refused where a recipe, its split or the model it begins with cannot be, or
     * where the disk or the memory is too small. Nothing is written.
     */
    checkTrainings: request(
      v.object({ recipes: v.array(v.object({ recipe: v.string(), recipePath: v.string() })), outDir: v.string() }),
      v.object({ diskBytes: count, memoryBytes: count }),
    ),

    /** Measures a model on problems that no training draws, each length by itself, greedily. Streams after each batch. */
    evaluate: streamingRequest(
      v.object({
        modelDir: v.string(),
        device: deviceSetting,
        /** A built-in task's name, or the text of the rule file that declares one. */
        task: v.union([
          v.string(),
          v.object({ rule: v.string(), function: v.optional(v.string()), source: v.optional(v.string()) }),
        ]),
        lengths: v.array(countFrom(1)),
        perLength: countFrom(1),
        seed: count,
      }),
      v.object({ accuracy: v.array(lengthAccuracy), device: deviceChoice, seconds: number }),
      v.object({ done: count, total: count, accuracy: v.array(lengthAccuracy) }),
    ),

    /** When somebody measures this machine: training steps of two sizes against one large matrix product in the same process. */
    benchmarkTraining: streamingRequest(
      v.object({}),
      v.object({
        /** Of a 1024 x 1024 x 1024 `MatMul`. */
        matmulGflops: number,
        models: v.array(
          v.object({
            name: v.string(),
            parameters: count,
            batch: count,
            sequence: count,
            gflops: number,
            /** By the GFLOP/s of the matrix product. */
            ratio: number,
            tokensPerSecond: number,
          }),
        ),
      }),
      v.object({ done: count, total: count }),
    ),

    ...latentRequests,
    ...activationRequests,
    ...projectionRequests,

    /** Before the host goes: the engine answers, gives its sessions back and exits. */
    shutdown: request(v.object({}), v.object({})),
  },
  notices: {
    /** When a provider that was in use failed and the model went on elsewhere, so that the status bar can say so. */
    deviceChanged: v.object({ modelDir: v.string(), choice: deviceChoice }),
  },
} as const;

export type EngineContract = typeof engineContract;
