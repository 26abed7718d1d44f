/** @file The trace view: one run, its list of steps, tokens or prompt, the current step, and the keys. Everything it shows was sent to it. */

import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { Contract } from "../../src/protocol/request.ts";
import type { ViewGrowth, ViewRun, ViewStatus } from "../../src/protocol/runView.ts";
import type { TraceViewContract } from "../../src/protocol/traceView.ts";
import { element } from "../dom.ts";
import { button } from "../ui.ts";
import { details } from "./details.ts";
import { aboutLine, answerLine, notices } from "./header.ts";
import { listKeys } from "./keys.ts";
import { Lists } from "./lists.ts";
import { nextWrong } from "./rows.ts";
import { grow, type Look, type Shown, shownAfter } from "./state.ts";
import { Strip } from "./strip.ts";
import { Toolbar } from "./toolbar.ts";

export interface TraceViewParts {
  readonly endpoint: Endpoint<Contract, TraceViewContract>;
  readonly look: Look;
  /** Keeps the look over a reload. */
  readonly keep: (look: Look) => void;
}

export class TraceView {
  readonly element: HTMLElement;
  readonly #parts: TraceViewParts;
  readonly #answer = element("h1", { class: "answer-line" });
  readonly #about = element("p", { class: "about muted" });
  readonly #notices = element("div", { class: "notices" });
  readonly #details = element("section", { class: "details", attributes: { "aria-label": "Current step" } });
  readonly #strip: Strip;
  readonly #toolbar: Toolbar;
  readonly #lists: Lists;
  readonly #body: HTMLElement;
  readonly #empty: HTMLElement;
  #look: Look;
  #shown: Shown | undefined;
  #step: number | null = null;
  /** Choices that the extension has not answered yet: until then its own position is an older one. */
  #pending = 0;
  /** Pieces of a run come faster than frames. */
  #growing: number | undefined;

