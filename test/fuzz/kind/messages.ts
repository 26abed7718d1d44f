/** @file Messages to an endpoint, as a webview or an engine that was taken over would send them: each is answered or reported, and the next one still is. */

import * as v from "valibot";
import type { Rng } from "../../../src/core/base/rng.ts";
import { Endpoint } from "../../../src/protocol/endpoint.ts";
import type { Port } from "../../../src/protocol/port.ts";
import { count, request } from "../../../src/protocol/request.ts";
import type { Answer, FuzzKind } from "../fuzzKind.ts";
import { mutateJson, oddTexts } from "../mutate.ts";

const contract = {
  requests: { next: request(v.object({ x: count }), v.object({ y: count })) },
  notices: { told: v.object({ x: count }) },
} as const;

function message(rng: Rng): object {
  const name = rng.pick(["next", "next", "next", "told", ...Object.getOwnPropertyNames(Object.prototype), ...oddTexts]);
  const id = rng.integer(0, 3);
  return rng.pick<object>([
    { kind: "request", id, name, params: { x: 1 } },
    { kind: "request", id, name: "next", params: { x: 1 } },
    { kind: "ok", id, result: {} },
    { kind: "err", id, code: rng.pick(oddTexts), message: "x" },
    { kind: "event", id, event: {} },
    { kind: "cancel", id },
    { kind: "notice", name, notice: { x: 1 } },
  ]);
}

export const messages: FuzzKind = {
  name: "messages",
  make: (rng) =>
    mutateJson(
      rng,
      Array.from({ length: rng.integer(1, 5) }, () => message(rng)),
    ),
  async check(input): Promise<Answer> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(String(input));
    } catch {
      return "refused"; // no message at all
    }
    const reports: string[] = [];
    const sent: unknown[] = [];
    let deliver: (message: unknown) => void = () => {};
    const port: Port = {
      post: (posted) => void sent.push(posted),
      onMessage(listener) {
        deliver = listener;
        return { dispose: () => {} };
      },
      onClose: () => ({ dispose: () => {} }),
    };
    const endpoint = new Endpoint({
      port,
      lost: (reason) => new Error(reason),
      report: (problem) => void reports.push(problem),
      calls: contract,
      serves: { contract, handlers: { next: ({ x }) => ({ y: x }) } },
    });
    for (const each of Array.isArray(parsed) ? parsed : [parsed]) deliver(each);
    const id = 77_777;
    deliver({ kind: "request", id, name: "next", params: { x: 5 } });
    await new Promise((resolve) => setImmediate(resolve));
    const answered = sent.some((it) =>
      v.is(v.object({ kind: v.literal("ok"), id: v.literal(id), result: v.object({ y: v.literal(5) }) }), it),
    );
    endpoint.dispose();
    if (!answered) throw new Error("The endpoint does not answer any more.");
    return reports.length === 0 ? "accepted" : "refused";
  },
};
