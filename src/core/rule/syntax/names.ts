/** @file Which of Python's own names and methods the rule language knows, and what to write instead of the others. */

/** Built-in functions and types that a rule can use. */
export const builtinNames: ReadonlySet<string> = new Set(
  (
    "abs all any ascii bin bool bytes callable chr dict divmod enumerate filter float format frozenset hash hex int isinstance iter len list map max min next " +
    "oct ord pow print range repr reversed round set slice sorted str sum tuple zip"
  ).split(" "),
);

/** Built-in functions and types that have to do with classes and attributes. */
export const objectNames: ReadonlySet<string> = new Set(
  "NotImplemented classmethod delattr getattr hasattr issubclass object property setattr staticmethod super type vars".split(
    " ",
  ),
);

/** Types that a class cannot inherit from. */
export function isOutsideType(name: string): boolean {
  return /^(?:bool|bytearray|bytes|complex|dict|float|frozenset|int|list|range|set|str|tuple|type)$/.test(name);
}

/** Built-in names that a rule cannot use, with the advice for each. */
const outsideNames: Readonly<Record<string, string>> = {
  complex: "Use pairs of floats.",
  bytearray: "Use bytes, or a list of ints.",
  input: "Give the rule its input as an argument.",
  open: "Give the rule its input as an argument.",
  eval: "Write the expression itself.",
  exec: "Write the statements themselves.",
  id: "Use `is` to compare identity.",
};

const otherOutsideNames: ReadonlySet<string> = new Set(
  "aiter anext breakpoint compile dir globals help locals memoryview Ellipsis".split(" "),
);

/** Why a built-in name cannot be used; undefined for names that are not Python's, or that can be used. */
export function adviceOnName(name: string): string | undefined {
  if (objectNames.has(name)) return undefined;
  if (name.startsWith("__"))
    return `\`${name}\` is one of Python's own names. Choose a name without leading underscores.`;
  const advice = Object.hasOwn(outsideNames, name) ? outsideNames[name] : undefined;
  if (advice !== undefined) return `\`${name}\` is outside the rule language. ${advice}`;
  if (otherOutsideNames.has(name))
    return `\`${name}\` is outside the rule language. Compute the value with plain functions.`;
  return undefined;
}

/** The methods of lists, strings, dicts, sets, tuples, ranges, numbers and generators that a rule can use. */
export const methodNames: ReadonlySet<string> = new Set(
  (
    "close decode encode from_bytes maketrans send throw to_bytes translate " +
    "add append as_integer_ratio denominator imag numerator real bit_count bit_length capitalize casefold center clear conjugate copy count difference difference_update discard endswith expandtabs extend find format fromkeys get hex index " +
    "intersection intersection_update is_integer isdisjoint issubset issuperset symmetric_difference symmetric_difference_update union " +
    "insert isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper items join " +
    "keys ljust lower lstrip partition pop popitem remove removeprefix removesuffix replace reverse rfind rindex rjust " +
    "rpartition rsplit rstrip setdefault sort split splitlines startswith strip swapcase title update upper values zfill"
  ).split(" "),
);
