/**
 * @file Text to tokens and back through a Hugging Face `tokenizer.json`. `TextStream` gives the text of a growing list of tokens piece
 * by piece without ever cutting a character in two.
 */

import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { checkTokenizer } from "../../core/tokenizer/tokenizerFile.ts";
import { modelRemedy } from "../../protocol/modelManifest.ts";

/** Nothing is added to the prompt and nothing tidied away from the response: every character counts in a trace. */
const decodeOptions = { skip_special_tokens: false, clean_up_tokenization_spaces: false } as const;

/** Without an unknown token in the vocabulary, ids can be missing. */
interface Encoded {
  readonly ids: readonly (number | undefined)[];
  readonly tokens: readonly string[];
}

export class Tokenizer {
  readonly #tokenizer: HuggingFaceTokenizer;
  readonly #texts = new Map<number, string>();
  readonly #path: string;
  readonly size: number;

  constructor(tokenizer: HuggingFaceTokenizer, path = "tokenizer.json") {
    this.#tokenizer = tokenizer;
    this.#path = path;
    this.size = tokenizer.get_vocab().size;
  }

  /** Reads the text of a `tokenizer.json`; throws a UserError that names `path`. */
  static parse(text: string, path: string): Tokenizer {
    try {
      const json: unknown = JSON.parse(text);
      checkTokenizer(json, path);
      if (typeof json !== "object" || json === null) throw new TypeError("it holds no object");
      return new Tokenizer(new HuggingFaceTokenizer(json, {}), path);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError("tokenizer-corrupt", `${path} is not a tokenizer: ${messageOf(error)}.`, modelRemedy);
    }
  }

  /** Token ids. Throws a UserError when the vocabulary cannot write the text. */
  encode(text: string): number[] {
    if (text === "") return [];
    const { ids, tokens }: Encoded = this.#use(() => this.#tokenizer.encode(text, { add_special_tokens: false }));
    return ids.map((id, index) => {
      if (id !== undefined) return id;
      throw new UserError(
        "prompt-unwritable",
        `The model's vocabulary has nothing for ${JSON.stringify(tokens[index])}.`,
        "Take it out of the problem, or choose another model.",
      );
    });
  }

  /** The text of some tokens, special ones written out. */
  decode(ids: readonly number[]): string {
    return ids.length === 0 ? "" : this.#use(() => this.#tokenizer.decode([...ids], decodeOptions));
  }

  /** The file's settings are only looked at when a text meets them. */
  #use<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new UserError("tokenizer-corrupt", `${this.#path} cannot be used: ${messageOf(error)}.`, modelRemedy);
    }
  }

  /** The text of one token by itself, for display; a part of a character shows as U+FFFD. */
  textOf(id: number): string {
    let text = this.#texts.get(id);
    if (text === undefined) {
      text = this.decode([id]);
      this.#texts.set(id, text);
    }
    return text;
  }
}

const incomplete = "\ufffd";
/** More tokens than any character is cut into: after these, what is still broken is broken for good. */
const longestCharacter = 8;

/** The response's text, token by token; the pieces joined are the whole. */
export class TextStream {
  readonly #tokenizer: Tokenizer;
  /** Decoded together with what follows, because decoders treat the first token of a text differently. */
  #before: readonly number[] = [];
  #waiting: number[] = [];

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** What this token adds; "" while a character is incomplete. */
  push(id: number): string {
    this.#waiting.push(id);
    const added = this.#added();
    if (added.endsWith(incomplete) && this.#waiting.length < longestCharacter) return "";
    return this.#release(added);
  }

  /** What is left at the end: broken characters, as U+FFFD. */
  end(): string {
    return this.#waiting.length === 0 ? "" : this.#release(this.#added());
  }

  #added(): string {
    const before = this.#tokenizer.decode(this.#before);
    return this.#tokenizer.decode([...this.#before, ...this.#waiting]).slice(before.length);
  }

  #release(added: string): string {
    this.#before = this.#waiting;
    this.#waiting = [];
    return added;
  }
}
