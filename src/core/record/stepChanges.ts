/**
 * @file The steps of a trace as they are stored and as they cross to another process: each says what changed since the one before, so that
 * a long trace takes room by what happens in it and not by what its variables hold. Reading them back gives whole steps, whose states are
 * put together when somebody looks at them.
 */

import * as v from "valibot";
import { verdicts } from "../check/verdict.ts";
import { given, type RunStep, tokensIn } from "./runStep.ts";
import { TableReader, TableWriter, type Texts, tableChange } from "./textChanges.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** What most steps say. */
const usualMessage = "As the rule does.";

const storedStep = v.object({
  line: v.nullable(whole),
  /** Of the claimed variables, against the step before. */
  state: v.exactOptional(tableChange),
  changed: v.exactOptional(v.array(v.string())),
  span: v.tuple([whole, whole]),
  /** Where it is not what stands at the span. */
  text: v.exactOptional(v.string()),
  /** Where they are not those that the span touches. */
  tokens: v.exactOptional(v.tuple([whole, whole])),
  /** `correct` where it is left out. */
  verdict: v.exactOptional(v.picklist(verdicts)),
  locallyValid: v.exactOptional(v.nullable(v.boolean())),
  message: v.exactOptional(v.string()),
  malformed: v.exactOptional(v.string()),
  entered: v.exactOptional(v.literal(true)),
  returned: v.exactOptional(v.string()),
  raised: v.exactOptional(v.string()),
  expected: v.exactOptional(
    v.object({
      /** Where it is another line than the step's. */
      line: v.exactOptional(whole),
      /** Against the claimed variables. */
      state: v.exactOptional(tableChange),
      returned: v.exactOptional(v.string()),
      raised: v.exactOptional(v.string()),
    }),
  ),
  goldIndex: v.exactOptional(whole),
});
export const storedSteps = v.array(storedStep);
export type StoredStep = v.InferOutput<typeof storedStep>;

/** The response that the steps are of: what can be told from it is not said again. */
export interface StepSource {
  readonly response: string;
  /** Offsets at which its tokens end. */
  readonly ends: readonly number[];
}

export class StepWriter {
  readonly #tables = new TableWriter();
  readonly #source: StepSource | undefined;
  /** Tables since the last claimed one. */
  #since = 1;

  /** Without a source every step holds its own text and tokens. */
  constructor(source?: StepSource) {
    this.#source = source;
  }

  add(step: RunStep): StoredStep {
    const { line, span, text, tokens, verdict, locallyValid, message, expected } = step;
    const { malformed, entered, returned, raised, goldIndex, changed } = step;
    const state = this.#tables.add(step.state, this.#since);
    this.#since = 1;
    const known = this.#source;
    const touched = known === undefined ? undefined : tokensIn(span, known.ends);
    return {
      line,
      ...(isEmpty(state) ? {} : { state }),
      ...(changed.length > 0 ? { changed: [...changed] } : {}),
      span: [span[0], span[1]],
      ...(text === known?.response.slice(span[0], span[1]) ? {} : { text }),
      ...(tokens[0] === touched?.[0] && tokens[1] === touched[1] ? {} : { tokens: [tokens[0], tokens[1]] }),
      ...(verdict === "correct" ? {} : { verdict }),
      ...(locallyValid === true ? {} : { locallyValid }),
      ...(message === usualMessage ? {} : { message }),
      ...given({ malformed, entered, returned, raised, goldIndex }),
      ...(expected === undefined ? {} : { expected: this.#expected(step, expected) }),
    };
  }

  #expected(step: RunStep, { line, state, returned, raised }: NonNullable<RunStep["expected"]>) {
    const change = this.#tables.add(state, 1);
    this.#since = 2;
    return {
      ...(line === step.line ? {} : { line }),
      ...(isEmpty(change) ? {} : { state: change }),
      ...given({ returned, raised }),
    };
  }
}

function isEmpty(change: object): boolean {
  return Object.keys(change).length === 0;
}

export class StepReader {
  readonly #tables = new TableReader();
  readonly #source: StepSource | undefined;
  #since = 1;
  #count = 0;

  constructor(source?: StepSource) {
    this.#source = source;
  }

  /** The step, whose `state` and `expected` are read when they are asked for. */
  add(stored: StoredStep): RunStep {
    const { line, span, verdict = "correct", message = usualMessage, changed = [] } = stored;
    const { malformed, entered, returned, raised, goldIndex, expected, locallyValid = true } = stored;
    const tables = this.#tables;
    const own = tables.add(stored.state ?? {}, this.#since);
    const wanted = expected === undefined ? undefined : tables.add(expected.state ?? {}, 1);
    this.#since = wanted === undefined ? 1 : 2;
    const known = this.#source;
    const step = {
      index: this.#count++,
      line,
      get state(): Texts {
        return tables.at(own);
      },
      changed,
      text: stored.text ?? known?.response.slice(span[0], span[1]) ?? "",
      span,
      tokens: stored.tokens ?? tokensIn(span, known?.ends ?? []),
      verdict,
      locallyValid,
      message,
      ...given({ malformed, entered, raised, goldIndex, returned }),
    };
    if (expected === undefined || wanted === undefined) return step;
    const held = {
      line: expected.line ?? line ?? 0,
      get state(): Texts {
        return tables.at(wanted);
      },
      ...given({ returned: expected.returned, raised: expected.raised }),
    };
    // The getters must stay: a spread would read them.
    return Object.assign(step, { expected: held });
  }
}

const kept = new WeakMap<readonly RunStep[], readonly StoredStep[]>();

/** Steps as they are stored. Those that were read from a store come back as they were. */
export function storeSteps(steps: readonly RunStep[], source: StepSource): readonly StoredStep[] {
  const known = kept.get(steps);
  if (known !== undefined) return known;
  const writer = new StepWriter(source);
  return steps.map((step) => writer.add(step));
}

/** Steps whose whole states nobody keeps in memory. `steps` is gone through once. */
export function lightSteps(steps: Iterable<RunStep>, source: StepSource): RunStep[] {
  const [writer, reader] = [new StepWriter(source), new StepReader(source)];
  const stored: StoredStep[] = [];
  const made: RunStep[] = [];
  for (const step of steps) {
    const change = writer.add(step);
    stored.push(change);
    made.push(reader.add(change));
  }
  kept.set(made, stored);
  return made;
}

/** The steps of a store again. */
export function restoreSteps(stored: readonly StoredStep[], source: StepSource): RunStep[] {
  const reader = new StepReader(source);
  const made = stored.map((step) => reader.add(step));
  kept.set(made, stored);
  return made;
}
