/** @file Reads JSON text by a schema, and says of the first field that does not fit where it is and what was expected. */

import * as v from "valibot";
import { messageOf, UserError } from "../base/errors.ts";

export interface RecordWords {
  readonly code: string;
  /** What is read, as the message's subject: `The recipe recipes/a.json`. */
  readonly what: string;
  readonly remedy: string;
  /** The newest `version` that is understood, for what people hand from one installation to another. */
  readonly newest?: number;
}

/** Throws a UserError when the text is no JSON or does not fit. */
export function parseRecord<const S extends v.GenericSchema>(
  schema: S,
  json: string,
  words: RecordWords,
): v.InferOutput<S> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new UserError(words.code, `${words.what} is not JSON (${messageOf(error)}).`, words.remedy);
  }
  const version = v.safeParse(v.object({ version: v.number() }), value);
  if (words.newest !== undefined && version.success && version.output.version > words.newest) {
    throw new UserError(
      words.code,
      `${words.what} is of version ${version.output.version}, but this Rulescope reads version ${words.newest} only.`,
      "Update Rulescope, or use a file that was written for this version.",
    );
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new UserError(words.code, `${words.what} is malformed: ${issueText(result.issues[0])}.`, words.remedy);
}

/** ``field `training.steps`: expected >=1, got 0`` */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const field = path === null ? "the whole" : `field \`${path}\``;
  if (issue.type === "check" || issue.type === "regex") return `${field}: ${issue.message}`;
  const received = issue.received === "undefined" ? "nothing" : issue.received;
  return `${field}: expected ${issue.expected ?? issue.message}, got ${received}`;
}
