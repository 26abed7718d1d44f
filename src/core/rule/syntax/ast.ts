/**
 * @file The syntax tree of the rule language: what is left of Python after lowering. Expressions carry the 1-based line they
 * start on, as CPython's `ast` counts it, because multi-line statements are stepped by it.
 */
import type { BinaryOperator } from "../operation/arithmetic.ts";
import type { Value } from "../value.ts";

export type Expression =
  | { readonly kind: "constant"; readonly line: number; readonly value: Value }
  | { readonly kind: "name"; readonly line: number; readonly name: string }
  | { readonly kind: "list" | "tuple" | "set"; readonly line: number; readonly items: readonly Expression[] }
  | { readonly kind: "dict"; readonly line: number; readonly entries: readonly DictEntry[] }
  | { readonly kind: "formatted"; readonly line: number; readonly parts: readonly FormatPart[] }
  | { readonly kind: "unary"; readonly line: number; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly line: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "and" | "or"; readonly line: number; readonly operands: readonly Expression[] }
  | {
      readonly kind: "compare";
      readonly line: number;
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
    }
  | {
      readonly kind: "conditional";
      readonly line: number;
      readonly test: Expression;
      readonly chosen: Expression;
      readonly otherwise: Expression;
    }
  | CallExpression
  | AttributeExpression
  | {
      readonly kind: "subscript";
      readonly line: number;
      readonly container: Expression;
      readonly index: Expression;
    }
  | {
      readonly kind: "slice";
      readonly line: number;
      readonly start: Expression | undefined;
      readonly stop: Expression | undefined;
      readonly step: Expression | undefined;
    }
  | { readonly kind: "starred"; readonly line: number; readonly value: Expression }
  | Comprehension
  | {
      readonly kind: "lambda";
      readonly line: number;
      readonly parameters: readonly Parameter[];
      readonly body: Expression;
    }
  | { readonly kind: "named"; readonly line: number; readonly name: string; readonly value: Expression }
  | { readonly kind: "yield"; readonly line: number; readonly value: Expression | undefined }
  /** `yield from value`. */
  | { readonly kind: "delegate"; readonly line: number; readonly value: Expression };

export type UnaryOperator = "-" | "+" | "~" | "not";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

/** `key: value`, or `**value` when there is no key. */
export interface DictEntry {
  readonly key: Expression | undefined;
  readonly value: Expression;
}

/** A piece of an f-string: text, or a value with its conversion and its own formatted format. */
export type FormatPart =
  | string
  | {
      readonly value: Expression;
      readonly conversion: "r" | "s" | "a" | undefined;
      readonly format: readonly FormatPart[];
    };

export interface CallExpression {
  readonly kind: "call";
  readonly line: number;
  readonly callee: Expression;
  readonly args: readonly Expression[];
  /** `name=value`, or `**value` when there is no name. */
  readonly keywords: readonly { readonly name: string | undefined; readonly value: Expression }[];
}

export interface AttributeExpression {
  readonly kind: "attribute";
  readonly line: number;
  readonly value: Expression;
  readonly name: string;
  /** The line the name stands on, which CPython gives to the method's lookup and call. */
  readonly nameLine: number;
  /** Whether it is of an imported module: CPython calls what it finds there as any function. */
  readonly ofModule: boolean;
}

