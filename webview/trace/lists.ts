/** @file The three lists of the view (steps, tokens, prompt), of which one is shown, with the popover of a token. */

import { countText } from "../../src/core/format/figures.ts";
import type { ViewStep } from "../../src/protocol/runView.ts";
import { element } from "../dom.ts";
import { listElement, VirtualList } from "../list/virtualList.ts";
import { aboutPromptToken, aboutToken, Popover } from "./popover.ts";
import { type PromptLine, promptLines } from "./promptLines.ts";
import { promptRow } from "./promptRow.ts";
import { type Row, rowOfStep, rowsOf, stepsOfTokens, turnOf } from "./rows.ts";
import type { Look, Shown, Tab } from "./state.ts";
import { loopRow, stepRow } from "./stepRow.ts";
import { type TokenItem, tokenItems } from "./tokenItems.ts";
import { partRow, promptTokenRow, tokenHead, tokenRow } from "./tokenRow.ts";
import { tokenText } from "./tokenText.ts";

export interface ListsParts {
  readonly look: Look;
  choose(step: number): void;
  fold(first: number): void;
  /** Shows or hides the prompt's tokens in the list of tokens. */
  foldPrompt(): void;
}

const lineHeight = 20;

export class Lists {
  readonly element: HTMLElement;
  readonly #parts: ListsParts;
  readonly #popover = new Popover();
  readonly #lists: Readonly<Record<Tab, VirtualList>>;
  readonly #frames: Readonly<Record<Tab, HTMLElement>>;
  readonly #promptToggle = element("button", { class: "prompt-toggle", attributes: { type: "button" } });
  readonly #nothing = element("p", { class: "nothing muted", text: "Nothing here fits the search and the filter." });
  #look: Look;
  #shown: Shown | undefined;
  #rows: readonly Row[] = [];
  #tokenItems: readonly TokenItem[] = [];
  #prompt: readonly PromptLine[] = [];
  #stepOf = new Int32Array(0);
  #source: ReadonlyMap<number, string> = new Map();
  #step: number | null = null;
  #token: number | undefined;
  /** Counts what changes how every row looks. */
  #version = 0;

