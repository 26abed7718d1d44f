/**
 * @file A person's own task: what a `Task:` section in a rule's docstring declares, as a task like the built-in ones. A line for each
 * parameter says what it can be (`samplerText.ts`); settings say the rest:
 *
 *     format: {a}+{b}=       the problem's text; without it the call, `add(5, 9)=`
 *     answer: integer        integer, digits, word, words, or value (as Python writes it, without the line)
 *     length: len(words)     an expression of the rule language over the parameters; without it the longest one's size
 *     axes: a, b             the parameters that span the sample space
 *
 * What is wrong becomes a diagnostic at its place.
 */

import { UserError } from "../../base/errors.ts";
import { Rng } from "../../base/rng.ts";
import { parseCall } from "../../rule/call.ts";
import type { Diagnostic } from "../../rule/diagnostic.ts";
import { evaluate } from "../../rule/evaluate.ts";
import type { Program } from "../../rule/program.ts";
import { repr, type Value } from "../../rule/value.ts";
import type { SampleSpace } from "../space.ts";
import type { Task } from "../task.ts";
import { type AnswerKind, answerKinds } from "./answerKind.ts";
import { drawBySize, problemsBySize } from "./drawing.ts";
import { longestAxis, type Sampler } from "./sampler.ts";
import { readSampler, samplerForms } from "./samplerText.ts";
import type { Piece, SectionLine, TaskSection } from "./taskSection.ts";
import { readFormat, type TextFormat } from "./textFormat.ts";

/** A length is asked for thousands of drawn arguments, so it may not take long. */
const lengthOperations = 5_000;

const settings = ["format", "answer", "length", "axes"] as const;
type Setting = (typeof settings)[number];

export interface ReadTask {
  /** Undefined where something is wrong. */
  readonly task?: Task;
  readonly diagnostics: readonly Diagnostic[];
}

/** `taken` are the names of built-in tasks. */
export function readOwnTask(section: TaskSection, program: Program, taken: ReadonlySet<string>): ReadTask {
  const reader = new SectionReader(section, program, taken);
  const task = reader.task();
  return { ...(task === undefined ? {} : { task }), diagnostics: reader.diagnostics };
}

class SectionReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #section: TaskSection;
  readonly #program: Program;
  readonly #taken: ReadonlySet<string>;
  readonly #parameters: readonly string[];

  constructor(section: TaskSection, program: Program, taken: ReadonlySet<string>) {
    this.#section = section;
    this.#program = program;
    this.#taken = taken;
    this.#parameters = program.functions.get(section.functionName)?.parameters ?? [];
  }

  task(): Task | undefined {
    const name = this.#name();
    const { samplers, values } = this.#lines();
    const { length, answer, axes, format } = {
      length: this.#length(values.get("length"), samplers),
      answer: this.#answer(values.get("answer")),
      axes: this.#axes(values.get("axes"), samplers),
      format: this.#format(values.get("format"), samplers),
    };
    if (this.diagnostics.length > 0) return undefined;
    const { functionName } = this.#section;
    const inOrder = this.#parameters.flatMap((parameter) => samplers.get(parameter) ?? []);
    return ownTask({ name, functionName, program: this.#program, samplers: inOrder, length, answer, axes, format });
  }

  #name(): string {
    const { name, head, functionName } = this.#section;
    if (this.#parameters.length === 0)
      this.#wrong(head, `A task needs a rule with parameters; ${functionName} has none.`);
    if (name.text === "") return functionName.replaceAll("_", "-");
    if (!/^[a-z0-9][a-z0-9_-]*$/.test(name.text))
      this.#wrong(name, "A task's name has lower-case letters, digits, hyphens and underscores.");
    else if (this.#taken.has(name.text))
      this.#wrong(
        name,
        `${name.text} is a built-in task. Choose another name, or leave the lines below out to declare that this rule solves it.`,
      );
    return name.text;
  }

  #lines(): { readonly samplers: Map<string, Sampler>; readonly values: Map<Setting, SectionLine> } {
    const samplers = new Map<string, Sampler>();
    const values = new Map<Setting, SectionLine>();
    const seen = new Set<string>();
    for (const line of this.#section.lines) {
      const { key, value } = line;
      const setting = settings.find((each) => each === key.text);
      if (line.malformed) this.#wrong(key, "Expected a parameter or a setting with a colon, as in `a: integer 0..99`.");
      else if (seen.has(key.text)) this.#wrong(key, `${key.text} is said twice. Leave one of the lines out.`);
      else if (this.#parameters.includes(key.text)) this.#parameter(line, samplers);
      else if (setting === undefined) {
        const known = `Parameters: ${this.#parameters.join(", ")}. Settings: ${settings.join(", ")}.`;
        this.#wrong(key, `There is no parameter and no setting ${key.text}. ${known}`);
      } else if (value.text === "") this.#wrong(key, `The setting ${key.text} has no value.`);
      else values.set(setting, line);
      seen.add(key.text);
    }
    const missing = this.#parameters.filter((each) => !seen.has(each));
    for (const each of missing)
      this.#wrong(this.#section.head, `Say below what ${each} can be, as in \`${each}: integer 0..99\`.`);
    return { samplers, values };
  }

  #parameter({ key, value }: SectionLine, samplers: Map<string, Sampler>): void {
    if (value.text === "") {
      this.#wrong(key, `Say what ${key.text} can be: ${samplerForms}.`);
      return;
    }
    const read = readSampler(value.text);
    if (read.problem === undefined) samplers.set(key.text, read.sampler);
    else this.#wrong({ ...value, text: value.text.slice(read.at), column: value.column + read.at }, read.problem);
  }

  #format(line: SectionLine | undefined, samplers: ReadonlyMap<string, Sampler>): TextFormat | undefined {
    // Without all samplers the format cannot be judged.
    if (line === undefined || samplers.size < this.#parameters.length) return undefined;
    const { value } = line;
    const quoted = /^(["'])(.*)\1$/.exec(value.text);
    const text = quoted?.[2] ?? value.text;
    const ordered = new Map(
      this.#parameters
        .flatMap((name) => [[name, samplers.get(name)] as const])
        .flatMap(([name, sampler]) => (sampler ? [[name, sampler]] : [])),
    );
    const read = readFormat(text, ordered);
    if (read.problem === undefined) return read.format;
    const { from, to } = read;
    this.#wrong({ ...value, text: text.slice(from, to), column: value.column + from + (quoted ? 1 : 0) }, read.problem);
    return undefined;
  }

  #answer(line: SectionLine | undefined): AnswerKind | undefined {
    if (line === undefined) return undefined;
    const { text } = line.value;
    if (Object.hasOwn(answerKinds, text)) return answerKinds[text];
    this.#wrong(line.value, `There is no kind of answer ${text}. Kinds: ${Object.keys(answerKinds).join(", ")}.`);
    return undefined;
  }

  #length(line: SectionLine | undefined, samplers: ReadonlyMap<string, Sampler>): string | undefined {
    if (line === undefined || samplers.size < this.#parameters.length) return undefined;
    const { value } = line;
    const rng = new Rng(1);
    const drawn = this.#parameters.map((name) => {
      const sampler = samplers.get(name);
      return [name, sampler?.draw(rng, sampler.sizes[0]) ?? null] as const;
    });
    const length = evaluate(this.#program, value.text, Object.fromEntries(drawn), lengthOperations);
    const example = drawn.map(([name, drawnValue]) => `${name} = ${repr(drawnValue)}`).join(", ");
    if (length.kind === "unreadable") this.#wrong(value, `The length cannot be read: ${length.message}`);
    else if (length.kind === "raised")
      this.#wrong(value, `The length cannot be computed for ${example}: ${length.message}`);
    else if (typeof length.value !== "bigint" || length.value < 0n)
      this.#wrong(value, `The length has to be a whole number; for ${example} it is ${repr(length.value)}.`);
    return value.text;
  }

  #axes(line: SectionLine | undefined, samplers: ReadonlyMap<string, Sampler>): readonly [Axis, Axis] | undefined {
    if (line === undefined || samplers.size < this.#parameters.length) return undefined;
    const { value } = line;
    const names = value.text.split(",").map((each) => each.trim());
    const [row, column] = names;
    const stray = names.find((each) => !this.#parameters.includes(each));
    if (stray !== undefined) {
      this.#wrong(
        value,
        `There is no parameter ${stray || "before the comma"}. Parameters: ${this.#parameters.join(", ")}.`,
      );
      return undefined;
    }
    if (names.length !== 2 || row === undefined || column === undefined || row === column) {
      this.#wrong(value, "A sample space has two axes: write two parameters, as in `axes: a, b`.");
      return undefined;
    }
    const off = this.#parameters.find((each) => !names.includes(each));
    if (off !== undefined) {
      this.#wrong(value, `${off} is on no axis. A sample space needs a rule with two parameters.`);
      return undefined;
    }
    const axes = [row, column].flatMap((name) => {
      const axis = samplers.get(name)?.axis;
      if (axis === undefined)
        this.#wrong(
          value,
          `${name} cannot be an axis: it needs to be an integer or digits with at most ${longestAxis} values.`,
        );
      return axis === undefined ? [] : [{ name, index: this.#parameters.indexOf(name), ...axis }];
    });
    const [rows, columns] = axes;
    return rows && columns ? [rows, columns] : undefined;
  }

  #wrong({ text, line, column }: Piece, message: string): void {
    this.diagnostics.push({ message, line, column, endLine: line, endColumn: column + Math.max(1, text.length) });
  }
}