export interface Comprehension {
  readonly kind: "comprehension";
  readonly line: number;
  readonly makes: "list" | "set" | "dict" | "generator";
  readonly element: Expression;
  /** A dict comprehension's value; its key is `element`. */
  readonly value: Expression | undefined;
  readonly clauses: readonly ComprehensionClause[];
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface Parameter {
  readonly name: string;
  readonly kind: "plain" | "positional" | "keyword" | "rest" | "keywords";
  readonly value: Expression | undefined;
}

export type Statement =
  | {
      readonly kind: "assign";
      readonly line: number;
      readonly targets: readonly Expression[];
      readonly value: Expression;
    }
  | {
      readonly kind: "augmented";
      readonly line: number;
      readonly target: Expression;
      readonly operator: BinaryOperator;
      readonly value: Expression;
    }
  | { readonly kind: "declare"; readonly line: number; readonly name: string }
  | { readonly kind: "expression"; readonly line: number; readonly value: Expression }
  | {
      readonly kind: "if";
      readonly line: number;
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "while";
      readonly line: number;
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "for";
      readonly line: number;
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "break" | "continue" | "pass"; readonly line: number }
  | { readonly kind: "return"; readonly line: number; readonly value: Expression | undefined }
  | { readonly kind: "delete"; readonly line: number; readonly targets: readonly Expression[] }
  | {
      readonly kind: "assert";
      readonly line: number;
      readonly test: Expression;
      readonly message: Expression | undefined;
    }
  | {
      /** Without a value: once more the exception that is being handled. */
      readonly kind: "raise";
      readonly line: number;
      readonly value: Expression | undefined;
      readonly cause: Expression | undefined;
    }
  | {
      readonly kind: "try";
      readonly line: number;
      readonly body: readonly Statement[];
      readonly handlers: readonly ExceptHandler[];
      readonly otherwise: readonly Statement[];
      readonly final: readonly Statement[];
    }
  | {
      readonly kind: "with";
      readonly line: number;
      readonly items: readonly { readonly context: Expression; readonly target: Expression | undefined }[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: "import";
      readonly line: number;
      readonly bindings: readonly { readonly name: string; readonly value: Value }[];
    }
  | {
      readonly kind: "class";
      readonly line: number;
      readonly endLine: number;
      readonly name: string;
      readonly bases: readonly Expression[];
      readonly body: readonly Statement[];
      /** Names with a type written after them, and the type's text. */
      readonly annotations: readonly (readonly [string, string])[];
      readonly decorators: readonly Expression[];
    }
  | {
      readonly kind: "match";
      readonly line: number;
      readonly subject: Expression;
      readonly cases: readonly MatchCase[];
    }
  | { readonly kind: "function"; readonly line: number; readonly definition: FunctionDefinition }
  | { readonly kind: "global" | "nonlocal"; readonly line: number; readonly names: readonly string[] };

/** `case pattern if guard:`. */
export interface MatchCase {
  readonly pattern: Pattern;
  readonly guard: Expression | undefined;
  readonly body: readonly Statement[];
}

export type Pattern = { readonly line: number } & (
  | { readonly kind: "capture"; readonly name: string | undefined }
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "dotted"; readonly value: Expression }
  | {
      readonly kind: "sequence";
      readonly items: readonly Pattern[];
      /** Where a `*name` stands among them, as a capture. */
      readonly star: number | undefined;
    }
  | {
      readonly kind: "mapping";
      readonly entries: readonly { readonly key: Pattern; readonly value: Pattern }[];
      /** The name after `**`. */
      readonly rest: string | undefined;
    }
  | {
      readonly kind: "class";
      readonly cls: Expression;
      readonly positional: readonly Pattern[];
      readonly named: readonly { readonly name: string; readonly value: Pattern }[];
    }
  | { readonly kind: "or"; readonly choices: readonly Pattern[] }
  | { readonly kind: "as"; readonly pattern: Pattern; readonly name: string }
);

/** `except type as name:`; without a type it catches everything. */
export interface ExceptHandler {
  readonly line: number;
  readonly type: Expression | undefined;
  readonly name: string | undefined;
  readonly body: readonly Statement[];
}

export interface FunctionDefinition {
  readonly name: string;
  readonly line: number;
  readonly endLine: number;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  /** Whether a `yield` stands in it, so that calling it makes a generator. */
  readonly generates: boolean;
}

export interface Module {
  readonly functions: readonly FunctionDefinition[];
  /** Assignments at the top level, in their order. */
  readonly constants: readonly Statement[];
}
