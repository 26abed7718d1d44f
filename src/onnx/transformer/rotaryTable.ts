/**
 * @file The frequencies of rotary positions as a table, with the scalings that models are given for contexts longer than those they were
 * trained on. Formulas as in Hugging Face transformers' modeling_rope_utils.py; tests hold them against its numbers.
 */
import type { RotaryScaling, RotarySpec } from "./specification.ts";

export interface RotaryTable {
  /** Radians per position of each pair, [width / 2]. */
  readonly inverseFrequencies: readonly number[];
  /** What sine and cosine are multiplied with. */
  readonly factor: number;
}

export function rotaryTable({ base, width, scaling }: RotarySpec): RotaryTable {
  const half = width / 2;
  const plain = Array.from({ length: half }, (_, i) => base ** (-i / half));
  if (scaling === null) return { inverseFrequencies: plain, factor: 1 };
  switch (scaling.kind) {
    case "linear":
      return { inverseFrequencies: plain.map((frequency) => frequency / scaling.factor), factor: 1 };
    case "llama3":
      return { inverseFrequencies: plain.map((frequency) => llama3(frequency, scaling)), factor: 1 };
    case "yarn":
      return { inverseFrequencies: yarn(plain, { base, width }, scaling), factor: scaling.attentionFactor };
    case "factors":
      return {
        inverseFrequencies: plain.map((frequency, i) => frequency / (scaling.factors[i] ?? 1)),
        factor: scaling.attentionFactor,
      };
  }
}

type Scaling<K extends RotaryScaling["kind"]> = Extract<RotaryScaling, { readonly kind: K }>;

/** Long waves are stretched, short ones kept, and what lies between is a mean of both. */
function llama3(frequency: number, scaling: Scaling<"llama3">): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling;
  const waves = (originalContext * frequency) / (2 * Math.PI); // in the original context
  if (waves < low) return frequency / factor;
  if (waves > high) return frequency;
  const kept = (waves - low) / (high - low);
  return (1 - kept) * (frequency / factor) + kept * frequency;
}

/** Peng et al., "YaRN", 2023: between the pairs that turn `betaFast` and `betaSlow` times in the original context. */
function yarn(
  plain: readonly number[],
  { base, width }: Pick<RotarySpec, "base" | "width">,
  { factor, originalContext, betaFast, betaSlow }: Scaling<"yarn">,
): readonly number[] {
  const pairOf = (turns: number): number =>
    (width * Math.log(originalContext / (turns * 2 * Math.PI))) / (2 * Math.log(base));
  const low = Math.max(0, Math.floor(pairOf(betaFast)));
  const high = Math.min(width - 1, Math.ceil(pairOf(betaSlow)));
  const span = low === high ? 0.001 : high - low;
  return plain.map((frequency, i) => {
    const stretched = Math.min(1, Math.max(0, (i - low) / span));
    return (frequency / factor) * stretched + frequency * (1 - stretched);
  });
}

/** YaRN's factor of sine and cosine where a model gives none: 0.1 ln(factor) + 1. */
export function yarnAttentionFactor(factor: number): number {
  return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
}
