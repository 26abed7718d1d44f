/** @file What an endpoint needs of a channel: a child process, the process's own parent, a webview panel, a pair in a test. */

import type { Disposable } from "../core/base/disposable.ts";

export interface Port {
  /** Hands a message to the other side. Does nothing once the channel is closed. */
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Called once, with a reason for people, when nothing can arrive any more. */
  onClose(listener: (reason: string) => void): Disposable;
}
