/**
 * @file Activation patching: the other run is read with parts of this one put in, and the map shows what of the difference that brings back. Computed
 * when it is asked for, row by row, and can be stopped.
 */

import { Cancelled } from "../../src/core/base/errors.ts";
import type { PatchComponent, PatchResult } from "../../src/protocol/activations.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { CancelSource } from "../../src/protocol/cancellation.ts";
import { element, visibleText } from "../dom.ts";
import { button, dropdown } from "../ui.ts";
import type { Colors } from "./colors.ts";
import { HeatCursor } from "./heatCursor.ts";
import { type Heat, type HeatCell, heatCellAt, heatSize, paintDifferenceLegend, paintHeat } from "./heatMap.ts";
import { CanvasPainter } from "./painter.ts";
import { cut, type Numbers, type Pane, type PaneActions, type Picture, paintCanvas, type Situation } from "./pane.ts";

const components: readonly { readonly value: PatchComponent; readonly text: string }[] = [
  { value: "residual", text: "residual stream" },
  { value: "attention.output", text: "attention output" },
  { value: "feedForward.output", text: "feed-forward output" },
  { value: "head", text: "single heads" },
];

interface Column {
  readonly name: string;
  readonly tokens: readonly [number, number];
}

interface Found {
  readonly run: string;
  readonly other: string;
  readonly component: PatchComponent;
  readonly token: number;
  readonly columns: readonly Column[];
  readonly rows: { readonly name: string; readonly effects: Float32Array }[];
  count: number;
  result: PatchResult | undefined;
}

/** Columns that are computed at once at most: a person can take in no more, and each is a pass for each row. */
const mostColumns = 400;

export class PatchPane implements Pane {
  readonly element: HTMLElement;
  readonly #actions: PaneActions;
  readonly #canvas = element("canvas", { attributes: { tabindex: 0, role: "img" } });
  readonly #scroller = element("div", { class: "line-scroller" }, [this.#canvas]);
  readonly #words = element("p", { class: "cause-words" });
  readonly #note = element("p", { class: "muted step-note", role: "status" });
  readonly #start: HTMLElement;
  readonly #stop: HTMLElement;
  readonly #cursor: HeatCursor;
  #situation: Situation | undefined;
  #found: Found | undefined;
  #work: CancelSource | undefined;

