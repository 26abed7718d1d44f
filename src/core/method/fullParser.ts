/** @file Reads the full dialect back: quoted rule lines begin steps, `name=value` lines under them are claims, the rest is prose. */

import { identical } from "../rule/identical.ts";
import type { State, Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { answerTextOf } from "../task/registry.ts";
import { Frames } from "./frames.ts";
import { LineCutter } from "./lineParser.ts";
import { type Listing, type ListingLine, listingOf } from "./listing.ts";
import { readLiteral } from "./literal.ts";
import type { ModelStep, Parsed, ResponseParser } from "./method.ts";
import { plainLine } from "./plainLine.ts";

interface OpenStep {
  readonly start: number;
  end: number;
  readonly lines: string[];
  readonly line?: ListingLine;
  readonly depth: number;
  readonly entered: boolean;
  readonly functionName?: string;
  readonly changed: Set<string>;
  /** The variables before the step. */
  readonly before: State;
  misread?: ModelStep["misread"];
  returned?: Value;
  raised?: string;
  caught?: true;
  malformed?: string;
}

interface Quote {
  readonly code: string;
  readonly number: string | undefined;
  readonly calls: boolean;
}

const quoted = /^(`{3}|`)(.*)\1(?: \(line ([0-9]+)\))?( \(call\))?:?$/u;

export class FullParser implements ResponseParser {
  readonly #problem: Problem;
  readonly #listing: Listing;
  readonly #cutter = new LineCutter();
  readonly #steps: ModelStep[] = [];
  readonly #frames: Frames;
  /** Rule lines by their code. */
  readonly #byCode = new Map<string, ListingLine[]>();
  #open: OpenStep | undefined;
  /** A token has ended the turn: what follows is another's. */
  #ended = false;
  #answer: { readonly value: Value } | undefined;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#listing = listingOf(problem.program, problem.functionName);
    this.#frames = new Frames(problem);
    for (const line of this.#listing.lines) {
      if (line.functionName === null) continue;
      const key = withoutSpaces(line.code);
      const twins = this.#byCode.get(key);
      if (twins) twins.push(line);
      else this.#byCode.set(key, [line]);
    }
  }

  push(text: string): readonly ModelStep[] {
    const from = this.#steps.length;
    this.#cutter.push(text, (line, start) => this.#line(line, start));
    return this.#steps.slice(from);
  }

  end(): Parsed {
    this.#cutter.end((line, start) => this.#line(line, start));
    this.#close();
    const steps = this.#steps;
    if (!this.#answer) return { steps };
    const { value } = this.#answer;
    return { steps, answer: value, answerText: answerTextOf(this.#problem, value) };
  }

  #line(text: string, start: number): void {
    if (this.#ended) return;
    const plain = plainLine(text);
    this.#ended = plain.ends;
    const quote = this.#quote(plainLine(text, true).text);
    if (quote) {
      this.#close();
      this.#begin(quote, start);
    }
    const open = this.#open;
    if (!open) return;
    if (!quote && !this.#claim(open, plain.text)) return;
    open.lines.push(text);
    open.end = start + text.length;
  }

  /** The rule line that a line of text quotes. In single back-ticks only a line that the rule has: values stand in them too. */
  #quote(text: string): Quote | undefined {
    const quote = quoted.exec(text);
    if (!quote) return undefined;
    const [, ticks, code = "", number, calls] = quote;
    const lines = this.#byCode.get(withoutSpaces(code)) ?? [];
    if (ticks === "`" && lines.every((line) => line.code !== code)) return undefined;
    return { code, number, calls: calls !== undefined };
  }

  #begin({ code, number, calls }: Quote, start: number): void {
    const twins = this.#byCode.get(withoutSpaces(code)) ?? [];
    const line = number === undefined ? this.#likely(twins) : twins.find((twin) => twin.line === Number(number));
    const base = { start, end: start, lines: [], changed: new Set<string>(), before: this.#frames.state };
    if (!line || line.functionName === null) {
      const malformed = `\`${code.slice(0, 60)}\` is no line of the rule`;
      this.#open = { ...base, depth: this.#frames.depth, entered: false, malformed };
      return;
    }
    const defined = this.#listing.nested.get(line.label);
    // A function on one line: where it runs, the line is its own.
    const inner = defined !== undefined && (calls || this.#frames.functionName === defined);
    const functionName = inner ? defined : line.functionName;
    const begins = defined === undefined && this.#listing.definitions.get(functionName) === line.label;
    const entered = inner ? calls : begins && (calls || /:$/.test(line.text));
    if (entered) this.#frames.enter(functionName);
    else this.#frames.moveTo(functionName);
    this.#open = { ...base, line, functionName, depth: this.#frames.depth, entered, before: this.#frames.state };
  }

  /** Of lines with the same code and no number, the one in the function that runs. */
  #likely(twins: readonly ListingLine[]): ListingLine | undefined {
    return twins.find(({ functionName }) => functionName === this.#frames.functionName) ?? twins[0];
  }

  /** Takes a line under a quoted one. False for prose after which the step's text does not grow. */
  #claim(open: OpenStep, text: string): boolean {
    const line = text.trim();
    const returned = /^return (.+)$/u.exec(line);
    if (returned) {
      const value = wholeLiteral(returned[1] ?? "");
      if (value === undefined) open.malformed ??= `\`${line.slice(0, 60)}\` returns no value`;
      else open.returned = value;
      return true;
    }
    const raised = /^raise ([\p{L}_][\p{L}\p{N}_]*)(, and go on)?$/u.exec(line);
    if (raised?.[1]) {
      open.raised = raised[1];
      if (raised[2]) open.caught = true;
      return true;
    }
    const unbound = /^del ([\p{L}_][\p{L}\p{N}_]*)$/u.exec(line);
    if (unbound?.[1]) {
      this.#frames.unbind(unbound[1]);
      open.changed.add(unbound[1]);
      return true;
    }
    const claim = /^([\p{L}_][\p{L}\p{N}_]*)(\s*)=(?!=)(.*)$/u.exec(line);
    if (!claim) return false;
    const [, name = "", spaces = "", behind = ""] = claim;
    const text2 = behind.trim();
    const literal = wholeLiteral(text2);
    const value = literal === undefined ? workedValue(text2) : literal;
    // With spaces around the sign it may be code in prose: no claim where no value follows.
    if (value === undefined && (spaces !== "" || behind !== text2)) return false;
    if (value === undefined) open.malformed ??= `\`${line.slice(0, 60)}\` gives no value`;
    else {
      if (open.changed.has(name)) this.#compare(open, name);
      this.#frames.bind(name, value);
      open.changed.add(name);
    }
    return true;
  }

  /** A variable told a second time was first told as it stood before the step. */
  #compare(open: OpenStep, name: string): void {
    const value = this.#frames.state[name];
    const before = Object.hasOwn(open.before, name) ? open.before[name] : undefined;
    const differs = value !== undefined && before !== undefined && !identical(value, before);
    if (differs && open.misread === undefined) open.misread = { name, value, before };
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { line, functionName, depth, returned, raised, caught, malformed, misread, entered } = open;
    const state: State = this.#frames.state;
    this.#steps.push({
      index: this.#steps.length,
      ...(line ? { line: line.line, depth } : {}),
      ...(functionName ? { functionName } : {}),
      state,
      changed: [...open.changed],
      span: [open.start, open.end],
      text: open.lines.join("\n"),
      ...(entered ? { entered } : {}),
      ...(returned === undefined ? {} : { returned }),
      ...(raised === undefined ? {} : { raised }),
      ...(caught ? { caught } : {}),
      ...(malformed === undefined ? {} : { malformed }),
      ...(misread === undefined ? {} : { misread }),
    });
    if (returned !== undefined && this.#frames.leave()) this.#answer ??= { value: returned };
    if (raised !== undefined && !caught) this.#frames.leave();
  }
}

/** Code as its spaces do not matter, so that `f(a,b)` quotes `f(a, b)`. */
function withoutSpaces(code: string): string {
  return code.replaceAll(/\s+/gu, "");
}

function wholeLiteral(text: string): Value | undefined {
  const literal = readLiteral(text, 0);
  return literal?.end === text.length ? literal.value : undefined;
}

/** `digit1 + digit2=9 + 3=12`: the int after the last `=` of worked arithmetic. */
function workedValue(text: string): Value | undefined {
  const match = /^[\p{L}\p{N}_+\-*/%() ]+=[0-9+\-*/%() ]+=(-?[0-9]+)$/u.exec(text);
  return match?.[1] === undefined ? undefined : BigInt(match[1]);
}
