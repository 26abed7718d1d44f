/**
 * @file A debug session that stands somewhere in a model's reasoning and moves: one move at a time, each answered first and told when it has ended.
 * Which request asks for which move is in `adapter.ts`.
 */

import { ContinuedEvent, DebugSession, OutputEvent, StoppedEvent, TerminatedEvent } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { messageOf, UserError } from "../../core/base/errors.ts";
import { visibleLines } from "../../core/base/plainText.ts";
import type { DebugRuntime, Stopped } from "../../core/debug/runtime.ts";
import { filterLabel } from "./capabilities.ts";
import type { Launch, LaunchArguments } from "./launch.ts";
import type { Variables } from "./variables.ts";

export const thread = 1;
const errorId = 1;

export interface Session extends Launch {
  readonly runtime: DebugRuntime;
  readonly variables: Variables;
  readonly wanted: LaunchArguments;
}

export abstract class MovingSession extends DebugSession {
  protected session: Session | undefined;
  /** Why it stands where it stands. */
  protected stopped: Stopped | undefined;
  /** The model is writing, or the session is on its way: what would move it elsewhere has to wait. */
  #moving = false;

  /** Makes a branch and stands in it. Throws where the model could not go on; then all is as it was. */
  protected async branch(make: () => Promise<Stopped>): Promise<void> {
    const stopped = await this.alone(make);
    if (stopped.reason === "failed") throw new Error(stopped.message);
    const { branch } = this.running().runtime;
    const words = `Branch ${branch.id}: ${branch.origin?.change ?? ""} at step ${(branch.origin?.step ?? 0) + 1}`;
    this.tell(`${words}. The model decodes from there.`);
    this.standAnew(stopped, words);
  }

  /** The session stands elsewhere without having been asked to move: told after the answer, so that the client asks again for all. */
  protected standAnew(stopped: Stopped, description: string): void {
    setImmediate(() => {
      this.sendEvent(new ContinuedEvent(thread));
      this.halt(stopped, description);
    });
  }

  protected move(response: DebugProtocol.Response, move: (runtime: DebugRuntime) => Stopped | Promise<Stopped>): void {
    this.answer(response, () => {
      const { runtime } = this.running();
      const over = this.stopped?.reason === "end";
      const moved = this.alone(() => move(runtime)).catch(failure);
      setImmediate(async () => {
        const stopped = await moved;
        if (over && stopped.reason === "end") this.sendEvent(new TerminatedEvent());
        else this.halt(stopped);
      });
    });
  }

  /** One move at a time. Throws a UserError while another one is under way. */
  protected alone(move: () => Stopped | Promise<Stopped>): Promise<Stopped> {
    if (this.#moving) throw new UserError("debug-writing", "The model is still writing.", "Pause it first.");
    this.#moving = true;
    const moved = (async () => move())();
    return moved.finally(() => {
      this.#moving = false;
    });
  }

  protected halt(stopped: Stopped, description?: string): void {
    this.stopped = stopped;
    this.session?.variables.reset();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(protocolReason(stopped), thread);
    const words = description ?? this.#words(stopped);
    if (words !== undefined) event.body.description = words;
    if ("message" in stopped) event.body.text = stopped.message;
    if (stopped.reason === "failed") this.tell(stopped.message, "stderr");
    this.sendEvent(event);
  }

  #words(stopped: Stopped): string | undefined {
    if (stopped.reason === "failed") return "The model could not continue";
    if (stopped.reason === "filter") return filterLabel(stopped.name);
    if (stopped.reason !== "end") return undefined;
    this.tell(this.#summary());
    return "The response is over";
  }

  #summary(): string {
    const { runtime } = this.running();
    const { end, steps } = runtime.branch;
    const wrong = end?.verdicts.firstWrong;
    const first =
      wrong === undefined
        ? "no step is wrong"
        : `step ${wrong + 1} is wrong: ${steps[wrong]?.message ?? end?.verdicts.ending?.message}`;
    return `The response is over: answer ${end?.answerText ?? "none"} after ${steps.length} steps; ${first}`;
  }

  protected tell(message: string, category = "stdout"): void {
    this.sendEvent(new OutputEvent(`${visibleLines(message)}\n`, category));
  }

  protected running(): Session {
    if (this.session !== undefined) return this.session;
    throw new UserError("debug-not-running", "Nothing is debugged yet.", "Launch a problem first.");
  }

  /** Does the work, then answers; what it throws becomes the answer. */
  protected answer(response: DebugProtocol.Response, work: () => void | Promise<void>): void {
    void (async () => {
      try {
        await work();
        this.sendResponse(response);
      } catch (error) {
        const variables = { _message: messageOf(error) };
        this.sendErrorResponse(response, { id: errorId, format: "{_message}", variables, showUser: true });
      }
    })();
  }
}

function protocolReason({ reason }: Stopped): string {
  if (reason === "filter" || reason === "failed") return "exception";
  return reason === "end" ? "pause" : reason;
}

function failure(error: unknown): Stopped {
  return { reason: "failed", message: messageOf(error) };
}
