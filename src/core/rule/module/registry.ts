/** @file The modules that a rule can import. */
import { abcModule } from "./abc.ts";
import { collectionsModule } from "./collections.ts";
import { copyModule } from "./copy.ts";
import { dataclassesModule } from "./dataclasses.ts";
import { enumModule } from "./enum.ts";
import { functoolsModule } from "./functools.ts";
import { itertoolsModule } from "./itertools.ts";
import { mathModule } from "./math.ts";
import { operatorModule } from "./operator.ts";
import { bisectModule, heapqModule } from "./ordered.ts";
import { reModule } from "./re.ts";
import { ModuleValue, type RuleModule } from "./ruleModule.ts";
import { stringModule } from "./string.ts";
import { typingModules } from "./typing.ts";

const modules: readonly RuleModule[] = [
  abcModule,
  collectionsModule,
  copyModule,
  dataclassesModule,
  enumModule,
  functoolsModule,
  bisectModule,
  heapqModule,
  itertoolsModule,
  mathModule,
  stringModule,
  operatorModule,
  reModule,
  ...typingModules,
];

const byName: ReadonlyMap<string, ModuleValue> = new Map(
  modules.map((module) => [module.name, new ModuleValue(module)]),
);

/** The module of a name; undefined for one that a rule cannot import. */
export function moduleNamed(name: string): ModuleValue | undefined {
  return byName.get(name);
}

/** Attributes and methods that values of modules have. */
export const moduleAttributes: ReadonlySet<string> = new Set(
  modules.flatMap(({ members, attributes }) => [...members.keys(), ...(attributes ?? [])]),
);
