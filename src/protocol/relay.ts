/**
 * @file Handlers made from the requests themselves: what one contract serves is asked of another that has the same request about a run told
 * differently, or of handlers that are loaded with the first request.
 */

import type { HandlerContext, Handlers, RequestOptions } from "./endpoint.ts";
import type { CheckedParams, Contract, Event, Params, RequestName, Result } from "./request.ts";

/** Who is asked: an endpoint, or what stands before one. */
interface Asked<C extends Contract> {
  request<N extends RequestName<C>>(
    name: N,
    params: Params<C, N>,
    options: RequestOptions<Event<C, N>>,
  ): Promise<Result<C, N>>;
}

/**
 * Passes these requests on. `fill` says to whom, and gives the params as that side takes them. Both contracts must have made each request by
 * one function (`activations.ts`), so that they differ in nothing else; the other side checks what it gets once more.
 */
export function relayed<Served extends Contract, C extends Contract, N extends RequestName<Served> & RequestName<C>>(
  requests: Pick<Served["requests"], N>,
  fill: (params: CheckedParams<Served, N>) => { readonly to: Asked<C>; readonly params: object },
): Pick<Handlers<Served>, N> {
  return each<Served, N>(requests, (name, given, { signal, emit }) => {
    const { to, params } = fill(given);
    return to.request(name, params as Params<C, N>, { signal, onEvent: (event) => emit(event as Event<Served, N>) });
  });
}

/** Answers these requests by handlers that come later, with the first of them. */
export function deferred<Served extends Contract, N extends RequestName<Served>>(
  requests: Pick<Served["requests"], N>,
  load: () => Promise<Pick<Handlers<Served>, N>>,
): Pick<Handlers<Served>, N> {
  return each<Served, N>(requests, async (name, params, context) => (await load())[name](params, context));
}

function each<Served extends Contract, N extends RequestName<Served>>(
  requests: Pick<Served["requests"], N>,
  answer: (name: N, params: CheckedParams<Served, N>, context: HandlerContext<Event<Served, N>>) => unknown,
): Pick<Handlers<Served>, N> {
  const handlers = Object.keys(requests).map((name) => {
    const handler = (params: CheckedParams<Served, N>, context: HandlerContext<Event<Served, N>>) =>
      answer(name as N, params, context);
    return [name, handler] as const;
  });
  return Object.fromEntries(handlers) as unknown as Pick<Handlers<Served>, N>;
}
