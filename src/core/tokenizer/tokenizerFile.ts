/**
 * @file The numbers of a `tokenizer.json`, checked before anything is made of it: an id becomes an index, and a table as long as the largest of them is
 * allocated. What the tokenizer does with texts is checked by those who read it.
 */
import { UserError } from "../base/errors.ts";

/** Four times the largest vocabulary in use. */
export const mostTokens = 2 ** 20;

/** Returns the largest id. Throws a UserError that names the file and the token at fault. */
export function checkTokenizer(json: unknown, path: string): number {
  const corrupt = (why: string): UserError =>
    new UserError(
      "tokenizer-corrupt",
      `${path} is not a tokenizer: ${why}.`,
      "Choose another model, or restore the file.",
    );
  if (!isRecord(json)) throw corrupt("it holds no object");
  const { model, added_tokens: added = [] } = json;
  if (!isRecord(model)) throw corrupt("it has no model");
  let largest = -1;
  const take = (token: string, id: unknown): void => {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= mostTokens) {
      const shown = JSON.stringify(id)?.slice(0, 40) ?? "nothing";
      throw corrupt(
        `the token ${JSON.stringify(token.slice(0, 40))} has the id ${shown}, not a whole number below ${mostTokens}`,
      );
    }
    largest = Math.max(largest, id);
  };
  const { vocab } = model;
  if (Array.isArray(vocab)) {
    if (vocab.length > mostTokens) throw corrupt(`its vocabulary has ${vocab.length} tokens, more than ${mostTokens}`);
    largest = vocab.length - 1;
  } else if (isRecord(vocab)) {
    const seen = new Map<unknown, string>();
    for (const [token, id] of Object.entries(vocab)) {
      take(token, id);
      const other = seen.get(id);
      if (other !== undefined)
        throw corrupt(`the tokens ${JSON.stringify(other)} and ${JSON.stringify(token)} have the same id ${id}`);
      seen.set(id, token);
    }
  } else throw corrupt("it has no vocabulary");
  if (!Array.isArray(added)) throw corrupt("its added_tokens are no list");
  for (const each of added) {
    if (!isRecord(each) || typeof each.content !== "string") throw corrupt("one of its added_tokens has no content");
    take(each.content, each.id);
  }
  return largest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
