/** @file A process that writes one run under ever new ids into a store until it is killed, and says after each which one it has kept. */

import { readFileSync, writeSync } from "node:fs";
import { RunStore } from "../../../src/client/store/runStore.ts";
import { parseRun } from "../../../src/core/record/run.ts";

const [path = "", recordFile = "", name = ""] = process.argv.slice(2);
const record = parseRun(readFileSync(recordFile, "utf8"), recordFile);
const store = RunStore.open(path);
for (let i = 0; ; i++) writeSync(1, `${store.add({ ...record, id: `${name}-${i}` })}\n`);
