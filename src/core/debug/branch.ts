/**
 * @file One line of reasoning in a session: the response as far as it is written, its steps, and their verdicts. The first branch is the
 * model's own; each counterfactual is a branch that shares its parent's beginning and then goes its own way.
 */
import { type Reading, ResponseReader } from "../check/reading.ts";
import type { CheckedStep } from "../check/verdict.ts";
import { type Gold, type GoldStep, goldOf } from "../method/gold.ts";
import type { Method } from "../method/method.ts";
import type { RunRecord, RunToken } from "../record/run.ts";
import type { Intervention } from "../rule/interpret.ts";
import type { State } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import type { Prefix } from "./writer.ts";

/** What a branch comes from. */
export interface Origin {
  readonly parent: number;
  /** Index of the first step that may differ from the parent's. */
  readonly step: number;
  /** Index of the first token that may. */
  readonly token: number;
  /** `carry = 0`, `token "5"` */
  readonly change: string;
}

export interface BranchParts {
  readonly id: number;
  readonly problem: Problem;
  readonly method: Method;
  readonly origin?: Origin;
  /** Tokens that it begins with. */
  readonly tokens?: readonly RunToken[];
  /** Text that follows them, which the model has yet to be made to go on from. */
  readonly text?: string;
  /** What a person changed in the rule's own run, so that the gold trace is the rule's continuation from there. */
  readonly interventions?: readonly Intervention[];
}

/** How a branch ended, once it has. */
export interface BranchEnd extends Reading {
  readonly stop: RunRecord["stop"];
}

export class Branch {
  readonly id: number;
  readonly origin: Origin | undefined;
  readonly interventions: readonly Intervention[];
  /** The rule's whole trace, and the part of it that the method writes. */
  readonly rule: Gold;
  readonly gold: Gold;
  readonly tokens: RunToken[] = [];
  /** Offsets in the response at which the tokens end. */
  readonly tokenEnds: number[] = [];
  readonly steps: CheckedStep[] = [];
  /** Index of the first step that departs from the rule, once there is one. */
  firstWrong: number | undefined;
  end: BranchEnd | undefined;
  readonly #ids: number[] = [];
  readonly #reader: ResponseReader;
  #response = "";
  #pending: string;

  constructor({ id, problem, method, origin, tokens = [], text = "", interventions = [] }: BranchParts) {
    this.id = id;
    this.origin = origin;
    this.interventions = interventions;
    this.rule = goldOf(problem, interventions);
    this.gold = method.gold(problem, this.rule);
    this.#reader = new ResponseReader(problem, method, (step) => this.#add(step), this.gold);
    this.#pending = text;
    for (const token of tokens) {
      this.#take(token);
      this.#read(token.text);
    }
    this.#read(text);
  }

  get response(): string {
    return this.#response;
  }

  /** Where the model goes on. */
  get prefix(): Prefix {
    return { ids: this.#ids, text: this.#pending };
  }

  /** Takes a token that was written. The text that a branch is made to go on from has been read already. */
  push(token: RunToken): void {
    this.#take(token);
    if (token.forced && this.#pending !== "") this.#pending = this.#pending.slice(token.text.length);
    else this.#read(token.text);
  }

  /** The response is over. */
  finish(stop: RunRecord["stop"]): void {
    this.end ??= { stop, ...this.#reader.end(stop === "end" ? "ended" : "cut") };
  }

  /** The variables of a step's own call before it. */
  before(index: number): State {
    const step = this.steps[index]?.step;
    if (step === undefined || step.entered) return {};
    const depth = step.depth ?? 0;
    return this.steps.slice(0, index).findLast((it) => (it.step.depth ?? 0) === depth)?.step.state ?? this.rule.start;
  }

  /** Which step of the rule's whole trace a gold step is: a scratchpad writes only some, and of those only a part. */
  ruleIndex(goldIndex: number): number | undefined {
    const wanted = this.gold.steps[goldIndex];
    if (wanted === undefined) return undefined;
    const same = this.rule.steps.indexOf(wanted);
    if (same >= 0) return same;
    const visits = (it: GoldStep): boolean => it.line === wanted.line && !it.entered && it.raised === undefined;
    const visit = this.gold.steps.slice(0, goldIndex).filter(visits).length;
    const at = [...this.rule.steps.entries()].filter(([, it]) => visits(it))[visit];
    return at?.[0];
  }

  #add(checked: CheckedStep): void {
    if (isWrong(checked)) this.firstWrong ??= this.steps.length;
    this.steps.push(checked);
  }

  #take(token: RunToken): void {
    this.tokens.push(token);
    this.#ids.push(token.id);
    this.tokenEnds.push((this.tokenEnds.at(-1) ?? 0) + token.text.length);
  }

  #read(text: string): void {
    this.#response += text;
    this.#reader.push(text);
  }
}

/** What could not be read is not wrong: nobody knows. */
function isWrong({ verdict }: CheckedStep): boolean {
  return verdict !== "correct" && verdict !== "malformed";
}
