/** @file What every tab of the attention view is: something that is drawn from a run and a look, and can be exported. */

import type { HeadSet } from "../../src/protocol/attention.ts";
import type { AttentionViewContract } from "../../src/protocol/attentionView.ts";
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
}

/** A picture of fixed size that can be drawn anywhere. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly caption: string;
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
  picture(): Picture | undefined;
  numbers(): Promise<Numbers | undefined>;
  focus(): void;
}

export interface PaneActions {
  readonly ask: Ask;
  /** A step was chosen. */
  step(step: number): void;
  token(token: number): void;
  heads(heads: HeadSet["heads"]): void;
  /** One sentence about what is selected or under the pointer. */
  say(words: string): void;
}

type AskName = "tile" | "row" | "matrix" | "spans" | "scores" | "lens" | "ablate" | "effects" | "rerun";

/** Asks the extension about the shown run. */
export type Ask = <N extends AskName>(
  name: N,
  params: Omit<Params<AttentionViewContract, N>, "run">,
) => Promise<Result<AttentionViewContract, N>>;

export type ViewEndpoint = Endpoint<Contract, AttentionViewContract>;
export type ViewRequest = RequestName<AttentionViewContract>;

/** Keeps only the newest of several answers: what is asked meanwhile makes those before it worthless. */
export class Latest {
  #turn = 0;

  async take<T>(work: Promise<T>, use: (value: T) => void): Promise<void> {
    const turn = ++this.#turn;
    try {
      const value = await work;
      if (turn === this.#turn) use(value);
    } catch (error) {
      if (turn === this.#turn) console.warn(error); // another run took over, or the extension has said what is wrong
    }
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

/** `62.3 %`; `< 0.1 %` for what is more than nothing. */
export function share(value: number): string {
  if (value <= 0) return "0 %";
  if (value < 0.001) return "< 0.1 %";
  return `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
}

export function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
