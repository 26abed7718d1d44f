/** @file The format language for floats: `e`, `f`, `g`, `n`, `%` and none, in f-strings, `format` and `%`. */
import { exponentText, fixedText, floatRepr, leadingDigits, withPoint } from "./floatText.ts";
import { group, pad, parseSpec } from "./formatSpec.ts";
import { raise } from "./raised.ts";

export function formatFloat(value: number, spec: string): string {
  const { fill, align, sign, negativeZero, alternate, width, grouping, precision, code } = parseSpec(spec, "float");
  if (!["", "e", "E", "f", "F", "g", "G", "n", "%"].includes(code)) {
    raise("ValueError", `Unknown format code '${code}' for object of type 'float'`);
  }
  if (grouping !== "" && code === "n") raise("ValueError", `Cannot specify '${grouping}' with 'n'.`);
  const shown = code === "%" ? value * 100 : value;
  const digits = `${body(Math.abs(shown), code, precision, alternate)}${code === "%" ? "%" : ""}`;
  const vanishes = negativeZero && !/[1-9a-zA-Z]/.test(digits.split(/[eE]/)[0] ?? "");
  const minus = (shown < 0 || Object.is(shown, -0)) && !vanishes;
  const lead = minus ? "-" : sign === "-" ? "" : sign;
  const inside = fill === "0" && align === "=" ? width - lead.length : 0;
  const grouped = grouping === "" ? digits : groupWhole(digits, grouping, inside);
  if (align === "=") return lead + pad(grouped, fill, ">", width - lead.length);
  return pad(lead + grouped, fill, align === "" ? ">" : align, width);
}

/** The digits before the point, in groups; what follows them only takes up room. */
function groupWhole(text: string, separator: string, width: number): string {
  const whole = /^[0-9]+/.exec(text)?.[0];
  if (whole === undefined) return text;
  return group(whole, separator, 3, width - (text.length - whole.length)) + text.slice(whole.length);
}

/** A float of at least 0 without sign or width. */
function body(value: number, code: string, precision: number | undefined, alternate: boolean): string {
  const upper = code === "E" || code === "F" || code === "G";
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? "nan" : "inf";
    return upper ? word.toUpperCase() : word;
  }
  const text = finite(value, code.toLowerCase(), precision, alternate);
  return upper ? text.toUpperCase() : text;
}

function finite(value: number, code: string, precision: number | undefined, alternate: boolean): string {
  if (code === "" && precision === undefined) return floatRepr(value);
  const places = precision ?? 6;
  if (code === "f" || code === "%") {
    const text = fixedText(value, places);
    return alternate && places === 0 ? `${text}.` : text;
  }
  if (code === "e") {
    const { digits, exponent } = leadingDigits(value, places + 1);
    const point = alternate && places === 0 ? "." : "";
    return `${withPoint(digits, 1)}${point}${exponentText(exponent)}`;
  }
  return general(value, Math.max(places, 1), alternate, code === "");
}

/** As few digits as say it; without a code at least one after the point, and the exponent one power earlier. */
function general(value: number, precision: number, alternate: boolean, pointed: boolean): string {
  const { digits, exponent } = leadingDigits(value, precision);
  const small = exponent < -4 || exponent >= precision - (pointed ? 1 : 0);
  const kept = alternate ? digits : digits.replace(/0+$/, "") || "0";
  if (small) {
    const text = withPoint(kept, 1);
    return `${alternate && !text.includes(".") ? `${text}.` : text}${exponentText(exponent)}`;
  }
  const text = withPoint(kept, exponent + 1);
  if (text.includes(".")) return text;
  return pointed ? `${text}.0` : alternate ? `${text}.` : text;
}

/** One field of `text % values`: `flags` are those of C. */
export function percentFloat(value: number, code: string, flags: string, precision: number | undefined): string {
  const text = body(Math.abs(value), code, precision ?? 6, flags.includes("#"));
  const minus = value < 0 || Object.is(value, -0);
  return (minus ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + text;
}
