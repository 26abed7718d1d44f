/** @file What a string literal means: prefixes, quotes and escapes. */

export interface StringText {
  /** Lower-case prefix letters. */
  readonly prefix: string;
  readonly quote: string;
  /** What stands between the quotes, as written. */
  readonly body: string;
}

/** Takes a literal apart; undefined when it does not end as it began. */
export function splitString(literal: string): StringText | undefined {
  const match = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)$/.exec(literal);
  if (match === null) return undefined;
  const [, prefix = "", quote = "", rest = ""] = match;
  if (!rest.endsWith(quote)) return undefined;
  return { prefix: prefix.toLowerCase(), quote, body: rest.slice(0, rest.length - quote.length) };
}

const simple: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** Resolves backslash escapes; undefined when one is malformed or names a character by its Unicode name. */
export function resolveEscapes(body: string): string | undefined {
  if (!body.includes("\\")) return body;
  let sound = true;
  const text = body.replace(
    escapes,
    (all, hex?: string, four?: string, eight?: string, octal?: string, one?: string) => {
      const digits = hex ?? four ?? eight;
      if (digits !== undefined || octal !== undefined) {
        const code = digits !== undefined ? Number.parseInt(digits, 16) : Number.parseInt(octal ?? "0", 8);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
        sound = false;
      }
      if (one === "x" || one === "u" || one === "U" || one === "N") sound = false;
      // An escape that means nothing keeps its backslash, as in Python.
      return one === undefined ? all : (simple[one] ?? all);
    },
  );
  return sound ? text : undefined;
}

/** What a bytes literal holds; undefined where it has a character outside ASCII or a malformed escape. */
export function readBytes(body: string, raw: boolean): number[] | undefined {
  // Names and code points are no escapes in bytes: they keep their backslash.
  const text = raw ? body : resolveEscapes(body.replace(/\\([uUN])/g, "\\\\$1"));
  if (text === undefined || /[^\p{ASCII}]/u.test(body)) return undefined;
  return [...text].map((character) => (character.codePointAt(0) ?? 0) & 0xff);
}

/** The value of an int literal; undefined for floats, complex numbers and what Python refuses. */
export function parseInteger(text: string): bigint | undefined {
  if (!/^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?[0-9])*|0(?:_?0)*)$/.test(text)) {
    return undefined;
  }
  return BigInt(text.replaceAll("_", ""));
}
