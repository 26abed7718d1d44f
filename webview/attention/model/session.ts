/** @file What the view knows of the run that it shows: what the extension has told, and which step and token are selected. No DOM. */

import type { AttentionRun, AttentionViewContract } from "../../../src/protocol/attentionView.ts";
import type { Notice } from "../../../src/protocol/request.ts";
import { stepOfToken } from "./viewState.ts";

export interface Shown {
  readonly run: AttentionRun;
  /** By layer. */
  readonly thumbnails: ReadonlyMap<number, Uint8Array>;
  /** What reading all layers took; undefined while it goes on. */
  readonly seconds: number | undefined;
}

export interface Session {
  readonly shown: Shown | undefined;
  /** What is told where nothing is shown. */
  readonly empty: Omit<Notice<AttentionViewContract, "show">, "run">;
  /** The run that the shown one is compared with. */
  readonly compared: Notice<AttentionViewContract, "compared">;
  readonly step: number | null;
  readonly token: number | null;
}

export const newSession: Session = {
  shown: undefined,
  empty: { message: null, runnable: true, latent: null, busy: false },
  compared: { run: null, message: null, busy: false },
  step: null,
  token: null,
};

type Notices = AttentionViewContract["notices"];
export type SessionEvent =
  | {
      readonly [N in keyof Notices]: { readonly kind: N; readonly notice: Notice<AttentionViewContract, N> };
    }[keyof Notices]
  | { readonly kind: "goTo"; readonly step: number }
  | { readonly kind: "choose"; readonly token: number };

export function nextSession(session: Session, event: SessionEvent): Session {
  const { shown } = session;
  switch (event.kind) {
    case "show": {
      const { run, ...empty } = event.notice;
      if (run === null) return { ...session, empty, shown: undefined };
      // What the encoder's first token read is what z is made of.
      const token = run.latent?.reads === "encoder" ? 0 : null;
      return { ...session, empty, token, step: null, shown: { run, thumbnails: new Map(), seconds: undefined } };
    }
    case "layer": {
      const { run, layer, thumbnails } = event.notice;
      if (shown?.run.id !== run) return session;
      return { ...session, shown: { ...shown, thumbnails: new Map([...shown.thumbnails, [layer, thumbnails]]) } };
    }
    case "captured":
      if (shown?.run.id !== event.notice.run) return session;
      return { ...session, shown: { ...shown, seconds: event.notice.seconds } };
    case "compared": {
      const { busy, run } = event.notice;
      return { ...session, compared: { ...event.notice, run: busy ? session.compared.run : run } };
    }
    case "step":
      return shown?.run.id === event.notice.run ? atStep(session, event.notice.step) : session;
    case "goTo":
      return shown?.run.steps[event.step] === undefined ? session : atStep(session, event.step);
    case "choose": {
      if (shown?.run.shape.tokens[event.token] === undefined) return session;
      const step = stepOfToken(shown.run, event.token) ?? session.step;
      return { ...session, token: event.token, step };
    }
  }
}

/** The token stays where it is one of the step's. */
function atStep(session: Session, step: number | null): Session {
  if (step === session.step) return session;
  const { token } = session;
  const [from, to] = (step === null ? undefined : session.shown?.run.steps[step]?.tokens) ?? [0, 0];
  if (token !== null && token >= from && token < to) return { ...session, step };
  return { ...session, step, token: from < to ? from : null };
}
