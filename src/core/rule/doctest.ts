/**
 * @file Finds the doctest lines of a Python file, `>>> add([4, 7], [5, 8])`, wherever people put them: in docstrings, in comments, or
 * bare between the functions (where Python itself would not allow them). Linear in the text; it knows strings and comments of Python
 * just well enough to tell these places apart.
 */

export interface DoctestLine {
  /** 1-based. */
  readonly line: number;
  /** 0-based column of the call. */
  readonly column: number;
  /** The call, with its `...` lines joined. */
  readonly call: string;
  /** What the document shows after the call: all its lines inside a string, where doctest reads it, else the next line. */
  readonly expected?: {
    readonly text: string;
    readonly line: number;
    readonly column: number;
    /** It stands where doctest looks, so that any text is meant as what is shown. */
    readonly shown: boolean;
  };
}

export interface DoctestScan {
  readonly found: readonly DoctestLine[];
  /** The text with bare doctest lines made comments, lines and columns unchanged: what Python can read. */
  readonly python: string;
}

interface SourceLine {
  readonly text: string;
  /** Inside a string over several lines when the line begins. */
  readonly inString: boolean;
  /** That string has no `r` prefix, so its backslashes are escapes. */
  readonly escaped: boolean;
}

/** Lines must end in `\n` alone. */
export function scanDoctests(text: string): DoctestScan {
  const texts = text.split("\n");
  if (!text.includes(">>>")) return { found: [], python: text };
  const lines = withStrings(texts);
  const found: DoctestLine[] = [];
  let masked = false;
  for (let i = 0; i < lines.length; i++) {
    const example = exampleAt(lines, i);
    if (!example) continue;
    found.push(example.line);
    if (example.bare) {
      masked = true;
      for (let at = i; at < i + example.height; at++) texts[at] = `#${(texts[at] ?? "").slice(1)}`;
    }
    i += example.height - 1;
  }
  return { found, python: masked ? texts.join("\n") : text };
}

interface Example {
  readonly line: DoctestLine;
  readonly bare: boolean;
  /** Lines it takes, its expected value included. */
  readonly height: number;
}

function exampleAt(lines: readonly SourceLine[], i: number): Example | undefined {
  const first = lines[i];
  const head = /^(\s*(?:#+\s*)?(?:[rRuU]?(?:"""|'''))?\s*)>>>(?:\s+(.*)|$)/.exec(first?.text ?? "");
  if (!first || !head) return undefined;
  const comment = !first.inString && /^\s*#/.test(first.text);
  const opens = !first.inString && /^\s*[rRuU]?(?:"""|''')/.test(first.text);
  const bare = !first.inString && !comment && !opens;
  const column = first.text.length - (head[2] ?? "").length;
  const raw = /^\s*[rR]/.test(first.text);
  const parts = [trimClosing(head[2] ?? "", opens ? { ...first, inString: true, escaped: !raw } : first)];
  let at = i + 1;
  const inner = (line: SourceLine | undefined): string | undefined => {
    if (!line || (first.inString || opens) !== line.inString) return undefined;
    if (!comment) return line.text;
    return /^\s*#/.test(line.text)
      ? line.text.replace(/^(\s*)(#+)/, (_all, space, marks) => `${space}${" ".repeat(marks.length)}`)
      : undefined;
  };
  for (; ; at++) {
    const more = /^\s*\.\.\.(?:\s(.*)|$)/.exec(inner(lines[at]) ?? "");
    if (!more) break;
    parts.push(trimClosing(more[1] ?? "", lines[at]));
  }
  const call = parts.join("\n").trim();
  const next = inner(lines[at]);
  const wanted = next === undefined ? "" : trimClosing(next, lines[at]).trim();
  const hasExpected =
    wanted !== "" && !wanted.startsWith(">>>") && !(bare && /^(def|if|for|while|class|import|@)\b/.test(wanted));
  const where = { line: at + 1, column: (next ?? "").length - (next ?? "").trimStart().length };
  const shown = first.inString || opens;
  const indent = (head[1] ?? "").length;
  const more = hasExpected && shown ? moreLines(lines, at + 1, inner, indent) : [];
  const text = [
    shown
      ? trimClosing(next ?? "", lines[at])
          .slice(where.column)
          .trimEnd()
      : wanted,
    ...more,
  ].join("\n");
  return {
    line: { line: i + 1, column, call, ...(hasExpected ? { expected: { text, ...where, shown } } : {}) },
    bare,
    height: at - i + (hasExpected ? 1 + more.length : 0),
  };
}

/** The lines of an expected text after its first: up to a blank one, the next call, or the end of the string. */
function moreLines(
  lines: readonly SourceLine[],
  from: number,
  inner: (line: SourceLine | undefined) => string | undefined,
  indent: number,
): string[] {
  const more: string[] = [];
  for (let at = from; !closes(lines[at - 1]); at++) {
    const text = inner(lines[at]);
    const body = text === undefined ? "" : trimClosing(text, lines[at]);
    if (body.trim() === "" || /^\s*>>>(?:\s|$)/.test(body)) break;
    more.push(body.slice(Math.min(indent, body.length - body.trimStart().length)).trimEnd());
  }
  return more;
}

function closes(line: SourceLine | undefined): boolean {
  return line?.inString === true && /"""|'''/.test(line.text);
}

/** What stands before the quotes that close the docstring, with escapes read where the docstring has them. */
function trimClosing(text: string, line: SourceLine | undefined): string {
  if (!line) return text;
  const close = line.inString ? text.search(/"""|'''/) : -1;
  const inside = close < 0 ? text : text.slice(0, close);
  return line.inString && line.escaped ? inside.replaceAll(/\\(["'\\])/g, "$1") : inside;
}

function withStrings(texts: readonly string[]): SourceLine[] {
  let open = "";
  let escaped = false;
  return texts.map((text) => {
    const line = { text, inString: open !== "", escaped };
    for (let at = 0; at < text.length; at++) {
      if (open !== "") {
        if (text.charAt(at) === "\\" && escaped) at++;
        else if (text.startsWith(open, at)) {
          at += 2;
          open = "";
        }
        continue;
      }
      const character = text.charAt(at);
      if (character === "#") break;
      if (character !== '"' && character !== "'") continue;
      const raw = /[rR][bBfF]?$|[bBfF][rR]$/.test(text.slice(Math.max(0, at - 2), at));
      if (text.startsWith(character.repeat(3), at)) {
        open = character.repeat(3);
        escaped = !raw;
        at += 2;
      } else at = endOfString(text, at);
    }
    return line;
  });
}

/** The offset of the quote that closes a string on its own line, or of the line's end. */
function endOfString(text: string, from: number): number {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}
