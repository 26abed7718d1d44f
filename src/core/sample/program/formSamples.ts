/** @file Training samples of forms: a drawn program under drawn names, and calls of it one after another, as token ids with their positions. */
import { Rng } from "../../base/rng.ts";
import { type FormProgram, mostLines } from "../../method/form/formProgram.ts";
import { type FormStyle, formCall, formListing, formTrace } from "../../method/form/formTrace.ts";
import type { FormValue } from "../../method/form/formValue.ts";
import { formNames } from "../../method/form/formVocabulary.ts";
import { FormPositions, type FormWords } from "../../position/formPositions.ts";
import type { Sample, SampleSource } from "../batches.ts";
import { type DrawnProblems, type DrawOptions, drawProblems, unlessUnstatable } from "./problems.ts";

export interface FormSampleOptions extends DrawOptions {
  /** Samples whose labels begin later than `L1`. */
  readonly shiftShare: number;
  /** Tokens of a sample at most; longer ones are dropped. */
  readonly longest: number;
  /** Structures that are never trained on, beside those that are held out by their hash. */
  readonly reserved: ReadonlySet<string>;
  /** Shorter programs for the first samples: [samples, most lines], in order. */
  readonly curriculum: readonly (readonly [samples: number, mostLines: number])[];
  readonly recite: boolean;
}

/** Ids of a form's tokens. */
export class FormEncoder {
  readonly endId: number;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #words: FormWords;

  constructor(tokens: readonly string[], words: FormWords, endId: number) {
    this.#ids = new Map(tokens.map((token, id) => [token, id]));
    this.#words = words;
    this.endId = endId;
  }

  ids(tokens: readonly string[]): number[] {
    return tokens.map((token) => {
      const id = this.#ids.get(token.startsWith("\n") ? token : ` ${token}`);
      if (id === undefined) throw new RangeError(`No token for ${JSON.stringify(token)}.`);
      return id;
    });
  }

  positions(): FormPositions {
    return new FormPositions(this.#words);
  }
}

/** Variables in an order of the rng's, under the form's names. */
export function drawnNames({ names }: FormProgram, rng: Rng): (name: string) => string {
  const pool = rng.shuffle([...formNames]);
  const map = new Map(names.map((name, i) => [name, pool[i] ?? "x"]));
  return (name) => map.get(name) ?? name;
}

export function drawnStyle(
  program: FormProgram,
  rng: Rng,
  { shiftShare, recite }: Pick<FormSampleOptions, "shiftShare" | "recite">,
): FormStyle {
  const labels = program.rows.filter(({ kind }) => kind !== "next").length;
  const shift = rng.next() < shiftShare ? rng.integer(0, mostLines - labels) : 0;
  return { rename: drawnNames(program, rng), shift, recite };
}

/** One listing with its calls; the loss is of everything after the first call. */
export function formSample(
  program: FormProgram,
  calls: readonly (readonly FormValue[])[],
  style: FormStyle,
  encoder: FormEncoder,
): Sample {
  const ids = encoder.ids(formListing(program, style));
  let lossStart = 0;
  for (const args of calls) {
    const { lines } = formTrace(program, args, style);
    ids.push(...encoder.ids(formCall(program, args, style)));
    if (lossStart === 0) lossStart = ids.length;
    for (const { tokens } of lines) ids.push(...encoder.ids(tokens));
  }
  const positions = encoder.positions();
  const coupledIds = ids.map((id) => positions.push(id));
  return { ids: [...ids, encoder.endId], coupledIds: [...coupledIds, 0], lossStart };
}

export function formSource(options: FormSampleOptions, seed: number, encoder: FormEncoder): SampleSource {
  let rng = new Rng(seed);
  let drawn = 0;
  const now = (): DrawOptions => {
    const [least, most] = options.lines;
    const limit = options.curriculum.find(([samples]) => drawn < samples)?.[1] ?? most;
    return { ...options, lines: [least, Math.min(most, limit)] };
  };
  return {
    next() {
      for (;;) {
        const problems: DrawnProblems | undefined = drawProblems(rng, now(), false);
        if (!problems || options.reserved.has(problems.structure)) continue;
        const style = drawnStyle(problems.program, rng, options);
        const sample = unlessUnstatable(() => formSample(problems.program, problems.calls, style, encoder));
        if (!sample || sample.ids.length > options.longest) continue;
        drawn++;
        return sample;
      }
    },
    get state() {
      return [...rng.state, drawn].join(" ");
    },
    restore(state) {
      const [a = 0, b = 0, c = 0, d = 0, samples = 0] = state.split(" ").map(Number);
      rng = new Rng([a, b, c, d]);
      drawn = samples;
    },
  };
}
