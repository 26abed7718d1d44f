/**
 * @file The compact dialect of rfft, for small models. Prompt: the rule's canonical listing with labels, then the call. Response: for
 * every executed line its label and what it changed, ` =V` when it returned, ` !Type` when it raised (` ~Type` where the call goes on); a call begins at its `def`
 * label with its parameters bound (` (call)` before them where the function is defined inside another). The grammar of changes is in `edits.ts`.
 */

import type { State, Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { answerTextOf } from "../task/registry.ts";
import { callText } from "./callText.ts";
import { excerpt, readChange, writeChanges } from "./edits.ts";
import { Frames } from "./frames.ts";
import { branchesTaken, type Gold, goldOf } from "./gold.ts";
import { noFacts } from "./lineFacts.ts";
import { LineCutter } from "./lineParser.ts";
import { type Listing, type ListingLine, listingOf } from "./listing.ts";
import { compactRepr, readLiteral } from "./literal.ts";
import type { Method, ModelStep, Parsed, ResponseParser } from "./method.ts";
import { plainLine } from "./plainLine.ts";
import { refuseUnheld } from "./unheld.ts";

export const compact: Method = {
  name: "rfft",
  dialect: "compact",
  prompt,
  render: (problem) => ({ prompt: prompt(problem), response: write(problem, goldOf(problem)) }),
  gold: (problem, rule = goldOf(problem)) => rule,
  parser: (problem) => new CompactParser(problem),
  restate,
};

function prompt(problem: Problem): string {
  refuseUnheld(problem);
  return `${listingOf(problem.program, problem.functionName).text}\n>>> ${callText(problem)}`;
}

/** Tells the call of a function that is defined inside another from the line that defines it. */
const callMark = " (call)";

function write(problem: Problem, gold: Gold): string {
  const { definitions, nested, places, hasFor } = listingOf(problem.program, problem.functionName);
  const taken = hasFor ? branchesTaken(problem, gold.steps) : undefined;
  const before: State[] = [gold.start];
  let text = "";
  let index = 0;
  for (const step of gold.steps) {
    const { depth, state, returned, raised, caught } = step;
    const { prefix, facts } = places[step.line] ?? nowhere;
    if (step.entered) {
      const label = definitions.get(step.functionName) ?? 0;
      text += `\nL${label}${nested.has(label) ? callMark : ""}${writeChanges({}, state, noFacts, false)}`;
    } else {
      const binds = facts.branch?.kind !== "for" || taken?.[index] === true;
      text += prefix + writeChanges(before[depth] ?? {}, state, facts, binds);
    }
    if (returned !== undefined) text += ` =${compactRepr(returned)}`;
    if (raised !== undefined) text += ` ${caught ? "~" : "!"}${raised}`;
    before[depth] = state;
    index++;
  }
  return text;
}

function restate(problem: Problem, step: ModelStep, before: State): string | undefined {
  const { definitions, nested, labels, facts } = listingOf(problem.program, problem.functionName);
  const { line, state, entered, functionName = "", changed, raised } = step;
  if (line === undefined || step.returned !== undefined || raised !== undefined) return undefined;
  if (entered) {
    const label = definitions.get(functionName) ?? 0;
    return `L${label}${nested.has(label) ? callMark : ""}${writeChanges({}, state, noFacts, false)}`;
  }
  const known = facts.get(line) ?? noFacts;
  const binds = known.branch?.kind !== "for" || changed.some((name) => known.bound.has(name));
  return `L${labels.get(line) ?? 0}${writeChanges(before, state, known, binds)}`;
}

/** `line 7: total = 15` as this dialect writes it, `L7 total=15`. Texts in quotation marks are left alone, and so is prose. */
function plainStep(text: string): string {
  const label = /^(?:l|line )([0-9]{1,6})[:.)]?(?=\s|$)/iu.exec(text);
  if (label === null) return text;
  const rest = text.slice(label[0].length);
  if (/['"]/.test(rest)) return `L${label[1]}${rest}`;
  const single = rest.replaceAll(/\s+/g, " ").replace(/^ (?:return |= )/, " =");
  return `L${label[1]}${single.replaceAll(/( [\p{L}_][\p{L}\p{N}_]*) = /gu, "$1=")}`;
}

/** For a line that the listing does not hold; the rule's own lines are all in it. */
const nowhere = { prefix: "\nL0", facts: noFacts };

class CompactParser implements ResponseParser {
  readonly #problem: Problem;
  readonly #listing: Listing;
  readonly #cutter = new LineCutter();
  readonly #steps: ModelStep[] = [];
  readonly #frames: Frames;
  #answer: { readonly value: Value; readonly form?: "line" } | undefined;
  /** A token has ended the turn: what follows is another's. */
  #ended = false;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#listing = listingOf(problem.program, problem.functionName);
    this.#frames = new Frames(problem);
  }

  push(text: string): readonly ModelStep[] {
    const from = this.#steps.length;
    this.#cutter.push(text, (line, start) => this.#line(line, start));
    return this.#steps.slice(from);
  }

  end(): Parsed {
    this.#cutter.end((line, start) => this.#line(line, start));
    const steps = this.#steps;
    if (!this.#answer) return { steps };
    const { value, form } = this.#answer;
    const answerText = answerTextOf(this.#problem, value);
    return { steps, answer: value, answerText, ...(form === undefined ? {} : { answerForm: form }) };
  }

  #line(line: string, start: number): void {
    if (this.#ended) return;
    const plain = plainLine(line);
    this.#ended = plain.ends;
    if (plain.text === "") return;
    const written = plainStep(plain.text);
    const answered = this.#answer !== undefined;
    this.#step(plain.text, written, start + plain.start);
    if (!answered && this.#answer && written !== line.trim()) this.#answer = { ...this.#answer, form: "line" };
  }

  /** `text` as it stands, `written` as this dialect writes it. */
  #step(text: string, written: string, start: number): void {
    const index = this.#steps.length;
    const place = { index, span: [start, start + text.length] as const, text };
    const label = /^L([0-9]{1,6})(?= |$)/.exec(written);
    const line = label ? this.#listing.lines[Number(label[1]) - 1] : undefined;
    if (!label || !line || line.functionName === null) {
      const malformed = `${excerpt(text, 0)} is no label of the rule`;
      this.#steps.push({ ...place, state: this.#frames.state, changed: [], malformed });
      return;
    }
    this.#steps.push({ ...place, ...this.#read(written, label[0].length, line) });
  }

  #read(text: string, from: number, line: ListingLine): Omit<ModelStep, "index" | "span" | "text"> {
    const frames = this.#frames;
    const defined = this.#listing.nested.get(line.label);
    const called = defined !== undefined && text.startsWith(callMark, from);
    // A function on one line: where it runs, the line is its own.
    const inner = called || (defined !== undefined && frames.functionName === defined);
    const functionName = (inner ? defined : line.functionName) ?? "";
    const entered = called || this.#enters(line, text) ? true : undefined;
    if (entered) frames.enter(functionName);
    else frames.moveTo(functionName);
    const { depth } = frames;
    const changed: string[] = [];
    const last: {
      returned?: Value;
      raised?: string;
      caught?: true;
      malformed?: string;
      impossible?: { name: string; why: string };
    } = {};
    for (let at = called ? from + callMark.length : from; at < text.length; ) {
      if (text.charAt(at) === " ") at++;
      const first = text.charAt(at);
      if (first === "=") {
        const literal = readLiteral(text, at + 1);
        if (literal?.end === text.length) last.returned = literal.value;
        else last.malformed = `${excerpt(text, at)} is no value to return`;
        break;
      }
      if (first === "!" || first === "~") {
        last.raised = text.slice(at + 1);
        if (first === "~") last.caught = true;
        break;
      }
      const change = readChange(text, at, frames.state);
      if (change.kind === "unreadable") {
        last.malformed = change.why;
        break;
      }
      const { name } = change;
      if (change.kind === "impossible") last.impossible ??= { name, why: change.why };
      else frames.state = change.state;
      changed.push(name);
      at = change.end;
      if (at < text.length && text.charAt(at) !== " ") {
        last.malformed = `${excerpt(text, at)} follows a value`;
        break;
      }
    }
    const { state } = frames;
    if (last.returned !== undefined && frames.leave()) this.#answer ??= { value: last.returned };
    if (last.raised !== undefined && !last.caught) frames.leave();
    return {
      line: line.line,
      functionName,
      depth,
      state,
      changed,
      ...(entered ? { entered } : {}),
      ...last,
    };
  }

  /** A `def` label begins a call; where the body shares the line, only when it binds every parameter and nothing else. */
  #enters(line: ListingLine, text: string): true | undefined {
    const { functionName } = line;
    if (functionName === null || this.#listing.definitions.get(functionName) !== line.label) return undefined;
    const oneLine = !/:$/.test(line.text);
    return oneLine && this.#frames.functionName === functionName && / =|!/.test(text) ? undefined : true;
  }
}
