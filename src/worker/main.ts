/**
 * @file The process that runs rules for the editor: what it is made of, and nothing else. Started by `client/ruleProcess.ts`, killed when it
 * takes too long; ends with its host.
 */

import { parentPort } from "../protocol/parentPort.ts";
import { serveRules } from "./serveRules.ts";

const port = parentPort(process);
const report = (line: string): void => void process.stderr.write(`${line}\n`);

if (process.argv[2] === "debug") (await import("./debug/serveDebugging.ts")).serveDebugging(port, report);
else serveRules(port, report);

port.onClose(() => process.exit(0));
