/** @file How a run ended: with a value, by an exception that nothing handles, or by a limit. */
import { LimitReached, Raised } from "../operation/raised.ts";
import type { Outcome } from "../step.ts";
import type { Value } from "../value.ts";
import { exceptionOf } from "./exception.ts";
import { type Activation, Frame } from "./frame.ts";
import type { Generation } from "./generation.ts";

/** Python closes a generator as soon as nothing refers to it, which is not known here: what its `finally` does then would be missing. */
export function returned(value: Value, unclosed: ReadonlySet<Generation>): Outcome {
  for (const { frame } of unclosed) {
    const message = `A generator of \`${frame.code.name}\` is left inside a \`try\` or \`with\`. Call its close(), or take all of its items.`;
    return { kind: "limit", message, line: frame.line };
  }
  return { kind: "returned", value };
}

/** `top` is what ran. Without a stepped frame, the line is `fallback`. Throws what is neither, which is a bug. */
export function stopped(error: unknown, top: Activation | undefined, fallback = 0): Outcome {
  const frame = innermost(top);
  const line = frame === undefined ? fallback : frame.line === 0 ? frame.code.line : frame.line;
  if (error instanceof LimitReached) return { kind: "limit", ...error, line };
  if (!(error instanceof Raised)) throw error;
  const { type, said, origin } = exceptionOf(error);
  return { kind: "raised", type, message: said, ...(origin ?? { line, functionName: "", depth: 0, state: {} }) };
}

/** The innermost stepped frame. */
function innermost(top: Activation | undefined): Frame | undefined {
  for (let at = top; at !== undefined; at = at.caller) if (at instanceof Frame && at.code.traced) return at;
  return undefined;
}
