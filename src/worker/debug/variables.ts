/** @file What the Variables view shows of a session: the model's state, the rule's, the step with its tokens, and the branches. Knows no `vscode`. */

import { Handles, Scope } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { UserError } from "../../core/base/errors.ts";
import type { Branch } from "../../core/debug/branch.ts";
import { tokensOf } from "../../core/debug/breakpoint.ts";
import type { DebugRuntime, Stopped } from "../../core/debug/runtime.ts";
import { callsAt } from "../../core/debug/stack.ts";
import { percentText } from "../../core/format/figures.ts";
import type { RunToken } from "../../core/record/run.ts";
import { evaluate } from "../../core/rule/evaluate.ts";
import { identical } from "../../core/rule/identical.ts";
import { dict, list, repr, type State, tuple, typeName, type Value } from "../../core/rule/value.ts";

type Side = "model" | "rule";

/** What a reference of the protocol stands for. */
type Node =
  | { readonly kind: "state"; readonly side: Side; readonly frame: number }
  /** A container inside a variable: `path` leads to it from the variable's name. */
  | { readonly kind: "parts"; readonly side: Side; readonly frame: number; readonly value: Value; readonly path: Path }
  | { readonly kind: "step" }
  | { readonly kind: "tokens" }
  | { readonly kind: "token"; readonly index: number }
  | { readonly kind: "branches" };

interface Path {
  readonly name: string;
  readonly keys: readonly Value[];
}

/** Stands between the model's value and the rule's where they differ. */
const differs = " ≠ ";
const longest = 120;
const fixed = { attributes: ["readOnly"] };

export class Variables {
  readonly #runtime: DebugRuntime;
  readonly #nodes = new Handles<Node>();

  constructor(runtime: DebugRuntime) {
    this.#runtime = runtime;
  }

  /** References count until the session moves. */
  reset(): void {
    this.#nodes.reset();
  }

