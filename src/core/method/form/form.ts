/**
 * @file The form dialect of rfft, for small models that follow rules they have never seen. Prompt: the rule's lines with labels, what each
 * changes and where it goes, then the call. Response: every executed line recited, each read followed by its value and each operation by its
 * result, then what changed, then the branch taken:
 *
 *     L3 while a or b -> T L4 F L9
 *     >>> a [[ 0 5 ]] b [[ 8 4 ]]
 *     L3 while a T or b -> T
 *     L4 c = IF a T THEN a [[ 0 5 ]] .pop ( ) 5 ELSE 0 ; a [[ 0 ]] c 5 ->
 *
 * Variables have letters, so that a model needs no names of anybody's; steps have the rule's own names again.
 */
import type { State, Value } from "../../rule/value.ts";
import type { Problem } from "../../task/problem.ts";
import { answerTextOf } from "../../task/registry.ts";
import { excerpt } from "../edits.ts";
import { type Gold, type GoldStep, goldOf, startOf } from "../gold.ts";
import { LineCutter } from "../lineParser.ts";
import type { Method, ModelStep, Parsed, ResponseParser } from "../method.ts";
import { readFormLine } from "./formLine.ts";
import type { FormRow } from "./formProgram.ts";
import { type FormRule, formRule, formValueOf, unwritable, valueOfForm } from "./formRule.ts";
import { formCall, formLine, formListing, formTrace } from "./formTrace.ts";
import { type FormValue, Unstatable } from "./formValue.ts";

export const form: Method = {
  name: "rfft",
  dialect: "form",
  prompt,
  render: (problem) => ({ prompt: prompt(problem), response: response(problem) }),
  gold,
  parser: (problem) => new FormParser(problem),
  restate,
};

/** Tokens of a line, each with the space before it that the tokenizer expects; those that begin lines have a line break. */
export function formText(tokens: readonly string[]): string {
  return tokens.map((token) => (token.startsWith("\n") ? token : ` ${token}`)).join("");
}

function prompt(problem: Problem): string {
  const rule = formRule(problem);
  return stated(problem, () =>
    formText([...formListing(rule.program, rule), ...formCall(rule.program, argumentsOf(problem), rule)]),
  );
}

function response(problem: Problem): string {
  const rule = formRule(problem);
  return stated(problem, () =>
    formText(formTrace(rule.program, argumentsOf(problem), rule).lines.flatMap(({ tokens }) => tokens)),
  );
}

/** Throws a UserError where the problem needs more than a form can say. */
function stated(problem: Problem, make: () => string): string {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unstatable) throw unwritable(`The problem ${problem.call}`, error.message);
    throw error;
  }
}

function argumentsOf({ args }: Problem): FormValue[] {
  return args.map(formValueOf);
}

/** The rule's steps, with one more where a `for` makes its iterator. */
function gold(problem: Problem, rule: Gold = goldOf(problem)): Gold {
  const { program } = formRule(problem);
  const rowsOf = new Map<number, FormRow[]>();
  for (const row of program.rows) rowsOf.set(row.line, [...(rowsOf.get(row.line) ?? []), row]);
  const steps: GoldStep[] = [];
  let before: FormRow | undefined;
  let state = rule.start;
  for (const step of rule.steps) {
    const [first, next] = rowsOf.get(step.line) ?? [];
    if (first?.kind === "iterate") {
      const begins = before === undefined ? program.rows[0] === first : leadsTo(before, first.label);
      if (begins) steps.push({ line: step.line, functionName: step.functionName, depth: step.depth, state });
    }
    before = next ?? first;
    steps.push(step);
    state = step.state;
  }
  return { ...rule, steps };
}

function leadsTo({ next, otherwise }: FormRow, label: string): boolean {
  return next === label || otherwise === label;
}

function restate(problem: Problem, step: ModelStep, before: State): string | undefined {
  const { line, state, returned, raised } = step;
  if (line === undefined || returned !== undefined || raised !== undefined) return undefined;
  const rule = formRule(problem);
  const row = rule.program.rows.find(
    (each) => each.line === line && (each.kind !== "iterate" || step.changed.length === 0),
  );
  if (!row) return undefined;
  try {
    const tokens = formLine(row, formState(before), formState(state), rule);
    return formText(tokens).trimStart();
  } catch (error) {
    if (error instanceof Unstatable) return undefined;
    throw error;
  }
}

function formState(state: State): Map<string, FormValue> {
  return new Map(Object.entries(state).map(([name, value]) => [name, formValueOf(value ?? null)]));
}

class FormParser implements ResponseParser {
  readonly #problem: Problem;
  readonly #rule: FormRule;
  readonly #cutter = new LineCutter();
  readonly #steps: ModelStep[] = [];
  #state: State;
  #answer: Value | undefined;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#rule = formRule(problem);
    this.#state = startOf(problem);
  }

  push(text: string): readonly ModelStep[] {
    const from = this.#steps.length;
    this.#cutter.push(text, (line, start) => {
      this.#line(line, start);
    });
    return this.#steps.slice(from);
  }

  end(): Parsed {
    this.#cutter.end((line, start) => {
      this.#line(line, start);
    });
    const steps = this.#steps;
    if (this.#answer === undefined) return { steps };
    return { steps, answer: this.#answer, answerText: answerTextOf(this.#problem, this.#answer) };
  }

  #line(line: string, start: number): void {
    const text = line.trim();
    if (text === "") return;
    const from = start + line.indexOf(text.charAt(0));
    const place = { index: this.#steps.length, span: [from, from + text.length] as const, text, depth: 0 };
    const read = readFormLine(text);
    const row = this.#rule.program.byLabel.get(read.label);
    const { functionName } = this.#problem;
    if (!row) {
      this.#steps.push({
        ...place,
        state: this.#state,
        changed: [],
        malformed: `${excerpt(text, 0)} is no label of the rule`,
      });
      return;
    }
    const changed: string[] = [];
    let returned: Value | undefined;
    for (const { name, value } of read.effects) {
      if (name === "ret") returned = valueOfForm(value);
      else if (!/^it\d$/.test(name)) {
        const own = this.#rule.nameOf(name);
        this.#state = { ...this.#state, [own]: valueOfForm(value) };
        changed.push(own);
      }
    }
    if (returned !== undefined) this.#answer ??= returned;
    this.#steps.push({
      ...place,
      line: row.line,
      functionName,
      state: this.#state,
      changed,
      ...(read.malformed === undefined ? {} : { malformed: read.malformed }),
      ...(returned === undefined ? {} : { returned }),
    });
  }
}
