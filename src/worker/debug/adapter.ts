/**
 * @file The debug adapter: the Debug Adapter Protocol on one side, a session over a model's reasoning on the other. Knows no `vscode`, so that
 * any client of the protocol can drive it.
 */

import { randomUUID } from "node:crypto";
import { InitializedEvent, Source, StackFrame, TerminatedEvent, Thread } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { UserError } from "../../core/base/errors.ts";
import { recordBranch } from "../../core/debug/branchRecord.ts";
import { filterNames } from "../../core/debug/breakpoint.ts";
import { DebugRuntime } from "../../core/debug/runtime.ts";
import { callsAt } from "../../core/debug/stack.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { evaluate } from "../../core/rule/evaluate.ts";
import { branchRequests } from "../../protocol/branchRequests.ts";
import { branchRows, numberOf, tokenRows } from "./branchRows.ts";
import { answers, elsewhere, isRule, placed } from "./breakpoints.ts";
import { capabilities } from "./capabilities.ts";
import { type Launch, type LaunchArguments, parseLaunch } from "./launch.ts";
import { MovingSession, thread } from "./movingSession.ts";
import { branchWords, Variables } from "./variables.ts";

export class ReasoningDebugSession extends MovingSession {
  readonly #open: (wanted: LaunchArguments) => Promise<Launch>;
  readonly #configured = Promise.withResolvers<void>();
  #stale = false;
  /** The client has gone: nothing is written any more. */
  #closed = false;
  readonly #startedAt = new Date();
  readonly #id = randomUUID();
  readonly #idOf = (branch: number): string => (branch === 0 ? this.#id : `${this.#id}.${branch}`);

  /** `open` resolves a launch configuration; it rejects with a UserError for people. */
  constructor(open: (wanted: LaunchArguments) => Promise<Launch>) {
    super();
    this.#open = open;
  }

