/**
 * @file What chat models put around a line: blanks, bullets, numbers, quotation marks of Markdown, fences, and the tokens that end a
 * turn. Every reader of responses takes its lines through here, so that none of it makes a line unreadable, in any method.
 */

export interface PlainLine {
  /** Without what stands around it; empty for a line of nothing else. */
  readonly text: string;
  /** Offset of the text in the line. */
  readonly start: number;
  /** Something but blanks was taken away, or blanks at its beginning. */
  readonly dressed: boolean;
  /** A token that ends the turn: what follows it was not written for this problem. */
  readonly ends: boolean;
}

/** `<|im_end|>`, `<|endoftext|>`, `<｜end▁of▁sentence｜>`: no text of a rule looks like these, so they end a line anywhere. */
const marked = /<\|[\w▁ -]{1,40}\|>|<｜[^｜\n]{1,40}｜>/u;
/** `</s>`, `<eos>`, `[/INST]`: only at the ends of a line, since a rule over texts might hold them. */
const plain =
  /<\/?s>|<(?:eos|bos|pad|eot|end|end_of_turn|start_of_turn|end_of_text)>|\[(?:EOS|BOS|PAD|END|\/?INST)\]/iu;
const begins = new RegExp(`^\\s*(?:${marked.source}|${plain.source})`, "iu");
const trailing = new RegExp(`(?:${plain.source})$`, "iu");

const fence = /^\s*(?:`{3,}|~{3,})\s*[\w+.-]*\s*$/u;
/** `- `, `* `, `> `, `1. `, `2) `, `Step 3: `. */
const bullet = /^(?:[-*+•·‣◦>–]\s+|\(?[0-9]{1,4}[.)]\s+|\|\s+|step\s+[0-9]{1,4}\s*[:.)-]\s+)/iu;
/** Marks around one another before a line is left as it is. */
const mostMarks = 8;
const wraps = [
  { pattern: /^\*\*.+\*\*$/u, width: 2, ticks: false },
  { pattern: /^__.+__$/u, width: 2, ticks: false },
  { pattern: /^`[^`]+`$/u, width: 1, ticks: true },
] as const;

/** `keepsTicks`: back-ticks around it stay, where they mean something themselves. */
export function plainLine(line: string, keepsTicks = false): PlainLine {
  let start = 0;
  let end = line.length;
  let ends = false;
  for (let lead = begins.exec(line); lead !== null; lead = begins.exec(line.slice(start))) start += lead[0].length;
  const stop = marked.exec(line.slice(start));
  if (stop !== null) {
    end = start + stop.index;
    ends = true;
  }
  const undone = endWithoutTokens(line.slice(start, end));
  if (undone !== undefined) {
    end = start + undone;
    ends = true;
  }
  if (fence.test(line.slice(start, end))) return { text: "", start: 0, dressed: true, ends };
  for (let taken = 0; taken <= mostMarks; taken++) {
    const text = line.slice(start, end);
    const blank = text.length - text.trimStart().length;
    const mark = bullet.exec(text.slice(blank))?.[0].length ?? 0;
    const trimmed = text.trimEnd().length;
    const wrap = wraps.find(({ pattern, ticks }) => !(ticks && keepsTicks) && pattern.test(text.slice(blank, trimmed)));
    const wrapped = wrap?.width;
    if (mark > 0 && taken < mostMarks) start += blank + mark;
    else if (wrapped !== undefined && taken < mostMarks)
      [start, end] = [start + blank + wrapped, start + trimmed - wrapped];
    else {
      [start, end] = [start + blank, start + Math.max(blank, trimmed)];
      break;
    }
  }
  const text = line.slice(start, end);
  return { text, start, dressed: start > 0 || line.trimEnd().length > end, ends };
}

/** The part of a response that belongs to its problem: up to the first token that ends a turn, without those before it. */
export function ownPart(response: string): string {
  let text = response;
  for (let lead = begins.exec(text); lead !== null; lead = begins.exec(text)) text = text.slice(lead[0].length);
  const stop = marked.exec(text);
  if (stop !== null) text = text.slice(0, stop.index);
  return text.slice(0, endWithoutTokens(text));
}

/** Where a text ends without the tokens at its end; undefined where it has none. */
function endWithoutTokens(text: string): number | undefined {
  let end = text.trimEnd().length;
  let found: number | undefined;
  // Tokens are short: looking at the tail alone keeps a text of nothing but tokens linear.
  for (;;) {
    const from = Math.max(0, end - 20);
    const last = trailing.exec(text.slice(from, end));
    if (last === null) return found;
    found = from + last.index;
    end = found;
    while (end > 0 && /\s/u.test(text.charAt(end - 1))) end--;
  }
}
