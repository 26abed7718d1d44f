/** @file Runs the cases of one kind: each from a seed of its own, so that a failure is made again by its number; a failing input is made small. */
import { Rng } from "../../src/core/base/rng.ts";
import type { Answer, FuzzKind, Input } from "./fuzzKind.ts";

export interface Failure {
  readonly kind: string;
  readonly seed: number;
  readonly case: number;
  /** As small as it could be made. */
  readonly input: Input;
  readonly error: string;
}

export interface FuzzReport {
  readonly kind: string;
  readonly cases: number;
  /** Read as what they should be: the generator reaches behind the first check. */
  readonly accepted: number;
  readonly failures: readonly Failure[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Asked before each case with the number of cases so far. */
  readonly goOn: (cases: number) => boolean;
}

/** After so many failures of a kind the rest would tell nothing new. */
const mostFailures = 5;

export async function runFuzz(kind: FuzzKind, { seed, goOn }: FuzzOptions): Promise<FuzzReport> {
  const failures: Failure[] = [];
  let [cases, accepted] = [0, 0];
  for (; goOn(cases) && failures.length < mostFailures; cases++) {
    const input = kind.make(new Rng(seed).fork(`${kind.name} ${cases}`));
    const answer = await answerOf(kind, input);
    if (answer === "accepted") accepted++;
    else if (answer !== "refused")
      failures.push({ kind: kind.name, seed, case: cases, ...(await shrink(kind, input, answer)) });
  }
  return { kind: kind.name, cases, accepted, failures };
}

/** The answer, or what went wrong. */
async function answerOf(kind: FuzzKind, input: Input): Promise<Answer | Error> {
  const before = prototypeNames();
  try {
    const answer = await kind.check(input);
    if (prototypeNames() !== before) throw new Error("Object.prototype was changed.");
    return answer;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function prototypeNames(): string {
  return [Object.prototype, Array.prototype, Function.prototype]
    .map((each) => Reflect.ownKeys(each).map(String).join(" "))
    .join("\n");
}

/** Takes pieces out, halves first, as long as it still fails. */
async function shrink(
  kind: FuzzKind,
  input: Input,
  error: Error,
): Promise<{ readonly input: Input; readonly error: string }> {
  let [small, why] = [input, error];
  let tries = 400;
  for (let size = Math.ceil(small.length / 2); size >= 1 && tries > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < small.length && tries > 0; tries--) {
      const without = cutOut(small, at, size);
      const answer = await answerOf(kind, without);
      if (answer instanceof Error) [small, why] = [without, answer];
      else at += size;
    }
  }
  return { input: small, error: why.stack ?? why.message };
}

function cutOut(input: Input, at: number, size: number): Input {
  if (typeof input === "string") return input.slice(0, at) + input.slice(at + size);
  return Uint8Array.from([...input.subarray(0, at), ...input.subarray(at + size)]);
}
