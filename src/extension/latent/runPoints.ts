/** @file The points of saved runs of one decoder: their problems, their steps, or all tokens of their responses. Knows no `vscode`. */
import type { Model } from "../../client/models.ts";
import { countOf } from "../../core/format/figures.ts";
import type { RunRecord } from "../../core/record/run.ts";
import { parseCall } from "../../core/rule/call.ts";
import { lengthOf } from "../../core/rule/operation/arithmetic.ts";
import { repr } from "../../core/rule/value.ts";
import type { DeviceSetting } from "../../protocol/device.ts";
import type { RunUnit, ShownModel } from "../../protocol/latentView.ts";
import { graphFile } from "../../protocol/modelManifest.ts";
import { finite } from "../../protocol/wire.ts";
import { category, finder, frequent, grouped, type LatentPoints, type PointOrigin, quantity } from "./points.ts";

export interface RunOptions {
  readonly model: Model;
  /** Models that have the same tokens: they can read the same runs. */
  readonly others?: readonly Model[];
  /** As the engine tells them. */
  readonly shape: { readonly layers: number; readonly heads: number };
  /** All of this model, whole. */
  readonly records: readonly RunRecord[];
  readonly unit: RunUnit;
  /** At most so many points; the runs beyond are left out. */
  readonly count: number;
  readonly device: DeviceSetting;
}

interface RunPoint {
  readonly record: RunRecord;
  readonly id: string;
  /** Of prompt and response together. */
  readonly position: number;
  readonly step: number | undefined;
  /** Of the response; a step's is its last. */
  readonly token: number;
}

const unitNames: Readonly<Record<RunUnit, string>> = { problems: "Problems", steps: "Steps", tokens: "Tokens" };

/** Texts that are distinguished by colors; others are rare. */
const mostTexts = 23;

export function runPoints({ model, others = [], shape, records, unit, count, device }: RunOptions): LatentPoints {
  const usable = records.filter(({ promptTokens, tokens }) => promptTokens !== undefined && tokens.length > 0);
  const all = usable.map((record) => pointsOf(record, unit));
  const kept = withinLimit(all, count);
  const points = kept.flat();
  const runs = kept.map((its) => its[0]?.record).filter((each) => each !== undefined);
  const stepOf = ({ record, step }: RunPoint) => (step === undefined ? undefined : record.steps[step]);
  const of = <T>(look: (point: RunPoint) => T): T[] => points.map(look);
  const origin = (point: number): PointOrigin | undefined => {
    const found = points[point];
    return found && { kind: "step", run: found.id, step: found.step ?? 0 };
  };
  const shown = {
    id: `${model.manifest.name} ${unit} ${runs.map(({ id }) => id).join(" ")}`,
    name: `${unitNames[unit]} of ${countOf(runs.length, "run")}`,
    unit,
    total: finite(all.reduce((sum, its) => sum + its.length, 0)),
    titles: of((point) => titleOf(point, unit)),
    details: of((point) => detailOf(point, unit)),
    ...groupsOf(points),
    columns: [
      category(
        "verdict",
        of((point) => (unit === "problems" ? firstWrong(point.record) : stepOf(point)?.verdict)),
        ["correct"],
      ),
      category(
        "rule line",
        of((point) => lineOf(point)),
        linesOf(points),
      ),
      quantity(
        "step",
        of(({ step }) => (step === undefined ? undefined : step + 1)),
      ),
      quantity(
        "token position",
        of(({ position }) => position),
      ),
      quantity(
        "operand length",
        of(({ record }) => operandLength(record.problem.call)),
      ),
      category(
        "answer",
        of(({ record }) => (record.correct === null ? "unknown" : record.correct ? "right" : "wrong")),
        ["right", "wrong"],
      ),
      category(
        "locally valid",
        of((point) => validity(stepOf(point)?.locallyValid)),
        ["yes", "no"],
      ),
      category(
        "method",
        of(({ record }) => record.method),
      ),
      category(
        "task",
        of(({ record }) => record.problem.task),
      ),
      frequent(
        "problem",
        of(({ record }) => record.problem.call),
        mostTexts,
      ),
      ...(unit === "tokens"
        ? [
            frequent(
              "token",
              of(({ record, token }) => visible(record.tokens[token]?.text)),
              mostTexts,
            ),
            quantity(
              "probability",
              of(({ record, token }) => record.tokens[token]?.probability),
            ),
            quantity(
              "entropy",
              of(({ record, token }) => record.tokens[token]?.entropy),
            ),
          ]
        : []),
    ].filter((column) => (column.kind === "category" ? column.values.length > 1 : spread(column.of))),
    color: "verdict",
    models: [shownDecoder(model, shape), ...others.map((other) => shownDecoder(other, shapeOf(other)))],
    rules: [],
    provenance: provenanceOf(model, runs.length),
    notices:
      usable.length === records.length
        ? []
        : [`${records.length - usable.length} runs are left out: they hold no tokens.`],
  };
  const colored = shown.columns.some(({ name }) => name === shown.color) ? shown.color : (shown.columns[0]?.name ?? "");
  return {
    shown: { ...shown, color: colored },
    source: (modelDir) => ({
      kind: "runs",
      runs: kept.flatMap((its) => {
        const record = its[0]?.record;
        if (record === undefined) return [];
        const { prompt, tokens } = record;
        return [
          {
            modelDir,
            device,
            prompt,
            response: tokens.map(({ id }) => id),
            positions: its.map(({ position }) => position),
          },
        ];
      }),
    }),
    origin,
    find: finder(points.length, origin),
    written: "",
    item: () => undefined,
  };
}

