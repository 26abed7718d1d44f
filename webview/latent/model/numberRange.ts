/** @file Which texts are numbers that a parameter can have. No DOM. */

export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

/** Undefined where a text is no number of the range. */
export function numberIn(text: string, { low, high, whole }: NumberRange): number | undefined {
  const value = Number(text);
  const fits = text.trim() !== "" && value >= low && value <= high && (!whole || Number.isInteger(value));
  return fits ? value : undefined;
}
