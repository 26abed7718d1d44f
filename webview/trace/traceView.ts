/** @file The trace view: one run, its steps and its tokens, and the step that the editor stands at. */

import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { TraceViewContract } from "../../src/protocol/traceView.ts";
import { useAction } from "../kit/answer.ts";
import { Button } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { isText, type KeyMap, useKeys } from "../kit/keys.ts";
import { type Page, useKept, useNotices, useTheme } from "../kit/page.ts";
import { EmptyState, ErrorBanner } from "../kit/problems.ts";
import type { VirtualList } from "../list/virtualList.ts";
import { Details } from "./details.ts";
import { AnswerLine, aboutLine, Notices } from "./header.ts";
import { type ListRefs, Lists } from "./lists.ts";
import { type Content, contentOf, countFound, neighborOf } from "./model/content.ts";
import { iterationAround, nextWrong } from "./model/rows.ts";
import { grow, type Shown, shownAfter, type ViewState } from "./model/state.ts";
import { pictureOf, Strip } from "./strip.ts";
import { Buttons, Toolbar } from "./toolbar.ts";

const empty =
  "Put the cursor on a problem, such as >>> add([5, 9], [1, 3]), and run it. What the model writes is shown here step by step, each step checked against the rule.";

export function TraceView({ page }: { readonly page: Page<TraceViewContract, ViewState> }): VNode {
  const { endpoint } = page;
  const [state, keep] = useKept(page);
  const [step, setStep] = useState<number | null>(null);
  const shown = useRef<Shown>(undefined);
  const [, draw] = useReducer((version: number) => version + 1, 0);
  const lists = useListRefs();
  const strip = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  /** Choices that the extension has not answered yet: until then its own position is an older one. */
  const pending = useRef(0);
  /** Pieces of a run come faster than frames. */
  const growing = useRef<number>(undefined);
  /** Somebody reads along at the end. */
  const follows = useRef(false);
  const [asked, saved] = [useAction(), useAction()];
  const run = (): void => void asked.run(() => endpoint.request("run", {}));

  useNotices(endpoint, {
    show(notice) {
      const before = shown.current;
      shown.current = notice.run === null ? undefined : shownAfter(before, notice.run);
      if (before !== shown.current) setStep(null);
      if (notice.run !== null) {
        const { id } = notice.run;
        keep({ run: id, folded: state.run === id ? state.folded : [] });
      }
      draw(undefined);
    },
    status(notice) {
      if (shown.current?.run.id !== notice.run) return;
      const { stored, position } = notice.status;
      shown.current.status = notice.status;
      if (stored !== state.stored) keep({ stored });
      if (pending.current === 0) setStep(position);
      draw(undefined);
    },
    grow(notice) {
      if (shown.current === undefined || !grow(shown.current, notice)) return;
      growing.current ??= requestAnimationFrame(() => {
        growing.current = undefined;
        const isWriting = shown.current?.status?.phase === "writing";
        follows.current = isWriting && step === null && (lists[state.tab].current?.atEnd ?? false);
        draw(undefined);
      });
    },
  });
  useLayoutEffect(() => {
    const { pinned, paused, stored } = state;
    void asked.run(() => endpoint.request("ready", { pinned, paused, stored }));
  }, []);

  const change = (part: Partial<ViewState>): void => {
    keep(part);
    if (part.pinned !== undefined) void asked.run(() => endpoint.request("pin", { on: part.pinned === true }));
    if (part.paused !== undefined) void asked.run(() => endpoint.request("pause", { on: part.paused === true }));
  };
  /** Chooses a step here, and lets the editor follow. */
  const goTo = (wanted: number | null): void => {
    const of = shown.current;
    if (of === undefined || wanted === null || wanted < 0 || wanted >= of.steps.length) return;
    setStep(wanted);
    pending.current++;
    const chosen = endpoint.request("select", { run: of.run.id, step: wanted }).finally(() => pending.current--);
    void asked.run(() => chosen);
  };
  const fold = (firsts: readonly number[]): void => {
    const folded = new Set(state.folded);
    for (const first of firsts) if (!folded.delete(first)) folded.add(first);
    change({ folded: [...folded] });
  };

  const of = shown.current;
  const { content, same, version } = useContent(of, state, theme);
  useLayoutEffect(() => {
    if (!follows.current) return;
    follows.current = false;
    lists.steps.current?.reveal(content.rows.length - 1);
    lists.tokens.current?.reveal(content.tokens.length - 1);
  });
  const keys: KeyMap =
    of === undefined ? {} : traceKeys({ shown: of, state, content, step, lists, goTo, change, fold });
  const copyStep = (): unknown => {
    if (document.getSelection()?.toString() !== "") return false; // the selected text is to be copied
    return step !== null && void saved.run(() => endpoint.request("copyStep", { step }));
  };
  useKeys(
    { ...keys, "Ctrl+c": of && copyStep },
    of === undefined
      ? {}
      : {
          Escape: () => (state.search === "" ? lists[state.tab].current?.element.focus() : change({ search: "" })),
          "/": (event) => (isText(event) ? false : focusSearch()),
        },
  );

  if (of === undefined)
    return h("div", { class: "view" }, [
      h(ErrorBanner, {}),
      h(EmptyState, { title: "No run yet", text: empty }, h(Button, { kind: "primary", click: run }, "Run Problem")),
    ]);
  const { status, steps } = of;
  const current = step === null ? undefined : steps[step];
  const head = h("header", null, [
    h("div", { class: "title" }, [
      h(AnswerLine, { shown: of }),
      h(Buttons, {
        state,
        change,
        run,
        copy: () => void saved.run(() => endpoint.request("copy", { step })),
        save: () => void saved.run(() => endpoint.request("save", { chart: pictureOf(strip.current) })),
      }),
    ]),
    h("p", { class: "about muted" }, aboutLine(of)),
    h("div", { class: "notices" }, h(ErrorBanner, {}), h(Notices, { status, paused: state.paused, runAgain: run })),
    h(Strip, { shown: of, coloring: state.coloring, step, choose: goTo, frame: strip }),
    h(Toolbar, { state, change, goTo, step, steps: steps.length, found: countFound(content, state.tab) }),
  ]);
  return h("div", { class: "view" }, [
    h("div", { class: `trace${status?.stale ? " stale" : ""}` }, [
      head,
      h(Lists, {
        ...{ shown: of, state, content, same, version, step, lists },
        choose: goTo,
        fold: (first) => fold([first]),
        foldPrompt: () => change({ promptOpen: !state.promptOpen }),
      }),
      current !== undefined && step !== null && h(Details, { step: current, index: step, count: steps.length }),
    ]),
  ]);
}

