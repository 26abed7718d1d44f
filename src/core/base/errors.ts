/**
 * @file The kinds of failure that cross zones. A `UserError` is an expected outcome with a remedy and is shown without a
 * stack; `Cancelled` is a person's wish; `EngineLost` says the engine process ended. Anything else thrown is a bug.
 */

/** What happened, to what, and what to do next. Shown to people as it is; never carries a stack into a message. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: string;
  /** What the person can do about it; a full sentence. */
  readonly remedy: string;

  constructor(code: string, happened: string, remedy: string) {
    super(`${happened} ${remedy}`.trim());
    this.code = code;
    this.remedy = remedy;
  }
}

/** Work stopped because somebody asked for it. Not shown as an error. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
  constructor() {
    super("Cancelled.");
  }
}

/** The engine process ended while a request was under way. The next request starts a new one. */
export class EngineLost extends Error {
  override readonly name = "EngineLost";
  constructor(detail: string) {
    super(`The engine stopped (${detail}). Run again: it restarts by itself.`);
  }
}

/** The message of anything thrown, for logs and for wrapping into a `UserError`. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
