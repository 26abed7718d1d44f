/**
 * @file The words of forms: one for every label, name, small number and sign. Variables have the letters `a` to `x`, so that a model
 * needs no names of anybody's.
 */
import { mostLines, mostLoops } from "./formProgram.ts";
import { highestNumber, lowestNumber } from "./formValue.ts";

export const formNames: readonly string[] = Array.from("abcdefghijklmnopqrstuvwx");

const labels = ["L", "N"].flatMap((kind) => Array.from({ length: mostLines }, (_, i) => `${kind}${i + 1}`));

const signs =
  "T F None END ret >>> -> ; = , ( ) [ ] [[ ]] .. + - * // % == != < <= > >= in not += -= *= //= %= and or if while for return " +
  "break continue pass len range min max abs .pop .append .insert IF THEN ELSE";

/** Every word without the white space before it. */
export const formWords: readonly string[] = [
  ...signs.split(" "),
  ...labels,
  ...formNames,
  ...Array.from({ length: mostLoops }, (_, i) => `it${i}`),
  ...Array.from({ length: highestNumber - lowestNumber + 1 }, (_, i) => String(lowestNumber + i)),
];

/** The words as a tokenizer cuts them: with the space before them; labels and the call also begin lines. */
export const formTokens: readonly string[] = [
  ...formWords.filter((word) => word !== ">>>").map((word) => ` ${word}`),
  ...labels.map((label) => `\n${label}`),
  "\n>>>",
];
