/**
 * @file By which inference types a conclusion follows from two premises: a test for each type on what the sentences say. Each test asks
 * for what its type needs of the premises and what it keeps in the conclusion; none makes a conclusion.
 */

import { type Act, type Frame, same, wordsOf } from "./frames.ts";

type Test = (first: Frame, second: Frame, conclusion: Frame) => boolean;

type Kind = Extract<Frame, { readonly kind: "kind" }>;
type Able = Extract<Frame, { readonly kind: "able" }>;
type Condition = Extract<Frame, { readonly kind: "condition" }>;

const tests: Readonly<Record<string, Test>> = {
  // An argument gives way to one of its kind.
  "ARG-SUB": (kind, fact, it) =>
    plainKind(kind) &&
    able(fact) &&
    able(it) &&
    fact.who === kind.under &&
    it.who === kind.of &&
    sameAct(fact.act, it.act),
  // A property is passed on by what a thing is made of.
  "ARG-SUB-PROP": (made, property, it) =>
    made.kind === "made" &&
    property.kind === "property" &&
    it.kind === "property" &&
    property.of === made.from &&
    it.of === made.what &&
    it.is === property.is,
  // A predicate gives way to a synonym.
  "PRED-SUB": (fact, synonym, it) =>
    able(fact) &&
    synonym.kind === "synonym" &&
    able(it) &&
    fact.act.verb === synonym.verb &&
    it.act.verb === synonym.means &&
    it.act.object === fact.act.object &&
    it.who === fact.who,
  // What an act requires gives way to where that is.
  "FRAME-SUB": (needs, located, it) =>
    needs.kind === "requires" &&
    located.kind === "located" &&
    it.kind === "happens" &&
    located.what === needs.what &&
    it.place === located.place &&
    sameAct(it.act, needs.act),
  // A condition is applied to a fact.
  "COND-FRAME": (condition, fact, it) =>
    general(condition) &&
    fact.kind === "property" &&
    fact.is === condition.property &&
    able(it) &&
    it.who === fact.of &&
    sameAct(it.act, condition.act),
  // A condition is restated for one thing.
  IFT: (condition, fact, it) =>
    general(condition) &&
    fact.kind === "property" &&
    fact.is === condition.property &&
    it.kind === "condition" &&
    it.who === fact.of &&
    it.property === condition.property &&
    sameAct(it.act, condition.act),
  // A fact is put into a statement of kind.
  "ARG-INS": (kind, fact, it) =>
    plainKind(kind) &&
    able(fact) &&
    fact.who === kind.of &&
    it.kind === "kind" &&
    it.of === kind.of &&
    it.under === kind.under &&
    it.able !== undefined &&
    sameAct(it.able, fact.act),
  // What holds of one member holds of some of the class.
  "ARG/PRED-GEN": (kind, fact, it) =>
    plainKind(kind) &&
    able(fact) &&
    fact.who === kind.of &&
    it.kind === "able" &&
    it.some &&
    it.who === kind.under &&
    sameAct(it.act, fact.act),
  EXAMPLE: (kind, fact, it) =>
    plainKind(kind) &&
    able(fact) &&
    fact.who === kind.of &&
    it.kind === "example" &&
    it.of === kind.under &&
    it.is === kind.of,
  "FRAME-CONJ": (first, second, it) =>
    it.kind === "both" && related(first, second) && same(it.first, first) && same(it.second, second),
};

export function typesOf(first: Frame, second: Frame, conclusion: Frame): string[] {
  return Object.entries(tests).flatMap(([name, test]) => (test(first, second, conclusion) ? [name] : []));
}

/** Whether two premises are about anything in common. */
export function related(first: Frame, second: Frame): boolean {
  const words = wordsOf(first);
  return wordsOf(second).some((word) => words.includes(word));
}

/** A condition on anything, not on one thing alone. */
function general(frame: Frame): frame is Condition {
  return frame.kind === "condition" && frame.who === undefined;
}

function plainKind(frame: Frame): frame is Kind {
  return frame.kind === "kind" && frame.able === undefined;
}

function able(frame: Frame): frame is Able {
  return frame.kind === "able" && !frame.some;
}

function sameAct(one: Act, other: Act): boolean {
  return one.verb === other.verb && one.object === other.object;
}