function useListRefs(): ListRefs {
  const [steps, tokens, prompt] = [useRef<VirtualList>(null), useRef<VirtualList>(null), useRef<VirtualList>(null)];
  return useMemo(() => ({ steps, tokens, prompt }), []);
}

const nothing: Content = { rows: [], tokens: [], prompt: [], stepOf: new Int32Array(0) };

/** What the lists hold, how many rows of it are as they were, and a number that differs where all rows look different. */
function useContent(shown: Shown | undefined, state: ViewState, theme: number) {
  const last = useRef({ content: nothing, of: "", run: shown?.run, version: 0 });
  const { tab, coloring, onlyWrong, search, folded, promptOpen } = state;
  const of = JSON.stringify([tab, coloring, onlyWrong, search, folded, promptOpen, theme]);
  return useMemo(() => {
    const { content: before, version } = last.current;
    const hasGrown = last.current.of === of && last.current.run === shown?.run;
    const content = shown === undefined ? nothing : contentOf(shown, state, hasGrown ? before.prompt : undefined);
    const same = (rows: readonly unknown[]): number => (hasGrown ? Math.max(0, rows.length - 1) : 0);
    last.current = { content, of, run: shown?.run, version: hasGrown ? version : version + 1 };
    return { content, same: [same(before.rows), same(before.tokens)] as const, version: last.current.version };
  }, [of, shown?.run, shown?.steps.length, shown?.tokens.length]);
}

interface KeyParts {
  readonly shown: Shown;
  readonly state: ViewState;
  readonly content: Content;
  readonly step: number | null;
  readonly lists: ListRefs;
  readonly goTo: (step: number | null) => void;
  readonly change: (change: Partial<ViewState>) => void;
  readonly fold: (firsts: readonly number[]) => void;
}

/** As in other lists of VS Code, and `n` for what is wrong next. */
function traceKeys({ shown, state, content, step, lists, goTo, change, fold }: KeyParts): KeyMap {
  const to =
    (by: number, from = step) =>
    () =>
      goTo(neighborOf(content, from, by));
  const wrong = (by: 1 | -1) => () => goTo(nextWrong(shown.steps, step, by) ?? null);
  const folds = content.rows.flatMap((row) => (row.kind === "loop" ? [row.iteration.first] : []));
  const foldAll = (): void => (state.folded.length > 0 ? change({ folded: [] }) : fold(folds));
  return {
    ArrowDown: to(1),
    ArrowUp: to(-1),
    PageDown: to(10),
    PageUp: to(-10),
    Home: to(1, null),
    End: to(-1, null),
    ArrowRight: () => moveToken(shown, step, 1, lists),
    ArrowLeft: () => moveToken(shown, step, -1, lists),
    n: wrong(1),
    N: wrong(-1),
    f: () => change({ onlyWrong: !state.onlyWrong }),
    /** The innermost iteration around the current step, or what hides it; without a current step, all. */
    z() {
      const around = step === null ? undefined : iterationAround(content.rows, step);
      if (around !== undefined) fold([around]);
      else if (step === null) foldAll();
    },
    Z: foldAll,
  };
}

/** Moves the focus along the tokens of the current step. */
function moveToken({ steps }: Shown, step: number | null, by: 1 | -1, { steps: { current } }: ListRefs): void {
  const range = step === null ? undefined : steps[step]?.tokens;
  if (range === undefined || current === null) return;
  const [first, end] = range;
  const focused =
    document.activeElement instanceof HTMLElement ? Number(document.activeElement.dataset.token) : Number.NaN;
  const isHere = focused >= first && focused < end;
  const next = isHere ? focused + by : by > 0 ? first : end - 1;
  const wanted = Math.max(first, Math.min(end - 1, next));
  current.element.querySelector<HTMLElement>(`.step [data-token="${wanted}"]`)?.focus({ preventScroll: false });
}

function focusSearch(): void {
  document.querySelector<HTMLElement>("vscode-text-field")?.focus();
}
