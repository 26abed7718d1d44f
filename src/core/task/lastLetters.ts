/** @file The last letters of some words, put together: `elk lamp=kp`. The length is the number of words. */
import type { Rng } from "../base/rng.ts";
import { list, type Value } from "../rule/value.ts";
import type { Task } from "./task.ts";

const ruleSource = `def last_letters(words):
    # Take the last letter of each word, from the first word to the last.
    result = ''
    while words:
        word = words.pop(0)
        result = result + word[-1]
    return result
`;

const letters = "abcdefghijklmnopqrstuvwxyz";

export const lastLetters: Task = {
  name: "last-letters",
  functionName: "last_letters",
  example: [list(["elk", "lamp"])],
  ruleSource,
  sample: (rng, length) => [list(Array.from({ length }, () => word(rng)))],
  accepts: (args) => args.length === 1 && wordsOf(args[0]) !== undefined,
  lengthOf: ([words]) => wordsOf(words)?.length ?? 0,
  problemsOfLength: () => Number.POSITIVE_INFINITY,
  toText: ([words]) => `${wordsOf(words)?.join(" ") ?? "?"}=`,
  fromText(text) {
    const words = text.replace(/=\s*$/, "").trim().split(/\s+/);
    return words.every((each) => /^[a-z]+$/.test(each)) ? [list(words)] : undefined;
  },
  answerText: (value) => (typeof value === "string" && /^[a-z]+$/.test(value) ? value : undefined),
  answerFromText: (text) => (/^[a-z]+$/.test(text.trim()) ? text.trim() : undefined),
};

/** Three to seven letters, any of them: no dictionary is needed to name the last one. */
function word(rng: Rng): string {
  return Array.from({ length: rng.integer(3, 7) }, () => rng.pick([...letters])).join("");
}

function wordsOf(value: Value | undefined): readonly string[] | undefined {
  if (value === null || typeof value !== "object" || value.kind !== "list" || value.items.length === 0)
    return undefined;
  const words = value.items.filter((item) => typeof item === "string" && /^[a-z]+$/.test(item));
  return words.length === value.items.length ? words.map(String) : undefined;
}
