/** @file The three lists of the view (steps, tokens, prompt), of which one is shown, with the popover of a token. */

import type { RefObject, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { countText } from "../../src/core/format/figures.ts";
import { element } from "../dom.ts";
import { h } from "../kit/h.ts";
import { List } from "../list/list.ts";
import type { VirtualList } from "../list/virtualList.ts";
import { type Content, countFound, placesOf } from "./model/content.ts";
import type { Row } from "./model/rows.ts";
import type { Shown, Tab, ViewState } from "./model/state.ts";
import { AboutPromptToken, AboutToken, type Pointed, Popover } from "./popover.ts";
import { promptRow } from "./row/promptRow.ts";
import { loopRow, stepRow } from "./row/stepRow.ts";
import { partRow, promptTokenRow, tokenHead, tokenRow } from "./row/tokenRow.ts";
import { tokenText } from "./row/tokenText.ts";

const lineHeight = 20;

export type ListRefs = Readonly<Record<Tab, RefObject<VirtualList | null>>>;

interface ListsProps {
  readonly shown: Shown;
  readonly state: ViewState;
  readonly content: Content;
  /** So many rows of steps and tokens are as they were. */
  readonly same: readonly [rows: number, tokens: number];
  /** Another number where every row looks different. */
  readonly version: number;
  readonly step: number | null;
  readonly lists: ListRefs;
  readonly choose: (step: number) => void;
  readonly fold: (first: number) => void;
  /** Shows or hides the prompt's tokens in the list of tokens. */
  readonly foldPrompt: () => void;
}

export function Lists({ shown, state, content, same, version, step, lists, ...actions }: ListsProps): VNode {
  const { tab, onlyWrong, search } = state;
  const [pointed, point] = useState<Pointed>();
  const hide = (): void => point(undefined);
  useLayoutEffect(() => {
    const scrolled = Object.values(lists).flatMap(({ current }) => current?.element ?? []);
    for (const each of scrolled) each.addEventListener("scroll", hide, { passive: true });
    return () => {
      for (const each of scrolled) each.removeEventListener("scroll", hide);
    };
  }, [lists]);

  // Another run begins at its top; where somebody stands, the step comes into sight again whatever has changed.
  useLayoutEffect(() => {
    for (const { current } of Object.values(lists)) current?.restart();
  }, [shown.run.id]);
  const current = step === null ? undefined : shown.steps[step];
  useLayoutEffect(() => {
    if (current === undefined || step === null) return;
    const [row, token] = placesOf(content, current, step);
    lists.steps.current?.reveal(row);
    lists.tokens.current?.reveal(token);
  }, [step, content, version]);
  // Who opens the prompt's tokens wants to see them.
  const opens = useRef(false);
  useLayoutEffect(() => {
    if (opens.current) lists.tokens.current?.restart();
    opens.current = false;
  });

  const rowKey = (index: number): string => {
    const row = content.rows[index];
    const selected = step !== null && row?.kind === "step" && row.step === step;
    const end = row?.kind === "text" ? row.tokens.join() : "";
    return `${version} ${tab === "tokens" ? step : selected} ${row?.kind} ${end}`;
  };
  const clicked = ({ target }: Event): void => {
    const within = (name: string): number | undefined => {
      const found = target instanceof Element ? target.closest(`[data-${name}]`) : null;
      return found === null ? undefined : Number(found.getAttribute(`data-${name}`));
    };
    const folded = within("fold");
    const token = within("index");
    const chosen = within("step") ?? (token === undefined ? undefined : content.stepOf[token]);
    if (folded !== undefined) actions.fold(folded);
    else if (chosen !== undefined && chosen >= 0) actions.choose(chosen);
  };
  const rest = ({ target }: Event): void => point(pointedAt(target, shown));
  const source = new Map<number, string>(shown.run.rule.map(({ line, text }) => [line, text]));
  const tokenList = h(List, {
    label: "Tokens",
    role: "listbox",
    count: content.tokens.length,
    of: content.tokens,
    same: same[1],
    guess: () => lineHeight,
    exact: true,
    render: (index, spare) => tokenRowAt(index, spare, { shown, state, content, step }),
    rowKey,
    listRef: lists.tokens,
  });
  return h(
    "section",
    {
      class: "lists",
      onClick: clicked,
      onPointerOver: rest,
      onPointerLeave: hide,
      onFocusIn: rest,
      onFocusOut: hide,
    },
    [
      h(List, {
        label: "Steps",
        role: "listbox",
        hidden: tab !== "steps",
        count: content.rows.length,
        of: content.rows,
        same: same[0],
        guess: (index) => (content.rows[index]?.kind === "step" ? 2.3 : 1.3) * lineHeight,
        render: (index) => rowAt(content.rows[index], { shown, state, step, source }),
        rowKey,
        listRef: lists.steps,
      }),
      h("div", { class: "frame", hidden: tab !== "tokens" }, [
        h(PromptToggle, {
          shown,
          state,
          toggle() {
            opens.current = !state.promptOpen;
            actions.foldPrompt();
          },
        }),
        h("div", { class: "token-row token-head", "aria-hidden": true }, tokenHead),
        tokenList,
      ]),
      h(List, {
        label: "Prompt",
        role: "list",
        hidden: tab !== "prompt",
        count: content.prompt.length,
        of: content.prompt,
        guess: () => lineHeight,
        render: (index) => promptRow(content.prompt[index]),
        rowKey,
        listRef: lists.prompt,
      }),
      h("p", { class: "nothing muted", hidden: (!onlyWrong && search === "") || countFound(content, tab) > 0 }, [
        "Nothing here fits the search and the filter.",
      ]),
      h(Popover, { of: pointed }),
    ],
  );
}

interface PromptToggleProps {
  readonly shown: Shown;
  readonly state: ViewState;
  readonly toggle: () => void;
}

function PromptToggle({ shown, state: { promptOpen, onlyWrong, search }, toggle }: PromptToggleProps): VNode {
  const count = shown.run.promptTokens?.ids.length ?? 0;
  const tokens = `the prompt’s ${countText(count)} tokens`;
  return h(
    "button",
    {
      class: "prompt-toggle",
      type: "button",
      hidden: count === 0 || onlyWrong || search !== "",
      "aria-expanded": promptOpen,
      onClick: toggle,
    },
    [promptOpen ? `▾ Hide ${tokens}` : `▸ Show ${tokens}`],
  );
}

interface RowContext {
  readonly shown: Shown;
  readonly state: ViewState;
  readonly step: number | null;
}

function rowAt(
  row: Row | undefined,
  {
    shown: { tokens, steps },
    state: { coloring },
    step: current,
    source,
  }: RowContext & { source: ReadonlyMap<number, string> },
): HTMLElement {
  switch (row?.kind) {
    case undefined:
      return element("div");
    case "loop": {
      const { line } = row.iteration;
      return loopRow(row.iteration, source.get(line) ?? `line ${line}`, row.folded, row.wrong);
    }
    case "text":
      return element("div", { class: "text" }, [tokenText({ tokens, range: row.tokens, coloring, step: undefined })]);
    case "step": {
      const step = steps[row.step];
      if (step === undefined) return element("div");
      return stepRow({
        step,
        index: row.step,
        selected: row.step === current,
        depth: row.depth,
        source: step.line === null ? undefined : source.get(step.line),
        tokens: tokenText({ tokens, range: step.tokens, coloring, step }),
      });
    }
    default:
      return row satisfies never;
  }
}

function tokenRowAt(
  row: number,
  spare: HTMLElement | undefined,
  { shown: { run, tokens, steps }, state: { coloring }, content, step }: RowContext & { content: Content },
): HTMLElement {
  const item = content.tokens[row];
  if (item === undefined) return element("div");
  if (item.kind === "head") return partRow(item);
  const { index } = item;
  const { ids, texts } = run.promptTokens ?? { ids: [], texts: [] };
  if (item.kind === "prompt") return promptTokenRow(index, ids[index] ?? 0, texts[index] ?? "");
  const token = tokens[index];
  if (token === undefined) return element("div");
  const own = content.stepOf[index] ?? -1;
  return tokenRow({ token, index, coloring, step: steps[own], selected: step !== null && own === step }, spare);
}

/** The token under a pointer or a focus. */
function pointedAt(target: EventTarget | null, { run, tokens }: Shown): Pointed | undefined {
  const anchor = target instanceof Element ? target.closest<HTMLElement>("[data-token], [data-prompt]") : null;
  if (anchor === null) return undefined;
  const index = Number(anchor.dataset.token ?? anchor.dataset.prompt);
  const { ids, texts } = run.promptTokens ?? { ids: [], texts: [] };
  if (anchor.dataset.prompt !== undefined)
    return { anchor, content: h(AboutPromptToken, { text: texts[index] ?? "", id: ids[index] ?? 0, index }) };
  const token = tokens[index];
  return token && { anchor, content: h(AboutToken, { token, index }) };
}
