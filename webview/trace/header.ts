/** @file The head of the view: the problem and its answer, who answered, and what is to be known about it. */

import { verdictMark, verdictSigns } from "../../src/core/check/verdictWords.ts";
import { countOf, durationText } from "../../src/core/format/figures.ts";
import type { ViewStatus } from "../../src/protocol/runView.ts";
import { element } from "../dom.ts";
import { button, progress } from "../ui.ts";
import type { Shown } from "./state.ts";

export function answerLine({ run, status, steps }: Shown): readonly HTMLElement[] {
  const call = element("code", { class: "call", text: run.call });
  if (status === undefined) return [call];
  if (status.phase === "starting" || status.phase === "writing") {
    const words = status.phase === "starting" ? "starting" : "writing";
    return [call, progress(words), element("span", { class: "muted", text: words })];
  }
  const { answer, expected, correct } = status;
  const lucky = correct === true && steps.some(({ verdict }) => verdictMark(verdict) === "wrong");
  const mark = correct === null ? "unread" : correct && !lucky ? "correct" : "wrong";
  const words = lucky
    ? "right answer, wrong trace"
    : correct === null
      ? ""
      : correct
        ? "correct"
        : `wrong${expected === null ? "" : `, expected ${expected}`}`;
  return [
    call,
    element("code", { class: "answer", text: answer === null ? "no answer" : `= ${answer}` }),
    ...(words === "" ? [] : [element("span", { class: `verdict ${mark}`, text: `${verdictSigns[mark]} ${words}` })]),
  ];
}

/** `rfft · addition-rfft · CPU · 31 steps · 212 tokens · 1.2 s` */
export function aboutLine({ run, status, tokens, steps }: Shown): string {
  const wrong = steps.findIndex(({ verdict }) => verdictMark(verdict) === "wrong");
  const parts = [
    run.method,
    status?.model ?? "",
    status?.device ?? "",
    steps.length > 0 ? countOf(steps.length, "step") : "",
    tokens.length > 0 ? countOf(tokens.length, "token") : "",
    status?.seconds == null ? "" : durationText(status.seconds),
    wrong < 0 ? "" : `first wrong step ${wrong + 1}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** What somebody should know before believing what is below. */
export function notices(status: ViewStatus | undefined, paused: boolean, runAgain: () => void): readonly HTMLElement[] {
  if (status === undefined) return [];
  const notice = (text: string, children: readonly HTMLElement[] = []): HTMLElement =>
    element("div", { class: "notice", role: "status" }, [element("span", { text }), ...children]);
  return [
    ...(status.stale
      ? [notice("The rule or the problem was edited since this run.", [button("Run Again", runAgain)])]
      : []),
    ...(paused ? [notice("Paused: what is written meanwhile is not shown.")] : []),
    ...(status.otherTask === null
      ? []
      : [notice(`The model was trained on ${status.otherTask}; this problem's rule is another one.`)]),
    ...(status.remark === null ? [] : [notice(status.remark)]),
  ];
}
