/**
 * @file Where a session's response comes from, as the session sees it: a model that decodes when it is asked to, or a run that was
 * recorded. The port; the model's side of it is in `src/client`.
 */
import { UserError } from "../base/errors.ts";
import type { RunRecord, RunToken } from "../record/run.ts";

/**
 * The response so far: tokens, then text that the model must go on from as if it had written it. The ids are the branch's own list, which
 * grows with it.
 */
export interface Prefix {
  readonly ids: readonly number[];
  readonly text: string;
}

export interface Writing {
  /** How the response ended; `cancelled` after `cancel`. Rejects where the model cannot go on. */
  readonly done: Promise<RunRecord["stop"]>;
  /** A few tokens more may arrive. */
  cancel(): void;
}

export interface Writer {
  /**
   * Writes on from a prefix until the response ends or somebody cancels. The tokens of the prefix's text come first, as `forced`: the text
   * as the model's tokenizer cuts it. `onToken` is never called before this returns.
   */
  write(from: Prefix, onToken: (token: RunToken) => void): Writing;
}

/** A recorded run as a writer: everything but going on from a changed value works with no model. */
export function recordedWriter(record: RunRecord): Writer {
  const tokens = record.tokens.length > 0 || record.response === "" ? record.tokens : linesAsTokens(record.response);
  let known: { readonly ids: readonly number[]; count: number } = { ids: [], count: 0 };
  /** Whether the record goes on from these ids. A session asks again and again with the same list, grown: only what is new is looked at. */
  const follows = (ids: readonly number[]): boolean => {
    if (ids !== known.ids) known = { ids, count: 0 };
    while (known.count < ids.length && tokens[known.count]?.id === ids[known.count]) known.count++;
    return known.count === ids.length;
  };
  return {
    write({ ids, text }, onToken) {
      let cancelled = false;
      const replay = async (): Promise<RunRecord["stop"]> => {
        await Promise.resolve();
        if (text !== "" || !follows(ids)) throw onlyRecorded(record);
        for (let at = ids.length; at < tokens.length; at++) {
          if (cancelled) return "cancelled";
          const token = tokens[at];
          if (token !== undefined) onToken(token);
        }
        return record.stop;
      };
      return {
        done: replay(),
        cancel: () => {
          cancelled = true;
        },
      };
    },
  };
}

function onlyRecorded({ model }: RunRecord): UserError {
  return new UserError(
    "debug-recorded",
    `This is a saved run of ${model}: there is no model here to decode from a change.`,
    "Debug the problem with a model to change values and tokens.",
  );
}

/** A response that came without tokens is replayed line by line. */
function linesAsTokens(response: string): RunToken[] {
  const topK = { ids: [], texts: [], probabilities: [] };
  return response.split(/(?=\n)/).map((text) => ({ id: 0, text, probability: 1, entropy: 0, topK }));
}
