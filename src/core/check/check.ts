/**
 * @file The checker: holds each step of a model against the rule as it arrives, and says which kind of error it is. See `verdict.ts`
 * for the kinds, `align.ts` for which gold step a step is compared with, `local.ts` for what local validity means.
 */

import type { Gold, GoldStep } from "../method/gold.ts";
import { noFacts } from "../method/lineFacts.ts";
import { type Listing, listingOf } from "../method/listing.ts";
import type { MethodName, ModelStep, ResponseEnd } from "../method/method.ts";
import { identical } from "../rule/identical.ts";
import type { State, Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { Aligner, type Alignment } from "./align.ts";
import { type LocalJudgement, LocalWitness } from "./local.ts";
import { ScratchpadWitness } from "./scratchpadWitness.ts";
import { judgeValues, lineContext, stateContext, type ValueJudgement } from "./values.ts";
import type { CheckedStep, Ending, Expected, Verdict, Verdicts } from "./verdict.ts";

export type { CheckedStep, Verdict, Verdicts } from "./verdict.ts";

export interface Checker {
  /** The verdict of a step; steps come in order. */
  push(step: ModelStep): CheckedStep;
  end(how?: ResponseEnd): Verdicts;
}

/** `gold` is `methodOf(…).gold(problem)` of the method that the response was written by. */
export function checker(problem: Problem, method: MethodName, gold: Gold): Checker {
  return new StepChecker(problem, method, gold);
}

/** All steps of a finished response at once. */
export function checkAll(
  problem: Problem,
  method: MethodName,
  {
    gold,
    steps,
    how = "ended",
  }: { readonly gold: Gold; readonly steps: readonly ModelStep[]; readonly how?: ResponseEnd },
): Verdicts {
  const check = checker(problem, method, gold);
  for (const step of steps) check.push(step);
  return check.end(how);
}

interface Witness {
  unreadable(): void;
  judge(step: ModelStep, correct: boolean, goldIndex?: number): LocalJudgement;
}

class StepChecker implements Checker {
  readonly #method: MethodName;
  readonly #gold: Gold;
  readonly #listing: Listing;
  readonly #aligner: Aligner;
  readonly #witness: Witness | undefined;
  readonly #checked: CheckedStep[] = [];
  /** For each gold step, the variables of its call before it. */
  readonly #before: readonly State[];
  /** Names whose values the text does not let us know, since a step that set them could not be read. */
  readonly #unknown = new Set<string>();
  #answer: { readonly value: Value } | undefined;
  #over = false;
  /** Why some of what the rule does here is not known to have been done. */
  #unreadable: string | undefined;

  constructor(problem: Problem, method: MethodName, gold: Gold) {
    this.#method = method;
    this.#gold = gold;
    this.#listing = listingOf(problem.program, problem.functionName);
    this.#aligner = new Aligner(gold.steps, (line) => this.#listing.facts.get(line) ?? noFacts);
    this.#before = statesBefore(gold);
    if (method === "rfft") this.#witness = new LocalWitness(problem, gold);
    if (method === "scratchpad") this.#witness = new ScratchpadWitness(problem, gold.start, this.#firstLine(problem));
  }

  push(step: ModelStep): CheckedStep {
    const checked = this.#check(step);
    this.#checked.push(checked);
    if (step.returned !== undefined && (step.depth ?? 0) === 0 && !this.#over) this.#answer = { value: step.returned };
    const left = step.returned !== undefined || (step.raised !== undefined && !step.caught);
    if (left && (step.depth ?? 0) === 0) this.#over = true;
    return checked;
  }

  end(how: ResponseEnd = "ended"): Verdicts {
    const steps = this.#checked;
    const ending = this.#ending(how);
    const wrong = steps.findIndex(({ verdict }) => verdict !== "correct" && verdict !== "malformed");
    const firstWrong = wrong >= 0 ? wrong : ending ? steps.length : undefined;
    const { outcome } = this.#gold;
    const answer = outcome.kind === "returned" ? this.#answer : undefined;
    const correct = answer && outcome.kind === "returned" && identical(answer.value, outcome.value);
    const unreadable = this.#unreadable ?? (this.#isOpen ? this.#openWords() : undefined);
    return {
      steps,
      ...(unreadable === undefined ? {} : { unreadable }),
      ...(ending ? { ending } : {}),
      ...(firstWrong === undefined ? {} : { firstWrong }),
      ...(correct === undefined ? {} : { answerCorrect: correct }),
    };
  }

  #check(step: ModelStep): CheckedStep {
    const { malformed, line } = step;
    const answers = line === undefined && (step.returned !== undefined || step.raised !== undefined);
    const placed = line !== undefined && (malformed === undefined || this.#aligner.expects({ ...step, line }));
    if (!placed && !answers) {
      this.#aligner.unreadable();
      this.#witness?.unreadable();
      return { step, verdict: "malformed", locallyValid: undefined, message: sentence(malformed ?? "Unreadable") };
    }
    const wanted = this.#gold.steps[this.#aligner.next];
    const alignment = answers ? this.#aligner.placeAnswer() : this.#aligner.place(step);
    const index = alignment.kind === "past" ? undefined : alignment.index;
    const gold = index === undefined ? undefined : this.#gold.steps[index];
    if (alignment.kind === "expected") this.#passOver(alignment);
    const expected = gold && index !== undefined ? { expected: expectedOf(gold), goldIndex: index } : {};
    if (malformed !== undefined) {
      this.#witness?.judge(step, false);
      this.#witness?.unreadable();
      this.#unreadable ??= `Step ${step.index + 1} cannot be read: ${sentence(malformed)}`;
      if (index !== undefined) this.#forget(index, step.changed);
      return { step, verdict: "malformed", locallyValid: undefined, ...expected, message: sentence(malformed) };
    }
    const values = gold && index !== undefined ? this.#judge(step, gold, this.#before[index] ?? {}) : undefined;
    const agrees = alignment.kind === "expected" && values?.verdict === "correct";
    const local = this.#witness?.judge(step, agrees, index) ?? { valid: undefined };
    const judged = this.#verdict(step, { alignment, wanted, values, local });
    return { step, ...judged, locallyValid: local.valid, ...expected };
  }

  #verdict(
    step: ModelStep,
    found: {
      alignment: Alignment;
      wanted: GoldStep | undefined;
      values: ValueJudgement | undefined;
      local: LocalJudgement;
    },
  ): { verdict: Verdict; message: string } {
    const { alignment, wanted, values, local } = found;
    switch (alignment.kind) {
      case "past":
        return this.#pastEnd(local);
      case "elsewhere":
        return {
          verdict: "wrong-line",
          message: `Expected ${this.#named(wanted?.line)}, got ${this.#named(step.line)}.`,
        };
      case "skip": {
        const count = alignment.index - alignment.from;
        const first = this.#gold.steps[alignment.from]?.line;
        const steps = count === 1 ? "one step" : `${count} steps`;
        return { verdict: "skipped", message: `Left out ${steps}, beginning with ${this.#named(first)}.` };
      }
      case "expected": {
        if (!values || values.verdict === "correct") return { verdict: "correct", message: "As the rule does." };
        return this.#relative(step, values, local);
      }
    }
  }

  /** Whether a wrong value is a copy error is decided by what the rule would have made of the model's own state. */
  #relative(step: ModelStep, values: ValueJudgement, { valid, result, before }: LocalJudgement): ValueJudgement {
    if (valid === true) {
      return { verdict: "wrong-value", message: `${values.message} It follows from an earlier step.` };
    }
    if (!result || !before || this.#method !== "rfft") return values;
    const context = lineContext(this.#listing.facts.get(step.line ?? 0) ?? noFacts);
    const done = { before, after: result.state, returned: result.returned };
    const own = judgeValues(step, done, { context, ignored: this.#unknown });
    return own.verdict === "correct" ? values : { verdict: own.verdict, message: values.message };
  }

  #pastEnd({ valid }: LocalJudgement): { verdict: Verdict; message: string } {
    const { outcome } = this.#gold;
    if (outcome.kind === "limit" && !this.#over) {
      const message =
        "The rule was stopped by its limits before this step; it was checked against the model's own state.";
      return { verdict: valid === false ? "wrong-value" : "correct", message };
    }
    return { verdict: "does-not-stop", message: "The rule has ended before this step." };
  }

  #judge(step: ModelStep, gold: GoldStep, before: State): ValueJudgement {
    const { state: after, returned, raised, line } = gold;
    const facts = this.#listing.facts.get(line) ?? noFacts;
    const context = this.#method === "rfft" ? lineContext(gold.entered ? noFacts : facts) : stateContext(after);
    const done = { before: gold.entered ? {} : before, after, returned, raised };
    this.#remember(step, after);
    return judgeValues(step, done, { context, ignored: this.#unknown });
  }

  /** Gold steps that unreadable text stands for: what they set is unknown. Text that stands for none was prose. */
  #passOver({ from, index }: { readonly from: number; readonly index: number }): void {
    if (from === index) return;
    const first = this.#gold.steps[from];
    this.#unreadable ??= `The text for ${this.#named(first?.line)} cannot be read.`;
    for (let passed = from; passed < index; passed++) this.#forget(passed, []);
  }

  /** Values that an unreadable step set are unknown until a later step states them again. */
  #forget(index: number, changed: readonly string[]): void {
    const gold = this.#gold.steps[index];
    if (!gold) return;
    const before = this.#before[index] ?? {};
    for (const name of Object.keys(gold.state)) {
      if (gold.state[name] !== before[name] && !changed.includes(name)) this.#unknown.add(name);
    }
  }

  #remember(step: ModelStep, after: State): void {
    for (const name of step.changed) {
      const claimed = step.state[name];
      if (!this.#unknown.has(name) || claimed === undefined) continue;
      const plain = typeof claimed !== "object" && typeof claimed !== "string";
      const gold = Object.hasOwn(after, name) ? after[name] : undefined;
      if (plain || claimed === null || identical(claimed, gold)) this.#unknown.delete(name);
    }
  }

  /** The rule is not over, and the text that may hold the rest of it could not be read: how it ended cannot be said. */
  get #isOpen(): boolean {
    if (this.#over || this.#gold.outcome.kind === "limit") return false;
    return this.#aligner.unread || this.#checked.every(({ verdict }) => verdict === "malformed");
  }

  #openWords(): string {
    if (this.#checked.length === 0)
      return this.#method === "direct" ? "There is no answer." : "There is no step that can be read.";
    const next = this.#gold.steps[this.#aligner.next];
    if (this.#checked.every(({ verdict }) => verdict === "malformed"))
      return this.#method === "direct" ? "No answer can be read." : "No step can be read.";
    return `What follows the last readable step cannot be read; the rule goes on with ${this.#named(next?.line)}.`;
  }

  #ending(how: ResponseEnd): Ending | undefined {
    const { steps, outcome } = this.#gold;
    if (this.#over || outcome.kind === "limit" || this.#isOpen) return undefined;
    const next = steps[this.#aligner.next];
    const expected = next ? { expected: expectedOf(next) } : {};
    if (how === "cut" && (this.#checked.length > steps.length || !next)) {
      return {
        verdict: "does-not-stop",
        ...expected,
        message: "The response was cut off; the rule needs fewer steps.",
      };
    }
    if (!next) return undefined;
    const left = steps.length - this.#aligner.next;
    const reason = how === "cut" ? "The response was cut off" : "The response ends";
    const rest = `${reason} with ${left === 1 ? "one step" : `${left} steps`} to go`;
    return { verdict: "stopped-early", ...expected, message: `${rest}; next is ${this.#named(next.line)}.` };
  }

  /** The line that a scratchpad's rule begins with. */
  #firstLine({ functionName }: Problem): number | undefined {
    const definition = this.#listing.definitions.get(functionName);
    const own = this.#listing.lines.filter((line) => line.functionName === functionName);
    return own.find(({ label }) => label !== definition)?.line ?? own[0]?.line;
  }

  /** `line 12 (carry = total // 10)` */
  #named(line: number | undefined): string {
    if (line === undefined) return "the answer";
    const label = this.#listing.labels.get(line);
    const code = label === undefined ? undefined : this.#listing.lines[label - 1]?.code;
    return code === undefined ? `line ${line}` : `line ${line} (${code})`;
  }
}

function expectedOf({ line, state, returned, raised }: GoldStep): Expected {
  const ending = { ...(returned === undefined ? {} : { returned }), ...(raised === undefined ? {} : { raised }) };
  return { line, state, ...ending };
}

/** For each gold step, the variables that its call had before it. */
function statesBefore({ steps, start }: Gold): State[] {
  const current: State[] = [start];
  return steps.map(({ depth, state, entered }) => {
    const before = entered ? {} : (current[depth] ?? {});
    current[depth] = state;
    return before;
  });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
