/** @file The recipe of a decoder's training: the task, the method, the samples, the shape, the optimizer and what is measured. */

import * as v from "valibot";
import { recipeName } from "../base/fileName.ts";
import { about } from "../format/about.ts";
import { byNewNames } from "../format/olderNames.ts";
import { parseRecord } from "../format/parseRecord.ts";
import { dialects, methodNames } from "../method/method.ts";
import { positionCouplings } from "../position/coupledPositions.ts";
import { auxiliaryRules } from "../task/auxiliary.ts";
import { taskNamed } from "../task/registry.ts";
import { numberCuts } from "../tokenizer/tokenizerBuilder.ts";
import {
  optimizerFields,
  snapshotSteps,
  snapshotsExpected,
  snapshotsRise,
  warmupExpected,
  warmupFits,
} from "./optimizerSchema.ts";
import { isJsonObject } from "./setField.ts";
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
    rules: v.optional(
      about(
        v.pipe(v.array(v.picklist(auxiliaryRules.map(({ name }) => name))), v.minLength(1)),
        "Names of auxiliary rules, drawn uniformly.",
      ),
    ),
    task: v.optional(about(taskSchema, "In the place of rules: another task.")),
    share: about(share, "Share of the training samples that come from these rules or this task."),
    lengths: about(lengths, "Shortest and longest of their problems."),
  }),
  v.check(({ rules, task }) => (rules === undefined) !== (task === undefined), "expected either rules or a task"),
);

const model = v.pipe(
  v.strictObject({
    layers: positive,
    width: about(
      positive,
      "Numbers of the residual stream; the heads share them, so that their number has to divide it.",
    ),
    heads: about(
      v.pipe(v.array(v.strictObject({ rotary: v.boolean(), window: v.nullable(positive) })), v.minLength(1)),
      "One entry a head, the same in every layer: rotary positions or none, and how many tokens back it sees (null = all).",
    ),
    feedForward: about(positive, "Width of the feed-forward network's hidden layer."),
    activation: v.picklist(["squaredRelu", "relu", "gelu", "silu"]),
    tiedEmbeddings: about(v.boolean(), "Whether tokens are read and written with one table."),
    coupledPositions: about(whole, "Rows of the table of position embeddings; 0 = none."),
    positionCoupling: about(
      v.picklist(positionCouplings),
      "How tokens are numbered by the element of the problem that they belong to (coupled position ids). place-value: from the right, for rules that begin with the units or " +
        "take elements from a list's end. answer-place-value: the same, and what a trace puts in and returns is told apart. " +
        "order: from the left, for rules that take elements from a list's front, as with pop(0). nested-order: the same, and the tokens " +
        "of an element from its beginning, for lists of texts. scratchpad: by a scratchpad's lines.",
    ),
    randomPositions: v.optional(
      about(
        v.boolean(),
        "Whether each training sample numbers its positions at random, so that the model cannot count with them.",
      ),
      false,
    ),
  }),
  v.check(({ width, heads }) => width % heads.length === 0, "expected a width that the number of heads divides"),
  v.check(
    ({ coupledPositions, positionCoupling }) => (coupledPositions === 0) === (positionCoupling === "none"),
    'expected coupledPositions 0 exactly when positionCoupling is "none"',
  ),
);

/** No shorter batch holds the problem and the answer of any task. */
const leastBatchTokens = 16;

const training = v.pipe(
  v.strictObject({
    steps: positive,
    batchTokens: about(
      v.pipe(positive, v.minValue(leastBatchTokens)),
      "Tokens of a step's batch, padding included, at most.",
    ),
    ...optimizerFields,
    shortestWindow: v.optional(
      about(
        positive,
        "Every other step draws how many tokens heads with a window see, from so many to their window, so that a model learns to do with what is near; " +
          "the steps between, and all without it, let them see their window.",
      ),
    ),
    snapshotSteps,
  }),
  v.check((steps) => snapshotsRise(steps), snapshotsExpected),
  v.forward(
    v.check((steps) => warmupFits(steps), warmupExpected),
    ["warmupSteps"],
  ),
);

const evaluation = v.strictObject({
  lengths: v.optional(about(lengths, "Shortest and longest problems that are asked.")),
  perLength: v.optional(about(positive, "Problems of each length, none of which the training has seen.")),
  generations: v.optional(
    about(
      positive,
      "Where there is a split: answers drawn for every cell of the sample space. One answer is the greedy one.",
    ),
  ),
  temperature: v.optional(about(above, "Of the answers that are drawn."), 1),
  seed: whole,
});

export const decoderRecipeSchema = v.pipe(
  v.strictObject({
    $schema: v.optional(about(v.string(), "Where editors find this format.")),
    version: about(
      v.picklist([1, 2]),
      "2. Recipes of version 1 held out each problem alone; since 2, with its mirror image (58+47 with 47+58).",
    ),
    kind: v.optional(about(v.literal("decoder"), "The kind of model; a recipe without it is a decoder's."), "decoder"),
    name: recipeName,
    description: text,
    seed: about(whole, "Decides the first weights, the problems and their order."),
    from: v.optional(
      about(
        text,
        "The model folder to begin with, by its path from this file; from scratch without it. Its shape and tokenizer have to fit.",
      ),
    ),
    task: about(taskSchema, "A built-in task, or the path of a rule file that declares one."),
    method: about(
      v.picklist(methodNames),
      "How the model answers: at once, by a scratchpad, or by following the rule in its input.",
    ),
    dialect: v.optional(
      about(
        v.picklist(dialects),
        "Of rfft: full recites each line, for large models; compact names it by its label, for small ones.",
      ),
      "compact",
    ),
    split: v.optional(
      about(
        splitSchema,
        "Trains on the cells of the task's sample space that this leaves, and asks all of them; in the place of samples and lengths.",
      ),
    ),
    samples: v.optional(about(positive, "Distinct problems of the task that the model is trained on.")),
    lengths: v.optional(about(lengths, "Shortest and longest problems that the model is trained on.")),
    carryHeavy: v.optional(about(share, "Share of the task's problems drawn with as many carries as possible."), 0),
    numbers: v.optional(
      about(v.picklist(numberCuts), "Whether the tokenizer cuts numbers into digits or keeps them whole."),
      "digits",
    ),
    mixture: v.optional(
      about(v.array(mixture), "Other rules and tasks that a share of the training samples comes from."),
      [],
    ),
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

const olderNames = { places: "coupledPositions", placeScheme: "positionCoupling", randomPlaces: "randomPositions" };

/** The same, of files that may still have older names of the shape's fields. Apart, because a JSON schema knows no renaming. */
export const decoderRecipe = v.pipe(
  v.unknown(),
  v.transform((value) =>
    isJsonObject(value) && "model" in value ? { ...value, model: byNewNames(value.model, olderNames) } : value,
  ),
  decoderRecipeSchema,
);

export type DecoderRecipe = v.InferOutput<typeof decoderRecipeSchema>;

/** Reads a recipe's JSON text. Throws a UserError that names `path`, the field, what stands there and what was expected. */
export function parseDecoderRecipe(json: string, path: string): DecoderRecipe {
  return parseRecord(decoderRecipe, json, {
    code: "recipe.malformed",
    what: `The recipe ${path}`,
    remedy: "Correct that field; recipes/ holds complete examples.",
    newest: 2,
  });
}
