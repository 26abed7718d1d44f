/**
 * @file A rule as a form: its lines as rows with labels, each knowing where it goes next and what it changes. A `for` is two rows, one
 * that makes the iterator (`L4`) and one that takes its next item (`N4`).
 */
import type { Expression, FunctionDefinition, Statement } from "../../rule/syntax/ast.ts";
import { Unstatable } from "./formValue.ts";

export type FormRowKind = "test" | "iterate" | "next" | "return" | "jump" | "plain";

export interface FormRow {
  /** `L4`, or `N4` of a `for` that takes its next item. */
  readonly label: string;
  /** 1-based line of the document. */
  readonly line: number;
  readonly kind: FormRowKind;
  readonly statement: Statement;
  /** The names whose values it states when it has run, in this order; `ret` is what the rule returns. */
  readonly effects: readonly string[];
  /** Of a `for`: the name of its iterator. */
  readonly iterator: string;
  /** The label that follows, or that follows where the test is true; empty at the end. */
  next: string;
  /** The label that follows where the test is false, or the iterator is empty. */
  otherwise: string;
}

export interface FormProgram {
  readonly definition: FunctionDefinition;
  readonly rows: readonly FormRow[];
  readonly byLabel: ReadonlyMap<string, FormRow>;
  /** Parameters first, then the other variables as they come. */
  readonly names: readonly string[];
}

export const mostLines = 24;
export const mostLoops = 4;
export const returned = "ret";
export const ending = "END";

/** Throws an `Unstatable` that says what the form cannot say. */
export function formProgram(definition: FunctionDefinition): FormProgram {
  const rows: FormRow[] = [];
  const rowOf = new Map<Statement, FormRow>();
  let label = 0;
  let loops = 0;
  const add = (row: Omit<FormRow, "next" | "otherwise">): FormRow => {
    const whole = { ...row, next: "", otherwise: "" };
    rows.push(whole);
    return whole;
  };
  const number = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (++label > mostLines) throw new Unstatable(`it has more than ${mostLines} lines`);
      const { line } = statement;
      if (statement.kind === "for") {
        if (loops >= mostLoops) throw new Unstatable(`it has more than ${mostLoops} for loops`);
        if (statement.target.kind !== "name") throw new Unstatable("a for loop binds more than one name");
        const iterator = `it${loops++}`;
        const target = statement.target.name;
        rowOf.set(
          statement,
          add({ label: `L${label}`, line, kind: "iterate", statement, effects: [iterator], iterator }),
        );
        add({ label: `N${label}`, line, kind: "next", statement, effects: [target, iterator], iterator });
      } else {
        rowOf.set(
          statement,
          add({
            label: `L${label}`,
            line,
            kind: kindOf(statement),
            statement,
            effects: effectsOf(statement),
            iterator: "",
          }),
        );
      }
      if (statement.kind === "while" || statement.kind === "for") {
        if (statement.otherwise.length > 0) throw new Unstatable("a loop has an else");
        number(statement.body);
      } else if (statement.kind === "if") {
        number(statement.body);
        number(statement.otherwise);
      }
    }
  };
  const body = definition.body.filter(isCode);
  number(body);
  const byLabel = new Map(rows.map((row) => [row.label, row]));
  link(body, ending, undefined, rowOf, byLabel);
  const open = rows.find(({ kind, next, otherwise }) => kind !== "return" && (next === ending || otherwise === ending));
  if (open) throw new Unstatable("it can end without a return");
  const names = new Set<string>();
  for (const parameter of definition.parameters) {
    if (parameter.kind !== "plain" || parameter.value) throw new Unstatable("a parameter is not a plain one");
    names.add(parameter.name);
  }
  for (const { effects } of rows) for (const name of effects) if (!/^(?:it\d|ret)$/.test(name)) names.add(name);
  return { definition, rows, byLabel, names: [...names] };
}

/** A docstring is no code. */
function isCode(statement: Statement): boolean {
  return statement.kind !== "expression" || statement.value.kind !== "constant";
}

