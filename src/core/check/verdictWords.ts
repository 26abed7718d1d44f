/** @file The verdicts in words, the same in the editor, the views and the copies. */

import type { AnswerForm } from "../method/method.ts";
import type { Verdict } from "./verdict.ts";

export function verdictWords(verdict: Verdict): string {
  switch (verdict) {
    case "correct":
      return "correct";
    case "wrong-line":
      return "wrong line";
    case "wrong-value":
      return "wrong value";
    case "copy-error":
      return "copy error";
    case "skipped":
      return "a step was skipped";
    case "stopped-early":
      return "stopped early";
    case "does-not-stop":
      return "does not stop";
    case "malformed":
      return "cannot be read";
    default:
      return verdict satisfies never;
  }
}

/** What could not be read is not wrong: nobody knows. */
export function verdictMark(verdict: Verdict): "correct" | "wrong" | "unread" {
  return verdict === "correct" ? "correct" : verdict === "malformed" ? "unread" : "wrong";
}

/** Beside the color, so that no one needs to see the color. */
export const verdictSigns = { correct: "✓", wrong: "✗", unread: "?" } as const;

/** How an answer was found that does not stand as the method writes it. */
export function answerWords(form: AnswerForm): string {
  switch (form) {
    case "whole":
      return "the whole response";
    case "hashes":
      return "after ####";
    case "boxed":
      return "in \\boxed{}";
    case "phrase":
      return "where it says the answer is";
    case "problem":
      return "after the problem's =";
    case "bold":
      return "in bold";
    case "line":
      return "on a line of its own";
    case "last":
      return "the last value";
    default:
      return form satisfies never;
  }
}
