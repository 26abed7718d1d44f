/**
 * @file Stopping a command: the first Ctrl-C or SIGTERM asks the work to stop, which saves what it has; a second Ctrl-C ends the process at once. A
 * second SIGTERM does not: `timeout` and schedulers send one to the process and one to its group.
 */

export interface Interruptible {
  readonly signal: AbortSignal;
  dispose(): void;
}

export function interruptible(): Interruptible {
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  const terminate = (): void => abort.abort();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  return {
    signal: abort.signal,
    dispose() {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", terminate);
    },
  };
}
