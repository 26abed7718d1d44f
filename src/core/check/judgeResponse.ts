/**
 * @file What a measurement keeps of one response: whether its answer is right, and if not, how it went wrong first. Accuracies of records
 * are strict: the answer stands as the method writes it (`answerForm` absent). Checks of what chat models say are in `judgement.ts`.
 */
import type { Method, Rendered, ResponseEnd } from "../method/method.ts";
import { equals } from "../rule/value.ts";
import type { Problem } from "../task/problem.ts";
import { answerTextOf } from "../task/registry.ts";
import type { JudgedAnswer } from "./errorCounts.ts";
import { loopIterations } from "./loopIterations.ts";
import { ResponseReader } from "./reading.ts";

export interface JudgedResponse extends JudgedAnswer {
  /** The whole response is the gold one. */
  readonly exact: boolean;
  /** The answer as people write it; where none could be read, the whole response. */
  readonly given: string;
}

/** `gold` is the method's rendering of the problem. A response that equals it needs no reading. */
export function judgeResponse(
  problem: Problem,
  method: Method,
  { response, gold, how }: { readonly response: string; readonly gold: Rendered; readonly how: ResponseEnd },
): JudgedResponse {
  if (response === gold.response && how === "ended") return { right: true, exact: true, given: response };
  const rule = method.gold(problem);
  const reader = new ResponseReader(problem, method, undefined, rule);
  reader.push(response);
  const { verdicts, answer, goldAnswer, answerForm } = reader.end(how);
  // An answer that had to be looked for is not exact, even where it is the rule's.
  const given = answerForm === undefined ? answer : undefined;
  const right = given !== undefined && goldAnswer !== undefined && equals(given, goldAnswer);
  const ending = verdicts.steps.length === 0 ? "stopped-early" : verdicts.ending?.verdict;
  const first = verdicts.steps.find(({ verdict }) => verdict !== "correct")?.verdict ?? ending;
  const steps = verdicts.steps.map(({ step }) => step);
  return {
    right,
    exact: response === gold.response,
    given: given === undefined ? response.trim() : answerTextOf(problem, given),
    kind: first === "correct" ? undefined : first,
    iterations: right ? undefined : loopIterations(problem, method.name, { gold: rule, steps }),
  };
}
