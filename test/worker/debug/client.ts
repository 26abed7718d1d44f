/** @file A client of the debug adapter, over the raw protocol: sends requests, waits for events. */
import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { ReasoningDebugSession } from "../../../src/worker/debug/adapter.ts";
import type { Launch, LaunchArguments } from "../../../src/worker/debug/launch.ts";

interface Waiting {
  readonly fits: (message: DebugProtocol.ProtocolMessage) => boolean;
  readonly resolve: (message: DebugProtocol.ProtocolMessage) => void;
}

export class DebugClient {
  readonly session: ReasoningDebugSession;
  /** What the debug console shows. */
  output = "";
  readonly #waiting = new Set<Waiting>();
  #seq = 0;

  readonly open: (wanted: LaunchArguments) => Promise<Launch>;

  constructor(open: (wanted: LaunchArguments) => Promise<Launch>) {
    this.open = open;
    this.session = new ReasoningDebugSession(open);
    this.session.onDidSendMessage((message) => this.#receive(message));
  }

  /** The response's body; rejects with its message. */
  async request<T = unknown>(command: string, args: object = {}): Promise<T> {
    const seq = ++this.#seq;
    const answer = this.#next<DebugProtocol.Response>((it) => it.type === "response" && requestOf(it) === seq);
    this.session.handleMessage({ seq, type: "request", command, arguments: args } as DebugProtocol.Request);
    const response = await answer;
    if (!response.success) throw new Error(response.message);
    return response.body as T;
  }

  event<T extends DebugProtocol.Event>(name: string): Promise<T> {
    return this.#next<T>((it) => it.type === "event" && "event" in it && it.event === name);
  }

  /** Sends a request that moves, and waits until the session stands still. */
  async move(command: string, args: object = {}): Promise<DebugProtocol.StoppedEvent["body"]> {
    const stopped = this.event<DebugProtocol.StoppedEvent>("stopped");
    await this.request(command, { threadId: 1, ...args });
    return (await stopped).body;
  }

  /** From the first request to standing at the entry. */
  async launch(
    args: object,
    configure: (client: DebugClient) => Promise<unknown> = async () => {},
  ): Promise<DebugProtocol.StoppedEvent["body"]> {
    await this.request("initialize", { adapterID: "rulescope", pathFormat: "path" });
    const initialized = this.event("initialized");
    const launched = this.request("launch", args);
    await Promise.race([initialized, launched]);
    const stopped = this.event<DebugProtocol.StoppedEvent>("stopped");
    await configure(this);
    await this.request("configurationDone");
    await launched;
    return (await stopped).body;
  }

  async frames(): Promise<readonly DebugProtocol.StackFrame[]> {
    const body = await this.request<DebugProtocol.StackTraceResponse["body"]>("stackTrace", { threadId: 1 });
    return body.stackFrames;
  }

  async line(): Promise<number | undefined> {
    return (await this.frames())[0]?.line;
  }

  /** Reference of a scope of a frame. */
  async scope(name: string, frameId = 0): Promise<number> {
    const { scopes } = await this.request<DebugProtocol.ScopesResponse["body"]>("scopes", { frameId });
    const found = scopes.find((it) => it.name === name);
    assert.ok(found, `there is a scope ${name} among ${scopes.map((it) => it.name).join(", ")}`);
    return found.variablesReference;
  }

  async rows(reference: number): Promise<readonly DebugProtocol.Variable[]> {
    const body = await this.request<DebugProtocol.VariablesResponse["body"]>("variables", {
      variablesReference: reference,
    });
    return body.variables;
  }

  /** A scope as `name=value` by name. */
  async values(scope: string, frameId = 0): Promise<Record<string, string>> {
    const rows = await this.rows(await this.scope(scope, frameId));
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }

  #receive(message: unknown): void {
    const received = JSON.parse(JSON.stringify(message)) as DebugProtocol.ProtocolMessage;
    if (isOutput(received)) this.output += received.body.output;
    const fitting = [...this.#waiting].find(({ fits }) => fits(received));
    if (fitting === undefined) return;
    this.#waiting.delete(fitting);
    fitting.resolve(received);
  }

  #next<T extends DebugProtocol.ProtocolMessage>(fits: Waiting["fits"]): Promise<T> {
    return new Promise((resolve) => this.#waiting.add({ fits, resolve: (message) => resolve(message as T) }));
  }
}

function requestOf(message: DebugProtocol.ProtocolMessage): number | undefined {
  return "request_seq" in message && typeof message.request_seq === "number" ? message.request_seq : undefined;
}

function isOutput(message: DebugProtocol.ProtocolMessage): message is DebugProtocol.OutputEvent {
  return message.type === "event" && "event" in message && message.event === "output";
}
