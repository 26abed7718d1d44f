/** @file The schema by which editors complete and check recipes: made from the same definitions that read them, with UPDATE_GOLDEN=1. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { type ConversionConfig, type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import { decoderRecipeSchema } from "../../../src/core/recipe/decoderRecipe.ts";
import { experimentRecipeSchema } from "../../../src/core/recipe/experimentRecipe.ts";
import { inContextRecipeSchema } from "../../../src/core/recipe/inContextRecipe.ts";
import { injectionNames, vaeRecipeSchema } from "../../../src/core/recipe/vaeRecipe.ts";
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
  const { $schema, ...decoder } = toJsonSchema(decoderRecipeSchema, options);
  const { $schema: ___, ...vae } = toJsonSchema(vaeRecipeSchema, options);
  const { $schema: _, ...experiment } = toJsonSchema(experimentRecipeSchema, options);
  const { $schema: __, ...inContext } = toJsonSchema(inContextRecipeSchema, options);
  const oneOf = (...names: string[]) => ({ required: ["kind"], properties: { kind: { enum: names } } });
  const whole = {
    $schema,
    title:
      "A recipe of a training (of a decoder or a language VAE), of an experiment with several, or of an in-context probe",
    properties: { kind: { enum: ["decoder", "vae", "experiment", "in-context", "latent", "latent-sweep"] } },
    allOf: [
      { if: { required: ["kind"], not: oneOf("decoder") }, else: decoder },
      { if: { not: oneOf("vae", "latent") }, else: vae },
      { if: { not: oneOf("experiment") }, else: experiment },
      { if: { not: oneOf("in-context") }, else: inContext },
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
  const [{ else: decoder }, { else: vae }, { else: experiment }, { else: inContext }] = JSON.parse(schema()).allOf;
  assert.deepEqual(vae.properties.model.properties.injection.enum, injectionNames);
  assert.match(vae.properties.loss.properties.freeBits.description, /nats/i);
  assert.ok(vae.properties.task.enum.includes("derivation"));
  assert.deepEqual(vae.properties.kind.enum, ["vae", "latent"]);
  assert.equal(vae.additionalProperties, false);
  assert.deepEqual(decoder.required.slice(0, 4), ["version", "name", "description", "seed"]);
  assert.ok(decoder.properties.task.anyOf[0].enum.includes("modular-addition"));
  assert.deepEqual(decoder.properties.method.enum, ["direct", "scratchpad", "rfft"]);
  assert.equal(decoder.properties.training.properties.steps.minimum, 1);
  assert.equal(decoder.properties.numbers.default, "digits");
  assert.equal(decoder.additionalProperties, false);
  assert.equal(inContext.properties.kind.const, "in-context");
  assert.equal(experiment.properties.kind.const, "experiment");
  assert.deepEqual(experiment.required, ["version", "kind", "name", "description", "axes"]);
});
