/** @file How a run ended that something has stopped: an exception that nothing handles, or a limit. */
import { LimitReached, Raised } from "../operation/raised.ts";
import type { Outcome } from "../step.ts";
import { exceptionOf } from "./exception.ts";
import { type Activation, Frame } from "./frame.ts";

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
