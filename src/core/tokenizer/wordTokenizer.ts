/**
 * @file Encodes and decodes text with a tokenizer of `tokenizerBuilder.ts`, fast enough to feed training (tens of millions of
 * characters a second). It knows that one shape of `tokenizer.json` only and says so otherwise; other models' tokenizers are
 * read by `@huggingface/tokenizers`, with which it agrees token for token.
 */

import { UserError } from "../base/errors.ts";
import {
  byteToken,
  endToken,
  padToken,
  preTokenPatterns,
  type TextCut,
  type TokenizerJson,
  textCuts,
} from "./tokenizerBuilder.ts";

export class WordTokenizer {
  readonly size: number;
  readonly padId: number;
  readonly endId: number;
  /** Token texts by id, as the vocabulary writes them (`<0xE4>` for bytes). */
  readonly tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #ascii: Int32Array;
  readonly #byteIds: Int32Array;
  readonly #byteOfId: Int32Array;
  readonly #specials: RegExp;
  readonly #cut: TextCut;

  /** Throws a UserError when the file is not one that `buildTokenizer` writes. */
  constructor(json: TokenizerJson) {
    const pattern = json.pre_tokenizer?.pattern?.Regex;
    const cut = textCuts.find((each) => preTokenPatterns[each] === pattern);
    if (cut === undefined || json.model?.ignore_merges !== true) {
      throw new UserError(
        "tokenizer.foreign",
        "This tokenizer.json was not written by Rulescope.",
        "Build it anew from the model's recipe.",
      );
    }
    this.#cut = cut;
    const ids = new Map(Object.entries(json.model.vocab));
    const tokens: string[] = [];
    for (const [token, id] of ids) tokens[id] = token;
    this.tokens = tokens;
    this.size = tokens.length;
    this.padId = ids.get(padToken) ?? 0;
    this.endId = ids.get(endToken) ?? 1;
    this.#ids = ids;
    this.#ascii = Int32Array.from({ length: 128 }, (_, code) => ids.get(String.fromCharCode(code)) ?? -1);
    this.#byteIds = Int32Array.from({ length: 256 }, (_, byte) => ids.get(byteToken(byte)) ?? -1);
    this.#byteOfId = new Int32Array(this.size).fill(-1);
    this.#byteIds.forEach((id, byte) => {
      if (id >= 0) this.#byteOfId[id] = byte;
    });
    this.#specials = new RegExp(`${padToken}|${endToken}`, "g");
  }

  /** Token ids of `text`, appended to `into`. */
  encode(text: string, into: number[] = []): number[] {
    let from = 0;
    if (text.includes(padToken) || text.includes(endToken)) {
      for (const match of text.matchAll(this.#specials)) {
        this.#encodePlain(text.slice(from, match.index), into);
        into.push(match[0] === padToken ? this.padId : this.endId);
        from = match.index + match[0].length;
      }
    }
    this.#encodePlain(from === 0 ? text : text.slice(from), into);
    return into;
  }

  /** The text of token ids; special tokens are written out (`<end>`). */
  decode(ids: Iterable<number>): string {
    let text = "";
    let pending: number[] = [];
    for (const id of ids) {
      const byte = this.#byteOfId[id] ?? -1;
      if (byte >= 0) {
        pending.push(byte);
        continue;
      }
      if (pending.length > 0) {
        text += decodeUtf8(pending);
        pending = [];
      }
      text += this.tokens[id] ?? "";
    }
    return pending.length > 0 ? text + decodeUtf8(pending) : text;
  }

  #encodePlain(text: string, into: number[]): void {
    for (let at = 0; at < text.length; ) {
      const end = this.#end(text, at);
      const id = end - at > 1 ? this.#ids.get(text.slice(at, end)) : undefined;
      if (id !== undefined) into.push(id);
      else this.#encodeCharacters(text, at, end, into);
      at = end;
    }
  }

  #end(text: string, at: number): number {
    if (this.#cut === "words") return wordEnd(text, at);
    return this.#cut === "whole" && isDigit(text.charCodeAt(at)) ? numberEnd(text, at) : preTokenEnd(text, at);
  }

  #encodeCharacters(text: string, from: number, end: number, into: number[]): void {
    for (let at = from; at < end; ) {
      const code = text.charCodeAt(at);
      const id = code < 128 ? (this.#ascii[code] as number) : -1;
      const character = id >= 0 ? "" : String.fromCodePoint(text.codePointAt(at) as number);
      const whole = id >= 0 ? id : this.#ids.get(character);
      if (whole !== undefined) into.push(whole);
      else for (const byte of encodeUtf8(character)) into.push(this.#byteIds[byte] as number);
      at += Math.max(1, character.length);
    }
  }
}

/** Where the pre-token that begins at `at` ends: `preTokenPatterns.digits` by hand, because that is several times faster. */
function preTokenEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  const space = first === 0x20;
  if (space && text.charCodeAt(at + 1) === 0x20) {
    let end = at + 1;
    while (text.charCodeAt(end + 1) === 0x20) end++;
    return end;
  }
  let end = space || first === 0x0a ? at + 1 : at;
  const code = text.charCodeAt(end);
  if (isWordStart(code)) {
    while (isWordPart(text.charCodeAt(end))) end++;
    return end;
  }
  if (!space) end = at;
  const next = text.codePointAt(end);
  if (next === undefined || (space && (isWordPart(next) || isSpace(next)))) return at + 1;
  return end + (next > 0xffff ? 2 : 1);
}

/** `preTokenPatterns.words` by hand. */
function wordEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  let end = first === 0x20 || first === 0x0a ? at + 1 : at;
  while (end < text.length && !isSpace(text.charCodeAt(end))) end++;
  return Math.max(end, at + 1);
}

function numberEnd(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What `\\s` matches. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code > 127 && /\s/.test(String.fromCodePoint(code)));
}

function isWordStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}

/** UTF-8 of one code point; a lone surrogate becomes U+FFFD, as `TextEncoder` does. */
function encodeUtf8(character: string): number[] {
  let code = character.codePointAt(0) ?? 0xfffd;
  if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

/** The text of UTF-8 bytes; each byte of a broken sequence becomes U+FFFD, so that a half-written character never throws. */
function decodeUtf8(bytes: readonly number[]): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] as number;
    const extra = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
    let code = extra < 0 ? -1 : extra === 0 ? lead : lead & (0x3f >> extra);
    for (let i = 1; i <= extra && code >= 0; i++) {
      const next = bytes[at + i] ?? 0;
      code = (next & 0xc0) === 0x80 ? (code << 6) | (next & 63) : -1;
    }
    const valid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    text += valid ? String.fromCodePoint(code) : "\ufffd";
    at += valid ? extra + 1 : 1;
  }
  return text;
}
