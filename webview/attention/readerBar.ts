/** @file Who reads the shown item: which language VAE, and which side of it; absent for a decoder's run. */

import type { LatentReader } from "../../src/protocol/activations.ts";
import type { AttentionRun } from "../../src/protocol/attentionView.ts";
import { element } from "../dom.ts";
import { dropdown } from "../ui.ts";

const readers: readonly { readonly reads: LatentReader; readonly text: string; readonly about: string }[] = [
  { reads: "encoder", text: "Encoder", about: "Reads premises and conclusion in both directions and makes z of them" },
  { reads: "decoder", text: "Decoder", about: "Writes the conclusion from the premises and the item's own z" },
  {
    reads: "decoderWithoutZ",
    text: "Decoder, z = 0",
    about: "The same tokens read with no z: what z changes is the difference",
  },
];

export class ReaderBar {
  readonly element: HTMLElement;
  readonly #choose: (reads: LatentReader, model: string) => void;
  readonly #buttons: ReadonlyMap<LatentReader, HTMLElement>;
  readonly #models = element("span");
  #latent: AttentionRun["latent"] = null;
  /** What the choice of models was made of. */
  #made = "";

  constructor(choose: (reads: LatentReader, model: string) => void) {
    this.#choose = choose;
    this.#buttons = new Map(
      readers.map(({ reads, text, about }) => {
        const made = element("button", { class: "reader", text, title: about, attributes: { type: "button" } });
        made.addEventListener("click", () => choose(reads, this.#latent?.model ?? ""));
        return [reads, made];
      }),
    );
    this.element = element("div", { class: "readers", role: "group", attributes: { "aria-label": "Who reads" } }, [
      this.#models,
      ...this.#buttons.values(),
    ]);
  }

  update(latent: AttentionRun["latent"]): void {
    this.#latent = latent;
    this.element.hidden = latent === null;
    for (const [reads, made] of this.#buttons) made.setAttribute("aria-pressed", String(reads === latent?.reads));
    if (latent === null) return;
    const key = JSON.stringify([latent.model, latent.models]);
    if (key === this.#made) return;
    this.#made = key;
    // One model is no choice.
    this.#models.replaceChildren(
      ...(latent.models.length < 2
        ? []
        : [
            dropdown(
              "Language VAE",
              latent.models.map(({ dir, name }) => ({ value: dir, text: name })),
              latent.model,
              (model) => this.#choose(this.#latent?.reads ?? "encoder", model),
            ),
          ]),
    );
  }
}
