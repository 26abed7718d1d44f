/** @file The attention view: head grid, tabs, the selected step and token, keys and exports. It draws; the engine knows. */

import { Cancelled } from "../../src/core/base/errors.ts";
import { countText, durationText } from "../../src/core/format/figures.ts";
import { npyOf } from "../../src/core/format/npy.ts";
import type { LatentReader } from "../../src/protocol/activations.ts";
import type { AttentionRun, AttentionViewContract, ExportFormat } from "../../src/protocol/attentionView.ts";
import type { Notice } from "../../src/protocol/request.ts";
import { owned } from "../../src/protocol/wire.ts";
import { element } from "../dom.ts";
import { button, progress } from "../ui.ts";
import { CausesPane } from "./causesPane.ts";
import { type Colors, colorsOf, paperColors } from "./colors.ts";
import { ComparePane } from "./comparePane.ts";
import { csvOf, pngOf, safetensorsOf, svgOf } from "./export.ts";
import { HeadGrid } from "./headGrid.ts";
import { HeadsPane } from "./headsPane.ts";
import { LinePane } from "./linePane.ts";
import { MatrixPane } from "./matrixPane.ts";
import { NumberTable } from "./numberTable.ts";
import { OtherBar } from "./otherBar.ts";
import type { Ask, Pane, PaneActions, ViewEndpoint } from "./pane.ts";
import { PatchPane } from "./patchPane.ts";
import { ReaderBar } from "./readerBar.ts";
import {
  headSetNow,
  headSetOf,
  headWords,
  type Look,
  partNames,
  type Shown,
  stepOfToken,
  type Tab,
  tabNow,
  tabs,
  tabsOf,
} from "./state.ts";
import { StepPane } from "./stepPane.ts";
import { TextPane } from "./textPane.ts";
import { Toolbar } from "./toolbar.ts";

export interface AttentionViewParts {
  readonly endpoint: ViewEndpoint;
  readonly look: Look;
  readonly keep: (look: Look) => void;
}

export class AttentionView {
  readonly element: HTMLElement;
  readonly #parts: AttentionViewParts;
  readonly #title = element("h1", { class: "answer-line" });
  readonly #about = element("p", { class: "about muted" });
  readonly #notices = element("div", { class: "notices" });
  readonly #summary = element("p", { class: "summary", role: "status", attributes: { "aria-live": "polite" } });
  readonly #failure = element("div", { class: "notice failure", role: "alert", attributes: { hidden: true } });
  readonly #otherBar: OtherBar;
  readonly #readerBar: ReaderBar;
  /** Where an item could not be read. */
  readonly #emptyReaderBar: ReaderBar;
  readonly #table = new NumberTable();
  readonly #grid: HeadGrid;
  readonly #toolbar: Toolbar;
  readonly #panes: Readonly<Record<Tab, Pane>>;
  readonly #body: HTMLElement;
  readonly #empty = element("div", { class: "empty" });
  #look: Look;
  #shown: Shown | undefined;
  #step: number | null = null;
  #token: number | null = null;
  #other: AttentionRun | undefined;
  #colors: Colors | undefined;
  /** Questions that wait for their answer. */
  #waiting = 0;

