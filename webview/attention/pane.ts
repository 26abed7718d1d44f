/** @file What every tab of the attention view is: something that is drawn from a run and a look, and can be exported. */

import type { HeadSet, PatchEvent, RelayedName } from "../../src/protocol/activations.ts";
import type { AttentionRun, AttentionViewContract } from "../../src/protocol/attentionView.ts";
import { type CancelSignal, CancelSource } from "../../src/protocol/cancellation.ts";
import type { Endpoint } from "../../src/protocol/endpoint.ts";
import type { Contract, Params, RequestName, Result } from "../../src/protocol/request.ts";
import type { Colors } from "./colors.ts";
import type { Painter } from "./painter.ts";
import type { Look, Shown } from "./state.ts";

export interface Situation {
  readonly shown: Shown;
  readonly look: Look;
  readonly set: HeadSet;
  readonly colors: Colors;
  readonly step: number | null;
  readonly token: number | null;
  /** The run that this one is held against. */
  readonly other: AttentionRun | undefined;
}

/** A picture of fixed size that can be drawn anywhere. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly caption: string;
  /** Its colours are shares, which the figure's legend tells. */
  readonly isShares?: boolean;
  paint(painter: Painter): void;
}

/** Exact numbers, with what their rows and columns are. */
export interface Numbers {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [row, column] */
  readonly values: Float32Array;
  readonly caption: string;
}

export interface Pane {
  readonly element: HTMLElement;
  /** Called with each change; draws nothing while another tab is in front. */
  update(situation: Situation): void;
  /** In the colours that are given, which are not the screen's. */
  picture(colors: Colors): Picture | undefined;
  numbers(): Promise<Numbers | undefined>;
  focus(): void;
  /** Another tab comes to the front: what takes long is called off, and asked again when this one is back. */
  rest?(): void;
}

export interface PaneActions {
  readonly ask: Ask;
  /** Puts parts of this run into the other one. */
  patch(
    params: Omit<Params<AttentionViewContract, "patch">, "run" | "corrupted">,
    options: { readonly signal: CancelSignal; readonly onEvent: (event: PatchEvent) => void },
  ): Promise<Result<AttentionViewContract, "patch">>;
  change(look: Partial<Look>): void;
  /** A step was chosen. */
  step(step: number): void;
  token(token: number): void;
  heads(heads: HeadSet["heads"]): void;
  /** One sentence about what is selected or under the pointer. */
  say(words: string): void;
}

type AskName = RelayedName | "rerunAblated";

/** Asks the extension about a run. */
export type Ask = <N extends AskName>(
  name: N,
  params: Params<AttentionViewContract, N>,
  signal?: CancelSignal,
) => Promise<Result<AttentionViewContract, N>>;

export type ViewEndpoint = Endpoint<Contract, AttentionViewContract>;
export type ViewRequest = RequestName<AttentionViewContract>;

/** Keeps only the newest of several questions: the ones before it are called off. */
export class Latest {
  #signal = new CancelSource();

  /** Whether an answer is on its way. */
  isPending = false;

  async take<T>(work: (signal: CancelSignal) => Promise<T>, use: (value: T) => void): Promise<void> {
    this.stop();
    const signal = new CancelSource();
    this.#signal = signal;
    this.isPending = true;
    try {
      const value = await work(signal);
      if (!signal.aborted) use(value);
    } catch (error) {
      if (!signal.aborted) console.warn(error); // another run took over, or the view has said what is wrong
    } finally {
      if (this.#signal === signal) this.isPending = false;
    }
  }

  stop(): void {
    this.#signal.cancel();
    this.isPending = false;
  }
}

/** A canvas as large as its picture, sharp on every screen. */
export function paintCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** What is left out stands in the middle: runs are told apart by the beginning, the call, or by the end, the model's step. */
export function cutInside(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - end)}…${text.slice(text.length - end)}`;
}

/** The same painter, further to the right and down. */
export function shiftedPainter(painter: Painter, right: number, down: number): Painter {
  return {
    rect: (x, y, ...rest) => painter.rect(x + right, y + down, ...rest),
    frame: (x, y, ...rest) => painter.frame(x + right, y + down, ...rest),
    line: (x1, y1, x2, y2, ...rest) => painter.line(x1 + right, y1 + down, x2 + right, y2 + down, ...rest),
    text: (x, y, ...rest) => painter.text(x + right, y + down, ...rest),
    image: (cells, x, y, ...rest) => painter.image(cells, x + right, y + down, ...rest),
  };
}
