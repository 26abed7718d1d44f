/** @file Errors as messages and back, so that the kinds of failure of `core/base/errors.ts` survive the crossing. */

import { Cancelled, messageOf, UserError } from "../core/base/errors.ts";

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string | undefined;
}

const cancelledCode = "cancelled";
const userPrefix = "user:";

export function failureOf(error: unknown): Failure {
  if (error instanceof Cancelled) return { code: cancelledCode, message: error.message };
  if (error instanceof UserError) {
    const happened = error.message.slice(0, error.message.length - error.remedy.length).trimEnd();
    return { code: `${userPrefix}${error.code}`, message: happened, remedy: error.remedy };
  }
  return { code: "bug", message: messageOf(error) };
}

export function errorOf(failure: Failure): Error {
  if (failure.code === cancelledCode) return new Cancelled();
  if (failure.code.startsWith(userPrefix)) {
    return new UserError(failure.code.slice(userPrefix.length), failure.message, failure.remedy ?? "");
  }
  return new Error(failure.message);
}
