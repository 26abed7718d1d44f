/** @file The format language of f-strings and `str.format`, for ints and strings. Those of floats are in `formatFloat.ts`. */
import { checkSize, raise } from "./raised.ts";
import { characters, textLength } from "./text.ts";

interface FormatSpec {
  readonly fill: string;
  readonly align: "<" | ">" | "=" | "^" | "";
  readonly sign: "+" | "-" | " " | "";
  /** `z`: a zero that rounding made has no minus. */
  readonly negativeZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: "," | "_" | "";
  readonly precision: number | undefined;
  readonly code: string;
}

const integer = /^[0-9]+/;

export function parseSpec(text: string, type: string): FormatSpec {
  const all = characters(text);
  let at = 0;
  const isAlign = (character: string | undefined): character is "<" | ">" | "=" | "^" =>
    character === "<" || character === ">" || character === "=" || character === "^";
  let fill = " ";
  let align: FormatSpec["align"] = "";
  const [first, second] = all;
  if (first !== undefined && isAlign(second)) {
    fill = first;
    align = second;
    at = 2;
  } else if (isAlign(first)) {
    align = first;
    at = 1;
  }
  const given = align !== "" && at === 2;
  const mark = all[at];
  const sign = mark === "+" || mark === "-" || mark === " " ? mark : "";
  if (sign !== "") at++;
  const negativeZero = all[at] === "z";
  if (negativeZero && type !== "float") {
    raise(
      "ValueError",
      `Negative zero coercion (z) not allowed in format specifier with ${type === "str" ? "'s'" : "integer"}`,
    );
  }
  if (negativeZero) at++;
  const alternate = all[at] === "#";
  if (alternate) at++;
  if (!given && all[at] === "0") {
    fill = "0";
    if (align === "" && type !== "str") align = "=";
    at++;
  }
  const number = (): number | undefined => {
    const match = integer.exec(all.slice(at).join(""));
    if (match === null) return undefined;
    at += match[0].length;
    const value = Number(match[0]);
    if (value >= 2 ** 63) raise("ValueError", "Too many decimal digits in format string");
    checkSize(value / 8, "a string");
    return value;
  };
  const width = number() ?? 0;
  let grouping: FormatSpec["grouping"] = "";
  for (let mark = all[at]; mark === "," || mark === "_"; mark = all[at]) {
    if (grouping !== "") {
      raise(
        "ValueError",
        grouping === mark ? `Cannot specify '${mark}' with '${mark}'.` : "Cannot specify both ',' and '_'.",
      );
    }
    grouping = mark;
    at++;
  }
  let precision: number | undefined;
  if (all[at] === ".") {
    at++;
    precision = number();
    if (precision === undefined) raise("ValueError", "Format specifier missing precision");
  }
  if (all.length - at > 1) {
    raise("ValueError", `Invalid format specifier '${text}' for object of type '${type}'`);
  }
  return { fill, align, sign, negativeZero, alternate, width, grouping, precision, code: all[at] ?? "" };
}

export function formatText(value: string, spec: string): string {
  const { fill, align, sign, alternate, width, grouping, precision, code } = parseSpec(spec, "str");
  if (code !== "" && code !== "s") raise("ValueError", `Unknown format code '${code}' for object of type 'str'`);
  if (sign !== "")
    raise(
      "ValueError",
      sign === " " ? "Space not allowed in string format specifier" : "Sign not allowed in string format specifier",
    );
  if (alternate) raise("ValueError", "Alternate form (#) not allowed in string format specifier");
  if (align === "=") raise("ValueError", "'=' alignment not allowed in string format specifier");
  if (grouping !== "") raise("ValueError", `Cannot specify '${grouping}' with 's'.`);
  const cut = precision === undefined ? value : characters(value).slice(0, precision).join("");
  return pad(cut, fill, align === "" ? "<" : align, width);
}

export function pad(text: string, fill: string, align: "<" | ">" | "^", width: number): string {
  const missing = Math.max(0, width - textLength(text));
  const before = align === ">" ? missing : align === "^" ? missing >> 1 : 0;
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

const bases: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, "0b"],
  o: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

export function formatInteger(value: bigint, spec: string, type = "int"): string {
  const { fill, align, sign, alternate, width, grouping, precision, code } = parseSpec(spec, "int");
  if (!["", "d", "n", "b", "o", "x", "X", "c"].includes(code)) {
    raise("ValueError", `Unknown format code '${code}' for object of type '${type}'`);
  }
  if (precision !== undefined) raise("ValueError", "Precision not allowed in integer format specifier");
  if (grouping === "," && code !== "" && code !== "d") raise("ValueError", `Cannot specify ',' with '${code}'.`);
  if (grouping === "_" && (code === "n" || code === "c")) raise("ValueError", `Cannot specify '_' with '${code}'.`);
  if (code === "c") return formatCharacter(value, sign, alternate, fill, align, width);
  const [base, prefix] = bases[code] ?? [10, ""];
  const magnitude = (value < 0n ? -value : value).toString(base);
  const digits = code === "X" ? magnitude.toUpperCase() : magnitude;
  const lead = (value < 0n ? "-" : sign === "-" ? "" : sign) + (alternate ? prefix : "");
  const every = base === 10 ? 3 : 4;
  const inside = fill === "0" && align === "=" ? width - lead.length : 0;
  const grouped = grouping === "" ? digits : group(digits, grouping, every, inside);
  if (align === "=") return lead + pad(grouped, fill, ">", width - lead.length);
  return pad(lead + grouped, fill, align === "" ? ">" : align, width);
}

/** Separators between groups of digits; zeros that fill up a width are grouped as well. */
export function group(digits: string, separator: string, every: number, width: number): string {
  let { length } = digits;
  while (length + Math.floor((length - 1) / every) < width) length++;
  const padded = digits.padStart(length, "0");
  const parts: string[] = [];
  for (let end = padded.length; end > 0; end -= every) parts.push(padded.slice(Math.max(0, end - every), end));
  return parts.reverse().join(separator);
}

function formatCharacter(
  value: bigint,
  sign: string,
  alternate: boolean,
  fill: string,
  align: FormatSpec["align"],
  width: number,
): string {
  if (sign !== "") raise("ValueError", "Sign not allowed with integer format specifier 'c'");
  if (alternate) raise("ValueError", "Alternate form (#) not allowed with integer format specifier 'c'");
  if (value < 0n || value > 0x10ffffn) raise("OverflowError", "%c arg not in range(0x110000)");
  const text = String.fromCodePoint(Number(value));
  return pad(text, fill, align === "" ? "<" : align === "=" ? ">" : align, width);
}
