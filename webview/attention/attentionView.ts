/** @file The attention view: head grid, tabs, the selected step and token, keys and exports. It draws; the engine knows. */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { countText, durationText } from "../../src/core/format/figures.ts";
import { npyOf } from "../../src/core/format/npy.ts";
import type { LatentReader } from "../../src/protocol/activations.ts";
import type { AttentionViewContract, ExportFormat } from "../../src/protocol/attentionView.ts";
import { owned } from "../../src/protocol/wire.ts";
import { useAction } from "../kit/answer.ts";
import { Button, Progress } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import { useKeys } from "../kit/keys.ts";
import { type Page, useKept, useNotices, useTheme } from "../kit/page.ts";
import { Answers, EmptyState, ErrorBanner, useWaiting } from "../kit/problems.ts";
import { focusTab, TabPanels } from "../kit/tabs.ts";
import { ComparedBar, ReaderBar } from "./bars.ts";
import { HeadGrid, headGridClass } from "./headGrid.ts";
import { newSession, nextSession, type Session, type Shown } from "./model/session.ts";
import { headSetNow, headSetOf, headWords, partNames, stepOfToken, type ViewState } from "./model/viewState.ts";
import { NumberTable } from "./numberTable.ts";
import { type Colors, colorsOf, paperColors } from "./paint/colors.ts";
import { csvOf, pngOf, safetensorsOf, svgOf } from "./paint/files.ts";
import type { PanelOutput, PanelProps } from "./panel/panel.ts";
import { tabNow, tabsOf } from "./tabs.ts";
import { Toolbar } from "./toolbar.ts";

type AttentionPage = Page<AttentionViewContract, ViewState>;

export function AttentionView(page: AttentionPage): VNode {
  return h(Answers, null, h(View, page));
}

function View(page: AttentionPage): VNode {
  const { endpoint } = page;
  const [state, change] = useKept(page);
  const [session, tell] = useReducer(nextSession, newSession);
  useTheme();
  const voice = useMemo(newVoice, []);
  useNotices(endpoint, {
    show: (notice) => {
      voice.say("");
      tell({ kind: "show", notice });
    },
    layer: (notice) => tell({ kind: "layer", notice }),
    captured: (notice) => tell({ kind: "captured", notice }),
    compared: (notice) => tell({ kind: "compared", notice }),
    step: (notice) => tell({ kind: "step", notice }),
  });
  const read = (reads: LatentReader, model: string): void => send(endpoint.request("reader", { reads, model }));
  const { shown } = session;
  return h("div", { class: "view" }, [
    shown === undefined
      ? h(Empty, { session, read, run: () => send(endpoint.request("run", {})) })
      : h(Body, { page, session, shown, state, change, tell, voice, read }),
  ]);
}

interface EmptyProps {
  readonly session: Session;
  readonly read: (reads: LatentReader, model: string) => void;
  readonly run: () => void;
}

function Empty({ session: { empty }, read, run }: EmptyProps): VNode {
  const { message, busy, runnable, latent } = empty;
  if (busy)
    return h("div", { class: "empty" }, [
      h(Progress, { label: "reading the run" }),
      h("p", null, "The model reads the run once more."),
    ]);
  return h(
    EmptyState,
    {
      title: message === null ? "No run yet" : "No activations to show",
      text:
        message ??
        "Run a problem, such as >>> add([5, 9], [1, 3]). Here you see what the model attended to: for every step, which line of the rule it read. At a line of an inference task you see what a language VAE attended to.",
    },
    [runnable ? h(Button, { kind: "primary", click: run }, "Run Problem") : latent && h(ReaderBar, { latent, read })],
  );
}

interface BodyProps {
  readonly page: AttentionPage;
  readonly session: Session;
  readonly shown: Shown;
  readonly state: ViewState;
  readonly change: (state: Partial<ViewState>) => void;
  readonly tell: (event: Parameters<typeof nextSession>[1]) => void;
  readonly voice: Voice;
  readonly read: (reads: LatentReader, model: string) => void;
}

