/**
 * @file What an inference task is: premises in, a conclusion out, and the label of the inference rule that leads from one to the other.
 * These are the tasks of the study of latent reasoning rules (Zhang et al., arXiv 2506.19418). Unlike the tasks in `../task`, their
 * rules are no programs: a rule is a mapping that a model learns from examples, and a conclusion is checked, not a trace.
 */

export interface InferenceRule {
  /** The label, as items and `.problems` lines write it. */
  readonly name: string;
  /** What the rule does, for people. */
  readonly about: string;
}

/** One item: what the rule makes of the premises. */
export interface Inference {
  readonly premises: readonly string[];
  readonly rule: string;
  readonly conclusion: string;
  /** What else tells items apart (`figure: "2"`), one value for each of the task's factors. */
  readonly factors: Readonly<Record<string, string>>;
  /** Items of one group share their content; a split never parts them. */
  readonly group: string;
}

export interface ItemOptions {
  readonly seed: number;
  /** How many items at most. Default: until the task has no more. */
  readonly count?: number;
  /** Which content, one of the task's `variants`. Default: the first. */
  readonly variant?: string;
  /** Also premises from which no rule concludes anything, under the task's `noRule`. Default false. */
  readonly withNoRule?: boolean;
}

/**
 * What checking a conclusion under a claimed rule says.
 * - `correct`: it follows by this rule. `exact`: it is written as the task itself writes it.
 * - `other-rule`: it does not follow by this rule, but by these.
 * - `invalid`: by no rule of the task.
 * - `malformed`: the premises, the rule or the conclusion cannot be read, which is not the same as wrong.
 */
export type Judgement =
  | { readonly kind: "correct"; readonly exact: boolean }
  | { readonly kind: "other-rule"; readonly rules: readonly string[]; readonly message: string }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "malformed"; readonly part: "premises" | "rule" | "conclusion"; readonly message: string };

export interface InferenceTask {
  readonly name: string;
  /** For people: `Syllogisms`. */
  readonly title: string;
  readonly rules: readonly InferenceRule[];
  /** The label of premises from which nothing follows, where the task has them. */
  readonly noRule?: InferenceRule;
  /** Names of the factors of its items, beside the rule. */
  readonly factors: readonly string[];
  readonly variants: readonly string[];
  /** What one token of its texts is. */
  readonly tokens: "characters" | "words";
  /** Every token that its items have, sorted. */
  readonly vocabulary: readonly string[];
  /** A small item, for messages. */
  readonly example: Inference;
  /** Distinct items, the same for the same options. Premises come with several rules, one after the other, where several apply. */
  items(options: ItemOptions): Generator<Inference>;
  /** Premises as the task writes them; undefined when the text has another form. */
  readPremises(text: string): readonly string[] | undefined;
  /** Premises as one text, without the rule: what a decoder sees. */
  premisesText(premises: readonly string[]): string;
  /** The conclusion of a rule; undefined where the rule does not apply to these premises. */
  conclude(premises: readonly string[], rule: string): string | undefined;
  /** Judges a conclusion by other means than `conclude` makes it. */
  check(premises: readonly string[], rule: string, conclusion: string): Judgement;
}

/** The labels of a task, `noRule` last. */
export function ruleNames({ rules, noRule }: InferenceTask): readonly string[] {
  return [...rules, ...(noRule === undefined ? [] : [noRule])].map(({ name }) => name);
}

/** What a conclusion is called where nothing follows. */
export const nothingFollows = "nothing follows";
