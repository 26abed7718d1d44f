/** @file A worker thread of the engine: computes one job at a time until it is told to end. Started by `workers.ts`. */

import { parentPort } from "node:worker_threads";
import { failureOf } from "../../protocol/failure.ts";
import { jobWork } from "./jobs.ts";
import type { FromWorker, ToWorker } from "./workers.ts";

const port = parentPort;
if (port === null) throw new Error("A worker is started by the engine and has no use of its own.");
const send = (message: FromWorker): void => port.postMessage(message);

port.on("message", ({ name, params }: ToWorker) => {
  try {
    const work = jobWork[name] as (params: unknown, emit: (event: unknown) => void) => unknown;
    send({ kind: "ok", result: work(params, (event) => send({ kind: "event", event })) });
  } catch (error) {
    send({ kind: "err", failure: failureOf(error), stack: error instanceof Error ? error.stack : undefined });
  }
});
