/** @file Passing requests on: what one contract serves is asked of another that has the same request about something told differently. */

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
 * Handlers that pass these requests on. `fill` says to whom, and gives the params as that side takes them. Both contracts must have made each
 * request by one function (`activations.ts`), so that they differ in nothing else; the other side checks what it gets once more.
 */
export function relayed<Served extends Contract, C extends Contract, N extends RequestName<Served> & RequestName<C>>(
  names: readonly N[],
  fill: (params: CheckedParams<Served, N>) => { readonly to: Asked<C>; readonly params: object },
): Pick<Handlers<Served>, N> {
  const pass = (name: N) => (given: CheckedParams<Served, N>, context: HandlerContext<Event<Served, N>>) => {
    const { to, params } = fill(given);
    const onEvent = (event: unknown): void => context.emit(event as Event<Served, N>);
    return to.request(name, params as Params<C, N>, { signal: context.signal, onEvent });
  };
  return Object.fromEntries(names.map((name) => [name, pass(name)])) as unknown as Pick<Handlers<Served>, N>;
}
