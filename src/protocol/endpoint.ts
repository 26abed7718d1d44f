/**
 * @file One end of a conversation, the same class in the host, the engine and the webviews. It serves one contract and calls
 * another; it checks every message that enters, answers every request exactly once, and rejects what is pending when the channel
 * closes. It knows no contract, no process and no editor.
 */

import * as v from "valibot";
import { type Disposable, DisposableList } from "../core/base/disposable.ts";
import { messageOf } from "../core/base/errors.ts";
import { own } from "../core/base/own.ts";
import { type CancelSignal, CancelSource } from "./cancellation.ts";
import { type Envelope, envelope } from "./envelope.ts";
import { errorOf, failureOf } from "./failure.ts";
import type { Port } from "./port.ts";
import type { CheckedParams, Contract, Event, Notice, NoticeName, Params, RequestName, Result } from "./request.ts";

/** What a handler may use while it works. */
export interface HandlerContext<E> {
  /** Given when the caller cancelled or went away. */
  readonly signal: CancelSignal;
  /** Streams one event to the caller. */
  emit(event: E): void;
}

/** One function per request of the contract. What it throws becomes the caller's rejection. */
export type Handlers<C extends Contract> = {
  readonly [N in RequestName<C>]: Handler<CheckedParams<C, N>, HandlerContext<Event<C, N>>, Result<C, N>>;
};

/** Where the answer holds nothing, the handler returns nothing. */
type Handler<P, X, R> =
  Record<never, never> extends R
    ? (params: P, context: X) => Promise<void> | void
    : (params: P, context: X) => Promise<R> | R;

export interface RequestOptions<E> {
  readonly signal?: CancelSignal | undefined;
  readonly onEvent?: ((event: E) => void) | undefined;
}

export interface EndpointOptions<Served extends Contract, Called extends Contract> {
  readonly port: Port;
  readonly serves?: { readonly contract: Served; readonly handlers: Handlers<Served> };
  readonly calls?: Called;
  /** Makes the rejection of everything pending when the channel closes. */
  readonly lost: (reason: string) => Error;
  /** Told when a request begins to be served; what it returns is disposed when the request is over. */
  readonly onServe?: () => Disposable | undefined;
  /** Told about each request that could not be answered, before its caller is. */
  readonly onFailed?: (request: string, error: unknown) => void;
  /** Told about broken messages, and about bugs in handlers where nobody is told of failures; for a log, never for people. */
  readonly report: (problem: string) => void;
}

interface Pending {
  readonly name: string;
  readonly onEvent: (event: unknown) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const nothing: Contract = { requests: {}, notices: {} };

export class Endpoint<Served extends Contract = Contract, Called extends Contract = Contract> implements Disposable {
  readonly #options: EndpointOptions<Served, Called>;
  readonly #disposables = new DisposableList();
  readonly #pending = new Map<number, Pending>();
  readonly #serving = new Map<number, CancelSource>();
  readonly #noticeListeners = new Map<string, Set<(notice: unknown) => void>>();
  #nextId = 1;
  #closed: string | undefined;

  constructor(options: EndpointOptions<Served, Called>) {
    this.#options = options;
    this.#disposables.add(options.port.onMessage((message) => this.#receive(message)));
    this.#disposables.add(options.port.onClose((reason) => this.#close(reason)));
  }

  /** How many requests wait for their answer. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /**
   * Resolves with the checked answer. Rejects with `Cancelled`, a `UserError`, what `lost` makes, or an `Error` for a bug on
   * the other side. A cancelled request rejects when the other side has stopped, not before.
   */
  request<N extends RequestName<Called>>(
    name: N,
    params: Params<Called, N>,
    options: RequestOptions<Event<Called, N>> = {},
  ): Promise<Result<Called, N>> {
    const entry = own(this.#called.requests, name);
    if (entry === undefined) return Promise.reject(new Error(`The contract has no request ${name}.`));
    if (this.#closed !== undefined) return Promise.reject(this.#options.lost(this.#closed));
    const { signal, onEvent } = options;
    if (signal?.aborted) return Promise.reject(errorOf({ code: "cancelled", message: "" }));
    const id = this.#nextId++;
    const cancel = () => this.#post({ kind: "cancel", id });
    const answer = new Promise<Result<Called, N>>((resolve, reject) => {
      this.#pending.set(id, {
        name,
        onEvent: (event) => {
          const checked = v.safeParse(entry.event, event);
          if (checked.success) onEvent?.(checked.output as Event<Called, N>);
          else this.#report(`a broken event of ${name}`, checked.issues);
        },
        resolve: (result) => {
          const checked = v.safeParse(entry.result, result);
          if (checked.success) resolve(checked.output as Result<Called, N>);
          else reject(new Error(`The answer to ${name} is broken: ${v.summarize(checked.issues)}`));
        },
        reject,
      });
      signal?.addEventListener("abort", cancel);
      this.#post({ kind: "request", id, name, params });
    });
    return answer.finally(() => signal?.removeEventListener("abort", cancel));
  }

