/** @file No file that is read changes what all objects share, and a path into it is refused by name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import { own, reservedPath } from "../../../src/core/base/own.ts";
import { parseDecoderRecipe } from "../../../src/core/recipe/decoderRecipe.ts";
import { planOf } from "../../../src/core/recipe/experimentRecipe.ts";
import { parseVaeRecipe } from "../../../src/core/recipe/vaeRecipe.ts";
import { parseRun } from "../../../src/core/record/run.ts";
import { parseDecoderManifest } from "../../../src/protocol/modelManifest.ts";
import { recipe } from "../recipe/exampleRecipe.ts";

const names = Object.getOwnPropertyNames(Object.prototype).sort();
const reserved = ["__proto__", "prototype", "constructor"];

function experiment(axes: unknown, base: unknown = recipe()): string {
  return JSON.stringify({ version: 1, kind: "experiment", name: "x", description: "An experiment.", base, axes });
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  } finally {
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), names);
  }
  return assert.fail("It was accepted.");
}

test("a field that leads to Object.prototype is refused by name, wherever it stands in the path", () => {
  for (const name of reserved) {
    for (const path of [
      `model.${name}.polluted`,
      `training.${name}`,
      `model.heads.0.${name}.x`,
      `split.${name}.${name}.y`,
    ]) {
      const set = [{ name: "p", points: [{ name: "q", set: { [path]: "yes" } }] }];
      const at = [{ name: "p", at: path, values: ["yes"] }];
      for (const axes of [set, at]) {
        const message = refusal(() => planOf(experiment(axes), "e.json", () => ""));
        assert.match(message, /no field of a recipe is named __proto__, prototype or constructor/, path);
        assert.ok(message.includes(path) || message.includes("axes.0.at"), message);
      }
    }
  }
});

test("a base that has such a field is refused by name, in the file itself and in one that it names", () => {
  for (const name of reserved) {
    const base = JSON.stringify(recipe()).replace('"layers"', `"${name}":{"polluted":1},"layers"`);
    const inline = experiment([], null).replace('"base":null', `"base":${base}`);
    for (const source of [inline, experiment([], "base.json")]) {
      assert.match(
        refusal(() => planOf(source, "e.json", () => base)),
        new RegExp(`model\\.${name}`),
      );
    }
    assert.match(
      refusal(() => parseDecoderRecipe(base, "r.json")),
      new RegExp(name),
    );
  }
});

test("members of Object.prototype are no fields: one that is set is made, and the recipe refuses it", () => {
  const message = refusal(() =>
    planOf(experiment([{ name: "p", at: "model.toString.deep", values: [1] }]), "e.json", () => ""),
  );
  assert.match(message, /model\.toString/);
});

test("no reader of files lets such a key through", () => {
  const readers = [parseDecoderRecipe, parseVaeRecipe, parseDecoderManifest, parseRun];
  for (const read of readers)
    for (const name of [...reserved, "toString"])
      refusal(() => read(`{"version":1,"${name}":{"polluted":1},"model":{"${name}":{"polluted":1}}}`, "file.json"));
});

test("names are looked up among what an object has itself", () => {
  assert.equal(own({ a: 1 }, "a"), 1);
  for (const name of names) assert.equal(own<unknown>({ a: 1 }, name), undefined);
  assert.equal(reservedPath(JSON.parse('{"a":[{"__proto__":1}]}')), "a.0.__proto__");
  assert.equal(reservedPath({ a: [{ b: "constructor" }] }), undefined);
  const deep = JSON.parse(`${"[".repeat(5000)}{"prototype":1}${"]".repeat(5000)}`);
  assert.ok(reservedPath(deep)?.endsWith(".prototype"));
});
