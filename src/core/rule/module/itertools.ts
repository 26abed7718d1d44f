/** @file `itertools`. Iterators that end with their sources are in `itertoolsLazy.ts`, those that arrange items in `itertoolsPools.ts`. */

import type { Value } from "../value.ts";
import { lazyTypes } from "./itertoolsLazy.ts";
import { poolTypes } from "./itertoolsPools.ts";
import type { RuleModule } from "./ruleModule.ts";

export const itertoolsModule: RuleModule = {
  name: "itertools",
  members: new Map<string, Value>([...lazyTypes, ...poolTypes]),
  attributes: ["from_iterable"],
};
