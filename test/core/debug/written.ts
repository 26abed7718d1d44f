/** @file A writer that plays a model: a text token by token, and for each change the text that follows it. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Prefix, Writer, Writing } from "../../../src/core/debug/writer.ts";
import { readProblems } from "../../../src/core/document/problems.ts";
import type { RunToken } from "../../../src/core/record/run.ts";
import type { Problem } from "../../../src/core/task/problem.ts";

const words: string[] = [];

/** Tokens of a text, each word with the white space before it; ids are given as words come. */
export function tokensOfText(text: string): RunToken[] {
  return (text.match(/[ \n]?[A-Za-z_][A-Za-z_0-9]*|\s?[^\sA-Za-z_0-9]|[0-9]|\s/g) ?? []).map((word) => tokenOf(word));
}

function tokenOf(text: string): RunToken {
  if (!words.includes(text)) words.push(text);
  const ids = [words.indexOf(text), 9000];
  return {
    id: ids[0] ?? 0,
    text,
    probability: 0.9,
    entropy: 0.2,
    topK: { ids, texts: [text, "?"], probabilities: [0.9, 0.1] },
  };
}

export interface PlayedWriter extends Writer {
  /** Prefixes it was asked to go on from. */
  readonly asked: Prefix[];
}

/** `respond` gives the whole response for a beginning of it. */
export function playedWriter(respond: (beginning: string) => string): PlayedWriter {
  const asked: Prefix[] = [];
  return {
    asked,
    write(from, onToken): Writing {
      asked.push(from);
      let cancelled = false;
      const play = async () => {
        await Promise.resolve();
        const beginning = from.ids.map((id) => words[id] ?? "").join("") + from.text;
        for (const token of tokensOfText(from.text)) onToken({ ...token, forced: true });
        const whole = respond(beginning);
        assert.ok(whole.startsWith(beginning), `the response goes on from ${JSON.stringify(beginning)}`);
        for (const token of tokensOfText(whole.slice(beginning.length))) {
          if (cancelled) return "cancelled" as const;
          onToken(token);
          await setImmediate();
        }
        return "end" as const;
      };
      return {
        done: play(),
        cancel: () => {
          cancelled = true;
        },
      };
    },
  };
}

export function onlyProblem(text: string): Problem {
  const [problem] = readProblems(text, "python").problems;
  assert.ok(problem, "the text has a problem");
  return problem;
}