  scopes(frame: number): DebugProtocol.Scope[] {
    const scope = (name: string, node: Node): DebugProtocol.Scope => new Scope(name, this.#nodes.create(node));
    const scopes = [
      { ...scope("Model", { kind: "state", side: "model", frame }), presentationHint: "locals" },
      scope("Rule", { kind: "state", side: "rule", frame }),
    ];
    if (frame === 0) scopes.push(scope("Step", { kind: "step" }));
    if (this.#runtime.branches.length > 1) scopes.push(scope("Branches", { kind: "branches" }));
    return scopes;
  }

  children(reference: number): DebugProtocol.Variable[] {
    const node = this.#nodes.get(reference);
    switch (node?.kind) {
      case "state":
        return this.#state(node.side, node.frame);
      case "parts":
        return this.#parts(node);
      case "step":
        return this.#step();
      case "tokens":
        return this.#tokens();
      case "token":
        return this.#alternatives(node.index);
      case "branches":
        return this.#runtime.branches.map((branch) => this.#branch(branch));
      case undefined:
        return [];
      default:
        return node satisfies never;
    }
  }

  /** As the view shows it; empty where it shows none of that name. */
  valueOf(reference: number, name: string): string {
    return this.children(reference).find((it) => it.name === name)?.value ?? "";
  }

  /** The state of a frame on either side; undefined where the rule has none. */
  stateOf(side: Side, frame: number): State | undefined {
    const { branch, position, problem } = this.#runtime;
    const call = callsAt(branch, position, problem)[frame];
    return side === "model" ? call?.model : call?.rule;
  }

  /** A value for the protocol, with a reference where it has parts. */
  shown(value: Value): { readonly result: string; readonly type: string; readonly variablesReference: number } {
    const reference = this.#reference({ kind: "parts", side: "rule", frame: 0, value, path: { name: "", keys: [] } });
    return { result: repr(value), type: typeName(value), variablesReference: reference };
  }

  /** Changes what the row says; the model goes on from there. Throws a UserError where the row cannot be changed. */
  set(reference: number, name: string, text: string): Promise<Stopped> {
    const node = this.#nodes.get(reference);
    if (node?.kind === "tokens") return this.#setToken(name, text);
    if (node?.kind === "token")
      return this.#runtime.pickToken(node.index, Number(/^([0-9]+)/.exec(name)?.[1] ?? 0) - 1);
    if ((node?.kind !== "state" && node?.kind !== "parts") || node.side === "rule") {
      throw new UserError("debug-fixed", `${name} cannot be changed.`, "Change a value of the model, or a token.");
    }
    if (node.frame > 0) {
      const remedy = "Step back to a step of that call and change it there.";
      throw new UserError("debug-caller", `${name} belongs to a call that waits.`, remedy);
    }
    const value = this.#read(text.split(differs)[0] ?? "");
    if (node.kind === "state") return this.#runtime.setVariable(name, value);
    const key = this.#keys(node.value).find((it) => `[${repr(it)}]` === name);
    const root = this.stateOf("model", 0)?.[node.path.name];
    if (key === undefined || root === undefined) throw new UserError("debug-fixed", `${name} cannot be changed.`, "");
    return this.#runtime.setVariable(node.path.name, replaced(root, [...node.path.keys, key], value));
  }

  #read(text: string): Value {
    const { problem } = this.#runtime;
    const result = evaluate(problem.program, text, this.stateOf("model", 0) ?? {});
    if (result.kind === "value") return result.value;
    throw new UserError(
      "debug-value",
      `${text} is no value: ${result.message}`,
      "Write a Python literal or expression.",
    );
  }

  #state(side: Side, frame: number): DebugProtocol.Variable[] {
    const state = this.stateOf(side, frame);
    const { current } = this.#runtime;
    if (state === undefined) return [row("(none)", "the rule has no such step", { presentationHint: fixed })];
    const other = side === "model" ? this.stateOf("rule", frame) : undefined;
    const rows = Object.entries(state).map(([name, value]) => {
      const wanted = other === undefined || identical(other[name], value) ? undefined : other[name];
      const mark = wanted === undefined ? "" : `${differs}${cut(repr(wanted))}`;
      return row(name, cut(repr(value)) + mark, {
        type: typeName(value),
        evaluateName: side === "model" ? name : `rule: ${name}`,
        variablesReference: this.#reference({ kind: "parts", side, frame, value, path: { name, keys: [] } }),
        ...(side === "rule" || frame > 0 ? { presentationHint: fixed } : {}),
      });
    });
    const missing = Object.keys(other ?? {}).filter((name) => !Object.hasOwn(state, name));
    for (const name of missing)
      rows.push(row(name, `(none)${differs}${cut(repr(other?.[name] ?? null))}`, { presentationHint: fixed }));
    const source = side === "model" ? current?.step : current?.expected;
    if (frame === 0 && source?.returned !== undefined)
      rows.push(row("(return)", repr(source.returned), { presentationHint: fixed }));
    if (frame === 0 && source?.raised !== undefined)
      rows.push(row("(raises)", source.raised, { presentationHint: fixed }));
    return rows;
  }