interface Axis extends NonNullable<Sampler["axis"]> {
  readonly name: string;
  /** Of the parameter. */
  readonly index: number;
}

interface Declared {
  readonly name: string;
  readonly functionName: string;
  readonly program: Program;
  /** In the parameters' order. */
  readonly samplers: readonly Sampler[];
  readonly length: string | undefined;
  readonly answer: AnswerKind | undefined;
  readonly axes: readonly [Axis, Axis] | undefined;
  readonly format: TextFormat | undefined;
}

function ownTask({ name, functionName, program, samplers, length, answer, axes, format }: Declared): Task {
  const parameters = program.functions.get(functionName)?.parameters ?? [];
  const sizesOf = (args: readonly Value[]) => samplers.map((sampler, i) => sampler.sizeOf(args[i] ?? null) ?? 0);
  const lengthOf = (args: readonly Value[]): number => {
    if (length === undefined) return Math.max(0, ...sizesOf(args));
    const state = Object.fromEntries(parameters.map((parameter, i) => [parameter, args[i] ?? null]));
    const found = evaluate(program, length, state, lengthOperations);
    return found.kind === "value" && typeof found.value === "bigint" ? Number(found.value) : 0;
  };
  const callText = (args: readonly Value[]): string => `${functionName}(${args.map(repr).join(", ")})=`;
  const smallest = samplers.map((sampler) => sampler.draw(new Rng(1), sampler.sizes[0]));
  return {
    name,
    functionName,
    example: smallest,
    ruleSource: program.source,
    sample(rng, wanted) {
      const args = drawBySize(rng, { samplers, wanted, ...(length === undefined ? {} : { lengthOf }) });
      if (args !== undefined) return args;
      const [from, to] = [
        Math.max(...samplers.map(({ sizes }) => sizes[0])),
        Math.max(...samplers.map(({ sizes }) => sizes[1])),
      ];
      const there = length === undefined ? `There are lengths ${from} to ${to}.` : `Its length is ${length}.`;
      throw new UserError(
        "no-such-length",
        `The task ${name} has no problem of length ${wanted}.`,
        `${there} Choose others, or widen what its parameters can be.`,
      );
    },
    accepts: (args) =>
      args.length === samplers.length && samplers.every((sampler, i) => sampler.sizeOf(args[i] ?? null) !== undefined),
    lengthOf,
    problemsOfLength: (wanted) => (length === undefined ? problemsBySize(samplers, wanted) : Number.POSITIVE_INFINITY),
    toText: (args) => format?.write(args) ?? callText(args),
    fromText(text) {
      if (format !== undefined) return format.read(text);
      const call = parseCall(text.replace(/=\s*$/, ""));
      return call.problem === undefined && call.functionName === functionName ? call.args : undefined;
    },
    answerText: (value) => answer?.write(value),
    answerFromText: (text) => answer?.read(text),
    ...(axes === undefined ? {} : { space: spaceOf(axes) }),
  };
}

function spaceOf([rows, columns]: readonly [Axis, Axis]): SampleSpace {
  const inside = ({ from, to }: Axis, value: number): boolean =>
    Number.isInteger(value) && value >= from && value <= to;
  const at = (row: number, column: number): Value[] | undefined => {
    if (!inside(rows, row) || !inside(columns, column)) return undefined;
    const args = [rows.at(row), columns.at(column)];
    return rows.index === 0 ? args : args.reverse();
  };
  const axis = ({ name, from, to }: Axis) => ({ name, from, to });
  return { rows: axis(rows), columns: axis(columns), at };
}
