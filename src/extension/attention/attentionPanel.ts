/** @file One attention view: a panel, what it is told, and what it asks. Which run it shows is decided by `attentionViews.ts`. */
import { UserError } from "../../core/base/errors.ts";
import type { HeadSet, LatentReader, RelayedName } from "../../protocol/activations.ts";
import {
  type AttentionRun,
  type AttentionViewContract,
  attentionViewContract,
  type ExportFormat,
  relayedToEngine,
} from "../../protocol/attentionView.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { Handlers } from "../../protocol/endpoint.ts";
import { relayed } from "../../protocol/relay.ts";
import { finite, owned } from "../../protocol/wire.ts";
import { ViewPanel, type ViewPanelHost } from "../webview/viewPanel.ts";
import type { ItemActivations } from "./itemActivations.ts";
import type { RunActivations } from "./runActivations.ts";

export interface AttentionPanelParts extends ViewPanelHost {
  /** The view's script runs: show everything again. */
  readonly ready: () => void;
  readonly select: (run: string, step: number) => void;
  readonly heads: (set: HeadSet) => void;
  readonly reader: (reads: LatentReader, model: string) => void;
  readonly run: () => void;
  readonly chooseCompared: () => void;
  readonly clearCompared: () => void;
  readonly save: (name: string, format: ExportFormat, bytes: Uint8Array) => Promise<void>;
  /** The activations of the run that is shown, or of the one that it is compared with. Throws where another one is shown by now. */
  readonly activations: (run: string) => RunActivations | ItemActivations;
}

export class AttentionPanel {
  readonly view: ViewPanel<AttentionViewContract>;

  constructor(parts: AttentionPanelParts) {
    const handlers = handlersOf(parts);
    this.view = new ViewPanel({ ...parts, name: "attention", contract: attentionViewContract, handlers });
  }

  /** A run, or what to do where there is none. */
  show(
    run: AttentionRun | null,
    message: string | null,
    { busy = false, latent = null }: { readonly busy?: boolean; readonly latent?: AttentionRun["latent"] } = {},
  ): void {
    this.view.panel.title = run === null ? "Attention" : `Attention: ${run.call}`;
    this.view.notify("show", { run, message, runnable: latent === null, latent, busy });
  }

  layer(run: string, layer: number, thumbnails: Uint8Array): void {
    this.view.notify("layer", { run, layer: finite(layer), thumbnails: owned(thumbnails) });
  }

  captured(run: string, seconds: number, bytes: number): void {
    this.view.notify("captured", { run, seconds: finite(seconds), bytes: finite(bytes) });
  }

  /** The run that the shown one is compared with. */
  compared(run: AttentionRun | null, message: string | null, busy = false): void {
    this.view.notify("compared", { run, message, busy });
  }

  step(run: string, step: number | undefined): void {
    this.view.notify("step", { run, step: step === undefined ? null : finite(step) });
  }
}

function handlersOf(parts: AttentionPanelParts): Handlers<AttentionViewContract> {
  const { ready, select, heads, run, save, activations } = parts;
  return {
    ready,
    select: ({ run: id, step }) => select(id, step),
    heads: ({ set }) => heads(set),
    reader: ({ reads, model }) => parts.reader(reads, model),
    run,
    chooseCompared: parts.chooseCompared,
    clearCompared: parts.clearCompared,
    patch: ({ run: id, corrupted, ...params }, { signal, emit }) =>
      decoded(activations(id)).patch(decoded(activations(corrupted)), params, { signal, onEvent: emit }),
    rerunAblated: ({ run: id, ...params }, { signal }) => decoded(activations(id)).rerunAblated(params, signal),
    save: ({ name, format, bytes }) => save(name, format, bytes),
    ...relayed<AttentionViewContract, EngineContract, RelayedName>(relayedToEngine, ({ run: id, ...params }) => {
      const { client, input } = activations(id);
      return { to: client, params: { ...input, ...params } };
    }),
  };
}

/** What only a decoder's run has. Throws a UserError for an item of a language VAE. */
function decoded(activations: RunActivations | ItemActivations): RunActivations {
  if (activations.kind === "run") return activations;
  throw new UserError(
    "no-run",
    "A language VAE's item is no run of a decoder.",
    "Run a problem and open its activations.",
  );
}
