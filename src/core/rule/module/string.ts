/** @file `string`: its constants, and `capwords`. */
import { raise } from "../operation/raised.ts";
import { spaceClass } from "../operation/text.ts";
import type { Value } from "../value.ts";
import { functionsOf, type RuleModule } from "./ruleModule.ts";

const lowercase = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const whitespace = " \t\n\r\v\f";
const letters = lowercase + lowercase.toUpperCase();

const spaces = new RegExp(`[${spaceClass}]+`);

function capitalized(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

export const stringModule: RuleModule = {
  name: "string",
  members: new Map<string, Value>([
    ["ascii_lowercase", lowercase],
    ["ascii_uppercase", lowercase.toUpperCase()],
    ["ascii_letters", letters],
    ["digits", digits],
    ["hexdigits", `${digits}abcdefABCDEF`],
    ["octdigits", "01234567"],
    ["punctuation", punctuation],
    ["whitespace", whitespace],
    ["printable", digits + letters + punctuation + whitespace],
    ...functionsOf([
      [
        "capwords",
        (args, keywords, meter) => {
          const text = args[0] ?? keywords?.get("s") ?? null;
          const separator = args[1] ?? keywords?.get("sep") ?? null;
          if (typeof text !== "string" || (separator !== null && typeof separator !== "string")) {
            return raise("TypeError", "capwords() wants strings");
          }
          // Each letter may be a word of its own.
          meter.spend(4 * text.length);
          const words = separator === null ? text.split(spaces).filter((word) => word !== "") : text.split(separator);
          return words.map(capitalized).join(separator ?? " ");
        },
      ],
    ]),
  ]),
};
