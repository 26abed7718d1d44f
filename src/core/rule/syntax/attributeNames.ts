/** @file Which attributes a rule can name: methods of the language's types, what modules' values have, and what the text itself defines. */
import { moduleAttributes } from "../module/registry.ts";
import type { Lowering } from "./lowering.ts";
import { methodNames } from "./names.ts";
import type { Source, SyntaxNode } from "./source.ts";

/** Attributes of Python's own that functions, classes and instances have. */
const ownAttributes: ReadonlySet<string> = new Set(
  (
    "__name__ __qualname__ __class__ __dict__ __doc__ __module__ __mro__ __bases__ __annotations__ __wrapped__ __self__ __func__ " +
    "__init__ __repr__ __str__ __eq__ __ne__ __hash__ __setattr__ __post_init__ __dataclass_fields__ setter getter " +
    "args value __cause__ __context__"
  ).split(" "),
);

/** Methods that Python's built-in types have and the rule language's do not. */
const otherMethods: ReadonlySet<string> = new Set(
  (
    "as_integer_ratio conjugate decode denominator encode format_map from_bytes fromhex gi_frame hex imag is_integer isalnum maketrans " +
    "numerator real to_bytes translate mro with_traceback add_note"
  ).split(" "),
);

/** Why an attribute cannot be used. */
export function adviceOnAttribute(lowering: Lowering, name: string): string | undefined {
  if (methodNames.has(name) || moduleAttributes.has(name) || ownAttributes.has(name)) return undefined;
  if (lowering.attributes.has(name)) return undefined;
  // Where there are classes, a name that nothing has is an AttributeError of the rule, as in Python.
  if (lowering.hasClasses && !name.startsWith("__") && !otherMethods.has(name)) return undefined;
  const what = "the rule language's own types, and nothing here defines it";
  return `\`.${name}\` is not an attribute of ${what}. Write it as a function.`;
}

/** The attributes that a text defines: members of its classes, fields that it sets, and names in the texts that make named tuples. */
export function attributesIn(source: Source, top: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const texts = /\b(?:namedtuple|NamedTuple|Enum|setattr|make_dataclass)\b/.test(source.text);
  const visit = (node: SyntaxNode): void => {
    const name = source.textOf(node).normalize("NFKC");
    if (node.name === "String" && texts)
      for (const [word] of name.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) names.add(word);
    if (node.name === "PropertyName" && isStored(node)) names.add(name);
    if (node.name === "VariableName" && isMember(node)) names.add(name);
  };
  const cursor = top.cursor();
  do visit(cursor.node);
  while (cursor.next());
  // Private names are mangled as they are read.
  for (const name of [...names])
    if (name.startsWith("__")) for (const cls of classesIn(source)) names.add(`_${cls}${name}`);
  return names;
}

function classesIn(source: Source): string[] {
  return [...source.text.matchAll(/^\s*class\s+_*([\p{L}\p{N}_]+)/gmu)].map(([, name]) => name ?? "");
}

/** Whether the attribute is assigned to, here or in a list of targets. */
function isStored(property: SyntaxNode): boolean {
  let node = property.parent;
  while (
    node !== null &&
    /^(?:MemberExpression|TupleExpression|ArrayExpression|ParenthesizedExpression)$/.test(node.name)
  ) {
    const next = node.nextSibling;
    if (next?.name === "AssignOp" || next?.name === "UpdateOp" || next?.name === "TypeDef") return true;
    if (next?.name === "," || next?.name === "in" || node.prevSibling?.name === ",") return true;
    node = node.parent;
  }
  return false;
}

/** Whether the name is one that the body of a class binds. */
function isMember(name: SyntaxNode): boolean {
  let node = name.parent;
  if (node?.name === "FunctionDefinition" && node.parent?.name === "DecoratedStatement") node = node.parent;
  return node?.parent?.name === "Body" && node.parent.parent?.name === "ClassDefinition";
}
