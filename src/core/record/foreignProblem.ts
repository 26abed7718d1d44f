/**
 * @file Which problem of a rule a foreign trace is for: by its call, by the call or the task's text somewhere in its prompt, by a question
 * in words, or, where nothing was kept of the prompt, by the problem that the response writes again and the rule's file holds.
 */

import type { ReadProblems } from "../document/problems.ts";
import { callText } from "../method/callText.ts";
import { parseCall } from "../rule/call.ts";
import { repr, type Value } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { taskOf, tasks } from "../task/registry.ts";
import type { Task } from "../task/task.ts";

/** A rule to check traces against: the file's program, and the problems that stand in it. */
export type Rule = Required<Pick<ReadProblems, "program">> & Pick<ReadProblems, "problems">;

/** The problem that a text names and nothing else. */
export function problemNamed(text: string, rule: Rule): Problem | undefined {
  return fromCall(text, rule) ?? fromTask(text, rule) ?? problemIn(text, rule);
}

/** The last problem that a prompt asks: a call of a rule, else what a task writes, else a question in words. */
export function problemIn(prompt: string, rule: Rule): Problem | undefined {
  for (const text of callsIn(prompt, rule)) {
    const problem = fromCall(text, rule);
    if (problem !== undefined) return problem;
  }
  const lines = prompt.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines.toReversed()) {
    for (const text of expressionsIn(line)) {
      const problem = fromTask(text, rule);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

/** The one problem of the rule's file that a text writes; undefined where it writes none of them, or several. */
export function problemWritten(text: string, rule: Rule): Problem | undefined {
  const squeezed = text.replaceAll(/\s+/gu, "").slice(0, 100_000);
  const found = rule.problems.filter((problem) => {
    const spellings = [callText(problem), taskOf(problem)?.toText(problem.args).replace(/=\s*$/u, "")];
    return spellings.some((each) => each !== undefined && holds(squeezed, each.replaceAll(/\s+/gu, "")));
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Whether it stands there, not as a part of longer numbers: `7+5` is not in `47+58`. */
function holds(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1))
    if (!/[\p{L}\p{N}_]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}_]/u.test(text.charAt(at + part.length)))
      return true;
  return false;
}

/** Calls of the rule's functions, the last first, each up to the bracket that closes it, on however many lines. */
function callsIn(prompt: string, { program }: Rule): readonly string[] {
  const names = [...program.functions.keys()].map((name) => name.replaceAll("$", "\\$"));
  if (names.length === 0) return [];
  const heads = [...prompt.matchAll(new RegExp(`(?<![\\p{L}\\p{N}_.])(?:${names.join("|")})\\s*\\(`, "gu"))];
  return heads.toReversed().flatMap(({ index }) => {
    const end = closing(prompt, prompt.indexOf("(", index));
    return end === undefined ? [] : [prompt.slice(index, end).replaceAll(/\s*\n\s*/gu, " ")];
  });
}

/** Characters of one call before it is given up. */
const longestCall = 100_000;

/** Offset behind the bracket that closes the one at `from`. */
function closing(text: string, from: number): number | undefined {
  let open = 0;
  let quote = "";
  for (let at = from; at < Math.min(text.length, from + longestCall); at++) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if ("([{".includes(character)) open++;
    else if (")]}".includes(character) && --open === 0) return at + 1;
  }
  return undefined;
}

/** What of a line may be a task's text: the line, what follows a colon, and runs of numbers and signs, words of sums as signs. */
function expressionsIn(line: string): readonly string[] {
  const own = line.trim();
  const question = own.replace(/^.*:\s*/u, "").replace(/[?.!]+$/u, "");
  const inSigns = own
    .replaceAll(/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/gu, "")
    .replaceAll(/\s+(?:plus|added to)\s+/giu, "+")
    .replaceAll(/\b(?:sum|total) of\s+([0-9]+)\s+and\s+([0-9]+)/giu, "$1+$2")
    .replaceAll(/\badd(?:ing)?\s+([0-9]+)\s+(?:and|to|with)\s+([0-9]+)/giu, "$1+$2");
  const runs = inSigns.match(/[0-9(][0-9\s+()=,]*/gu) ?? [];
  const sums = runs.map((run) => run.trim().replace(/[,=\s]+$/u, "")).filter((run) => /[+,]/u.test(run));
  return [own, question, ...sums.toReversed()];
}

function fromCall(text: string, rule: Rule): Problem | undefined {
  const read = parseCall(text);
  if (read.problem || !rule.program.functions.has(read.functionName)) return undefined;
  return problemOf(read.functionName, read.args, rule);
}

function fromTask(text: string, rule: Rule): Problem | undefined {
  for (const task of tasks) {
    const args = accepted(task, text, rule);
    if (args !== undefined) return problemOf(task.functionName, args, rule);
  }
  return undefined;
}

function accepted({ functionName, fromText }: Task, text: string, rule: Rule): Value[] | undefined {
  return rule.program.functions.has(functionName) ? fromText(text.trim()) : undefined;
}

/** The problem as it stands in the rule's file; on the rule's own line where it does not. */
function problemOf(functionName: string, args: readonly Value[], { program, problems }: Rule): Problem {
  const call = `${functionName}(${args.map(repr).join(", ")})`;
  const same = (each: Problem) =>
    each.functionName === functionName && each.args.map(repr).join() === args.map(repr).join();
  const standing = problems.find(same);
  if (standing !== undefined) return standing;
  const line = program.functions.get(functionName)?.line ?? 1;
  const problem = { id: call, line, call, functionName, args, program };
  const task = taskOf(problem);
  return task === undefined ? problem : { ...problem, task: task.name };
}