  /** Path of the rule's document, where it has one. */
  get sourcePath(): string | undefined {
    return this.session?.source.path;
  }
  /** What the session has written so far, each branch as a run. */
  records(): readonly RunRecord[] {
    if (this.session === undefined) return [];
    const { runtime, problem, method, model, source } = this.session;
    const facts = { problem, method, model, document: source.path, startedAt: this.#startedAt, idOf: this.#idOf };
    return runtime.branches.map((branch) => recordBranch(branch, facts));
  }

  /** The rule's document was edited: told once. */
  sourceChanged(): void {
    if (this.#stale || this.session === undefined) return;
    this.#stale = true;
    this.tell(
      "The rule was edited: this session continues with the rule as it was. Restart to debug the new one.",
      "important",
    );
  }

  override dispose(): void {
    this.#close();
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = capabilities;
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    this.answer(response, async () => {
      const wanted = parseLaunch(args);
      const launch = await this.#open(wanted);
      const { problem, method, writer } = launch;
      const runtime = new DebugRuntime({ problem, method, writer, onMessage: (message) => this.tell(message) });
      this.session = { ...launch, runtime, wanted, variables: new Variables(runtime) };
      for (const note of launch.notes) this.tell(note, "important");
      this.sendEvent(new InitializedEvent());
      await this.#configured.promise;
      if (this.#closed) return;
      if (wanted.noDebug) runtime.stops.breakpoints = [];
      if (wanted.noDebug) runtime.stops.filters = [];
      // The first piece is decoded before the launch is answered: a model that cannot run at all is a launch that failed.
      const entering = wanted.stopOnEntry && !wanted.noDebug;
      const stopped = await this.alone(() => (entering ? runtime.stepIn() : runtime.continue()));
      if (stopped.reason === "failed" && runtime.current === undefined) throw new Error(stopped.message);
      setImmediate(() => {
        this.halt(stopped.reason === "step" ? { reason: "entry" } : stopped);
        if (wanted.noDebug) this.sendEvent(new TerminatedEvent());
      });
    });
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.sendResponse(response);
    this.#configured.resolve();
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse): void {
    this.#close();
    this.sendResponse(response);
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    { source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments,
  ): void {
    this.answer(response, () => {
      const { runtime, problem, source: own } = this.running();
      const found = isRule(source, own) ? placed(problem, breakpoints) : undefined;
      if (found !== undefined) runtime.stops.breakpoints = found.flatMap((it) => it ?? []);
      response.body = { breakpoints: found === undefined ? breakpoints.map(elsewhere) : answers(found) };
    });
  }

  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    { filters, filterOptions = [] }: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    this.answer(response, () => {
      const chosen = [...filters.map((filterId) => ({ filterId, condition: undefined })), ...filterOptions];
      this.running().runtime.stops.filters = chosen.flatMap(({ filterId, condition }) => {
        const name = filterNames.find((it) => it === filterId);
        const threshold = condition ? Number(condition) : undefined;
        return name === undefined
          ? []
          : [{ name, ...(threshold === undefined || Number.isNaN(threshold) ? {} : { threshold }) }];
      });
    });
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    const { problem, who } = this.session ?? {};
    response.body = {
      threads: [new Thread(thread, problem === undefined ? "Reasoning" : `${problem.call} by ${who}`)],
    };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse): void {
    this.answer(response, () => {
      const { runtime, problem, source: own } = this.running();
      const source = new Source(own.name, own.path, own.path === undefined ? 1 : 0);
      const frames = callsAt(runtime.branch, runtime.position, problem).map(({ functionName, line }, index) => {
        const name = index === 0 ? `${functionName}, step ${runtime.position + 1}` : functionName;
        return new StackFrame(index, name, source, line);
      });
      response.body = { stackFrames: frames, totalFrames: frames.length };
    });
  }

  protected override sourceRequest(response: DebugProtocol.SourceResponse): void {
    this.answer(response, () => {
      response.body = { content: this.running().problem.program.source, mimeType: "text/x-python" };
    });
  }

  protected override scopesRequest(
    response: DebugProtocol.ScopesResponse,
    { frameId }: DebugProtocol.ScopesArguments,
  ): void {
    this.answer(response, () => {
      response.body = { scopes: this.running().variables.scopes(frameId) };
    });
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    { variablesReference }: DebugProtocol.VariablesArguments,
  ): void {
    this.answer(response, () => {
      response.body = { variables: this.running().variables.children(variablesReference) };
    });
  }

  protected override setVariableRequest(
    response: DebugProtocol.SetVariableResponse,
    { variablesReference, name, value }: DebugProtocol.SetVariableArguments,
  ): void {
    this.answer(response, async () => {
      const { variables } = this.running();
      const emptied = value.trim() === ""; // a field that was emptied and left asks for nothing
      if (!emptied) await this.branch(() => variables.set(variablesReference, name, value));
      response.body = { value: emptied ? variables.valueOf(variablesReference, name) : value };
    });
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression, frameId = 0, context }: DebugProtocol.EvaluateArguments,
  ): void {
    this.answer(response, async () => {
      const { runtime, variables, problem } = this.running();
      const [, name, text] = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(?!=)(.+)$/u.exec(expression) ?? [];
      const [, onRule] = /^\s*rule\s*:(.+)$/s.exec(expression) ?? [];
      const state = variables.stateOf(onRule === undefined ? "model" : "rule", frameId) ?? {};
      const result = evaluate(problem.program, onRule ?? text ?? expression, state);
      if (result.kind !== "value") throw new UserError("debug-expression", result.message, "");
      if (context === "repl" && name !== undefined) await this.branch(() => runtime.setVariable(name, result.value));
      response.body = variables.shown(result.value);
    });
  }

  protected override completionsRequest(response: DebugProtocol.CompletionsResponse): void {
    this.answer(response, () => {
      const names = Object.keys(this.running().variables.stateOf("model", 0) ?? {});
      response.body = { targets: [...names, "rule: "].map((label) => ({ label, type: "variable" })) };
    });
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const stopped = this.stopped;
    const description = stopped !== undefined && "message" in stopped ? stopped.message : "";
    const verdict = this.session?.runtime.current?.verdict ?? "";
    const exceptionId = stopped?.reason === "failed" ? "The model could not continue" : verdict;
    response.body = { exceptionId, description, breakMode: "always" };
    this.sendResponse(response);
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.move(response, (runtime) => runtime.stepOver());
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse): void {
    this.move(response, (runtime) => runtime.stepIn());
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.move(response, (runtime) => runtime.stepOut());
  }

  protected override stepBackRequest(response: DebugProtocol.StepBackResponse): void {
    this.move(response, (runtime) => runtime.stepBack());
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    response.body = { allThreadsContinued: true };
    this.move(response, (runtime) => runtime.continue());
  }

  protected override reverseContinueRequest(response: DebugProtocol.ReverseContinueResponse): void {
    this.move(response, (runtime) => runtime.reverseContinue());
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.sendResponse(response);
    this.session?.runtime.pause();
  }

  protected override customRequest(command: string, response: DebugProtocol.Response, args: unknown): void {
    this.answer(response, async () => {
      const { runtime } = this.running();
      if (command === branchRequests.branches) response.body = branchRows(runtime);
      else if (command === branchRequests.records) response.body = this.records();
      else if (command === branchRequests.tokens) response.body = tokenRows(runtime);
      else if (command === branchRequests.goToBranch) {
        const branch = runtime.branches.find(({ id }) => id === numberOf(args, "id"));
        if (branch === undefined)
          throw new UserError("debug-branch", "There is no such branch.", "Take one that is listed.");
        this.standAnew(await this.alone(() => runtime.goTo(branch)), branchWords(branch));
      } else if (command === branchRequests.pickToken) {
        await this.branch(() => runtime.pickToken(numberOf(args, "index"), numberOf(args, "rank")));
      } else super.customRequest(command, response, args);
    });
  }

  #close(): void {
    this.#closed = true;
    this.session?.runtime.pause();
    this.#configured.resolve();
  }
}