  /** Sends a notice of the served contract. */
  notify<N extends NoticeName<Served>>(name: N, notice: Notice<Served, N>): void {
    this.#post({ kind: "notice", name, notice });
  }

  /** Listens to a notice of the called contract. */
  onNotice<N extends NoticeName<Called>>(name: N, listener: (notice: Notice<Called, N>) => void): Disposable {
    const listeners = this.#noticeListeners.get(name) ?? new Set();
    this.#noticeListeners.set(name, listeners);
    const untyped = listener as (notice: unknown) => void;
    listeners.add(untyped);
    return { dispose: () => listeners.delete(untyped) };
  }

  /** Rejects what is pending and stops what is being served. The channel itself belongs to its maker. */
  dispose(): void {
    this.#close("it was closed");
    this.#disposables.dispose();
  }

  get #called(): Contract {
    return this.#options.calls ?? nothing;
  }

  #post(message: Envelope): void {
    if (this.#closed === undefined) this.#options.port.post(message);
  }

  #receive(message: unknown): void {
    const checked = v.safeParse(envelope, message);
    if (checked.success) this.#dispatch(checked.output);
    else this.#report("a message that is none", checked.issues);
  }

  #dispatch(received: Envelope): void {
    switch (received.kind) {
      case "request":
        void this.#serve(received.id, received.name, received.params);
        break;
      case "cancel":
        this.#serving.get(received.id)?.cancel();
        break;
      case "event":
        this.#pending.get(received.id)?.onEvent(received.event);
        break;
      case "ok":
        this.#take(received.id)?.resolve(received.result);
        break;
      case "err":
        this.#take(received.id)?.reject(errorOf(received));
        break;
      case "notice":
        this.#hear(received.name, received.notice);
        break;
      default:
        received satisfies never;
    }
  }

  async #serve(id: number, name: string, params: unknown): Promise<void> {
    const served = this.#options.serves;
    const entry = served && own(served.contract.requests, name);
    const handler = served && own(served.handlers, name as RequestName<Served>);
    if (entry === undefined || handler === undefined) {
      this.#post({ kind: "err", id, code: "unknown-request", message: `There is no request named ${name}.` });
      return;
    }
    const checked = v.safeParse(entry.params, params);
    if (!checked.success) {
      const message = `The request ${name} is malformed: ${v.summarize(checked.issues)}`;
      this.#post({ kind: "err", id, code: "malformed-request", message });
      return;
    }
    const source = new CancelSource();
    this.#serving.set(id, source);
    const under = this.#options.onServe?.();
    const context: HandlerContext<unknown> = {
      signal: source,
      emit: (event) => this.#post({ kind: "event", id, event }),
    };
    try {
      const result = await handler(
        checked.output as CheckedParams<Served, RequestName<Served>>,
        context as HandlerContext<Event<Served, RequestName<Served>>>,
      );
      this.#post({ kind: "ok", id, result: result === undefined ? {} : result });
    } catch (error) {
      const failure = failureOf(error);
      this.#options.onFailed?.(name, error);
      if (failure.code === "bug" && this.#options.onFailed === undefined) {
        this.#options.report(`${name} failed: ${(error instanceof Error && error.stack) || messageOf(error)}`);
      }
      this.#post({ kind: "err", id, ...failure });
    } finally {
      this.#serving.delete(id);
      under?.dispose();
    }
  }

  #hear(name: string, notice: unknown): void {
    const schema = own(this.#called.notices, name);
    if (schema === undefined) {
      this.#options.report(`There is no notice named ${name}.`);
      return;
    }
    const checked = v.safeParse(schema, notice);
    if (checked.success) for (const listener of this.#noticeListeners.get(name) ?? []) listener(checked.output);
    else this.#report(`a broken notice ${name}`, checked.issues);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    for (const source of this.#serving.values()) source.cancel();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) request.reject(this.#options.lost(reason));
  }

  #report(what: string, issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): void {
    this.#options.report(`Dropped ${what}: ${v.summarize([...issues])}`);
  }
}
