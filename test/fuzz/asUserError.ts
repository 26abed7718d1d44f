/** @file The property of readers: what cannot be read is a UserError, and nothing else is thrown. */
import { UserError } from "../../src/core/base/errors.ts";
import type { Answer } from "./fuzzKind.ts";

export function asUserError(read: () => unknown, expected: (error: unknown) => boolean = isUserError): Answer {
  try {
    read();
    return "accepted";
  } catch (error) {
    if (expected(error)) return "refused";
    throw error;
  }
}

export function isUserError(error: unknown): boolean {
  return error instanceof UserError && error.message !== "";
}