  constructor(parts: ListsParts) {
    this.#parts = parts;
    this.#look = parts.look;
    this.#lists = {
      steps: new VirtualList(listElement("Steps", "listbox"), {
        role: "listbox",
        guess: (index) => (this.#rows[index]?.kind === "step" ? 2.3 : 1.3) * lineHeight,
        render: (index) => this.#row(index),
        key: (index) => this.#key(index),
      }),
      tokens: new VirtualList(listElement("Tokens", "listbox"), {
        role: "listbox",
        guess: () => lineHeight,
        exact: true,
        render: (index, spare) => this.#tokenRow(index, spare),
        key: (index) => this.#key(index),
      }),
      prompt: new VirtualList(listElement("Prompt", "list"), {
        role: "list",
        guess: () => lineHeight,
        render: (index) => {
          const line = this.#prompt[index];
          return line === undefined ? element("div") : promptRow(line);
        },
        key: (index) => this.#key(index),
      }),
    };
    this.#frames = {
      steps: this.#lists.steps.element,
      tokens: element("div", { class: "frame" }, [this.#promptToggle, tokenHead(), this.#lists.tokens.element]),
      prompt: this.#lists.prompt.element,
    };
    this.element = element("section", { class: "lists" }, [
      ...Object.values(this.#frames),
      this.#nothing,
      this.#popover.element,
    ]);
    this.element.addEventListener("click", (event) => this.#click(event));
    this.#promptToggle.addEventListener("click", () => {
      parts.foldPrompt();
      if (this.#look.promptOpen) this.#lists.tokens.restart();
    });
    this.element.addEventListener("pointerover", (event) => this.#hover(event.target));
    this.element.addEventListener("pointerleave", () => this.#popover.hide());
    this.element.addEventListener("focusin", (event) => this.#hover(event.target));
    this.element.addEventListener("focusout", () => this.#popover.hide());
    for (const { element: scrolled } of Object.values(this.#lists))
      scrolled.addEventListener("scroll", () => this.#popover.hide(), { passive: true });
  }

  /** How many rows the filter and the search left. */
  get found(): number {
    return this.#look.tab === "tokens"
      ? this.#tokenItems.filter(({ kind }) => kind !== "head").length
      : this.#look.tab === "prompt"
        ? this.#prompt.length
        : this.#rows.filter(({ kind }) => kind === "step").length;
  }

  show(shown: Shown | undefined): void {
    if (shown !== this.#shown) {
      this.#step = null;
      for (const list of Object.values(this.#lists)) list.restart();
    }
    this.#shown = shown;
    this.#source = new Map(shown?.run.rule.map(({ line, text }) => [line, text]));
    this.#version++;
    this.#rebuild();
  }

  look(look: Look): void {
    this.#look = look;
    this.#version++;
    for (const [tab, frame] of Object.entries(this.#frames)) frame.hidden = tab !== look.tab;
    this.#rebuild();
    this.#reveal();
  }

  /** Tokens or steps were added: the rows before are as they were, and a reader at the end follows. */
  grown(): void {
    const follows = this.#step === null && this.#lists[this.#look.tab].atEnd;
    this.#rebuild(Math.max(0, this.#rows.length - 1), Math.max(0, this.#tokenItems.length - 1));
    if (!follows || this.#shown?.status?.phase !== "writing") return;
    this.#lists.steps.reveal(this.#rows.length - 1);
    this.#lists.tokens.reveal(this.#tokenItems.length - 1);
  }

  select(step: number | null): void {
    this.#step = step;
    this.#token = undefined;
    for (const list of Object.values(this.#lists)) list.refresh();
    this.#reveal();
  }

  focus(): void {
    this.#lists[this.#look.tab].element.focus();
  }

  /** The shown step `by` rows away; from the beginning (or the end, going back) where none is current. */
  neighbour(step: number | null, by: number): number | null {
    const steps = this.#rows.flatMap((row) => (row.kind === "step" ? [row.step] : []));
    if (step === null) return (by > 0 ? steps[0] : steps.at(-1)) ?? null;
    const after = steps.findIndex((it) => it >= step);
    const at = after < 0 ? steps.length : after;
    const target = by < 0 || steps[at] === step ? at + by : at + by - 1;
    return steps[Math.max(0, Math.min(steps.length - 1, target))] ?? null;
  }

  /** The first steps of the turns that can be folded. */
  turns(): readonly number[] {
    return this.#rows.flatMap((row) => (row.kind === "loop" ? [row.iteration.first] : []));
  }

  /** The turn of a loop to fold or to open for a step. */
  turnOf(step: number): number | undefined {
    return turnOf(this.#rows, step);
  }

  /** Moves the focus along the tokens of the current step. */
  moveToken(step: number | null, by: 1 | -1): void {
    const range = step === null ? undefined : this.#shown?.steps[step]?.tokens;
    if (range === undefined) return;
    const [first, end] = range;
    const next = this.#token === undefined ? (by > 0 ? first : end - 1) : this.#token + by;
    this.#token = Math.max(first, Math.min(end - 1, next));
    const made = this.element.querySelector<HTMLElement>(`.step [data-token="${this.#token}"]`);
    made?.focus({ preventScroll: false });
  }

  #rebuild(fromRow = 0, fromToken = 0): void {
    const shown = this.#shown;
    const { onlyWrong, search, folded } = this.#look;
    this.#rows =
      shown === undefined
        ? []
        : rowsOf({ ...shown, rule: shown.run.rule }, { onlyWrong, search, folded: new Set(folded) });
    this.#lists.steps.update(this.#rows.length, fromRow);
    this.#stepOf = stepsOfTokens(shown?.steps ?? [], shown?.tokens.length ?? 0);
    const isWrong = (index: number): boolean => (this.#stepOfToken(index)?.verdict ?? "correct") !== "correct";
    this.#tokenItems = tokenItems(shown?.run.promptTokens ?? null, shown?.tokens ?? [], { ...this.#look, isWrong });
    this.#lists.tokens.update(this.#tokenItems.length, fromToken);
    this.#drawToggle();
    // Where only the response has grown, the prompt is as it was.
    if (fromRow === 0) this.#prompt = shown === undefined ? [] : promptLines(shown.run, search);
    if (fromRow === 0) this.#lists.prompt.update(this.#prompt.length);
    this.#nothing.hidden = (!onlyWrong && search === "") || this.found > 0;
  }

  #drawToggle(): void {
    const { promptOpen, onlyWrong, search } = this.#look;
    const count = this.#shown?.run.promptTokens?.ids.length ?? 0;
    this.#promptToggle.hidden = count === 0 || onlyWrong || search !== "";
    this.#promptToggle.setAttribute("aria-expanded", String(promptOpen));
    const tokens = `the prompt’s ${countText(count)} tokens`;
    this.#promptToggle.textContent = promptOpen ? `▾ Hide ${tokens}` : `▸ Show ${tokens}`;
  }

  #stepOfToken(index: number): ViewStep | undefined {
    return this.#shown?.steps[this.#stepOf[index] ?? -1];
  }

  #reveal(): void {
    if (this.#step === null) return;
    this.#lists.steps.reveal(rowOfStep(this.#rows, this.#step));
    const first = this.#shown?.steps[this.#step]?.tokens[0] ?? 0;
    this.#lists.tokens.reveal(this.#tokenItems.findIndex((it) => it.kind === "token" && it.index >= first));
  }

  #key(index: number): string {
    const [first, last] = [this.#rows[index], this.#shown];
    const selected = this.#step !== null && first?.kind === "step" && first.step === this.#step;
    const end = first?.kind === "text" ? first.tokens.join() : "";
    return `${last?.run.id} ${this.#version} ${this.#look.tab === "tokens" ? this.#step : selected} ${first?.kind} ${end}`;
  }

  #row(index: number): HTMLElement {
    const [row, shown] = [this.#rows[index], this.#shown];
    if (row === undefined || shown === undefined) return element("div");
    const { tokens, steps } = shown;
    const { coloring } = this.#look;
    switch (row.kind) {
      case "loop": {
        const { line } = row.iteration;
        return loopRow(row.iteration, this.#source.get(line) ?? `line ${line}`, row.folded, row.wrong);
      }
      case "text":
        return element("div", { class: "text" }, [tokenText({ tokens, range: row.tokens, coloring, step: undefined })]);
      case "step": {
        const step = steps[row.step];
        if (step === undefined) return element("div");
        return stepRow({
          step,
          index: row.step,
          selected: row.step === this.#step,
          depth: row.depth,
          source: step.line === null ? undefined : this.#source.get(step.line),
          tokens: tokenText({ tokens, range: step.tokens, coloring, step }),
        });
      }
      default:
        return row satisfies never;
    }
  }

  #tokenRow(index: number, spare: HTMLElement | undefined): HTMLElement {
    const item = this.#tokenItems[index];
    if (item?.kind === "head") return partRow(item);
    const at = item?.index ?? -1;
    const given = this.#shown?.run.promptTokens;
    if (item?.kind === "prompt") return promptTokenRow(at, given?.ids[at] ?? 0, given?.texts[at] ?? "");
    const token = this.#shown?.tokens[at];
    if (token === undefined) return element("div");
    const selected = this.#step !== null && this.#stepOf[at] === this.#step;
    const { coloring } = this.#look;
    return tokenRow({ token, index: at, coloring, step: this.#stepOfToken(at), selected }, spare);
  }

  #click(event: Event): void {
    const within = (name: string): number | undefined => {
      const value = event.target instanceof Element ? event.target.closest(`[data-${name}]`) : null;
      return value === null ? undefined : Number(value.getAttribute(`data-${name}`));
    };
    const fold = within("fold");
    const token = within("index");
    const step = within("step") ?? (token === undefined ? undefined : this.#stepOf[token]);
    if (fold !== undefined) this.#parts.fold(fold);
    else if (step !== undefined && step >= 0) this.#parts.choose(step);
  }

  #hover(target: EventTarget | null): void {
    const made = target instanceof Element ? target.closest<HTMLElement>("[data-token], [data-prompt]") : null;
    const index = Number(made?.dataset.token ?? made?.dataset.prompt ?? -1);
    const token = this.#shown?.tokens[index];
    const given = this.#shown?.run.promptTokens;
    if (made?.dataset.prompt !== undefined)
      this.#popover.show(aboutPromptToken(given?.texts[index] ?? "", given?.ids[index] ?? 0, index), made);
    else if (made !== null && token !== undefined) this.#popover.show(aboutToken(token, index), made);
    else this.#popover.hide();
  }
}
