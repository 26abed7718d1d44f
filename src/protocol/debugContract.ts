/**
 * @file The contracts of a debugging session: the session lives in a process of its own, where rules run, and speaks the Debug Adapter
 * Protocol through messages of JSON; the editor keeps documents, models and the engine, and is asked for them.
 */

import * as v from "valibot";
import { dialects, methodNames } from "../core/method/method.ts";
import { count, number, request, streamingRequest } from "./request.ts";

const done = v.object({});

/** What the process of a session answers. */
export const debugContract = {
  requests: {
    /** Answered as soon as the process can be asked. */
    hello: request(v.object({}), done),
    /** A message of the protocol from the editor, as JSON. Answered when it was taken, not when it was answered. */
    message: request(v.object({ message: v.string() }), done),
    /** A document was edited: a session that shows it says so. */
    edited: request(v.object({ path: v.string() }), done),
    /** When the session is over: what it has written, each branch as a stored run. */
    records: request(v.object({}), v.object({ records: v.array(v.string()) })),
  },
  notices: {
    /** A message of the protocol to the editor, as JSON. */
    message: v.object({ message: v.string() }),
  },
} as const;
export type DebugContract = typeof debugContract;

const file = v.object({ text: v.string(), path: v.string(), python: v.boolean() });
const origin = v.variant("kind", [
  v.object({ kind: v.literal("file"), path: v.string() }),
  v.object({ kind: v.literal("task"), name: v.string() }),
]);

/** What a session asks of the editor. */
export const debugHostContract = {
  requests: {
    /** A document, unsaved edits included; null where there is none. */
    readFile: request(v.object({ path: v.string() }), v.object({ file: v.nullable(file) })),
    /** The text of a file that a document's header names. */
    readBeside: request(v.object({ path: v.string(), name: v.string() }), v.object({ text: v.nullable(v.string()) })),
    /** Where the editor shows the rule of a `.problems` file. */
    rulePath: request(v.object({ path: v.string(), origin }), v.object({ path: v.string() })),
    /** A saved run by its id, as it is stored; null where there is none. */
    loadRun: request(v.object({ id: v.string() }), v.object({ record: v.nullable(v.string()) })),
    /** The model that is to answer; refused where there is none. */
    chooseModel: request(
      v.object({
        task: v.nullable(v.string()),
        model: v.optional(v.string()),
        ownModel: v.optional(v.string()),
        method: v.optional(v.picklist(methodNames)),
        program: v.optional(v.string()),
      }),
      v.object({
        name: v.string(),
        method: v.picklist(methodNames),
        dialect: v.nullable(v.picklist(dialects)),
        writer: count,
      }),
    ),
    /** Has the model write on from tokens and text. A cancel ends it as `cancelled`. */
    write: streamingRequest(
      v.object({ writer: count, prompt: v.string(), ids: v.array(count), text: v.string() }),
      v.object({ stop: v.picklist(["end", "length", "context", "cancelled", "lost"]) }),
      v.object({
        id: count,
        text: v.string(),
        probability: number,
        entropy: number,
        forced: v.exactOptional(v.literal(true)),
        topK: v.object({ ids: v.array(count), texts: v.array(v.string()), probabilities: v.array(number) }),
      }),
    ),
  },
  notices: {},
} as const;
export type DebugHostContract = typeof debugHostContract;