  constructor(parts: AttentionViewParts) {
    this.#parts = parts;
    this.#look = parts.look;
    const actions = (tab: Tab): PaneActions => ({
      ask: this.#ask,
      patch: (params, options) => {
        const [run, other] = [this.#shown?.run.id ?? "", this.#other?.id ?? ""];
        return this.#parts.endpoint.request("patch", { run, corrupted: other, ...params }, options);
      },
      change: (look) => this.#change(look),
      step: (step) => this.#goTo(step),
      token: (token) => this.#choose(token),
      heads: (heads) => this.#change({ heads: [...heads] }),
      say: (words) => {
        if (tab === this.#tabOf(this.#look)) this.#summary.textContent = words;
      },
    });
    this.#grid = new HeadGrid((heads) => this.#change({ heads: [...heads] }));
    this.#toolbar = new Toolbar(parts.look, {
      change: (look) => this.#change(look),
      save: (format) => void this.#save(format),
    });
    this.#panes = {
      steps: new StepPane(actions("steps")),
      matrix: new MatrixPane(actions("matrix")),
      lines: new LinePane(actions("lines")),
      text: new TextPane(actions("text"), (direction) => this.#change({ direction }), parts.look.direction),
      heads: new HeadsPane(actions("heads")),
      causes: new CausesPane(actions("causes")),
      compare: new ComparePane(actions("compare"), parts.look),
      patching: new PatchPane(actions("patching"), parts.look),
    };
    this.#otherBar = new OtherBar({
      choose: () => this.#send(parts.endpoint.request("chooseCompared", { run: this.#shown?.run.id ?? "" })),
      clear: () => this.#send(parts.endpoint.request("clearCompared", {})),
    });
    const read = (reads: LatentReader, model: string): void =>
      this.#send(parts.endpoint.request("reader", { reads, model }));
    this.#readerBar = new ReaderBar(read);
    this.#emptyReaderBar = new ReaderBar(read);
    const explain = element("details", { class: "explain" }, [
      element("summary", { text: "What attention shows, and what it does not" }),
      element("p", {
        text: "A share says from where a head took what it passed on at a token, not what it took nor whether the answer depends on it: hold Heads by weight against Heads by effect (Causes), and patch. The mean of all heads can hide the one that matters. Rollout and flow count heads as if they only mixed tokens, and half of each token as its own. Everything here is recomputed: the model reads the finished run once more, token by token as it was written. A token is written by the token before it, so the tokens of a step are held against what was read just before each of them.",
      }),
    ]);
    this.#body = element("div", { class: "attention", attributes: { hidden: true } }, [
      element("header", {}, [
        this.#title,
        this.#about,
        this.#readerBar.element,
        this.#notices,
        this.#failure,
        this.#toolbar.element,
        this.#otherBar.element,
      ]),
      this.#grid.element,
      element("div", { class: "panes" }, [
        ...Object.values(this.#panes).map((pane) => pane.element),
        element("div", { class: "computing", role: "status" }, [progress("computing"), " computing"]),
      ]),
      element("footer", {}, [this.#summary, this.#table.element, explain]),
    ]);
    this.element = element("div", { class: "view" }, [this.#body, this.#empty]);
    document.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  show({ run, message, busy, runnable, latent }: Notice<AttentionViewContract, "show">): void {
    this.#shown = run === null ? undefined : { run, thumbnails: new Map(), seconds: undefined, bytes: 0 };
    if (run !== null) {
      // What the encoder's first token read is what z is made of.
      this.#token = run.latent?.reads === "encoder" ? 0 : null;
      this.#step = null;
      this.#tellHeads();
    }
    this.#summary.textContent = "";
    this.#emptyReaderBar.update(latent);
    this.#drawEmpty(message, busy, runnable);
    this.#draw();
  }

  layer(run: string, layer: number, thumbnails: Uint8Array): void {
    if (this.#shown?.run.id !== run) return;
    this.#shown.thumbnails.set(layer, thumbnails);
    this.#draw();
  }

  captured(run: string, seconds: number, bytes: number): void {
    if (this.#shown?.run.id !== run) return;
    this.#shown.seconds = seconds;
    this.#shown.bytes = bytes;
    this.#draw();
  }

  step(run: string, step: number | null): void {
    if (this.#shown?.run.id !== run || step === this.#step) return;
    this.#step = step;
    const tokens = step === null ? undefined : this.#shown.run.steps[step]?.tokens;
    if (this.#token === null || tokens === undefined || this.#token < tokens[0] || this.#token >= tokens[1])
      this.#token = tokens && tokens[0] < tokens[1] ? tokens[0] : null;
    this.#draw();
  }

  /** The run that the shown one is held against, or what went wrong with it. */
  other(run: AttentionRun | null, message: string | null, busy: boolean): void {
    if (!busy) this.#other = run ?? undefined;
    this.#otherBar.show(this.#other, message, busy);
    this.#draw();
  }

  /** After a change of theme. */
  redraw(): void {
    this.#draw(true);
  }

  readonly #ask: Ask = (name, params, signal) => this.#told(this.#parts.endpoint.request(name, params, { signal }));

  /** What cannot be answered is said where one looks, until something is answered again. */
  async #told<T>(answer: Promise<T>): Promise<T> {
    this.#waiting++;
    // Most answers are there at once: only a longer wait is shown.
    const shown = setTimeout(() => this.#body.classList.add("waiting"), 250);
    try {
      const value = await answer;
      this.#failure.hidden = true;
      return value;
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        this.#failure.textContent = error instanceof Error ? error.message : String(error);
        this.#failure.hidden = false;
      }
      throw error;
    } finally {
      clearTimeout(shown);
      if (--this.#waiting === 0) this.#body.classList.remove("waiting");
    }
  }

  #change(change: Partial<Look>): void {
    const before = this.#look;
    this.#look = { ...before, ...change };
    if (this.#look.tab !== before.tab) {
      this.#panes[this.#tabOf(before)].rest?.();
      this.#summary.textContent = ""; // each tab speaks for itself
    }
    this.#parts.keep(this.#look);
    if (change.heads !== undefined || change.combine !== undefined || change.through !== undefined) this.#tellHeads();
    this.#draw();
  }

  /** The tab in front. */
  #tabOf(look: Look): Tab {
    return this.#shown === undefined ? look.tab : tabNow(look, this.#shown.run);
  }

  /** The editor paints the rule's lines by the same heads. */
  #tellHeads(): void {
    if (this.#shown) this.#send(this.#parts.endpoint.request("heads", { set: headSetOf(this.#look, this.#shown.run) }));
  }

  #goTo(step: number): void {
    const run = this.#shown?.run;
    if (run === undefined || step < 0 || step >= run.steps.length) return;
    this.step(run.id, step);
    this.#send(this.#parts.endpoint.request("select", { run: run.id, step }));
  }

  #choose(token: number): void {
    const run = this.#shown?.run;
    if (run === undefined || token < 0 || token >= run.shape.tokens.length) return;
    this.#token = token;
    const step = stepOfToken(run, token);
    if (step !== undefined && step !== this.#step) {
      this.#step = step;
      this.#send(this.#parts.endpoint.request("select", { run: run.id, step }));
    }
    this.#draw();
  }

  #send(request: Promise<unknown>): void {
    void request.catch((error: unknown) => console.warn(error));
  }

  #draw(anew = false): void {
    const shown = this.#shown;
    this.#body.hidden = shown === undefined;
    this.#empty.hidden = shown !== undefined;
    if (shown === undefined) return;
    const { run, seconds } = shown;
    const tab = this.#tabOf(this.#look);
    const look = { ...this.#look, tab };
    const colors = colorsOf(look, this.#colors);
    this.#colors = colors;
    const set = headSetNow(look, shown);
    this.#title.replaceChildren(
      element("code", { class: "call", text: run.call }),
      element("span", { class: "muted", text: `  ${headWords(set, run)}` }),
    );
    const done = shown.thumbnails.size;
    this.#about.textContent = [
      run.method,
      run.model,
      `${run.shape.layers} × ${run.shape.heads.length} heads`,
      `${countText(run.shape.tokens.length)} tokens, ${countText(run.shape.promptTokens)} of them ${partNames(run)[0]}`,
      seconds === undefined
        ? `computing: ${done} of ${run.shape.layers} layers`
        : `recomputed in ${durationText(seconds)}`,
    ].join(" · ");
    this.#notices.replaceChildren(
      ...run.notices.map((text) =>
        element("div", { class: run.latent === null ? "notice" : "notice plain", role: "status", text }),
      ),
    );
    this.#readerBar.update(run.latent);
    this.#toolbar.update(look, colors, run);
    this.#grid.update(shown, look, colors, anew);
    for (const each of tabs) this.#panes[each].element.hidden = each !== tab;
    const isHeld = look.tab === "compare" || look.tab === "patching";
    this.#otherBar.element.hidden = !isHeld;
    const [step, token, other] = [this.#step, this.#token, this.#other];
    this.#panes[look.tab].update({ shown, look, set, colors, step, token, other });
    this.#table.update(this.#panes[look.tab]);
  }

  #drawEmpty(message: string | null, busy: boolean, runnable: boolean): void {
    if (busy) {
      this.#empty.replaceChildren(
        progress("reading the run"),
        element("p", { text: "The model reads the run once more." }),
      );
      return;
    }
    const run = button("Run Problem", () => this.#send(this.#parts.endpoint.request("run", {})), "primary");
    this.#empty.replaceChildren(
      element("h1", { text: message === null ? "No run yet" : "Nothing to look into" }),
      element("p", {
        text:
          message ??
          "Run a problem, such as >>> add([5, 9], [1, 3]). Here you see what the model looked at: for every step, which line of the rule it read. At a line of an inference task you see what a language VAE looked at.",
      }),
      runnable ? run : this.#emptyReaderBar.element,
    );
  }

  #key(event: KeyboardEvent): void {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const run = this.#shown?.run;
    if (run === undefined || ctrlKey || metaKey || altKey) return;
    if (target instanceof HTMLElement && /^(input|vscode-(dropdown|option|text-field))$/i.test(target.tagName)) return;
    const tab = this.#tabOf(this.#look);
    const byToken = tab === "text" || run.steps.length === 0;
    const walk = (by: number): void => {
      if (byToken) this.#choose((this.#token ?? (by > 0 ? run.shape.promptTokens - 1 : run.shape.tokens.length)) + by);
      else this.#goTo((this.#step ?? (by > 0 ? -1 : run.steps.length)) + by);
    };
    const index = Number(key) - 1;
    const chosen = tabsOf(run)[index];
    if (chosen !== undefined) {
      this.#change({ tab: chosen });
      this.#toolbar.focusTab(chosen);
    } else if (key === "ArrowRight") walk(1);
    else if (key === "ArrowLeft") walk(-1);
    else if (key === "h") this.#grid.focus();
    else if (key === "p") this.#panes[tab].focus();
    else return;
    event.preventDefault();
  }

  async #save(format: ExportFormat): Promise<void> {
    const run = this.#shown?.run;
    if (run === undefined) return;
    const tab = this.#tabOf(this.#look);
    const set = headSetOf(this.#look, run);
    const title = `${run.call}: ${headWords(set, run)}${this.#step === null ? "" : `, step ${this.#step + 1}`}`;
    const other =
      this.#other && (tab === "compare" || tab === "patching") ? `; other run: ${this.#other.provenance}` : "";
    const provenance = `${run.provenance}${other}; heads ${set.heads.map(({ layer, head }) => `${layer}.${head}`).join(" ")}.`;
    const made = { title, provenance, colors: paperColors(this.#look) };
    const pane = this.#panes[tab];
    try {
      const bytes = await (format === "svg" || format === "png"
        ? this.#drawn(pane, format, made)
        : this.#counted(pane, format, made));
      if (bytes === undefined) return;
      const name = `attention-${tab}-${run.call}`;
      await this.#parts.endpoint.request("save", { name, format, bytes: owned(bytes) });
    } catch (error) {
      this.#summary.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  async #drawn(pane: Pane, format: "svg" | "png", made: Parameters<typeof svgOf>[1]): Promise<Uint8Array | undefined> {
    const picture = pane.picture(made.colors);
    if (picture !== undefined) return format === "svg" ? svgOf(picture, made) : pngOf(picture, made);
    this.#summary.textContent =
      "This tab is text: export its numbers as CSV or NPY, or a picture from a tab that draws one, such as Matrix or Lines.";
    return undefined;
  }

  async #counted(
    pane: Pane,
    format: "csv" | "npy" | "safetensors",
    made: Parameters<typeof csvOf>[1],
  ): Promise<Uint8Array | undefined> {
    const numbers = await pane.numbers();
    if (numbers !== undefined) {
      if (format === "csv") return csvOf(numbers, made);
      return format === "npy" ? npyOf(numbers.values, numbers.columns.length) : safetensorsOf(numbers, made);
    }
    this.#summary.textContent = "There is nothing to export yet: choose a step or a token first.";
    return undefined;
  }
}
