/** @file Responses read and judged: those that are being written, token by token, and whole ones. */

import { promptSpans } from "../core/attention/promptSpans.ts";
import { UserError } from "../core/base/errors.ts";
import { methodOf } from "../core/method/methods.ts";
import { LiveJudgement } from "../core/record/judgement.ts";
import type { Outcome } from "../core/rule/interpret.ts";
import type { CheckedParams, Result } from "../protocol/request.ts";
import type { RuleContract } from "../protocol/ruleContract.ts";
import { finite } from "../protocol/wire.ts";
import type { Programs } from "./programs.ts";

type Params<N extends keyof RuleContract["requests"]> = CheckedParams<RuleContract, N>;
type Answer<N extends keyof RuleContract["requests"]> = Result<RuleContract, N>;

export class RunReader {
  readonly #programs: Programs;
  readonly #runs = new Map<number, LiveJudgement>();
  #last = 0;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  open({ problem, source, method: { name, dialect } }: Params<"openRun">): Answer<"openRun"> {
    const method = methodOf(name, dialect);
    const read = this.#programs.problem({ problem, source });
    const live = new LiveJudgement(read, method);
    const run = ++this.#last;
    this.#runs.set(run, live);
    return { run: finite(run), prompt: method.prompt(read), rule: ruleEnd(live.gold.outcome) };
  }

  read(run: number, tokens: readonly string[]): Answer<"readRun"> {
    return { steps: JSON.stringify(this.#live(run).push(tokens)) };
  }

  end(run: number, how: "ended" | "cut"): Answer<"endRun"> {
    const { steps, judgement } = this.#live(run).end(how);
    this.#runs.delete(run);
    return { steps: JSON.stringify(steps), judged: JSON.stringify(judgement) };
  }

  judge({ problem, source, method: { name, dialect }, response, tokens, how }: Params<"judge">): Answer<"judge"> {
    const live = new LiveJudgement(this.#programs.problem({ problem, source }), methodOf(name, dialect));
    const read = live.push(tokens.join("") === response ? tokens : [response]);
    const { steps, judgement } = live.end(how);
    return {
      rule: ruleEnd(live.gold.outcome),
      steps: JSON.stringify([...read, ...steps]),
      judged: JSON.stringify(judgement),
    };
  }

  promptSpans({ problem, source, method, prompt, texts }: Params<"promptSpans">): Answer<"promptSpans"> {
    const spans = promptSpans(texts, prompt, this.#programs.problem({ problem, source }), method);
    const range = ([from, to]: readonly [number, number]): [ReturnType<typeof finite>, ReturnType<typeof finite>] => [
      finite(from),
      finite(to),
    ];
    return {
      lines: spans.lines.map(({ line, text, tokens }) => ({ line: finite(line), text, tokens: range(tokens) })),
      problem: spans.problem ? range(spans.problem) : null,
      operands: spans.operands ? range(spans.operands) : null,
    };
  }

  #live(run: number): LiveJudgement {
    const live = this.#runs.get(run);
    if (live !== undefined) return live;
    throw new UserError("run-forgotten", "The run is not being read any more.", "Run the problem again.");
  }
}

function ruleEnd(outcome: Outcome): Answer<"openRun">["rule"] {
  if (outcome.kind === "returned") return { kind: "returned" };
  const { kind, message } = outcome;
  const line = finite(outcome.line);
  return kind === "raised" ? { kind, type: outcome.type, message, line } : { kind, message, line };
}
