/** @file `typing`, `types`, `collections.abc` and `__future__`: names for annotations, which mean nothing while a rule runs. */

import { argument } from "../builtin/arguments.ts";
import { Builtin, Native } from "../machine/builtin.ts";
import type { Value } from "../value.ts";
import { namedTupleBase } from "./namedTuple.ts";
import type { RuleModule } from "./ruleModule.ts";

/** A name that stands for types: it can be subscripted, called and joined by `|`, and stays itself. */
export class TypeForm extends Native {
  readonly type = "_SpecialForm";
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  run(): Value {
    return this;
  }

  /** A class that inherits from it is a plain class. */
  makeClass(): undefined {
    return undefined;
  }

  item(): Value {
    return this;
  }
}

function forms(module: string, names: string): [string, Value][] {
  return names.split(" ").map((name) => [name, new TypeForm(`${module}.${name}`)]);
}

const abstract =
  "Callable Collection Container Generator Hashable ItemsView Iterable Iterator KeysView Mapping MutableMapping MutableSequence " +
  "MutableSet Reversible Sequence Set Sized ValuesView";

const typing: RuleModule = {
  name: "typing",
  members: new Map<string, Value>([
    ...forms("typing", abstract),
    ...forms(
      "typing",
      "AbstractSet Annotated Any AnyStr ByteString ChainMap ClassVar Concatenate Counter DefaultDict Deque Dict Final FrozenSet " +
        "Generic List Literal LiteralString Never NewType NoReturn Optional OrderedDict ParamSpec Protocol Required NotRequired Self " +
        "SupportsAbs SupportsInt SupportsIndex Text Tuple Type TypeAlias TypeGuard TypeVar TypeVarTuple TypedDict Union Unpack",
    ),
    ["NamedTuple", namedTupleBase],
    ["TYPE_CHECKING", false],
    ["cast", new Builtin("builtin_function_or_method", "cast", (args) => argument(args, 1))],
  ]),
};

const types: RuleModule = {
  name: "types",
  members: new Map(
    forms("types", "FunctionType GeneratorType LambdaType MethodType ModuleType NoneType TracebackType"),
  ),
};

const collectionsAbc: RuleModule = {
  name: "collections.abc",
  members: new Map(forms("collections.abc", abstract)),
};

const future: RuleModule = {
  name: "__future__",
  members: new Map(forms("__future__", "annotations division generator_stop print_function unicode_literals")),
};

export const typingModules: readonly RuleModule[] = [typing, types, collectionsAbc, future];
