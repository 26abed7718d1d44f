/** @file `str.format`: fields by number, by name, or in order, with their conversions and formats. */
import type { Keywords } from "../machine/bind.ts";
import { payForWhole } from "../operation/cost.ts";
import { formatValue } from "../operation/formatValue.ts";
import { checkSize, type Meter, outside, raise } from "../operation/raised.ts";
import { subscript } from "../operation/subscript.ts";
import { repr, type Value } from "../value.ts";

export function formatFields(
  text: string,
  args: readonly Value[],
  keywords: Keywords | undefined,
  meter: Meter,
): string {
  let next: number | undefined;
  let manual = false;
  const lookUp = (name: string): Value => {
    const match = /^([^.[]*)((?:\[[^\]]*\])*)(.*)$/.exec(name);
    const [, base = "", indexes = "", rest = ""] = match ?? [];
    if (rest !== "") outside("Attributes in a format are");
    let value: Value;
    if (base === "" || /^[0-9]+$/.test(base)) {
      if (base === "" ? manual : next !== undefined) {
        const [from, to] =
          base === ""
            ? ["manual field specification", "automatic field numbering"]
            : ["automatic field numbering", "manual field specification"];
        raise("ValueError", `cannot switch from ${from} to ${to}`);
      }
      if (base !== "") manual = true;
      else next = (next ?? -1) + 1;
      const index = base === "" ? (next ?? 0) : Number(base);
      const found = args[index];
      if (found === undefined)
        return raise("IndexError", `Replacement index ${index} out of range for positional args tuple`);
      value = found;
    } else {
      const found = keywords?.get(base);
      if (found === undefined) return raise("KeyError", repr(base), [base]);
      value = found;
    }
    for (const [, index = ""] of indexes.matchAll(/\[([^\]]*)\]/g)) {
      value = subscript(value, /^[0-9]+$/.test(index) ? BigInt(index) : index, meter);
    }
    return value;
  };
  return replaceFields(text, lookUp, 2, meter);
}

function replaceFields(text: string, lookUp: (name: string) => Value, depth: number, meter: Meter): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character !== "{" && character !== "}") {
      result += character;
      continue;
    }
    if (text[at + 1] === character) {
      result += character;
      at++;
      continue;
    }
    if (character === "}") raise("ValueError", "Single '}' encountered in format string");
    const end = closing(text, at);
    if (depth === 0) raise("ValueError", "Max string recursion exceeded");
    const [, name = "", conversion, spec = ""] =
      /^([^!:]*)(?:!([\s\S]))?(?::([\s\S]*))?$/.exec(text.slice(at + 1, end)) ?? [];
    const value = lookUp(name);
    if (conversion !== undefined && conversion !== "r" && conversion !== "s" && conversion !== "a") {
      return raise("ValueError", `Unknown conversion specifier '${conversion}'`);
    }
    payForWhole(meter, value);
    const written = formatValue(value, conversion, replaceFields(spec, lookUp, depth - 1, meter));
    meter.spend(written.length >> 3);
    checkSize((result.length + written.length) / 8, "a string");
    result += written;
    at = end;
  }
  return result;
}

function closing(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") open++;
    else if (text[at] === "}" && --open === 0) return at;
  }
  return raise(
    "ValueError",
    from === text.length - 1 ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}