function Body({ page: { endpoint }, session, shown, state, change, tell, voice, read }: BodyProps): VNode {
  const { run, seconds } = shown;
  const { step, token, compared } = session;
  const tab = tabNow(run, state.tab);
  const outputs = useRef(new Map<string, { current: PanelOutput }>());
  const outputOf = (name: string): { current: PanelOutput } => {
    const known = outputs.current.get(name) ?? { current: {} };
    outputs.current.set(name, known);
    return known;
  };
  const set = useSame(headSetNow(state, run, seconds !== undefined));
  const told = useSame(headSetOf(state, run));
  const colors = useColors(state);
  // The editor paints the rule's lines by the same heads.
  useLayoutEffect(() => send(endpoint.request("heads", { set: told })), [run.id, told]);

  const turnTo = (name: string): void => {
    if (name !== tab.name) voice.say(""); // each tab speaks for itself
    change({ tab: name });
  };
  const goTo = (to: number): void => {
    if (run.steps[to] === undefined) return;
    tell({ kind: "goTo", step: to });
    send(endpoint.request("select", { run: run.id, step: to }));
  };
  const choose = (to: number): void => {
    tell({ kind: "choose", token: to });
    const own = stepOfToken(run, to);
    if (own !== undefined && own !== step) send(endpoint.request("select", { run: run.id, step: own }));
  };
  const walk = (by: 1 | -1): void => {
    const { promptTokens, tokens } = run.shape;
    if (tab.walksTokens || run.steps.length === 0) choose((token ?? (by > 0 ? promptTokens - 1 : tokens.length)) + by);
    else goTo((step ?? (by > 0 ? -1 : run.steps.length)) + by);
  };
  useKeys({
    ...Object.fromEntries(
      tabsOf(run).map(({ name }, i) => [
        String(i + 1),
        () => {
          turnTo(name);
          focusTab(name);
        },
      ]),
    ),
    ArrowRight: () => walk(1),
    ArrowLeft: () => walk(-1),
    h: () => document.querySelector<HTMLElement>(`.${headGridClass} button[tabindex='0']`)?.focus(),
    p: () => outputOf(tab.name).current.focus?.(),
  });
  const saving = useAction<void>();
  const save = (format: ExportFormat): void =>
    void saving.run(async () => {
      const of = tab.comparesRuns && compared.run ? `; other run: ${compared.run.provenance}` : "";
      const heads = told.heads.map(({ layer, head }) => `${layer}.${head}`).join(" ");
      const made = {
        title: `${run.call}: ${headWords(told, run)}${step === null ? "" : `, step ${step + 1}`}`,
        provenance: `${run.provenance}${of}; heads ${heads}.`,
        colors: paperColors(state),
      };
      const bytes = await fileOf(outputOf(tab.name).current, format, made);
      if (typeof bytes === "string") return voice.say(bytes);
      const name = `attention-${tab.name}-${run.call}`;
      await endpoint.request("save", { name, format, bytes: owned(bytes) });
    });

  const shared = { run, state, set, colors, step, token, compared: compared.run ?? undefined, endpoint };
  const panel = (name: string, isFront: boolean): VNode => {
    const props: PanelProps = { ...shared, isFront, change, goTo, choose, say: voice.say, output: outputOf(name) };
    return h(tabNow(run, name).panel, props);
  };
  return h(WaitingBox, null, [
    h("header", null, [
      h("h1", { class: "answer-line" }, [
        h("code", { class: "call" }, run.call),
        h("span", { class: "muted" }, `  ${headWords(set, run)}`),
      ]),
      h("p", { class: "about muted" }, aboutOf(shown)),
      run.latent && h(ReaderBar, { latent: run.latent, read }),
      h("div", { class: "notices" }, [
        run.notices.map((text) => h("div", { class: `notice${run.latent ? " plain" : ""}`, role: "status" }, text)),
      ]),
      h(ErrorBanner, null),
      h(Toolbar, {
        run,
        tab,
        state,
        colors,
        change: (part) => (part.tab === undefined ? change(part) : turnTo(part.tab)),
        save,
      }),
      tab.comparesRuns &&
        h(ComparedBar, {
          compared,
          choose: () => send(endpoint.request("chooseCompared", { run: run.id })),
          clear: () => send(endpoint.request("clearCompared", {})),
        }),
    ]),
    h(HeadGrid, {
      key: run.id,
      shown,
      chosen: state.heads,
      ramp: colors.ramp,
      hideFirst: state.hideFirst,
      choose: (heads) => change({ heads: [...heads] }),
    }),
    h("div", { class: "panes" }, [
      h(TabPanels<string>, { key: run.id, names: tabsOf(run).map(({ name }) => name), front: tab.name, panel }),
      h("div", { class: "computing", role: "status" }, h(Progress, { label: "computing" }), " computing"),
    ]),
    h("footer", null, [
      h(Summary, { voice }),
      h(NumberTable, { version: shared, numbers: async () => outputOf(tab.name).current.numbers?.() }),
      h(Explanation, null),
    ]),
  ]);
}

