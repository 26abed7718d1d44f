/**
 * @file The record of one run: one model × method × problem, as it is stored. JSON only; values of the rule are texts as Python's `repr`
 * writes them. Versioned: a reader refuses what it does not know. Fields added since the first records are optional, so that those
 * are still read, and older readers leave out what they do not know.
 */

import * as v from "valibot";
import { judgements } from "../check/judgement.ts";
import { verdicts } from "../check/verdict.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { answerForms, dialects, type Method, methodNames } from "../method/method.ts";
import type { StatedProblem } from "../task/problem.ts";
import { given, type RunStep, tokenEnds } from "./runStep.ts";
import { restoreSteps, storedSteps, storeSteps } from "./stepChanges.ts";

/** Of records whose steps are changes. Records of version 1 hold whole steps, and are still read. */
const storedVersion = 2;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
/** Not a `v.record`, which drops a variable that is named `constructor`. */
const state = v.custom<Readonly<Record<string, string>>>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, text]) => name !== "__proto__" && typeof text === "string"),
  "expected the variables' texts by name",
);

const expected = v.object({
  line: whole,
  state,
  returned: v.optional(v.string()),
  raised: v.optional(v.string()),
});

const step = v.object({
  index: whole,
  /** 1-based document line; null where the text names none. */
  line: v.nullable(whole),
  state,
  changed: v.array(v.string()),
  text: v.string(),
  /** UTF-16 offsets in the response, [start, end). */
  span: v.tuple([whole, whole]),
  /** Indices of the tokens that the span touches, [first, end). */
  tokens: v.tuple([whole, whole]),
  verdict: v.picklist(verdicts),
  locallyValid: v.nullable(v.boolean()),
  message: v.string(),
  malformed: v.optional(v.string()),
  entered: v.optional(v.literal(true)),
  returned: v.optional(v.string()),
  raised: v.optional(v.string()),
  expected: v.optional(expected),
  /** Index of the gold step it was compared with, where the rule has one. */
  goldIndex: v.optional(whole),
});

const token = v.object({
  id: whole,
  text: v.string(),
  probability: number,
  /** Nats. */
  entropy: number,
  /** Set on a token that the model was made to take. */
  forced: v.optional(v.literal(true)),
  /** The most probable tokens, most probable first. */
  topK: v.object({ ids: v.array(whole), texts: v.array(v.string()), probabilities: v.array(number) }),
});

const promptTokens = v.object({ ids: v.array(whole), texts: v.array(v.string()) });
export type PromptTokens = v.InferOutput<typeof promptTokens>;

/** How the response ended: by itself, at a limit, by a person, or because the engine was lost. */
const stops = ["end", "length", "context", "cancelled", "lost"] as const;

/** What made the run, so that it can be told whether another machine would make the same. */
const provenance = v.object({
  /** SHA-256 in hex of the model's graph and of its tokenizer. */
  modelHash: v.optional(v.string()),
  tokenizerHash: v.optional(v.string()),
  /** The execution provider that ran it: `cpu`, `webgpu`. */
  provider: v.optional(v.string()),
  rulescope: v.optional(v.string()),
  onnxRuntime: v.optional(v.string()),
  node: v.optional(v.string()),
});
export type Provenance = v.InferOutput<typeof provenance>;

/** The run that this one was branched from, and at which of its tokens. */
const parent = v.object({ run: v.string(), token: v.optional(whole) });

export const runRecord = v.object({
  version: v.literal(1),
  /** Unique among all runs of all machines. */
  id: v.optional(v.string()),
  /** ISO 8601, when the run began. */
  startedAt: v.string(),
  problem: v.object({
    id: v.string(),
    line: whole,
    call: v.string(),
    functionName: v.string(),
    task: v.optional(v.string()),
    /** The document it stands in, as a path or address, where it has one. */
    document: v.optional(v.string()),
    /** The answer that the document expects, as `repr` writes it. */
    expected: v.optional(v.string()),
  }),
  /** The rule as it was then: the whole Python text, whose lines are the steps' lines. */
  rule: v.optional(v.object({ source: v.string() })),
  parent: v.optional(parent),
  provenance: v.optional(provenance),
  method: v.picklist(methodNames),
  dialect: v.picklist(dialects),
  model: v.string(),
  device: v.optional(v.string()),
  /** 0 = greedy. */
  temperature: v.optional(number, 0),
  seed: v.optional(whole),
  prompt: v.string(),
  /** The prompt as the model read it: token ids and the text of each, special ones written out. */
  promptTokens: v.optional(promptTokens),
  response: v.string(),
  tokens: v.array(token),
  steps: v.array(step),
  ending: v.optional(
    v.object({
      verdict: v.picklist(["stopped-early", "does-not-stop"]),
      message: v.string(),
      expected: v.optional(expected),
    }),
  ),
  /** Index of the first wrong step; the count of steps when only the ending is wrong. */
  firstWrong: v.nullable(whole),
  stop: v.picklist(stops),
  /** The model's answer and the rule's, as people write them: `72`. */
  answer: v.nullable(v.string()),
  expected: v.nullable(v.string()),
  /** How the answer was found, where it does not stand as the method writes it. */
  answerForm: v.optional(v.picklist(answerForms)),
  /** The whole trace in a word; absent in records from before there was one. */
  judgement: v.optional(v.picklist(judgements)),
  /** Why the steps that could be read do not tell whether the rule was followed. */
  unreadable: v.optional(v.string()),
  /** Whether the answer is right; null when there is nothing to compare it with, or the trace could not be read. */
  correct: v.nullable(v.boolean()),
  seconds: v.optional(number),
});

