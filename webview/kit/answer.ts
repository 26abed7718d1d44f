/**
 * @file Asking for what a component shows. `useAnswer` asks once for each key, `useAction` when somebody wants it; of several questions
 * the newest wins and the ones before it are called off. What waits and what failed is told to the view's `AnswerBoard`, so that no view
 * can forget to show it.
 */

import { createContext } from "preact";
import { useContext, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Cancelled, messageOf } from "../../src/core/base/errors.ts";
import { type CancelSignal, CancelSource } from "../../src/protocol/cancellation.ts";
import { AnswerBoard } from "./answerBoard.ts";

/** `value` is the last answer; while the state is not `ready`, it is an older question's. */
export type Answer<T> =
  | { readonly state: "idle" | "loading"; readonly value: T | undefined }
  | { readonly state: "failed"; readonly value: T | undefined; readonly message: string; readonly error: unknown }
  | { readonly state: "ready"; readonly value: T };

export type Work<T> = (signal: CancelSignal) => Promise<T>;

export interface Action<T> {
  readonly answer: Answer<T>;
  /** Calls off what is under way. Never rejects: the answer says what happened. */
  readonly run: (work: Work<T>) => Promise<void>;
  readonly stop: () => void;
  /** Forgets the last answer as well. */
  readonly clear: () => void;
}

export const BoardContext = createContext(new AnswerBoard());

export function useAction<T>(): Action<T> {
  const board = useContext(BoardContext);
  const [, draw] = useState(0);
  const runner = useMemo(() => new Runner<T>(board, () => draw((version) => version + 1)), [board]);
  useLayoutEffect(() => () => runner.dispose(), [runner]);
  return { answer: runner.answer, run: runner.run, stop: runner.stop, clear: runner.clear };
}

interface AnswerOptions {
  /**
   * While a question of the same group is under way, it is waited for, and only the newest one is asked then: for what changes with every
   * move of a pointer. Others are called off at once.
   */
  readonly group?: unknown;
}

/**
 * The answer to what `key` distinguishes from other questions, a value that JSON can hold. Undefined: nothing is asked, what is under way is
 * called off, and the last answer stays.
 */
export function useAnswer<T>(key: unknown, ask: Work<T>, { group }: AnswerOptions = {}): Answer<T> {
  const { answer, run, stop } = useAction<T>();
  const asked = useRef<string>(undefined);
  const askedOf = useRef<string>(undefined);
  const text = key === undefined ? undefined : JSON.stringify(key);
  const groupText = group === undefined ? undefined : JSON.stringify(group);
  useLayoutEffect(() => {
    if (text === undefined) {
      // What did not come is asked for again when somebody comes back to it.
      if (answer.state !== "ready") asked.current = undefined;
      stop();
      return;
    }
    if (text === asked.current) return;
    if (answer.state === "loading" && groupText !== undefined && groupText === askedOf.current) return;
    asked.current = text;
    askedOf.current = groupText;
    void run(ask);
  });
  return answer;
}

class Runner<T> {
  answer: Answer<T> = { state: "idle", value: undefined };
  readonly #board: AnswerBoard;
  readonly #changed: () => void;
  #signal = new CancelSource();
  #isDisposed = false;

  constructor(board: AnswerBoard, changed: () => void) {
    this.#board = board;
    this.#changed = changed;
  }

  readonly run = async (work: Work<T>): Promise<void> => {
    this.#signal.cancel();
    const signal = new CancelSource();
    this.#signal = signal;
    this.#set({ state: "loading", value: this.answer.value });
    const answer = await work(signal).then(
      (value): Answer<T> => ({ state: "ready", value }),
      (error: unknown): Answer<T> =>
        error instanceof Cancelled
          ? { state: "idle", value: this.answer.value }
          : { state: "failed", value: this.answer.value, message: messageOf(error), error },
    );
    if (!signal.aborted) this.#set(answer);
  };

  readonly stop = (): void => {
    this.#signal.cancel();
    if (this.answer.state === "loading" || this.answer.state === "failed")
      this.#set({ state: "idle", value: this.answer.value });
  };

  readonly clear = (): void => {
    this.#signal.cancel();
    if (this.answer.state !== "idle" || this.answer.value !== undefined) this.#set({ state: "idle", value: undefined });
  };

  dispose(): void {
    this.#isDisposed = true;
    this.#signal.cancel();
    this.#board.tell(this, "idle");
  }

  #set(answer: Answer<T>): void {
    if (this.#isDisposed) return;
    this.answer = answer;
    this.#board.tell(this, answer.state, answer.state === "failed" ? answer.error : undefined);
    this.#changed();
  }
}