  #parts(node: Extract<Node, { kind: "parts" }>): DebugProtocol.Variable[] {
    const { value, path, side, frame } = node;
    return this.#keys(value).map((key) => {
      const part = partOf(value, key) ?? null;
      const inside: Path = { name: path.name, keys: [...path.keys, key] };
      const settable = side === "model" && frame === 0;
      return row(`[${repr(key)}]`, cut(repr(part)), {
        type: typeName(part),
        variablesReference: this.#reference({ ...node, value: part, path: inside }),
        ...(settable ? {} : { presentationHint: fixed }),
      });
    });
  }

  #step(): DebugProtocol.Variable[] {
    const { current, position, branch } = this.#runtime;
    if (current === undefined) return [];
    const { step, verdict, message, locallyValid } = current;
    const count = branch.end === undefined ? "" : ` of ${branch.steps.length}`;
    const local = locallyValid === undefined ? "cannot be said" : locallyValid ? "yes" : "no";
    return [
      row("step", `${position + 1}${count}`, { presentationHint: fixed }),
      row("verdict", verdict, { presentationHint: fixed }),
      row("message", message, { presentationHint: fixed }),
      row("follows from the step before", local, { presentationHint: fixed }),
      row("text", JSON.stringify(step.text), { presentationHint: fixed }),
      row("tokens", `${tokensOf(branch, position).length} tokens`, {
        variablesReference: this.#nodes.create({ kind: "tokens" }),
        presentationHint: fixed,
      }),
    ];
  }

  #tokens(): DebugProtocol.Variable[] {
    const { branch, position } = this.#runtime;
    return tokensOf(branch, position).map(({ token, index }) =>
      row(
        `#${index}`,
        `${JSON.stringify(token.text)} ${percentText(token.probability)}, ${token.entropy.toFixed(2)} nats`,
        {
          type: token.forced ? "token, put there" : "token",
          variablesReference: token.topK.ids.length > 0 ? this.#nodes.create({ kind: "token", index }) : 0,
        },
      ),
    );
  }

  #alternatives(index: number): DebugProtocol.Variable[] {
    const token = this.#runtime.branch.tokens[index];
    return (token?.topK.texts ?? []).map((text, rank) => {
      const chosen = token?.topK.ids[rank] === token?.id ? " (taken)" : "";
      return row(
        `${rank + 1}`,
        `${JSON.stringify(text)} ${percentText(token?.topK.probabilities[rank] ?? 0)}${chosen}`,
        {
          type: "alternative",
        },
      );
    });
  }

  /** A token is set by an alternative's text or by its rank. */
  #setToken(name: string, text: string): Promise<Stopped> {
    const index = Number(name.slice(1));
    const token = this.#runtime.branch.tokens[index];
    const rank = token === undefined ? -1 : rankOf(token, text);
    if (rank < 0) {
      const known = token?.topK.texts.map((it) => JSON.stringify(it)).join(", ") ?? "none";
      throw new UserError("debug-no-alternative", `${text} is no alternative here.`, `Take one of ${known}.`);
    }
    return this.#runtime.pickToken(index, rank);
  }

  #branch(branch: Branch): DebugProtocol.Variable {
    const here = branch === this.#runtime.branch ? "▸ " : "";
    return row(`${here}${branch.id}`, branchWords(branch), { presentationHint: fixed });
  }

  #reference(node: Extract<Node, { kind: "parts" }>): number {
    return this.#keys(node.value).length > 0 ? this.#nodes.create(node) : 0;
  }

  #keys(value: Value): Value[] {
    if (typeof value !== "object" || value === null) return [];
    if (value.kind === "list" || value.kind === "tuple") return value.items.map((_, index) => BigInt(index));
    return value.kind === "dict" ? [...value.entries.values()].map(([key]) => key) : [];
  }
}

/** What a branch is and what came of it: `carry = 0 at step 9, 23 steps, answer 62 as the rule from there`. */
export function branchWords({ origin, steps, end }: Branch): string {
  const first =
    origin === undefined ? "the model's own" : `${origin.change} at step ${origin.step + 1} of ${origin.parent}`;
  const answer = end === undefined ? "not ended" : `answer ${end.answerText ?? "none"}`;
  const correct = end?.verdicts.answerCorrect;
  const judged = correct === undefined ? "" : correct ? " ✓" : " ✗";
  return `${first}: ${steps.length} steps, ${answer}${judged}`;
}

function row(name: string, value: string, more: Partial<DebugProtocol.Variable> = {}): DebugProtocol.Variable {
  return { name, value, variablesReference: 0, ...more };
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 30)} … ${text.slice(-25)}` : text;
}

function rankOf({ topK: { texts } }: RunToken, text: string): number {
  const wanted = text.trim();
  const exact = texts.findIndex((it) => it === text || JSON.stringify(it) === wanted || it.trim() === wanted);
  if (exact >= 0 || !/^[0-9]+$/.test(wanted)) return exact;
  return Number(wanted) <= texts.length ? Number(wanted) - 1 : -1;
}

function partOf(value: Value, key: Value): Value | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "list" || value.kind === "tuple") return value.items[Number(key)];
  return value.kind === "dict" ? [...value.entries.values()].find(([it]) => identical(it, key))?.[1] : undefined;
}

/** The value with the part at a path replaced. */
function replaced(value: Value, [key, ...rest]: readonly Value[], part: Value): Value {
  if (key === undefined || typeof value !== "object" || value === null) return part;
  const inside = replaced(partOf(value, key) ?? null, rest, part);
  if (value.kind === "list") return list(value.items.with(Number(key), inside));
  if (value.kind === "tuple") return tuple(value.items.with(Number(key), inside));
  if (value.kind !== "dict") return part;
  return dict([...value.entries.values()].map(([it, old]) => [it, identical(it, key) ? inside : old]));
}
