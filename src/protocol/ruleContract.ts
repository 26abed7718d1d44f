/**
 * @file The contract between the editor and the process that reads its documents and runs their rules. Everything that executes a rule is
 * asked for here, so that the editor can stop it. Traces cross as changes from step to step, as JSON.
 */

import * as v from "valibot";
import { dialects, methodNames } from "../core/method/method.ts";
import { dataRequests } from "./dataRequests.ts";
import { experimentRequests } from "./experimentRequests.ts";
import { inference, inferenceRequests } from "./inferenceRequests.ts";
import { mapRequests } from "./mapRequests.ts";
import { count, request, streamingRequest } from "./request.ts";

const strings = v.pipe(v.array(v.string()), v.readonly());

const diagnostic = v.object({
  message: v.string(),
  line: count,
  column: count,
  endLine: count,
  endColumn: count,
  about: v.exactOptional(v.picklist(["task", "syntax"])),
});

/** A problem as its document states it. The call says its arguments. */
const statedProblem = v.object({
  id: v.string(),
  line: count,
  call: v.string(),
  functionName: v.string(),
  task: v.exactOptional(v.string()),
  /** The answer that the document expects, as `repr` writes it. */
  expected: v.exactOptional(v.string()),
});

/** A problem with the text of its rule. */
const problemOf = { problem: statedProblem, source: v.string() };
export type ProblemText = v.InferInput<typeof problemText>;
const problemText = v.object(problemOf);

const program = v.object({
  source: v.string(),
  functions: v.array(v.object({ name: v.string(), parameters: strings, line: count, endLine: count })),
});

const origin = v.variant("kind", [
  v.object({ kind: v.literal("file"), path: v.string() }),
  v.object({ kind: v.literal("task"), name: v.string() }),
]);

const readDocument = v.object({
  problems: v.array(statedProblem),
  inferences: v.exactOptional(v.array(inference)),
  program: v.exactOptional(program),
  origin: v.exactOptional(origin),
  diagnostics: v.array(diagnostic),
  defaults: v.exactOptional(v.object({ method: v.exactOptional(v.string()), model: v.exactOptional(v.string()) })),
});
export type DocumentText = v.InferOutput<typeof readDocument>;

const ruleEnd = v.variant("kind", [
  v.object({ kind: v.literal("returned") }),
  v.object({ kind: v.literal("raised"), type: v.string(), message: v.string(), line: count }),
  v.object({ kind: v.literal("limit"), message: v.string(), line: count }),
]);

const method = v.object({ name: v.picklist(methodNames), dialect: v.picklist(dialects) });
/** Stored steps, as JSON. */
const steps = v.string();
/** What is said of a whole response, as JSON. */
const judged = v.string();
const how = v.picklist(["ended", "cut"]);

export const ruleContract = {
  requests: {
    ...mapRequests,
    ...dataRequests,
    ...experimentRequests,
    ...inferenceRequests,

    /** Answered as soon as the process can be asked. */
    hello: request(v.object({}), v.object({ pid: count })),

    /**
     * When a document's text is new. Streams first what is known without running anything, then the lines whose rules are looked at, so that
     * a process that had to be ended has said what it was about.
     */
    readDocument: streamingRequest(
      v.object({
        text: v.string(),
        kind: v.picklist(["python", "problems"]),
        /** Files that a header may name, as far as they are known; null where one cannot be read. */
        files: v.array(v.object({ path: v.string(), text: v.nullable(v.string()) })),
      }),
      v.object({
        document: readDocument,
        /** Files that it asks for and that were not given. */
        missing: v.array(v.string()),
      }),
      v.variant("kind", [
        v.object({ kind: v.literal("parsed"), document: readDocument }),
        v.object({ kind: v.literal("at"), line: count, name: v.string() }),
      ]),
    ),

    /** Before a model is asked: its prompt, and how the rule itself ends. Tokens that a response begins with are read at once. */
    openRun: request(v.object({ ...problemOf, method }), v.object({ run: count, prompt: v.string(), rule: ruleEnd })),

    /** As tokens arrive: the steps that they complete. */
    readRun: request(v.object({ run: count, tokens: v.array(v.string()) }), v.object({ steps })),

    /** When a response is over, or is given up: it is forgotten then. */
    endRun: request(v.object({ run: count, how }), v.object({ steps, judged })),

    /** A whole response at once: a saved run that is opened, or one that was written again. */
    judge: request(
      v.object({ ...problemOf, method, response: v.string(), tokens: v.array(v.string()), how }),
      v.object({ rule: ruleEnd, steps, judged }),
    ),

    /** Runs of a file put into a run store. Traces of other programs are checked against the rule, or left out where none is given. */
    importRuns: request(
      v.object({
        store: v.string(),
        file: v.string(),
        rule: v.nullable(v.object({ text: v.string(), document: v.string() })),
      }),
      v.object({
        added: count,
        known: count,
        withoutRule: count,
        problems: v.array(v.object({ line: count, message: v.string() })),
      }),
    ),

    /** Where the rule's lines stand among a prompt's tokens. */
    promptSpans: request(
      v.object({ ...problemOf, method, prompt: v.string(), texts: v.array(v.string()) }),
      v.object({
        lines: v.array(v.object({ line: count, text: v.string(), tokens: v.tuple([count, count]) })),
        problem: v.nullable(v.tuple([count, count])),
        operands: v.nullable(v.tuple([count, count])),
      }),
    ),
  },
  notices: {},
} as const;

export type RuleContract = typeof ruleContract;
