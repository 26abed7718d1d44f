/**
 * @file What a model's parameters and captures are: how they are named, grouped for the optimizer and counted. Which ones a transformer has
 * is in `transformer/parameterTable.ts`.
 */

export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Standard deviation of the initial values; null = all ones. */
  readonly deviation: number | null;
  /** Whether weight decay applies. */
  readonly decay: boolean;
  /** Whether it is the matrix of the logits, whose rows are tokens. */
  readonly logits?: boolean;
}

export type Parameters = ReadonlyMap<string, Float32Array>;

export const captureKinds = [
  "attention.probabilities",
  "attention.query",
  "attention.key",
  "attention.output",
  "feedForward.output",
  "residual",
] as const;
export type CaptureKind = (typeof captureKinds)[number];

/** One tensor that a run can be asked for, beside the logits. */
export interface Capture {
  readonly layer: number;
  readonly kind: CaptureKind;
}

/** `block.3.attention.probabilities`: the name of the output that holds a capture. */
export function captureName({ layer, kind }: Capture): string {
  return `block.${layer}.${kind}`;
}

/** Parameters that the optimizer treats alike, laid end to end in one vector. */
export interface ParameterGroup {
  readonly name: "decayed" | "logits" | "undecayed";
  readonly decay: boolean;
  readonly parameters: readonly Parameter[];
  /** Values of each parameter, and of all. */
  readonly sizes: readonly number[];
  readonly size: number;
}

/** The parameters of a table by whether weight decay applies to them, and a matrix of logits apart from those of the blocks. */
export function groupParameters(table: readonly Parameter[]): readonly ParameterGroup[] {
  return (["decayed", "logits", "undecayed"] as const).flatMap((name): ParameterGroup[] => {
    const decay = name !== "undecayed";
    const parameters = table.filter(
      (parameter) => parameter.decay === decay && (parameter.logits === true) === (name === "logits"),
    );
    const sizes = parameters.map(({ shape }) => sizeOf(shape));
    const size = sizes.reduce((sum, each) => sum + each, 0);
    return size === 0 ? [] : [{ name, decay, parameters, sizes, size }];
  });
}

/** Throws when there is none of that name, which is a mistake in the building of a model. */
export function parameterNamed(parameters: Parameters, name: string): Float32Array {
  const values = parameters.get(name);
  if (values === undefined) throw new Error(`The parameter ${name} is missing.`);
  return values;
}

/** The number of values in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
