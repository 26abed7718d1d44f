/** @file The endpoint on a pair of joined ports: answers, streams, cancellation, broken messages, closing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { Cancelled, EngineLost, UserError } from "../../src/core/base/errors.ts";
import { Endpoint, type Handlers } from "../../src/protocol/endpoint.ts";
import { type Contract, count, number, request, streamingRequest } from "../../src/protocol/request.ts";
import { finite } from "../../src/protocol/wire.ts";
import { joined, type Wire } from "./joinedPorts.ts";

const contract = {
  requests: {
    double: request(v.object({ x: number }), v.object({ y: number })),
    countTo: streamingRequest(v.object({ end: count }), v.object({ sum: number }), v.object({ i: count })),
    half: request(v.object({ x: number }), v.nullable(v.object({ y: number }))),
    wait: request(v.object({}), v.object({})),
    fail: request(v.object({ how: v.picklist(["user", "bug"]) }), v.object({})),
  },
  notices: { mood: v.object({ is: v.string() }) },
} as const;

interface Pair {
  readonly caller: Endpoint<Contract, typeof contract>;
  readonly server: Endpoint<typeof contract, Contract>;
  readonly wire: Wire;
  readonly reports: string[];
  readonly stopped: string[];
}

function pair(): Pair {
  const wire = joined();
  const reports: string[] = [];
  const stopped: string[] = [];
  const report = (problem: string) => void reports.push(problem);
  const lost = (reason: string) => new EngineLost(reason);
  const handlers: Handlers<typeof contract> = {
    double: ({ x }) => ({ y: finite(2 * x) }),
    half: ({ x }) => (x % 2 === 0 ? { y: finite(x / 2) } : null),
    countTo({ end }, { emit }) {
      let sum = 0;
      for (let i = 1; i <= end; i++) {
        emit({ i: finite(i) });
        sum += i;
      }
      return { sum: finite(sum) };
    },
    wait: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped.push("wait");
          reject(new Cancelled());
        });
      }),
    fail({ how }) {
      throw how === "user"
        ? new UserError("no-model", "There is no model.", "Train one.")
        : new TypeError("x is undefined");
    },
  };
  return {
    caller: new Endpoint({ port: wire.left, calls: contract, lost, report }),
    server: new Endpoint({ port: wire.right, serves: { contract, handlers }, lost, report }),
    wire,
    reports,
    stopped,
  };
}

test("a request resolves with the answer", async () => {
  assert.deepEqual(await pair().caller.request("double", { x: 21 }), { y: 42 });
});

test("an answer can be null", async () => {
  const { caller } = pair();
  assert.deepEqual(await caller.request("half", { x: finite(4) }), { y: 2 });
  assert.equal(await caller.request("half", { x: finite(3) }), null);
});

test("events arrive in order and before the answer", async () => {
  const seen: number[] = [];
  const { sum } = await pair().caller.request("countTo", { end: 4 }, { onEvent: ({ i }) => void seen.push(i) });
  assert.deepEqual([...seen, sum], [1, 2, 3, 4, 10]);
});

test("answers find their own requests whatever their order", async () => {
  const { caller } = pair();
  const answers = await Promise.all([
    caller.request("double", { x: 1 }),
    caller.request("countTo", { end: 2 }),
    caller.request("double", { x: 3 }),
  ]);
  assert.deepEqual(answers, [{ y: 2 }, { sum: 3 }, { y: 6 }]);
});

test("a cancelled request stops its handler and rejects with Cancelled", async () => {
  const { caller, stopped } = pair();
  const abort = new AbortController();
  const waiting = caller.request("wait", {}, { signal: abort.signal });
  abort.abort();
  await assert.rejects(waiting, Cancelled);
  assert.deepEqual(stopped, ["wait"]);
});

test("a request whose signal is already given is never sent", async () => {
  const { caller, wire } = pair();
  await assert.rejects(caller.request("wait", {}, { signal: AbortSignal.abort() }), Cancelled);
  assert.deepEqual(wire.sent, []);
});

test("a UserError crosses whole, code, message and remedy", async () => {
  await assert.rejects(pair().caller.request("fail", { how: "user" }), (error) => {
    assert(error instanceof UserError);
    assert.deepEqual(
      [error.code, error.message, error.remedy],
      ["no-model", "There is no model. Train one.", "Train one."],
    );
    return true;
  });
});

test("a bug rejects with its message, and its stack goes to the log", async () => {
  const { caller, reports } = pair();
  await assert.rejects(caller.request("fail", { how: "bug" }), { name: "Error", message: "x is undefined" });
  assert.match(reports.join("\n"), /fail failed: TypeError: x is undefined\n\s+at /);
});

test("malformed parameters are refused before the handler sees them", async () => {
  const { caller } = pair();
  await assert.rejects(caller.request("double", { x: Number.NaN }), /The request double is malformed/);
});

test("names of what all objects have are no requests and no notices", async () => {
  const { wire, caller, reports } = pair();
  for (const name of Object.getOwnPropertyNames(Object.prototype)) {
    wire.left.post({ kind: "request", id: 7, name, params: {} });
    await new Promise((resolve) => wire.left.onMessage(resolve));
    assert.deepEqual(wire.sent.at(-1), {
      kind: "err",
      id: 7,
      code: "unknown-request",
      message: `There is no request named ${name}.`,
    });
  }
  for (const name of Object.getOwnPropertyNames(Object.prototype))
    wire.right.post({ kind: "notice", name, notice: {} });
  assert.deepEqual(await caller.request("double", { x: 2 }), { y: 4 }, "and the other side still answers");
  assert.equal(reports.length, Object.getOwnPropertyNames(Object.prototype).length);
});

test("a request that the contract does not have is refused", async () => {
  const { wire } = pair();
  wire.left.post({ kind: "request", id: 7, name: "explode", params: {} });
  await new Promise((resolve) => wire.left.onMessage(resolve));
  assert.deepEqual(wire.sent.at(-1), {
    kind: "err",
    id: 7,
    code: "unknown-request",
    message: "There is no request named explode.",
  });
});

test("a broken answer rejects, a broken event is dropped, and both say what was wrong", async () => {
  const wire = joined();
  const reports: string[] = [];
  const caller = new Endpoint({
    port: wire.left,
    calls: contract,
    lost: (reason) => new EngineLost(reason),
    report: (problem) => void reports.push(problem),
  });
  const events: unknown[] = [];
  const counting = caller.request("countTo", { end: 1 }, { onEvent: (event) => void events.push(event) });
  wire.right.post({ kind: "event", id: 1, event: { i: -1 } });
  wire.right.post({ kind: "ok", id: 1, result: { sum: "many" } });
  await assert.rejects(counting, /The answer to countTo is broken/);
  assert.deepEqual(events, []);
  assert.match(reports.join(), /Dropped a broken event of countTo/);
});

test("a message that is none is dropped and reported, and the conversation goes on", async () => {
  const { caller, wire, reports } = pair();
  for (const junk of [null, 7, "ok", {}, { kind: "ok" }, { kind: "request", id: "1", name: "double", params: {} }])
    wire.left.post(junk);
  assert.deepEqual(await caller.request("double", { x: 1 }), { y: 2 });
  assert.equal(reports.length, 6);
});

test("closing rejects what is pending, stops what is served, and refuses what comes later", async () => {
  const { caller, wire, stopped } = pair();
  const waiting = caller.request("wait", {});
  await caller.request("double", { x: 1 });
  wire.close("it was killed");
  await assert.rejects(waiting, (error) => error instanceof EngineLost && error.message.includes("it was killed"));
  await assert.rejects(caller.request("double", { x: 1 }), EngineLost);
  assert.deepEqual(stopped, ["wait"]);
  assert.equal(caller.pendingCount, 0);
});

test("notices reach their listeners until these are disposed; broken ones do not", async () => {
  const { caller, server, wire, reports } = pair();
  const heard: string[] = [];
  const listening = caller.onNotice("mood", ({ is }) => void heard.push(is));
  server.notify("mood", { is: "good" });
  wire.right.post({ kind: "notice", name: "mood", notice: { is: 3 } });
  await caller.request("double", { x: 1 });
  listening.dispose();
  server.notify("mood", { is: "unheard" });
  await caller.request("double", { x: 1 });
  assert.deepEqual(heard, ["good"]);
  assert.match(reports.join(), /Dropped a broken notice mood/);
});