function pointsOf(record: RunRecord, unit: RunOptions["unit"]): readonly RunPoint[] {
  const prompt = record.promptTokens?.ids.length ?? 0;
  const id = record.id ?? "";
  // Where the model has read the problem and writes next.
  if (unit === "problems") return prompt === 0 ? [] : [{ record, id, position: prompt - 1, step: undefined, token: 0 }];
  if (unit === "steps")
    return record.steps.flatMap(({ tokens: [from, to] }, step) => {
      const token = Math.min(Math.max(from, to - 1), record.tokens.length - 1);
      return [{ record, id, position: prompt + token, step, token }];
    });
  const steps = new Array<number | undefined>(record.tokens.length).fill(undefined);
  for (const [step, { tokens }] of record.steps.entries()) steps.fill(step, tokens[0], tokens[1]);
  return record.tokens.map((_, token) => ({ record, id, position: prompt + token, step: steps[token], token }));
}

/** Whole runs, the first ones, as long as there is room; of the first at least its beginning. */
function withinLimit(all: readonly (readonly RunPoint[])[], count: number): readonly (readonly RunPoint[])[] {
  let room = count;
  return all.flatMap((its, i) => {
    if (its.length <= room) {
      room -= its.length;
      return its.length === 0 ? [] : [its];
    }
    room = i === 0 ? 0 : -1;
    return i === 0 ? [its.slice(0, count)] : [];
  });
}

/** One for each run: several runs of one problem are several paths. */
function groupsOf(points: readonly RunPoint[]) {
  const { groups, groupNames } = grouped(points.map(({ id }) => id));
  const calls = new Map(points.map(({ id, record }) => [id, record.problem.call]));
  return { groups, groupNames: groupNames.map((id) => calls.get(id) ?? id) };
}

function lineOf({ record, step }: RunPoint): string | undefined {
  const line = step === undefined ? undefined : record.steps[step]?.line;
  if (line === undefined || line === null) return undefined;
  const text = record.rule?.source.split("\n")[line - 1]?.trim() ?? "";
  return text === "" ? `line ${line}` : `${line}: ${text}`;
}

function linesOf(points: readonly RunPoint[]): string[] {
  const found = [...new Set(points.map(lineOf))].filter((each) => each !== undefined);
  return found.sort(
    (a, b) => Number.parseInt(a.replace("line ", ""), 10) - Number.parseInt(b.replace("line ", ""), 10),
  );
}

function titleOf({ record, step, token }: RunPoint, unit: RunUnit): string {
  if (unit === "problems") return record.problem.call;
  return unit === "steps" ? (record.steps[step ?? -1]?.text ?? "") : visible(record.tokens[token]?.text);
}

function detailOf({ record, step, token }: RunPoint, unit: RunUnit): string {
  if (unit === "problems") return `answer ${record.answer ?? "cannot be read"}, ${record.method}`;
  if (unit === "steps") return stepWords(record.steps[step ?? -1]);
  return `token ${token + 1}${step === undefined ? "" : `, step ${step + 1}`}`;
}

/** How the response goes wrong first, if at all. */
function firstWrong({ steps }: RunRecord): string | undefined {
  return steps.length === 0 ? undefined : (steps.find(({ verdict }) => verdict !== "correct")?.verdict ?? "correct");
}

function stepWords(step: RunRecord["steps"][number] | undefined): string {
  if (step === undefined) return "";
  return step.message === "" ? `step ${step.index + 1}` : `step ${step.index + 1}: ${step.message}`;
}

function validity(valid: boolean | null | undefined): string | undefined {
  return valid === null || valid === undefined ? undefined : valid ? "yes" : "no";
}

/** Of the longest argument: digits of a number, elements of a list, characters of a text. */
function operandLength(call: string): number | undefined {
  const { args } = { args: undefined, ...parseCall(call) };
  return args && Math.max(0, ...args.map((value) => lengthOf(value) ?? repr(value).replace("-", "").length));
}

function visible(text: string | undefined): string {
  return text === undefined ? "" : text.replaceAll("\n", "⏎").replaceAll(" ", "·") || "∅";
}

function spread(values: Float32Array): boolean {
  const [first] = values;
  return values.some((value) => value !== first && !Number.isNaN(value));
}

function shownDecoder({ dir, manifest }: Model, { layers, heads }: RunOptions["shape"]): ShownModel {
  return {
    dir,
    name: manifest.name,
    kind: "decoder",
    layers: finite(layers),
    heads: finite(heads),
    encoderLayers: finite(0),
    decoderLayers: finite(0),
    latent: finite(0),
    hash: manifest.hashes[graphFile] ?? "",
  };
}

/** As its manifest tells: nothing is opened for a model that somebody may never look at. Without heads none can be chosen. */
function shapeOf({ manifest: { decoder } }: Model): RunOptions["shape"] {
  const { heads } = decoder;
  return { layers: decoder.layers, heads: Array.isArray(heads) ? heads.length : typeof heads === "number" ? heads : 0 };
}

function provenanceOf({ manifest }: Model, runs: number): string {
  const hash = manifest.hashes[graphFile]?.slice(0, 12);
  return `${manifest.name}${hash === undefined ? "" : ` (${graphFile} ${hash})`}, training seed ${manifest.seed}; ${countOf(runs, "run")}, recomputed from their tokens`;
}
