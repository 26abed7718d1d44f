/** @file The lines over the toolbar and below it: which language VAE reads the shown item, and which run the shown one is compared with. */

import type { VNode } from "preact";
import { countText } from "../../src/core/format/figures.ts";
import type { LatentReader } from "../../src/protocol/activations.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { Button, Dropdown, Progress } from "../kit/controls.ts";
import { h } from "../kit/h.ts";
import type { Session } from "./model/session.ts";

const readers: readonly { readonly reads: LatentReader; readonly text: string; readonly about: string }[] = [
  { reads: "encoder", text: "Encoder", about: "Reads premises and conclusion in both directions and makes z of them" },
  { reads: "decoder", text: "Decoder", about: "Writes the conclusion from the premises and the item's own z" },
  {
    reads: "decoderWithoutZ",
    text: "Decoder, z = 0",
    about: "The same tokens read with no z: what z changes is the difference",
  },
];

interface ReaderBarProps {
  readonly latent: NonNullable<AttentionRun["latent"]>;
  readonly read: (reads: LatentReader, model: string) => void;
}

export function ReaderBar({ latent, read }: ReaderBarProps): VNode {
  const { model, models, reads: now } = latent;
  return h("div", { class: "readers", role: "group", "aria-label": "Who reads" }, [
    // One model is no choice.
    models.length > 1 &&
      h(Dropdown<string>, {
        label: "Language VAE",
        choices: models.map(({ dir, name }) => ({ value: dir, text: name })),
        value: model,
        change: (dir) => read(now, dir),
      }),
    readers.map(({ reads, text, about }) =>
      h(
        "button",
        {
          class: "reader",
          type: "button",
          title: about,
          "aria-pressed": reads === now,
          onClick: () => read(reads, model),
        },
        [text],
      ),
    ),
  ]);
}

interface ComparedBarProps {
  readonly compared: Session["compared"];
  readonly choose: () => void;
  readonly clear: () => void;
}

export function ComparedBar({ compared: { run, message, busy }, choose, clear }: ComparedBarProps): VNode {
  const words =
    run === null ? "no run yet" : `${run.call} · ${run.model} · ${countText(run.shape.tokens.length)} tokens`;
  return h("div", { class: "compared-bar try-row" }, [
    h("span", { class: "compared-words" }, `Compared with: ${words}`),
    h(Button, { click: choose }, "Choose Run…"),
    run && h(Button, { click: clear }, "Take Away"),
    busy && h(Progress, { label: "running and reading the other run" }),
    message !== null && h("span", { class: "notice", role: "alert" }, message),
  ]);
}
