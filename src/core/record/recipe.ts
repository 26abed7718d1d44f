/**
 * @file The recipe of a training: everything that decides what a model becomes, in one versioned JSON file. Reading one names the
 * field that is wrong and what was expected there.
 */

import * as v from "valibot";
import { auxiliaryRules } from "../data/auxiliary.ts";
import { placeSchemes } from "../data/places.ts";
import { numberCuts } from "../data/tokenizerBuilder.ts";
import { dialects, methodNames } from "../method/method.ts";
import { taskNamed } from "../task/registry.ts";
import { optimizerFields } from "./optimizerSchema.ts";
import { parseRecord } from "./parseRecord.ts";
import { splitSchema } from "./splitSchema.ts";
import { taskSchema, withoutText } from "./taskSchema.ts";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const above = v.pipe(v.number(), v.finite(), v.gtValue(0));
const text = v.pipe(v.string(), v.minLength(1));

/** Shortest and longest, both included. */
const lengths = v.pipe(
  v.tuple([positive, positive]),
  v.check(([shortest, longest]) => shortest <= longest, "expected the shortest length before the longest"),
);

const mixture = v.pipe(
  v.strictObject({
    /** Names of auxiliary rules, drawn uniformly. */
    rules: v.optional(v.pipe(v.array(v.picklist(auxiliaryRules.map(({ name }) => name))), v.minLength(1))),
    /** Or another task. */
    task: v.optional(taskSchema),
    /** Share of the training samples that come from these rules or this task. */
    share,
    lengths,
  }),
  v.check(({ rules, task }) => (rules === undefined) !== (task === undefined), "expected either rules or a task"),
);

const model = v.pipe(
  v.strictObject({
    layers: positive,
    width: positive,
    /** One entry a head, the same in every layer: rotary positions or none, and how many tokens it sees (null = all). */
    heads: v.pipe(v.array(v.strictObject({ rotary: v.boolean(), window: v.nullable(positive) })), v.minLength(1)),
    feedForward: positive,
    activation: v.picklist(["squaredRelu", "relu", "gelu", "silu"]),
    tiedEmbeddings: v.boolean(),
    /** Rows of the table of place embeddings; 0 = none. */
    places: whole,
    placeScheme: v.picklist(placeSchemes),
    /** Whether each training sample numbers its places at random, so that the model cannot count with them. */
    randomPlaces: v.optional(v.boolean(), false),
  }),
  v.check(({ width, heads }) => width % heads.length === 0, "expected a width that the number of heads divides"),
  v.check(
    ({ places, placeScheme }) => (places === 0) === (placeScheme === "none"),
    'expected places 0 exactly when placeScheme is "none"',
  ),
);

/** Each takes the room of a model, and as long to measure. */
const mostSnapshots = 100;

const training = v.pipe(
  v.strictObject({
    steps: positive,
    /** Tokens of a step's batch, padding included, at most. */
    batchTokens: positive,
    ...optimizerFields,
    /**
     * Each step draws how many tokens heads with a window see, from so many to their window, so that a model learns to do with
     * what is near; without it they always see their window.
     */
    shortestWindow: v.optional(positive),
    /** Steps after which the model as it is then is kept and measured too, in a folder of its own beside the trained one. */
    snapshotSteps: v.optional(v.pipe(v.array(positive), v.maxLength(mostSnapshots))),
  }),
  v.check(
    ({ steps, snapshotSteps = [] }) =>
      snapshotSteps.every((step, at) => step < steps && step > (snapshotSteps[at - 1] ?? 0)),
    "expected snapshotSteps that rise and stay below steps",
  ),
);

const evaluation = v.strictObject({
  /** On so many problems of each length that the training has not seen. */
  lengths: v.optional(lengths),
  perLength: v.optional(positive),
  /** Where there is a split, on every cell of the sample space as well: answers drawn for each, one answer being the greedy one. */
  generations: v.optional(positive),
  temperature: v.optional(above, 1),
  seed: whole,
});

export const recipeSchema = v.pipe(
  v.strictObject({
    /** Where editors find this format. */
    $schema: v.optional(v.string()),
    version: v.literal(1),
    name: v.pipe(text, v.regex(/^[a-z0-9][a-z0-9.-]*$/, "expected lower-case letters, digits, dots and hyphens")),
    description: text,
    seed: whole,
    /** The model folder to begin with, by its path from this file; from scratch without it. Its shape and tokenizer have to fit. */
    from: v.optional(text),
    task: taskSchema,
    method: v.picklist(methodNames),
    dialect: v.optional(v.picklist(dialects), "compact"),
    /** Trains on the cells of the task's sample space that this split leaves; in the place of `samples` and `lengths`. */
    split: v.optional(splitSchema),
    /** Distinct problems of the task that the model is trained on, and their lengths. */
    samples: v.optional(positive),
    lengths: v.optional(lengths),
    /** Share of the task's problems drawn with as many carries as possible. */
    carryHeavy: v.optional(share, 0),
    /** Whether the tokenizer cuts numbers into digits or keeps them whole. */
    numbers: v.optional(v.picklist(numberCuts), "digits"),
    mixture: v.optional(v.array(mixture), []),
    model,
    training,
    evaluation,
  }),
  v.check(
    ({ split, samples, lengths: range }) => (split === undefined) === (samples !== undefined && range !== undefined),
    "expected either a split, or samples and lengths",
  ),
  v.check(
    ({ task, split }) => split === undefined || withoutText(task) || taskNamed(task)?.space !== undefined,
    "expected a task with a sample space where there is a split",
  ),
  v.check(
    ({ split, evaluation: { lengths: range, perLength, generations } }) =>
      (split === undefined) === (generations === undefined) &&
      (range === undefined) === (perLength === undefined) &&
      (split !== undefined || range !== undefined),
    "expected an evaluation with lengths and perLength, and where there is a split with generations",
  ),
  v.check(
    ({ model: { heads }, training: { shortestWindow = 0 } }) =>
      heads.some(({ window }) => window !== null && window >= shortestWindow) || shortestWindow === 0,
    "expected a shortestWindow no longer than the window of some head",
  ),
  v.check(
    ({ mixture: parts }) => parts.reduce((sum, part) => sum + part.share, 0) < 1,
    "expected the shares of the mixture to leave room for the task",
  ),
);

export type Recipe = v.InferOutput<typeof recipeSchema>;

/** Reads a recipe's JSON text. Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function parseRecipe(json: string, path: string): Recipe {
  return parseRecord(recipeSchema, json, {
    code: "recipe.malformed",
    what: `The recipe ${path}`,
    remedy: "Correct that field; recipes/ holds complete examples.",
    newest: 1,
  });
}
