/**
 * @file The process that runs rules for the editor: what it is made of, and nothing else. Started by `client/ruleClient.ts`, which ends it
 * when it takes too long; ends with its host.
 */

import { Endpoint } from "../protocol/endpoint.ts";
import { parentPort } from "../protocol/parentPort.ts";
import type { Contract } from "../protocol/request.ts";
import { ruleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";
import { Programs } from "./programs.ts";
import { readDocument } from "./readDocument.ts";
import { RunReader } from "./runReader.ts";

const port = parentPort(process);
const programs = new Programs();
const runs = new RunReader(programs);

new Endpoint<typeof ruleContract, Contract>({
  port,
  lost: (reason) => new Error(reason),
  report: (line) => void process.stderr.write(`${line}\n`),
  serves: {
    contract: ruleContract,
    handlers: {
      hello: () => ({ pid: finite(process.pid) }),
      readDocument: (params, { emit }) => readDocument(params, emit),
      openRun: (params) => runs.open(params),
      readRun: ({ run, tokens }) => runs.read(run, tokens),
      endRun: ({ run, how }) => runs.end(run, how),
      judge: (params) => runs.judge(params),
      promptSpans: (params) => runs.promptSpans(params),
    },
  },
});

port.onClose(() => process.exit(0));
