/** @file Counts of errors as they cross to the host. */
import type { ErrorCounts, ErrorKind } from "../../core/check/errorCounts.ts";
import { type Finite, finite } from "../../protocol/wire.ts";

type Sent<T> = { [K in keyof T]: T[K] extends number ? Finite : Sent<T[K]> };

export interface SentErrors extends Omit<Sent<ErrorCounts>, "kinds"> {
  kinds: Partial<Record<ErrorKind, Finite>>;
}

export function sentErrors({ wrong, kinds, rightByWrongSteps, loops }: ErrorCounts): SentErrors {
  const sent: SentErrors["kinds"] = {};
  for (const [kind, count] of Object.entries(kinds)) Object.assign(sent, { [kind]: finite(count) });
  const { counted, wrongIterations, relativeErrorSum } = loops;
  return {
    wrong: finite(wrong),
    kinds: sent,
    rightByWrongSteps: finite(rightByWrongSteps),
    loops: {
      counted: finite(counted),
      wrongIterations: finite(wrongIterations),
      relativeErrorSum: finite(relativeErrorSum),
    },
  };
}