/** The record as files and stores hold it: each step says what changed since the one before. */
const storedRun = v.object({ ...runRecord.entries, version: v.literal(storedVersion), steps: storedSteps });

type WholeRun = v.InferOutput<typeof runRecord>;
export type RunRecord = Omit<WholeRun, "steps"> & { readonly steps: readonly RunStep[] };
export type RunToken = RunRecord["tokens"][number];

/** What reading and checking a whole response says: values are texts. */
export interface JudgedText {
  readonly steps: readonly RunStep[];
  readonly ending?: Exclude<RunRecord["ending"], undefined>;
  readonly firstWrong: number | null;
  readonly answer: string | null;
  readonly expected: string | null;
  readonly correct: boolean | null;
  readonly answerForm?: RunRecord["answerForm"];
  readonly judgement?: RunRecord["judgement"];
  readonly unreadable?: RunRecord["unreadable"];
  /** The answer that the document expects. */
  readonly stated?: string | undefined;
}

export interface RunFacts {
  readonly id?: string;
  readonly problem: StatedProblem;
  readonly document?: string;
  readonly method: Pick<Method, "name" | "dialect">;
  readonly model: string;
  readonly device?: string;
  readonly temperature?: number;
  readonly seed?: number;
  readonly prompt: string;
  readonly promptTokens?: PromptTokens | undefined;
  readonly response: string;
  readonly tokens: readonly RunToken[];
  readonly stop: RunRecord["stop"];
  readonly startedAt: Date;
  readonly seconds?: number;
  readonly provenance?: Provenance;
  readonly parent?: RunRecord["parent"];
}

/** The record of a run that is over, finished or not. */
export function recordOf(facts: RunFacts, judged: JudgedText): RunRecord {
  const { problem, method } = facts;
  const { id, line, call, functionName, task } = problem;
  const { steps, ending, firstWrong, answer, expected: wanted, correct, stated } = judged;
  const { answerForm, judgement, unreadable } = judged;
  return {
    version: 1,
    ...given({ id: facts.id }),
    startedAt: facts.startedAt.toISOString(),
    problem: { id, line, call, functionName, ...given({ task, document: facts.document, expected: stated }) },
    rule: { source: problem.program.source },
    ...given({ parent: facts.parent, provenance: facts.provenance }),
    method: method.name,
    dialect: method.dialect,
    model: facts.model,
    temperature: facts.temperature ?? 0,
    ...given({ device: facts.device, seed: facts.seed, seconds: facts.seconds }),
    prompt: facts.prompt,
    ...given({ promptTokens: facts.promptTokens }),
    response: facts.response,
    tokens: [...facts.tokens],
    steps,
    ...(ending ? { ending } : {}),
    firstWrong,
    stop: facts.stop,
    answer,
    expected: wanted,
    ...given({ answerForm, judgement, unreadable }),
    correct,
  };
}

/** Reads a stored run of either version. Throws a UserError that names `path` and the field that does not fit. */
export function parseRun(json: string, path: string): RunRecord {
  const remedy = "It may be from a newer version, or damaged; run the problem again.";
  const words = { code: "run-malformed", what: `The stored run ${path}`, remedy, newest: storedVersion };
  const record = parseRecord(v.variant("version", [runRecord, storedRun]), json, words);
  if (record.version === 1) return record;
  const source = { response: record.response, ends: tokenEnds(record.tokens) };
  return { ...record, version: 1, steps: restoreSteps(record.steps, source) };
}

/** The run as files and stores hold it, as JSON. */
export function storedText(record: RunRecord): string {
  const source = { response: record.response, ends: tokenEnds(record.tokens) };
  return JSON.stringify({ ...record, version: storedVersion, steps: storeSteps(record.steps, source) });
}
