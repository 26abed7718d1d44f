/** @file Requests about activations that are passed on: all of them, with the run filled in, with their events, cancels and refusals. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { Cancelled, UserError } from "../../src/core/base/errors.ts";
import { type RelayedName, relayedRequests } from "../../src/protocol/activations.ts";
import { CancelSource } from "../../src/protocol/cancellation.ts";
import { Endpoint, type HandlerContext } from "../../src/protocol/endpoint.ts";
import { relayed } from "../../src/protocol/relay.ts";
import { finite, owned } from "../../src/protocol/wire.ts";
import { joined } from "./joinedPorts.ts";

const view = { requests: relayedRequests({ run: v.string() }), notices: {} };
const engine = { requests: relayedRequests({ modelDir: v.string(), prompt: v.string() }), notices: {} };

/** A view that asks through a relay; the engine's side answers these two requests. */
function relay(answer: (params: object, context: HandlerContext<{ done: number; total: number }>) => Promise<void>) {
  const [near, far] = [joined(), joined()];
  const lost = (reason: string) => new Error(reason);
  const report = (problem: string) => assert.fail(problem);
  const refuse = () => Promise.reject(new Error("not asked here"));
  new Endpoint({
    port: far.right,
    lost,
    report,
    serves: {
      contract: engine,
      handlers: {
        ...{ attentionTile: refuse, attentionMatrix: refuse, attentionSpans: refuse, logitLens: refuse },
        ...{ ablate: refuse, ablateHeads: refuse },
        attentionRow: async (params, { signal }) => {
          await answer(params, { signal, emit: () => {} });
          return { weights: owned(Float32Array.of(0.25, 0.75)) };
        },
        headScores: async (params, { signal, emit }) => {
          const told = ({ done, total }: { done: number; total: number }) =>
            emit({ done: finite(done), total: finite(total) });
          await answer(params, { signal, emit: told });
          return { heads: [] };
        },
      },
    },
  });
  const to = new Endpoint({ port: far.left, lost, report, calls: engine });
  const handlers = relayed<typeof view, typeof engine, RelayedName>(view.requests, ({ run, ...params }) => {
    if (run !== "seven") throw new UserError("no-run", "Another run is shown by now.", "Ask again.");
    return { to, params: { modelDir: "m", prompt: "3+4=", ...params } };
  });
  new Endpoint({ port: near.right, lost, report, serves: { contract: view, handlers } });
  return new Endpoint({ port: near.left, lost, report, calls: view });
}

test("a request is asked of the other side about the run as that side knows it", async () => {
  const heard: object[] = [];
  const asking = relay(async (params) => void heard.push(params));
  const set = { heads: [{ layer: 0, head: 1 }], combine: "mean" as const };
  const { weights } = await asking.request("attentionRow", { run: "seven", set, token: 1, direction: "out" });
  assert.deepEqual([...weights], [0.25, 0.75]);
  assert.deepEqual(heard, [{ modelDir: "m", prompt: "3+4=", set, token: 1, direction: "out" }]);
  await assert.rejects(
    asking.request("attentionRow", { run: "eight", set, token: 1, direction: "out" }),
    (error) => error instanceof UserError && /Another run is shown by now/.test(error.message),
  );
});

test("what streams and what is cancelled crosses the relay", async () => {
  const asking = relay(async (_, { signal, emit }) => {
    emit({ done: 1, total: 2 });
    await new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(new Cancelled())));
  });
  const signal = new CancelSource();
  const heard: object[] = [];
  const onEvent = (event: object): void => {
    heard.push(event);
    signal.cancel();
  };
  await assert.rejects(asking.request("headScores", { run: "seven", steps: [] }, { signal, onEvent }), Cancelled);
  assert.deepEqual(heard, [{ done: 1, total: 2 }]);
});
