/** @file What a person is told instead of an answer. */
import assert from "node:assert/strict";
import { UserError } from "../../src/core/base/errors.ts";

/** The message of the UserError that `work` fails with, which has to have this code. */
export async function refused(work: Promise<unknown>, code: string): Promise<string> {
  const error: unknown = await work.then(
    () => assert.fail("it was not refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserError, String(error));
  assert.equal(error.code, code);
  return error.message;
}
