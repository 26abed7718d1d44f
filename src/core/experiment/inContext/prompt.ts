/**
 * @file The texts of an in-context probe: worked problems, then the one to answer. `study` writes them as the study did for large chat
 * models (Hu et al., ICML 2024); `plain` as the model's own training did, which is all that a small model can read. Neither holds the
 * rule's program where the study's did not: in `study` the rule is only visible in what the traces recite.
 */

import type { Method } from "../../method/method.ts";
import { methodOf } from "../../method/methods.ts";
import type { InContextStyle, InContextText } from "../../recipe/inContextRecipe.ts";
import { equals, type Value } from "../../rule/value.ts";
import type { Problem } from "../../task/problem.ts";
import type { Task } from "../../task/task.ts";
import { digitsOf } from "./shots.ts";

export interface PromptWriter {
  /** Shots with their answers, then the problem without. */
  prompt(shots: readonly Problem[], target: Problem): string;
  /** Whether what follows the prompt gives the rule's answer. */
  isRight(target: Problem, response: string): boolean;
  /** Characters of a gold response: what a model needs at most. */
  longest(target: Problem): number;
}

export function promptWriter(task: Task, style: InContextStyle, text: InContextText): PromptWriter {
  return text === "plain" ? plain(style) : study(task, style);
}

/** The method's own prompts and responses, one after another; a rule's listing once, before all of them. */
function plain(style: InContextStyle): PromptWriter {
  const method = methodOf(style === "rf" ? "rfft" : style, "compact");
  const own = (problem: Problem): readonly [listing: string, question: string] => {
    const prompt = method.prompt(problem);
    const at = prompt.lastIndexOf("\n>>> ");
    return at < 0 ? ["", prompt] : [`${prompt.slice(0, at)}\n`, prompt.slice(at + 1)];
  };
  return {
    prompt(shots, target) {
      const [listing, question] = own(target);
      const worked = shots.map((shot) => `${own(shot)[1]}${method.render(shot).response}\n`);
      return listing + worked.join("") + question;
    },
    isRight: (target, response) =>
      isRightBy(method, target, method.name === "direct" ? firstLine(response) : beforeNext(response)),
    longest: (target) => method.render(target).response.length,
  };
}

function firstLine(response: string): string {
  return response.split("\n", 1)[0] ?? "";
}

/** A model that goes on with a problem of its own is judged by what came before. */
function beforeNext(response: string): string {
  return response.split(/\n(?:>>> |[^\n]*=\s*$)/m, 1)[0] ?? "";
}

function isRightBy(method: Method, target: Problem, response: string): boolean {
  const parser = method.parser(target);
  parser.push(response);
  const { answer } = parser.end();
  const { outcome } = method.gold(target);
  return answer !== undefined && outcome.kind === "returned" && equals(answer, outcome.value);
}

function study(task: Task, style: InContextStyle): PromptWriter {
  const answerOf = (problem: Problem): string => methodOf("direct").render(problem).response;
  const question = (problem: Problem): string => {
    const numbers = problem.args.map((arg) => digitsOf(arg)?.join(""));
    const [a, b] = numbers;
    const named =
      numbers.length === 2 && a !== undefined && b !== undefined
        ? `Int a: ${a}; Int b: ${b}.`
        : task.toText(problem.args);
    if (style === "direct") {
      const isSum = named.startsWith("Int a") && /^[0-9]+\+[0-9]+=$/.test(task.toText(problem.args));
      const end = isSum ? `${named} The sum of a and b is: a+b=` : task.toText(problem.args);
      return `Directly generate the answer without solving steps. ${end}`;
    }
    return style === "scratchpad" ? `${named}\n` : `${task.toText(problem.args)}\n${"-".repeat(20)}\n`;
  };
  const worked = (problem: Problem): string => {
    if (style === "direct") return answerOf(problem);
    const method = methodOf(style === "rf" ? "rfft" : "scratchpad", "full");
    const { prompt, response } = method.render(problem);
    const lines = style === "scratchpad" && prompt.endsWith("=") ? prompt + response : response.trimStart();
    return `${lines}\nTherefore, the answer is ${answerOf(problem)}.`;
  };
  return {
    prompt: (shots, target) => [...shots.map((shot) => question(shot) + worked(shot)), question(target)].join("\n\n"),
    isRight(target, response) {
      // The study reads the last number; an answer of two numbers, the last two.
      const wanted = numbersIn(answerOf(target));
      const own = response.split("\n\n", style === "rf" ? undefined : 1).join("\n\n");
      const given = numbersIn(own).slice(-wanted.length);
      if (wanted.length > 0) return given.join() === wanted.join();
      return own.includes(answerOf(target));
    },
    longest: (target) => worked(target).length,
  };
}

function numbersIn(text: string): string[] {
  return [...text.matchAll(/-?[0-9][0-9,]*/g)].map(([number]) =>
    number.replaceAll(",", "").replace(/^0+(?=[0-9])/, ""),
  );
}

/** For messages: what a shot is, as its task writes it. */
export function shotText(task: Task, args: readonly Value[]): string {
  return task.toText(args);
}
