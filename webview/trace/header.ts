/** @file The head of the view: the problem and its answer, who answered, and what is to be known about it. */

import { Fragment, type VNode } from "preact";
import { verdictMark, verdictSigns } from "../../src/core/check/verdictWords.ts";
import { countOf, durationText } from "../../src/core/format/figures.ts";
import { Button, Progress } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import type { Shown } from "./model/state.ts";

export function AnswerLine({ shown: { run, status, steps } }: { readonly shown: Shown }): VNode {
  const line = (...parts: readonly VNode[]): VNode =>
    h("h1", { class: "answer-line" }, h("code", { class: "call" }, run.call), ...parts);
  if (status === undefined) return line();
  const { phase, answer, expected, correct } = status;
  if (phase === "starting" || phase === "writing")
    return line(h(Progress, { label: phase }), h("span", { class: "muted" }, phase));
  const lucky = correct === true && steps.some(({ verdict }) => verdictMark(verdict) === "wrong");
  const mark = correct === null ? "unread" : correct && !lucky ? "correct" : "wrong";
  const words = lucky
    ? "right answer, wrong trace"
    : correct === null
      ? ""
      : correct
        ? "correct"
        : `wrong${expected === null ? "" : `, expected ${expected}`}`;
  return line(
    h("code", { class: "answer" }, answer === null ? "no answer" : `= ${answer}`),
    ...(words === "" ? [] : [h("span", { class: `verdict ${mark}` }, `${verdictSigns[mark]} ${words}`)]),
  );
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

interface NoticesProps {
  readonly status: Shown["status"];
  readonly paused: boolean;
  readonly runAgain: () => void;
}

/** What somebody should know before believing what is below. */
export function Notices({ status, paused, runAgain }: NoticesProps): VNode | null {
  if (status === undefined) return null;
  const { stale, otherTask, remark } = status;
  const notice = (text: string, button?: VNode): VNode =>
    h("div", { class: "notice", role: "status" }, h("span", null, text), button);
  return h(Fragment, null, [
    stale && notice("The rule or the problem was edited since this run.", h(Button, { click: runAgain }, "Run Again")),
    paused && notice("Paused: what is written meanwhile is not shown."),
    otherTask !== null && notice(`The model was trained on ${otherTask}; this problem's rule is another one.`),
    remark !== null && notice(remark),
  ]);
}