/** What is computed is told over what stands there meanwhile. */
function WaitingBox({ children }: { readonly children?: ComponentChildren }): VNode {
  return h("div", { class: `attention${useWaiting() ? " waiting" : ""}` }, children);
}

function Explanation(): VNode {
  return h("details", { class: "explain" }, [
    h("summary", null, "What attention shows, and what it does not"),
    h("p", null, [
      "An attention weight says where a head took what it wrote at a token, not what it took nor whether the answer depends on it: compare Heads by attention weight with Heads by ablation, and patch. The mean of all heads can hide the one that matters. Rollout and flow count heads as if they only mixed tokens, and half of each token as its own. Everything here is recomputed: the model reads the finished run once more, token by token as it was written. A token is written by the token before it, so the tokens of a step are compared with what was read just before each of them.",
    ]),
  ]);
}

function aboutOf({ run, thumbnails, seconds }: Shown): string {
  const { layers, heads, tokens, promptTokens } = run.shape;
  return [
    run.method,
    run.model,
    `${layers} × ${heads.length} heads`,
    `${countText(tokens.length)} tokens, ${countText(promptTokens)} of them ${partNames(run)[0]}`,
    seconds === undefined
      ? `computing: ${thumbnails.size} of ${layers} layers`
      : `recomputed in ${durationText(seconds)}`,
  ].join(" · ");
}

/** The bytes of a file, or why there are none. */
async function fileOf(
  output: PanelOutput,
  format: ExportFormat,
  made: Parameters<typeof svgOf>[1],
): Promise<Uint8Array | string> {
  if (format === "svg" || format === "png") {
    const picture = output.picture?.(made.colors);
    if (picture !== undefined) return format === "svg" ? svgOf(picture, made) : pngOf(picture, made);
    return "There is no picture of this tab: export its numbers as CSV or NPY, or a picture from a tab that draws one, such as Matrix or Lines.";
  }
  const numbers = await output.numbers?.();
  if (numbers === undefined) return "There is nothing to export yet: choose a step or a token first.";
  if (format === "csv") return csvOf(numbers, made);
  return format === "npy" ? npyOf(numbers.values, numbers.columns.length) : safetensorsOf(numbers, made);
}

/** The same object while it says the same. */
function useSame<T>(value: T): T {
  return useMemo(() => value, [JSON.stringify(value)]);
}

/** The ramp is the same object while it says the same, so that what was drawn with it is known to be drawn. */
function useColors(state: ViewState): Colors {
  const before = useRef<Colors>(undefined);
  before.current = colorsOf(state, before.current);
  return before.current;
}

/** The sentence about what is selected: it changes with every move of the pointer, and nothing else is drawn for that. */
interface Voice {
  say(words: string): void;
  hear(listener: (words: string) => void): void;
}

function newVoice(): Voice {
  let heard: (words: string) => void = () => {};
  return {
    say: (words) => heard(words),
    hear: (listener) => {
      heard = listener;
    },
  };
}

function Summary({ voice }: { readonly voice: Voice }): VNode {
  const [words, setWords] = useState("");
  useLayoutEffect(() => voice.hear(setWords), [voice]);
  return h("p", { class: "summary", role: "status", "aria-live": "polite" }, words);
}

function send(request: Promise<unknown>): void {
  void request.catch((error: unknown) => console.warn(error));
}
