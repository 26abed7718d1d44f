/** @file What a kind of fuzzed input is: how one is made from a seed, and what must hold whatever it is. */
import type { Rng } from "../../src/core/base/rng.ts";

/** Text, or bytes. */
export type Input = string | Uint8Array;

/** `accepted`: read as what it should be; `refused`: named as what is wrong with it. Both are right. */
export type Answer = "accepted" | "refused";

export interface FuzzKind {
  readonly name: string;
  make(rng: Rng): Input;
  /** Throws where the property does not hold. */
  check(input: Input): Answer | Promise<Answer>;
}
