/** @file Answers what the editor asks about documents and responses. */

import { Endpoint } from "../protocol/endpoint.ts";
import type { Port } from "../protocol/port.ts";
import type { Contract } from "../protocol/request.ts";
import { ruleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";
import { Programs } from "./programs.ts";
import { readDocument } from "./readDocument.ts";
import { RunReader } from "./runReader.ts";

export function serveRules(port: Port, report: (line: string) => void): void {
  const data = () => import("./exportTasks.ts");
  const experiments = () => import("./serveExperiments.ts");
  const inferences = () => import("./inferences.ts");
  const maps = () => import("./map/serveMaps.ts");
  const runs = new RunReader(new Programs());
  new Endpoint<typeof ruleContract, Contract>({
    port,
    lost: (reason) => new Error(reason),
    report,
    serves: {
      contract: ruleContract,
      handlers: {
        hello: () => ({ pid: finite(process.pid) }),
        readDocument: (params, { emit }) => readDocument(params, emit),
        readPlan: async (params) => (await experiments()).readPlan(params),
        readFolder: async (params) => (await experiments()).readFolder(params),
        openTrainings: async (params) => (await experiments()).openTrainings(params),
        claimFolder: async (params) => (await experiments()).claim(params),
        writeRecord: async (params) => (await experiments()).writeRecord(params),
        openRun: (params) => runs.open(params),
        readRun: ({ run, tokens }) => runs.read(run, tokens),
        endRun: ({ run, how }) => runs.end(run, how),
        judge: (params) => runs.judge(params),
        importRuns: async (params) => (await import("./importFile.ts")).importFile(params),
        readMaps: async (params) => (await maps()).readMaps(params),
        describeCell: async (params) => (await maps()).describe(params),
        coverage: async (params) => (await maps()).coverage(params),
        holdOut: async (params) => (await maps()).holdOut(params),
        mapsCsv: async (params) => (await maps()).csv(params),
        exportTasks: async (params) => (await data()).exportTasks(params),
        checkSplit: async (params) => (await data()).checkSplit(params),
        exportData: async (params, context) => (await data()).exportDataSet(params, context),
        inferenceNote: async (params) => (await inferences()).noteOf(params),
        inferenceOffer: async (params) => (await inferences()).offerAt(params),
        promptSpans: (params) => runs.promptSpans(params),
      },
    },
  });
}
