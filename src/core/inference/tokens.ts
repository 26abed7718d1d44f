/**
 * @file Token ids of inference items: single characters or whole words, over the closed vocabulary of a task. The encoder reads the
 * premises and the conclusion, the decoder the premises alone; the rule's name is in neither, since it would make telling rules apart trivial.
 */

import type { Inference, InferenceTask } from "./inferenceTask.ts";

/** In the order of their ids. */
export const specialTokens = ["<pad>", "<cls>", "<sep>", "<bos>", "<eos>", "<unk>"] as const;
export type SpecialToken = (typeof specialTokens)[number];

export class InferenceTokenizer {
  /** Token texts by id: the special ones, then the vocabulary in its order. */
  readonly tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #kind: InferenceTask["tokens"];

  constructor({ tokens, vocabulary }: Pick<InferenceTask, "tokens" | "vocabulary">) {
    this.#kind = tokens;
    this.tokens = [...specialTokens, ...vocabulary];
    this.#ids = new Map(this.tokens.map((token, id) => [token, id]));
  }

  get size(): number {
    return this.tokens.length;
  }

  special(token: SpecialToken): number {
    return specialTokens.indexOf(token);
  }

  /** What is in no vocabulary becomes `<unk>`. */
  encode(text: string): number[] {
    return this.#pieces(text).map((piece) => this.#ids.get(piece) ?? this.special("<unk>"));
  }

  /** The words or characters of a text that the vocabulary lacks. */
  unknown(text: string): string[] {
    return this.#pieces(text).filter((piece) => !this.#ids.has(piece));
  }

  /** The text of ids up to `<eos>`, other special tokens left out. */
  decode(ids: Iterable<number>): string {
    const pieces: string[] = [];
    for (const id of ids) {
      if (id === this.special("<eos>")) break;
      if (id >= specialTokens.length) pieces.push(this.tokens[id] ?? "");
    }
    return pieces.join(this.#kind === "words" ? " " : "");
  }

  #pieces(text: string): string[] {
    if (this.#kind === "characters") return [...text].filter((character) => character !== " ");
    return text.split(/\s+/).filter((word) => word !== "");
  }
}

/** What the encoder reads: `<cls> premises <sep> conclusion`. */
export function encoderIds(
  task: InferenceTask,
  tokenizer: InferenceTokenizer,
  { premises, conclusion }: Pick<Inference, "premises" | "conclusion">,
): number[] {
  return [
    tokenizer.special("<cls>"),
    ...tokenizer.encode(task.premisesText(premises)),
    tokenizer.special("<sep>"),
    ...tokenizer.encode(conclusion),
  ];
}

/** What the decoder is given: `<bos> premises <sep>`; it goes on with the conclusion and `<eos>`. */
export function decoderPromptIds(
  task: InferenceTask,
  tokenizer: InferenceTokenizer,
  premises: readonly string[],
): number[] {
  return [tokenizer.special("<bos>"), ...tokenizer.encode(task.premisesText(premises)), tokenizer.special("<sep>")];
}

/** What the decoder is to write: `conclusion <eos>`. */
export function targetIds(tokenizer: InferenceTokenizer, conclusion: string): number[] {
  return [...tokenizer.encode(conclusion), tokenizer.special("<eos>")];
}
