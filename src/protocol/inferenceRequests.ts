/**
 * @file What the editor asks about a line of an inference task while a person points at it or writes it. A line of some dozen characters may
 * take the algebra seconds, so that another process answers.
 */

import * as v from "valibot";
import type { InferenceProblem } from "../core/document/inferenceLines.ts";
import { count, request } from "./request.ts";

const strings = v.pipe(v.array(v.string()), v.readonly());

const judgement = v.variant("kind", [
  v.object({ kind: v.literal("correct"), exact: v.boolean() }),
  v.object({ kind: v.literal("other-rule"), rules: strings, message: v.string() }),
  v.object({ kind: v.literal("invalid"), message: v.string() }),
  v.object({
    kind: v.literal("malformed"),
    part: v.picklist(["premises", "rule", "conclusion"]),
    message: v.string(),
  }),
]);

export const inference = v.object({
  id: v.string(),
  line: count,
  task: v.string(),
  premises: strings,
  rule: v.string(),
  expected: v.nullable(v.string()),
  conclusion: v.exactOptional(v.string()),
  judgement: v.exactOptional(judgement),
});

const text = v.undefinedable(v.string());
const ruleNote = v.object({ rule: v.string(), about: v.string(), conclusion: text });
const ruleNotes = v.pipe(v.array(ruleNote), v.readonly());
const range = { from: count, to: count };

export const inferenceRequests = {
  /** What there is to know about a line; null where its task is none. */
  inferenceNote: request(
    v.object({ problem: inference }),
    v.nullable(
      v.object({
        task: v.string(),
        premises: strings,
        rule: ruleNote,
        conclusion: text,
        follows: strings,
        objection: text,
        others: ruleNotes,
      }),
    ),
  ),

  /** What can be written at a column of a line, from 0; null where nothing is known. The document's text names the task. */
  inferenceOffer: request(
    v.object({ document: v.string(), line: v.string(), column: count }),
    v.nullable(
      v.variant("kind", [
        v.object({ kind: v.literal("rules"), ...range, open: v.boolean(), rules: ruleNotes }),
        v.object({ kind: v.literal("conclusion"), ...range, rule: v.string(), conclusion: v.string() }),
      ]),
    ),
  ),
};

/** A line as it crosses. */
export function inferenceText({
  premises,
  expected,
  judgement,
  ...rest
}: InferenceProblem): v.InferInput<typeof inference> {
  const judged = judgement?.kind === "other-rule" ? { ...judgement, rules: [...judgement.rules] } : judgement;
  return { ...rest, premises: [...premises], expected: expected ?? null, ...(judged && { judgement: judged }) };
}
