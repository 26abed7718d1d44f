/** @file What is told beside a view's content: what went wrong and stands until it is resolved, that something is computed, that nothing is there. */

import { type ComponentChildren, Fragment, type VNode } from "preact";
import { useContext, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { BoardContext } from "./answer.ts";
import { AnswerBoard } from "./answerBoard.ts";
import { Progress } from "./controls.ts";
import { h } from "./h.ts";

/** Around a whole view: its `ErrorBanner` and `useWaiting` speak of the questions asked inside. */
export function Answers({ children }: { readonly children?: ComponentChildren }): VNode {
  const board = useMemo(() => new AnswerBoard(), []);
  return h(BoardContext.Provider, { value: board }, children);
}

/** Where a view says what went wrong. `also`: what is known otherwise than by an answer. */
export function ErrorBanner({ also = [] }: { readonly also?: readonly string[] }): VNode {
  const { failures } = useBoard();
  const told = new Set(failures.map(({ message }) => message));
  const others = also.filter((message) => !told.has(message)).map((message) => ({ message, help: undefined }));
  return h(Fragment, null, [
    [...others, ...failures].map(({ message, help }) =>
      h("div", { key: message, class: "notice failure", role: "alert" }, [
        message,
        help && h("a", { href: `command:${help.command}` }, ` ${help.title}`),
      ]),
    ),
  ]);
}

/** Whether some answer has been waited for longer than a moment. */
export function useWaiting(): boolean {
  return useBoard().isWaiting;
}

function useBoard(): AnswerBoard {
  const board = useContext(BoardContext);
  const [, draw] = useState(0);
  useLayoutEffect(() => board.subscribe(() => draw((version) => version + 1)), [board]);
  return board;
}

/** In the place of something that is being computed. */
export function Loading({ label, children }: { readonly label: string; readonly children?: ComponentChildren }): VNode {
  return h(Fragment, null, h(Progress, { label }), h("span", { class: "muted" }, ` ${label}`), children);
}

/** What a view is before there is anything to show: a title, what to do, and the button that does it. */
export function EmptyState({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: ComponentChildren;
  readonly children?: ComponentChildren;
}): VNode {
  return h("div", { class: "empty" }, h("h1", null, title), h("p", null, text), children);
}
