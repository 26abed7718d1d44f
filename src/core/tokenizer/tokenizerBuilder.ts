/**
 * @file Builds the `tokenizer.json` of a small model: Hugging Face tokenizers format, a BPE model whose words are looked up whole
 * (`ignore_merges`), so that every known word (`" num1"`, `"\nL5"`, `"return"`) is one token and everything else falls back to
 * characters, then to UTF-8 bytes. Digits are single tokens, unless numbers are kept whole. Decoding an encoded text gives the text back exactly.
 * Format: https://huggingface.co/docs/tokenizers (serialised `Tokenizer`).
 */

/**
 * One pre-token: a word with the space or line break before it, a digit or number, a run of spaces short of its last, any other
 * character with the space before it, or white space.
 */
const pattern = (number: string) => `[ \\n]?[A-Za-z_][A-Za-z_0-9]*|${number}| +(?= )| ?[^\\sA-Za-z_0-9]|\\s`;

/** How numbers are cut: digit by digit, or each known number whole, as many large models' tokenizers cut short ones. */
export const numberCuts = ["digits", "whole"] as const;
export type NumberCut = (typeof numberCuts)[number];

/** How a text is cut: by its numbers, or at white space only. */
export const textCuts = [...numberCuts, "words"] as const;
export type TextCut = (typeof textCuts)[number];

export const preTokenPatterns: Readonly<Record<TextCut, string>> = {
  digits: pattern("[0-9]"),
  whole: pattern("[0-9]+"),
  words: "[ \\n]?[^\\s]+|\\s",
};

export const padToken = "<pad>";
export const endToken = "<end>";

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** The parts of the Hugging Face `tokenizer.json` format that this project writes. */
export interface TokenizerJson {
  readonly version: "1.0";
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: null;
  readonly pre_tokenizer: {
    readonly type: "Split";
    readonly pattern: { readonly Regex: string };
    readonly behavior: "Isolated";
    readonly invert: false;
  };
  readonly post_processor: null;
  readonly decoder: {
    readonly type: "Sequence";
    readonly decoders: readonly [{ readonly type: "ByteFallback" }, { readonly type: "Fuse" }];
  };
  readonly model: {
    readonly type: "BPE";
    readonly dropout: null;
    readonly unk_token: null;
    readonly continuing_subword_prefix: null;
    readonly end_of_word_suffix: null;
    readonly fuse_unk: false;
    readonly byte_fallback: true;
    readonly ignore_merges: true;
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly string[];
  };
}

/**
 * The tokenizer over `words`, each a whole pre-token (see `preTokenPatterns`); single characters among them are ignored, because
 * printable ASCII is always there. Ids: `<pad>` 0, `<end>` 1, then characters, bytes that are no character, words in sorted order.
 * Throws a RangeError for a word that the pre-tokenizer would split.
 */
export function buildTokenizer(words: Iterable<string>, cut: TextCut = "digits"): TokenizerJson {
  const names = [padToken, endToken, ...characters(), ...bytes(), ...wholeWords(words, cut)];
  const vocab: Record<string, number> = Object.create(null);
  names.forEach((name, id) => {
    vocab[name] = id;
  });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [padToken, endToken].map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: "Split",
      pattern: { Regex: preTokenPatterns[cut] },
      behavior: "Isolated",
      invert: false,
    },
    post_processor: null,
    decoder: { type: "Sequence", decoders: [{ type: "ByteFallback" }, { type: "Fuse" }] },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: true,
      ignore_merges: true,
      vocab: { ...vocab },
      merges: [],
    },
  };
}

/** The pre-tokens of a text that are longer than one character: what `buildTokenizer` wants of a corpus. */
export function wordsOf(text: string, into: Set<string> = new Set(), cut: TextCut = "digits"): Set<string> {
  for (const match of text.matchAll(new RegExp(preTokenPatterns[cut], "gu")))
    if (match[0].length > 1) into.add(match[0]);
  return into;
}

/** White space that occurs in source text, printable ASCII, and the byte order mark (which byte decoders swallow). */
function characters(): string[] {
  const found = ["\n", "\t", "\r"];
  for (let code = 0x20; code < 0x7f; code++) found.push(String.fromCharCode(code));
  found.push("\ufeff");
  return found;
}

/** Bytes of UTF-8 that `characters` does not cover: control characters, continuation bytes, lead bytes. */
function bytes(): string[] {
  const found: string[] = [];
  const push = (byte: number): void => {
    found.push(byteToken(byte));
  };
  for (let byte = 0; byte < 0x20; byte++) if (byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) push(byte);
  push(0x7f);
  for (let byte = 0x80; byte <= 0xf4; byte++) if (byte < 0xc0 || byte > 0xc1) push(byte);
  return found;
}

/** How the format names the token of one byte. */
export function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
}

const wholeWord = /^(?:[ \n]?[A-Za-z_][A-Za-z_0-9]*| +| ?[^\sA-Za-z_0-9])$/u;
const spacedWord = /^[ \n]?[^\s]+$/u;
const wholeNumber = /^[0-9]+$/;

function wholeWords(words: Iterable<string>, cut: TextCut): string[] {
  const found = new Set<string>();
  for (const word of words) {
    const fits = cut === "words" ? spacedWord.test(word) : wholeWord.test(word);
    if (word.length > 1 && !fits && !(cut === "whole" && wholeNumber.test(word))) {
      throw new RangeError(`${JSON.stringify(word)} is not one pre-token, so it cannot be one token.`);
    }
    if (word.length > 1) found.add(word);
  }
  return [...found].sort();
}
