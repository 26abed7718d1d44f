/**
 * @file An item that one side of a language VAE read, as an attention view shows it: what there is to see of that model, and what there is not. Knows
 * no `vscode`.
 */
import type { EngineClient } from "../../client/engineClient.ts";
import { inferenceLine } from "../../core/document/inferenceLines.ts";
import { injectionAbout } from "../../onnx/latent/config.ts";
import type { CaptureShape, LatentReader, RunInput } from "../../protocol/activations.ts";
import type { AttentionRun } from "../../protocol/attentionView.ts";
import type { CancelSignal } from "../../protocol/cancellation.ts";
import type { EngineContract } from "../../protocol/contract.ts";
import type { Result } from "../../protocol/request.ts";
import { decoderFile, encoderFile } from "../../protocol/vaeManifest.ts";
import { Activations, type CaptureListener, thumbnailCells } from "./activations.ts";
import { type LatentSubject, latentOf } from "./latentSubject.ts";

export const readerNames: Readonly<Record<LatentReader, string>> = {
  encoder: "encoder",
  decoder: "decoder",
  decoderWithoutZ: "decoder, z = 0",
};

export class ItemActivations extends Activations {
  readonly kind = "item";
  readonly subject: LatentSubject;

  constructor(subject: LatentSubject, run: AttentionRun, client: EngineClient, input: RunInput) {
    super(run, client, input);
    this.subject = subject;
  }

  /** Has the engine read the item. `onRun` is called as soon as its tokens are known. */
  static async open(
    subject: LatentSubject,
    client: EngineClient,
    { onRun, onLayer }: CaptureListener<ItemActivations>,
    signal?: CancelSignal,
  ): Promise<Result<EngineContract, "capture">> {
    const { folder, item, reads } = subject;
    const latent = { reads, premises: [...item.premises], conclusion: item.conclusion };
    const input: RunInput = { modelDir: folder.dir, device: "cpu", prompt: "", response: [], latent };
    return client.request(
      "capture",
      { ...input, thumbnail: thumbnailCells },
      {
        signal,
        onEvent: (event) => {
          if (event.kind === "layer") onLayer(event.layer, event.thumbnails);
          else onRun(new ItemActivations(subject, latentRun(subject, event.shape), client, input));
        },
      },
    );
  }
}

export function latentRun(subject: LatentSubject, shape: CaptureShape): AttentionRun {
  const { folder, item, reads } = subject;
  const { manifest } = folder;
  const line = inferenceLine(item);
  const file = reads === "encoder" ? encoderFile : decoderFile;
  return {
    id: `item ${folder.dir} ${manifest.hashes[file] ?? ""} ${reads} ${line}`,
    call: line,
    method: readerNames[reads],
    model: manifest.name,
    shape,
    steps: [],
    lines: [],
    problem: null,
    operands: null,
    latent: latentOf(subject),
    notices: [readerNotice(manifest.config, reads)],
    provenance: [
      `${line} by ${manifest.name} (${file} ${(manifest.hashes[file] ?? "").slice(0, 12)})`,
      `read by the ${readerNames[reads]}`,
      `training seed ${manifest.seed}`,
      "recomputed on the CPU from the item's tokens",
    ].join("; "),
  };
}

/** What this side's attention is, and where z is in it. */
function readerNotice({ injection }: LatentSubject["folder"]["manifest"]["config"], reads: LatentReader): string {
  const absent = "There are no rule lines and no steps here.";
  if (reads === "encoder")
    return `The encoder reads premises and conclusion in both directions. z is made from what its last layer has at <cls>: the first row says what went into it. ${absent}`;
  const given = "The decoder reads the premises and writes the conclusion, token by token.";
  const of =
    injection === "memory"
      ? "z is a key and a value of its own in every layer: the column z is the cross attention, the weight that each token gives z."
      : injection === "none"
        ? "z does not reach this decoder, so nothing of it can be seen here."
        : `z is ${injectionAbout[injection]}: it is no token, so no weight goes to it and there is no cross attention. What it changes is the difference to the decoder with z = 0.`;
  const without =
    reads === "decoderWithoutZ" ? " Here z is all zeros." : " z is the mean that the encoder gives this item.";
  return `${given} ${of}${without} ${absent}`;
}
