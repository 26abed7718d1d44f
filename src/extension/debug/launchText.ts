/**
 * @file Where somebody stands in the text of a launch.json: in which configuration, at the value of which field. The text is JSON with
 * comments and trailing commas, and half-written where it matters, so that it is scanned, not parsed. Knows no
 * `vscode`.
 */

export interface LaunchPlace {
  /** The field at whose value the offset stands. */
  readonly field: string;
  /** What a proposal replaces: the value as it stands, quotes included; empty where there is none. */
  readonly start: number;
  readonly end: number;
  /** The other plain values of the same configuration, by their fields. */
  readonly others: ReadonlyMap<string, string>;
}

interface Field {
  readonly name: string;
  /** What stands behind the colon; absent where nothing does. */
  readonly value?: string;
  readonly start: number;
  readonly end: number;
}

interface Container {
  /** The key of an array; objects in an array have none. */
  readonly key: string | undefined;
  readonly isConfiguration: boolean;
  readonly fields: Field[];
  /** The last word, which a colon makes a key. */
  word?: string | undefined;
  /** A key whose value comes next. */
  open?: { readonly name: string; readonly colon: number } | undefined;
}

const tokens = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"/]+/g;

/** Undefined where the offset is at no value of a configuration. */
export function placeInLaunch(text: string, offset: number): LaunchPlace | undefined {
  for (const fields of configurations(text, offset)) {
    const found = fields.find(({ start, end }) => start <= offset && offset <= end);
    if (found === undefined) continue;
    const { name: field, value, start, end } = found;
    const others = new Map(fields.flatMap((it) => (it === found || !it.value ? [] : [[it.name, plain(it.value)]])));
    return value === undefined ? { field, start: offset, end: offset, others } : { field, start, end, others };
  }
  return undefined;
}

/** The fields of each element of an array `configurations`; none where the offset stands in a comment. */
function configurations(text: string, offset: number): readonly (readonly Field[])[] {
  const found: Container[] = [];
  const stack: Container[] = [];
  /** A key whose value does not come: it would stand anywhere up to here. */
  const leaveEmpty = (end: number): void => {
    const top = stack.at(-1);
    if (top?.open !== undefined) top.fields.push({ name: top.open.name, start: top.open.colon, end });
    if (top !== undefined) top.open = undefined;
  };
  for (const { 0: token, index: start } of text.matchAll(tokens)) {
    const end = start + token.length;
    const top = stack.at(-1);
    if (/^\/[/*]/.test(token)) {
      if (start < offset && offset <= end) return [];
    } else if (token === "{" || token === "[") {
      const isConfiguration = token === "{" && top?.key === "configurations";
      const container = { key: token === "[" ? top?.open?.name : undefined, isConfiguration, fields: [] };
      if (top !== undefined) top.open = undefined;
      stack.push(container);
      if (isConfiguration) found.push(container);
    } else if (token === "}" || token === "]") {
      leaveEmpty(start);
      stack.pop();
    } else if (token === ",") leaveEmpty(start);
    else if (token === ":" && top?.word !== undefined) top.open = { name: top.word, colon: end };
    else if (top?.open !== undefined) {
      top.fields.push({ name: top.open.name, value: token, start, end });
      top.open = undefined;
    } else if (top !== undefined) top.word = plain(token);
  }
  leaveEmpty(text.length);
  return found.map(({ fields }) => fields);
}

/** What a string says; a half-written one as far as it goes. */
function plain(token: string): string {
  if (!token.startsWith('"')) return token;
  try {
    return String(JSON.parse(token));
  } catch {
    return token.replace(/^"|"$/g, "");
  }
}