interface Loop {
  readonly head: string;
  readonly after: string;
}

function link(
  body: readonly Statement[],
  after: string,
  loop: Loop | undefined,
  rowOf: ReadonlyMap<Statement, FormRow>,
  byLabel: ReadonlyMap<string, FormRow>,
): void {
  const entry = (statement: Statement | undefined, otherwise: string) =>
    (statement && rowOf.get(statement)?.label) ?? otherwise;
  for (const [i, statement] of body.entries()) {
    const row = rowOf.get(statement);
    if (!row) continue;
    const follow = entry(body[i + 1], after);
    row.next = follow;
    switch (statement.kind) {
      case "if":
        row.next = entry(statement.body[0], follow);
        row.otherwise = entry(statement.otherwise[0], follow);
        link(statement.body, follow, loop, rowOf, byLabel);
        link(statement.otherwise, follow, loop, rowOf, byLabel);
        break;
      case "while":
        row.next = entry(statement.body[0], row.label);
        row.otherwise = follow;
        link(statement.body, row.label, { head: row.label, after: follow }, rowOf, byLabel);
        break;
      case "for": {
        const head = byLabel.get(`N${row.label.slice(1)}`);
        if (!head) break;
        row.next = head.label;
        head.next = entry(statement.body[0], head.label);
        head.otherwise = follow;
        link(statement.body, head.label, { head: head.label, after: follow }, rowOf, byLabel);
        break;
      }
      case "break":
        row.next = loop?.after ?? ending;
        break;
      case "continue":
        row.next = loop?.head ?? ending;
        break;
      case "return":
        row.next = ending;
        break;
      default:
    }
  }
}

function kindOf({ kind }: Statement): FormRowKind {
  switch (kind) {
    case "if":
    case "while":
      return "test";
    case "return":
      return "return";
    case "break":
    case "continue":
    case "pass":
      return "jump";
    case "assign":
    case "augmented":
    case "expression":
      return "plain";
    default:
      throw new Unstatable(`it has a ${kind} statement`);
  }
}

/** The names that a statement changes: lists it edits while it computes, then what it assigns. */
function effectsOf(statement: Statement): string[] {
  const names = new Set<string>();
  const target = (expression: Expression): void => {
    if (expression.kind === "name") names.add(expression.name);
    else if (expression.kind === "subscript" && expression.container.kind === "name")
      names.add(expression.container.name);
    else if (expression.kind === "tuple" || expression.kind === "list") expression.items.forEach(target);
    else throw new Unstatable("it assigns to something that is neither a name nor an item of a list");
  };
  switch (statement.kind) {
    case "assign":
      editedBy(statement.value, names);
      statement.targets.forEach(target);
      break;
    case "augmented":
      editedBy(statement.value, names);
      target(statement.target);
      break;
    case "expression":
      editedBy(statement.value, names);
      break;
    case "return":
      if (statement.value) editedBy(statement.value, names);
      names.add(returned);
      break;
    default:
  }
  return [...names];
}

/** The lists that methods called inside of an expression edit. */
function editedBy(expression: Expression, names: Set<string>): void {
  const each = (inner: Expression) => {
    editedBy(inner, names);
  };
  switch (expression.kind) {
    case "call":
      if (expression.callee.kind === "attribute" && expression.callee.value.kind === "name")
        names.add(expression.callee.value.name);
      expression.args.forEach(each);
      break;
    case "binary":
      each(expression.left);
      each(expression.right);
      break;
    case "conditional":
      each(expression.test);
      each(expression.chosen);
      each(expression.otherwise);
      break;
    case "compare":
      each(expression.first);
      for (const { operand } of expression.rest) each(operand);
      break;
    case "list":
    case "tuple":
      expression.items.forEach(each);
      break;
    case "subscript":
      each(expression.index);
      break;
    case "unary":
      each(expression.operand);
      break;
    default:
  }
}