  constructor(actions: PaneActions, look: Pick<Situation["look"], "component" | "patchBy">) {
    this.#actions = actions;
    this.#start = button("Patch", () => void this.#compute(), "primary");
    this.#stop = button("Stop", () => this.#work?.cancel());
    const pieces = [
      { value: "places", text: "by line and step" },
      { value: "tokens", text: "by token" },
    ] as const;
    this.element = element("div", { class: "pane patch-pane" }, [
      this.#words,
      element("div", { class: "try-row" }, [
        dropdown("What is put in", components, look.component, (component) => actions.change({ component })),
        dropdown("In which pieces", pieces, look.patchBy, (patchBy) => actions.change({ patchBy })),
        this.#start,
        this.#stop,
      ]),
      this.#scroller,
      this.#note,
      element("p", {
        class: "muted step-note",
        text: "The other run is read once more with this run’s activations put in at one layer and place. 1: everything is back that tells the two tokens apart, 0: nothing. With a this run’s token and b the other’s, a run is measured by ln p(a) − ln p(b), and the effect is (patched − other) / (this − other).",
      }),
    ]);
    this.#cursor = new HeatCursor(this.#canvas, {
      at: (x, y) => this.#at(x, y),
      size: () => this.#found && { rows: this.#found.rows.length, columns: this.#found.columns.length },
      moved: () => this.#draw(),
    });
  }

  update(situation: Situation): void {
    const before = this.#situation;
    this.#situation = situation;
    const { other, shown } = situation;
    if (this.#found && (this.#found.run !== shown.run.id || this.#found.other !== other?.id)) {
      this.#work?.cancel();
      this.#found = undefined;
      this.#cursor.clear();
    }
    if (before?.shown.run.id !== shown.run.id) this.#note.textContent = "";
    if (!this.element.hidden) this.#draw();
  }

  focus(): void {
    this.#canvas.focus();
  }

  picture(colors: Colors): Picture | undefined {
    const found = this.#found;
    const situation = this.#situation;
    if (found === undefined || situation === undefined || found.rows.length === 0) return undefined;
    const heat = this.#heat(found, colors);
    const size = heatSize(heat, 900);
    return {
      width: size.width,
      height: size.height + 30,
      caption: `${sentenceOf(found, situation)} ${this.#logs(found)}`,
      paint: (painter) => {
        paintHeat(painter, heat, size, colors);
        paintDifferenceLegend(painter, colors, size.left, size.height, 1);
      },
    };
  }

  async numbers(): Promise<Numbers | undefined> {
    const found = this.#found;
    const situation = this.#situation;
    if (found === undefined || situation === undefined) return undefined;
    return {
      rows: found.rows.map(({ name }) => name),
      columns: found.columns.map(({ name }) => name),
      values: Float32Array.from(found.rows.flatMap(({ effects }) => [...effects])),
      caption: `${sentenceOf(found, situation)} ${this.#logs(found)}`,
    };
  }

  async #compute(): Promise<void> {
    const situation = this.#situation;
    const token = this.#token();
    if (situation?.other === undefined || token === undefined) return;
    const { look, shown, other } = situation;
    this.#work?.cancel();
    const work = new CancelSource();
    this.#work = work;
    const columns = columnsOf(shown.run, token, look.patchBy);
    const { component } = look;
    const found: Found = {
      run: shown.run.id,
      other: other.id,
      component,
      token,
      columns,
      rows: [],
      count: 0,
      result: undefined,
    };
    this.#found = found;
    this.#cursor.clear();
    this.#draw();
    const spans = columns.map(({ tokens: [from, to] }): [number, number] => [from, to]);
    try {
      const options = {
        signal: work,
        onEvent: ({ name, effects, rows }: { name: string; effects: Float32Array; rows: number }) => {
          found.rows.push({ name, effects });
          found.count = rows;
          this.#draw();
        },
      };
      found.result = await this.#actions.patch({ component, token, spans }, options);
    } catch (error) {
      if (found.rows.length === 0 && this.#found === found) this.#found = undefined;
      if (!(error instanceof Cancelled))
        this.#note.textContent = error instanceof Error ? error.message : String(error);
    }
    if (this.#work === work) this.#work = undefined;
    this.#draw();
    this.#reveal(found);
  }

  /** Brings the strongest effect into sight, where the map is wider than the pane. */
  #reveal(found: Found): void {
    const situation = this.#situation;
    if (situation === undefined || this.#found !== found || found.rows.length === 0) return;
    const { left, cellWidth } = heatSize(this.#heat(found, situation.colors), this.#room());
    this.#scroller.scrollLeft = left + strongest(found).column * cellWidth - this.#scroller.clientWidth / 2;
  }

  #room(): number {
    return Math.max(320, this.element.clientWidth - 28);
  }

  /** The chosen token; else the first one of the step, or of the response, that the runs do not share. */
  #token(): number | undefined {
    const situation = this.#situation;
    if (situation?.other === undefined) return undefined;
    const { shown, other, step, token } = situation;
    const { tokens, promptTokens } = shown.run.shape;
    const theirs = other.shape.tokens;
    const differs = (at: number): boolean => at < theirs.length && tokens[at]?.id !== theirs[at]?.id;
    if (token !== null && differs(token)) return token;
    const own = step === null ? undefined : shown.run.steps[step]?.tokens;
    const first = (from: number, to: number): number | undefined => {
      for (let at = from; at < to; at++) if (differs(at)) return at;
      return undefined;
    };
    return (own && first(own[0], own[1])) ?? first(promptTokens, tokens.length) ?? token ?? undefined;
  }

  #heat({ rows, columns, count }: Found, colors: Colors): Heat {
    const waiting = Array.from({ length: Math.max(0, count - rows.length) }, () => "");
    return {
      title: "effect",
      rows: [...rows.map(({ name }) => name), ...waiting],
      columns: columns.map(({ name }) => name),
      value: (row, column) => rows[row]?.effects[column],
      color: colors.difference,
    };
  }

  #draw(): void {
    const situation = this.#situation;
    if (situation === undefined || this.element.hidden) return;
    const { other, colors } = situation;
    const token = this.#token();
    const strange = other !== undefined && other.model !== situation.shown.run.model;
    this.#start.toggleAttribute("disabled", other === undefined || token === undefined || strange);
    this.#stop.hidden = this.#work === undefined;
    const place = token === undefined ? undefined : situation.shown.run.shape.tokens[token];
    this.#words.textContent =
      other === undefined
        ? "Choose a run to hold this one against: the same rule on a problem of the same length."
        : strange
          ? `The other run is by ${other.model}: patching puts a model’s activations into the same model. Choose a run by ${situation.shown.run.model}.`
          : token === undefined
            ? "The runs share every token of this response: choose another one to hold it against."
            : `Measured at token ${token}: “${visibleText(place?.text ?? "")}” here, “${visibleText(other.shape.tokens[token]?.text ?? "")}” there. Choose another token or step in the other tabs.`;
    const found = this.#found;
    this.#canvas.hidden = found === undefined;
    if (found === undefined) return;
    const heat = this.#heat(found, colors);
    const size = heatSize(heat, this.#room());
    const context = paintCanvas(this.#canvas, size.width, size.height + 30);
    if (context === null) return;
    const painter = new CanvasPainter(context, colors.fonts);
    paintHeat(painter, heat, size, colors, this.#cursor.cell);
    paintDifferenceLegend(painter, colors, size.left, size.height, 1);
    const words = sentenceOf(found, situation);
    this.#canvas.setAttribute("aria-label", words);
    this.#note.textContent = this.#work
      ? `${found.rows.length} of ${found.count || "…"} rows`
      : `${words} ${this.#logs(found)}`;
    const at = this.#cursor.cell;
    if (at === undefined) return;
    const effect = found.rows[at.row]?.effects[at.column];
    const name = `${found.rows[at.row]?.name ?? "a layer to come"}, ${found.columns[at.column]?.name ?? ""}`;
    this.#actions.say(effect === undefined ? `${name}: not computed.` : `${name}: brings back ${effect.toFixed(4)}.`);
  }

  #logs({ result }: Found): string {
    if (result === undefined) return "";
    const { clean, corrupted, cleanText: ownText, corruptedText: otherText } = result;
    const of = ({ cleanToken, corruptedToken }: PatchResult["clean"]): string =>
      `${nats(cleanToken)} and ${nats(corruptedToken)}`;
    return `ln p of “${visibleText(ownText)}” and “${visibleText(otherText)}”: here ${of(clean)}, there ${of(corrupted)} nats.`;
  }

  #at(x: number, y: number): HeatCell | undefined {
    const found = this.#found;
    const situation = this.#situation;
    if (found === undefined || situation === undefined) return undefined;
    const heat = this.#heat(found, situation.colors);
    return heatCellAt(heat, heatSize(heat, this.#room()), x, y);
  }
}

/** `Residual stream of add(...) put into add(...); most comes back at layer 1, line 25 (0.93).` */
function sentenceOf(found: Found, { shown, other }: Situation): string {
  const { component, rows, columns, token } = found;
  const most = strongest(found);
  const name = components.find(({ value }) => value === component)?.text ?? component;
  const top = rows[most.row]
    ? ` Most comes back at ${rows[most.row]?.name}, ${columns[most.column]?.name} (${most.effect.toFixed(2)}).`
    : "";
  return `The ${name} of ${shown.run.call} put into ${other?.call ?? "the other run"}, measured at token ${token}.${top}`;
}

/** What is nothing has no sign. */
function nats(value: number): string {
  return value.toFixed(3).replace(/^-(?=0\.000$)/, "");
}

function strongest({ rows }: Found): HeatCell & { readonly effect: number } {
  let most = { row: 0, column: 0, effect: Number.NEGATIVE_INFINITY };
  for (const [row, { effects }] of rows.entries())
    for (const [column, effect] of effects.entries()) if (effect > most.effect) most = { row, column, effect };
  return most;
}

function columnsOf(run: AttentionRun, token: number, by: "places" | "tokens"): Column[] {
  const { tokens } = run.shape;
  if (by === "tokens") {
    const from = Math.max(0, token - mostColumns);
    return tokens
      .slice(from, token)
      .map(({ text }, i) => ({ name: `${from + i} ${visibleText(text)}`, tokens: [from + i, from + i + 1] as const }));
  }
  const places: Column[] = [
    ...run.lines.map((line) => ({ name: `line ${line.line}`, tokens: line.tokens })),
    ...(run.problem ? [{ name: "problem", tokens: run.problem }] : []),
    ...run.steps.map((step, i) => ({ name: `${i + 1} ${cut(step.text.trim(), 10)}`, tokens: step.tokens })),
  ];
  return places.filter(({ tokens: [from, to] }) => from < Math.min(to, token)).slice(-mostColumns);
}