  constructor(parts: TraceViewParts) {
    this.#parts = parts;
    this.#look = parts.look;
    const run = (): void => this.#ask(() => parts.endpoint.request("run", {}));
    this.#strip = new Strip((step) => this.goTo(step));
    this.#toolbar = new Toolbar(parts.look, {
      change: (look) => this.#change(look),
      goTo: (step) => this.goTo(step),
      run,
      copy: () => this.#ask(() => parts.endpoint.request("copy", { step: this.#step })),
      save: () => this.#ask(() => parts.endpoint.request("save", { chart: this.#strip.picture() })),
    });
    this.#lists = new Lists({
      look: parts.look,
      choose: (step) => this.goTo(step),
      fold: (first) => this.#fold([first]),
      foldPrompt: () => this.#change({ promptOpen: !this.#look.promptOpen }),
    });
    this.#body = element("div", { class: "trace", attributes: { hidden: true } }, [
      element("header", {}, [
        element("div", { class: "title" }, [this.#answer, this.#toolbar.buttons]),
        this.#about,
        this.#notices,
        this.#strip.element,
        this.#toolbar.element,
      ]),
      this.#lists.element,
      this.#details,
    ]);
    this.#empty = element("div", { class: "empty" }, [
      element("h1", { text: "No run yet" }),
      element("p", {
        text: "Put the cursor on a problem, such as >>> add([5, 9], [1, 3]), and run it. What the model writes is shown here step by step, each step checked against the rule.",
      }),
      button("Run Problem", run, "primary"),
    ]);
    this.element = element("div", { class: "view" }, [this.#body, this.#empty]);
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  show(run: ViewRun | null): void {
    if (run === null) this.#shown = undefined;
    else {
      const before = this.#shown;
      this.#shown = shownAfter(before, run);
      if (before !== this.#shown) this.#step = null;
      const folded = this.#look.run === run.id ? this.#look.folded : [];
      this.#keep({ run: run.id, folded });
    }
    this.#lists.show(this.#shown);
    this.#draw();
  }

  status(run: string, status: ViewStatus): void {
    if (this.#shown?.run.id !== run) return;
    this.#shown.status = status;
    if (status.stored !== this.#look.stored) this.#keep({ stored: status.stored });
    if (this.#pending === 0) this.#moveTo(status.position);
    this.#draw();
  }

  grow(growth: ViewGrowth): void {
    if (this.#shown === undefined || !grow(this.#shown, growth)) return;
    this.#growing ??= requestAnimationFrame(() => {
      this.#growing = undefined;
      this.#lists.grown();
      this.#draw();
      if (this.#step !== null) this.#lists.select(this.#step);
    });
  }

  redraw(): void {
    this.#lists.look(this.#look);
    this.#draw();
  }

  /** Chooses a step here, and lets the editor follow. */
  goTo(step: number | null): void {
    const shown = this.#shown;
    if (shown === undefined || step === null || step < 0 || step >= shown.steps.length) return;
    this.#moveTo(step);
    this.#draw();
    this.#pending++;
    this.#ask(() => this.#parts.endpoint.request("select", { run: shown.run.id, step }).finally(() => this.#pending--));
  }

  #moveTo(step: number | null): void {
    if (step === this.#step) return;
    this.#step = step;
    this.#lists.select(step);
  }

  #change(change: Partial<Look>): void {
    this.#keep(change);
    const { endpoint } = this.#parts;
    if (change.pinned !== undefined) this.#ask(() => endpoint.request("pin", { on: this.#look.pinned }));
    if (change.paused !== undefined) this.#ask(() => endpoint.request("pause", { on: this.#look.paused }));
    this.#lists.look(this.#look);
    this.#draw();
  }

  #keep(change: Partial<Look>): void {
    this.#look = { ...this.#look, ...change };
    this.#parts.keep(this.#look);
    this.#lists.look(this.#look);
  }

  #fold(firsts: readonly number[]): void {
    const folded = new Set(this.#look.folded);
    for (const first of firsts) if (!folded.delete(first)) folded.add(first);
    this.#change({ folded: [...folded] });
  }

  /** Folds the innermost turn around the current step, or opens what hides it. Without a current step, all turns. */
  #foldAround(): void {
    const turn = this.#step === null ? undefined : this.#lists.turnOf(this.#step);
    if (turn !== undefined) this.#fold([turn]);
    else if (this.#step === null) this.#foldAll();
  }

  /** Folds every turn, or opens all where one is folded. */
  #foldAll(): void {
    if (this.#look.folded.length > 0) this.#change({ folded: [] });
    else this.#fold(this.#lists.turns());
  }

  #draw(): void {
    const shown = this.#shown;
    this.#body.hidden = shown === undefined;
    this.#empty.hidden = shown !== undefined;
    if (shown === undefined) return;
    const { status, steps } = shown;
    this.#body.classList.toggle("stale", status?.stale ?? false);
    this.#answer.replaceChildren(...answerLine(shown));
    this.#about.textContent = aboutLine(shown);
    const again = (): void => this.#ask(() => this.#parts.endpoint.request("run", {}));
    this.#notices.replaceChildren(...notices(status, this.#look.paused, again));
    this.#strip.update(shown, this.#look.coloring, this.#step);
    this.#toolbar.update(this.#look, this.#step, steps.length, this.#lists.found);
    const step = this.#step === null ? undefined : steps[this.#step];
    this.#details.hidden = step === undefined || this.#step === null;
    if (step !== undefined && this.#step !== null)
      this.#details.replaceChildren(...details(step, this.#step, steps.length));
  }

  #key(event: KeyboardEvent): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const { steps } = shown;
    const selected = document.getSelection()?.toString() !== "";
    listKeys(event, {
      next: () => this.goTo(this.#lists.neighbour(this.#step, 1)),
      previous: () => this.goTo(this.#lists.neighbour(this.#step, -1)),
      page: (by) => this.goTo(this.#lists.neighbour(this.#step, by * 10)),
      first: () => this.goTo(this.#lists.neighbour(null, 1)),
      last: () => this.goTo(this.#lists.neighbour(null, -1)),
      nextWrong: () => this.goTo(nextWrong(steps, this.#step, 1) ?? null),
      previousWrong: () => this.goTo(nextWrong(steps, this.#step, -1) ?? null),
      search: () => this.#toolbar.focusSearch(),
      filter: () => this.#change({ onlyWrong: !this.#look.onlyWrong }),
      fold: () => this.#foldAround(),
      foldAll: () => this.#foldAll(),
      escape: () => (this.#look.search === "" ? this.#lists.focus() : this.#change({ search: "" })),
      copy: selected ? undefined : () => this.#copyStep(),
      token: (by) => this.#lists.moveToken(this.#step, by),
    });
  }

  #copyStep(): void {
    if (this.#step === null) return;
    const step = this.#step;
    this.#ask(() => this.#parts.endpoint.request("copyStep", { step }));
  }

  /** The extension shows what goes wrong; here it is only written down. */
  #ask(request: () => Promise<unknown>): void {
    request().catch((error: unknown) => console.warn(error));
  }
}
