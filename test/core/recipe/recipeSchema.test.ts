/** @file The schema by which editors complete and check recipes: made from the same definitions that read them, with UPDATE_GOLDEN=1. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { type ConversionConfig, type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import { experimentRecipeSchema } from "../../../src/core/recipe/experimentRecipe.ts";
import { inContextRecipeSchema } from "../../../src/core/recipe/inContextRecipe.ts";
import { recipeSchema } from "../../../src/core/recipe/recipe.ts";
import { tasks } from "../../../src/core/task/registry.ts";

const file = new URL("../../../media/recipe.schema.json", import.meta.url);

/** A built-in task, or the path of a rule file: a choice by what stands there, which a JSON schema writes out. */
const task = {
  anyOf: [
    { enum: tasks.map(({ name }) => name) },
    { type: "string", pattern: "\\.py$" },
    {
      type: "object",
      properties: { rule: { type: "string" }, function: { type: "string" }, source: { type: "string" } },
      required: ["rule"],
      additionalProperties: false,
    },
  ],
} satisfies JsonSchema;

/** Rules between fields are no part of a JSON schema; they are checked when a recipe is read. */
const options = {
  errorMode: "ignore",
  typeMode: "input",
  target: "draft-07",
  overrideSchema: ({ valibotSchema }) => (valibotSchema.type === "lazy" ? task : undefined),
} satisfies ConversionConfig;

/** Each kind in an `else`, so that an editor names what is wrong by the kind that is meant. */
function schema(): string {
  const { $schema, ...training } = toJsonSchema(recipeSchema, options);
  const { $schema: _, ...experiment } = toJsonSchema(experimentRecipeSchema, options);
  const { $schema: __, ...inContext } = toJsonSchema(inContextRecipeSchema, options);
  const probes = { required: ["kind"], properties: { kind: { const: "in-context" } } };
  const whole = {
    $schema,
    title: "A recipe of a training, of an experiment with several, or of an in-context probe",
    allOf: [
      { if: { required: ["kind"] }, else: training },
      { if: { anyOf: [{ not: { required: ["kind"] } }, probes] }, else: experiment },
      { if: { not: probes }, else: inContext },
    ],
  };
  return `${JSON.stringify(whole, null, 1)}\n`;
}

test("the schema in media/ is the one of the definitions", () => {
  const made = schema();
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, made);
  assert.equal(made, readFileSync(file, "utf8"), "run again with UPDATE_GOLDEN=1");
});

test("it names the fields, their choices and their bounds, and refuses others", () => {
  const [{ else: training }, { else: experiment }, { else: inContext }] = JSON.parse(schema()).allOf;
  assert.deepEqual(training.required.slice(0, 4), ["version", "name", "description", "seed"]);
  assert.ok(training.properties.task.anyOf[0].enum.includes("modular-addition"));
  assert.deepEqual(training.properties.method.enum, ["direct", "scratchpad", "rfft"]);
  assert.equal(training.properties.training.properties.steps.minimum, 1);
  assert.equal(training.properties.numbers.default, "digits");
  assert.equal(training.additionalProperties, false);
  assert.equal(inContext.properties.kind.const, "in-context");
  assert.equal(experiment.properties.kind.const, "experiment");
  assert.deepEqual(experiment.required, ["version", "kind", "name", "description", "axes"]);
});
