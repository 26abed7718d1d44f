/**
 * @file One trace view: a panel that shows one run, sends it in pieces as it grows, and passes on what the person chooses. Which
 * run it shows is decided by `traceViews.ts`.
 */

import type { Handlers } from "../../protocol/endpoint.ts";
import { type TraceViewContract, traceViewContract } from "../../protocol/traceView.ts";
import { ViewPanel, type ViewPanelHost } from "../webview/viewPanel.ts";
import type { Shown } from "./viewRun.ts";

/** A piece small enough that the view draws in between. */
const tokensInPiece = 4000;
const stepsInPiece = 1000;
/** A line of a view shows less; the whole is in the hover of the editor, in copies and in exports. */
const longestValue = 400;

export interface TracePanelActions {
  /** The step was chosen in the view. */
  select(step: number): void;
  /** Asks for the format; `step` is the current one. */
  copy(step: number | null): Promise<void>;
  copyStep(step: number): Promise<void>;
  save(chart: string): Promise<void>;
  run(): void;
  /** The view may be another one's turn to follow, or has missed updates: show again what is current. */
  refresh(): void;
  /** The view runs after a reload of the window, and showed the run that is saved under this id. */
  restore(stored: string): void;
}

interface Sent {
  readonly run: Shown["run"];
  readonly status: string;
  readonly tokens: number;
  readonly steps: number;
}

export class TracePanel {
  readonly view: ViewPanel<TraceViewContract>;
  #pinned = false;
  #paused = false;
  #shown: Shown | undefined;
  #sent: Sent | undefined;

  constructor(host: ViewPanelHost, actions: TracePanelActions) {
    const handlers = this.#handlers(actions);
    this.view = new ViewPanel({ ...host, name: "trace", contract: traceViewContract, handlers });
  }

  /** It keeps its run when another becomes the current one. */
  get pinned(): boolean {
    return this.#pinned;
  }

  /** Shows a run, or what has changed of it; undefined shows that there is none. */
  show(shown: Shown | undefined): void {
    if (this.#paused && this.#shown !== undefined) return;
    this.#shown = shown;
    this.view.panel.title = shown === undefined ? "Trace" : `Trace: ${shown.run.call}`;
    if (this.view.ready) this.#send();
  }

  #handlers(actions: TracePanelActions): Handlers<TraceViewContract> {
    return {
      ready: ({ pinned, paused, stored }) => {
        this.#pinned = pinned;
        this.#paused = paused && this.#shown !== undefined;
        this.#sent = undefined;
        if (this.#shown === undefined && stored !== null) actions.restore(stored);
        this.#send();
      },
      select: ({ run, step }) => {
        if (run === this.#shown?.run.id) actions.select(step);
      },
      pin: ({ on }) => {
        this.#pinned = on;
        if (!on) actions.refresh();
      },
      pause: ({ on }) => {
        this.#paused = on;
        if (!on) actions.refresh();
      },
      copy: ({ step }) => actions.copy(step),
      copyStep: ({ step }) => actions.copyStep(step),
      save: ({ chart }) => actions.save(chart),
      run: () => actions.run(),
    };
  }

  #send(): void {
    const shown = this.#shown;
    if (shown === undefined) {
      this.view.notify("show", { run: null });
      this.#sent = undefined;
      return;
    }
    const { run } = shown;
    const before = this.#sent?.run.id === run.id ? this.#sent : undefined;
    if (before === undefined || isOther(before.run, run)) this.view.notify("show", { run });
    const status = JSON.stringify(shown.status);
    if (before?.status !== status) this.view.notify("status", { run: run.id, status: shown.status });
    let { tokens, steps } = before ?? { tokens: 0, steps: 0 };
    while (tokens < shown.tokenCount || steps < shown.stepCount) {
      const lastToken = Math.min(shown.tokenCount, tokens + tokensInPiece);
      const lastStep = Math.min(shown.stepCount, steps + stepsInPiece);
      this.view.notify("grow", shown.growth([tokens, lastToken], [steps, lastStep], longestValue));
      [tokens, steps] = [lastToken, lastStep];
    }
    this.#sent = { run, status, tokens: shown.tokenCount, steps: shown.stepCount };
  }
}

/** What is known of a run only some time after its beginning. */
function isOther(before: Shown["run"], now: Shown["run"]): boolean {
  const known = ({ promptTokens }: Shown["run"]): boolean => promptTokens !== null;
  return before.prompt !== now.prompt || before.method !== now.method || known(before) !== known(now);
}
