/** @file A debugging session in this process: the adapter, with what it needs of the editor asked through the channel. */

import type { Writer } from "../../core/debug/writer.ts";
import { readProblems } from "../../core/document/problems.ts";
import { methodOf } from "../../core/method/methods.ts";
import { parseRun, storedText } from "../../core/record/run.ts";
import { CancelSource } from "../../protocol/cancellation.ts";
import {
  type DebugContract,
  type DebugHostContract,
  debugContract,
  debugHostContract,
} from "../../protocol/debugContract.ts";
import { Endpoint } from "../../protocol/endpoint.ts";
import type { Port } from "../../protocol/port.ts";
import { ReasoningDebugSession } from "./adapter.ts";
import { type LaunchPort, openLaunch } from "./launch.ts";

type Host = Endpoint<DebugContract, DebugHostContract>;

export function serveDebugging(port: Port, report: (line: string) => void): void {
  const host: Host = new Endpoint({
    port,
    calls: debugHostContract,
    lost: (reason) => new Error(reason),
    report,
    serves: {
      contract: debugContract,
      handlers: {
        hello() {},
        message: ({ message }) => session.handleMessage(JSON.parse(message)),
        edited({ path }) {
          if (session.sourcePath === path) session.sourceChanged();
        },
        records: () => ({ records: session.records().map(storedText) }),
      },
    },
  });
  const session = new ReasoningDebugSession((wanted) => openLaunch(wanted, launchPort(host)));
  session.onDidSendMessage((message) => host.notify("message", { message: JSON.stringify(message) }));
}

function launchPort(host: Host): LaunchPort {
  return {
    async readFile(path) {
      return (await host.request("readFile", { path })).file ?? undefined;
    },
    async readProblems({ text, path, python }) {
      const files = new Map<string, string | undefined>();
      const load = (name: string): string | undefined => {
        if (!files.has(name)) files.set(name, undefined);
        return files.get(name);
      };
      const read = () => readProblems(text, python ? "python" : "problems", { load });
      const first = read();
      if (files.size === 0) return first;
      for (const name of files.keys())
        files.set(name, (await host.request("readBeside", { path, name })).text ?? undefined);
      return read();
    },
    async rulePath({ path }, origin) {
      return (await host.request("rulePath", { path, origin })).path;
    },
    async loadRun(id) {
      const { record } = await host.request("loadRun", { id });
      return record === null ? undefined : parseRun(record, id);
    },
    async writer(problem, { model, method, program, ownModel }) {
      const params = { task: problem.task ?? null, model, method, program, ownModel };
      const found = await host.request("chooseModel", params);
      return {
        name: found.name,
        method: methodOf(found.method, found.dialect ?? undefined),
        writer: (prompt) => hostWriter(host, { writer: found.writer, prompt }),
      };
    },
  };
}

function hostWriter(host: Host, start: { readonly writer: number; readonly prompt: string }): Writer {
  return {
    write({ ids, text }, onToken) {
      const signal = new CancelSource();
      const written = host.request("write", { ...start, ids: [...ids], text }, { signal, onEvent: onToken });
      return { done: written.then(({ stop }) => stop), cancel: () => signal.cancel() };
    },
  };
}
