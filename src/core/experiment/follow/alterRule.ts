/**
 * @file Rules that differ from a given one by one token or one line: what a model has to answer otherwise if it follows the rule that it is given, and
 * not the one that it remembers. Edits are of the text, so that the altered rule is one that a person could have written.
 */
import { parser } from "@lezer/python";
import type { Rng } from "../../base/rng.ts";
import { type Program, parseProgram } from "../../rule/program.ts";

export const alterationKinds = [
  "constant",
  "operator",
  "comparison",
  "swapped lines",
  "inserted line",
  "dropped line",
  "renamed variable",
] as const;
export type AlterationKind = (typeof alterationKinds)[number];

export interface Alteration {
  readonly kind: AlterationKind;
  /** 1-based line of the original on which it lies. */
  readonly line: number;
  /** What changed, for people: `10 -> 8`. */
  readonly change: string;
  readonly program: Program;
}

type Node = ReturnType<typeof parser.parse>["topNode"];

interface Edit {
  readonly kind: AlterationKind;
  readonly from: number;
  readonly change: string;
  /** Replacements in the source, none touching another. */
  readonly pieces: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

/** All alterations of one function that are still rules, in an order of the rng's. */
export function alterationsOf(program: Program, functionName: string, rng: Rng): Alteration[] {
  const { source } = program;
  const definition = definitionOf(source, functionName);
  if (!definition) return [];
  const found = new Set<string>([source]);
  return rng.shuffle(editsOf(definition, source, rng)).flatMap((edit): Alteration[] => {
    const text = applied(source, edit);
    if (found.has(text)) return [];
    found.add(text);
    const { program: altered, diagnostics } = parseProgram(text);
    if (diagnostics.length > 0 || !altered.functions.has(functionName)) return [];
    return [{ kind: edit.kind, line: lineOf(source, edit.from), change: edit.change, program: altered }];
  });
}

function definitionOf(source: string, functionName: string): Node | undefined {
  for (let node = parser.parse(source).topNode.firstChild; node; node = node.nextSibling) {
    const name = node.name === "FunctionDefinition" ? node.getChild("VariableName") : null;
    if (name && source.slice(name.from, name.to) === functionName) return node;
  }
  return undefined;
}

function editsOf(definition: Node, source: string, rng: Rng): Edit[] {
  const edits: Edit[] = [];
  const body = definition.getChild("Body");
  if (!body) return edits;
  body.cursor().iterate(({ node }) => {
    const text = source.slice(node.from, node.to);
    switch (node.name) {
      case "String":
      case "FormatString":
      case "Comment":
        return false;
      case "Number":
        edits.push(...constants(node, text, rng));
        return true;
      case "ArithOp":
        edits.push(...others(node, text, arithmeticOf(text), "operator"));
        return true;
      case "UpdateOp":
        edits.push(...others(node, text, text === "+=" ? ["-="] : text === "-=" ? ["+="] : [], "operator"));
        return true;
      case "CompareOp":
        edits.push(...others(node, text, comparisonsOf(text), "comparison"));
        return true;
      case "Body":
        edits.push(...lineEdits(node, source));
        return true;
      default:
        return true;
    }
  });
  edits.push(...renamings(definition, source));
  return edits;
}

function constants({ from, to }: Node, text: string, rng: Rng): Edit[] {
  if (!/^[0-9]{1,6}$/.test(text)) return [];
  const value = Number(text);
  const near = [value - 2, value - 1, value + 1, value + 2].filter((each) => each >= 0);
  return rng
    .shuffle(near)
    .slice(0, 2)
    .map((each) => ({
      kind: "constant",
      from,
      change: `${text} -> ${each}`,
      pieces: [{ from, to, text: String(each) }],
    }));
}

function others({ from, to }: Node, text: string, choices: readonly string[], kind: AlterationKind): Edit[] {
  return choices.map((choice) => ({
    kind,
    from,
    change: `${text} -> ${choice}`,
    pieces: [{ from, to, text: choice }],
  }));
}

function arithmeticOf(operator: string): readonly string[] {
  switch (operator) {
    case "+":
      return ["-", "*"];
    case "-":
      return ["+"];
    case "*":
      return ["+", "-"];
    case "//":
      return ["%"];
    case "%":
      return ["//"];
    default:
      return [];
  }
}

function comparisonsOf(operator: string): readonly string[] {
  switch (operator) {
    case "<":
      return [">", "<="];
    case ">":
      return ["<", ">="];
    case "<=":
      return ["<", ">="];
    case ">=":
      return [">", "<="];
    case "==":
      return ["!="];
    case "!=":
      return ["=="];
    default:
      return [];
  }
}

/** Of one block: neighbors swapped, a statement dropped, a counter raised once more. */
function lineEdits(body: Node, source: string): Edit[] {
  const edits: Edit[] = [];
  const simple = statementsOf(body).filter((node) => isSimple(node, source));
  for (const [i, node] of simple.entries()) {
    const text = source.slice(node.from, node.to);
    const next = simple[i + 1];
    if (next && onlySpace(source.slice(node.to, next.from))) {
      const other = source.slice(next.from, next.to);
      edits.push({
        kind: "swapped lines",
        from: node.from,
        change: `${text} <-> ${other}`,
        pieces: [
          { from: node.from, to: node.to, text: other },
          { from: next.from, to: next.to, text },
        ],
      });
    }
    const begin = source.lastIndexOf("\n", node.from - 1) + 1;
    const end = source.indexOf("\n", node.to);
    if (end < 0) continue;
    if (simple.length > 1) {
      const pieces = [{ from: begin, to: end + 1, text: "" }];
      edits.push({ kind: "dropped line", from: node.from, change: `without ${text}`, pieces });
    }
    const counter = /^([A-Za-z_]\w*) *(?:=.*[-+*/%].*|= *[0-9]+|[-+]=.*)$/.exec(text)?.[1];
    if (counter !== undefined) {
      const inserted = `${counter} = ${counter} + 1`;
      const pieces = [{ from: end + 1, to: end + 1, text: `${source.slice(begin, node.from)}${inserted}\n` }];
      edits.push({ kind: "inserted line", from: node.from, change: `with ${inserted}`, pieces });
    }
  }
  return edits;
}

function statementsOf(body: Node): Node[] {
  const statements: Node[] = [];
  for (let node = body.firstChild; node; node = node.nextSibling)
    if (node.name.endsWith("Statement")) statements.push(node);
  return statements;
}

/** One line of its own that assigns or calls. */
function isSimple({ name, from, to }: Node, source: string): boolean {
  if (name !== "AssignStatement" && name !== "UpdateStatement" && name !== "ExpressionStatement") return false;
  const text = source.slice(from, to);
  if (/["'\n]/.test(text)) return false;
  return onlySpace(source.slice(source.lastIndexOf("\n", from - 1) + 1, from));
}

function onlySpace(text: string): boolean {
  return text.trim() === "";
}

/** Each variable under a name that the rule does not have. */
function renamings(definition: Node, source: string): Edit[] {
  const places = new Map<string, { from: number; to: number }[]>();
  const assigned = new Set<string>();
  definition.cursor().iterate(({ node }) => {
    if (node.name !== "VariableName" || node.parent?.name === "FunctionDefinition") return;
    const name = source.slice(node.from, node.to);
    places.set(name, [...(places.get(name) ?? []), { from: node.from, to: node.to }]);
    const { parent } = node;
    if (parent?.name === "AssignStatement" && parent.firstChild?.from === node.from) assigned.add(name);
  });
  const fresh = ["value", "other", "number", "thing"].find((name) => !places.has(name));
  if (fresh === undefined) return [];
  return [...assigned].map((name) => {
    const found = places.get(name) ?? [];
    return {
      kind: "renamed variable",
      from: found[0]?.from ?? definition.from,
      change: `${name} -> ${fresh}`,
      pieces: found.map((place) => ({ ...place, text: fresh })),
    };
  });
}

function applied(source: string, { pieces }: Edit): string {
  let text = source;
  for (const { from, to, text: piece } of [...pieces].sort((a, b) => b.from - a.from)) {
    text = text.slice(0, from) + piece + text.slice(to);
  }
  return text;
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}
