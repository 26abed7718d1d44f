/** @file Hook points, the points' facts and search, and what is exported: the figure with its caption, and the table. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Cloud } from "../../../webview/latent/model/cloud.ts";
import {
  chosenOf,
  componentsOf,
  firstHookPoint,
  hookPointFor,
  hookPointName,
  hookPointOf,
  layersOf,
  secondHookPoint,
} from "../../../webview/latent/model/hookPoints.ts";
import { pointsCsv } from "../../../webview/latent/model/pointsCsv.ts";
import { statesOf } from "../../../webview/latent/model/scene.ts";
import { trustWords } from "../../../webview/latent/model/words.ts";
import { figureSvg } from "../../../webview/latent/paint/figure.ts";
import { wholeMap } from "../../../webview/latent/scatter/frame.ts";
import { drawnText, drawnWords, svgDocument } from "../svgDocument.ts";
import { decoderModel, drawnFour, fourItems, latentModel } from "./made.ts";

test("every component of either kind of model has a hook point, and the way back", () => {
  for (const model of [latentModel, decoderModel])
    for (const component of componentsOf(model)) {
      const hookPoint = hookPointFor({ component, layer: 99, head: 1 }, model);
      assert.equal(hookPoint.layer, Math.max(0, layersOf(component, model) - 1));
      assert.deepEqual(chosenOf(hookPointOf(hookPoint)), hookPoint);
    }
  assert.equal(hookPointName(firstHookPoint(latentModel)), "z");
  assert.equal(hookPointName(firstHookPoint(decoderModel)), "residual, layer 4");
  assert.deepEqual(hookPointFor({ component: "z", layer: 0, head: null }, decoderModel), firstHookPoint(decoderModel));
  assert.notDeepEqual(secondHookPoint(latentModel, firstHookPoint(latentModel)), firstHookPoint(latentModel));
});

test("queries and keys together are of one head", () => {
  assert.equal(hookPointFor({ component: "attention.queryKey", layer: 0, head: null }, decoderModel).head, 0);
  assert.equal(hookPointFor({ component: "attention.query", layer: 0, head: null }, decoderModel).head, null);
  assert.equal(hookPointFor({ component: "residual", layer: 0, head: 1 }, decoderModel).head, null);
});

test("points are found by all words, in texts and facts; numbers that are missing are not said", () => {
  const cloud = new Cloud(fourItems());
  assert.deepEqual(cloud.search("MINUS"), [1, 3]);
  assert.deepEqual(cloud.search("add c"), [2]);
  assert.deepEqual(cloud.search("  "), []);
  assert.deepEqual(cloud.facts(2), [["rule", "add"]]);
  assert.deepEqual(cloud.facts(3), [
    ["rule", "subtract"],
    ["length", "7"],
  ]);
  assert.deepEqual(cloud.path(3), [2, 3]);
  assert.deepEqual(cloud.classes, ["rule"]);
});

const figureOf = (cloud: Cloud) => ({
  cloud,
  maps: [drawnFour()],
  color: "rule",
  shape: null,
  states: statesOf(cloud, {}, new Set([0])),
  zoom: wholeMap,
  names: true,
  stale: false,
});

test("the figure: points as paths by color, names, legend, and a caption with all that made it", async () => {
  const drawn = figureSvg(figureOf(new Cloud(fourItems())), svgDocument());
  const path = join(import.meta.dirname, "..", "golden", "latentFigure.txt");
  const text = drawnText(drawn);
  if (process.env["UPDATE_GOLDEN"] === "1") await writeFile(path, text);
  assert.equal(text, await readFile(path, "utf8"));
  const caption = drawnWords(drawn)[1] ?? "";
  for (const part of [
    "4 of 9 points",
    "colored by rule",
    "1 selected",
    "vae (0123456789ab)",
    "PCA of 2 dimensions",
    "variance 80.0 % + 15.0 %",
    "trustworthiness 0.9300 (12 neighbors)",
    "training seed 1",
  ])
    assert.ok(caption.includes(part), `${part} in ${caption}`);
});

test("the table has coordinates as the engine gave them, every fact, and quotes what must be", () => {
  const shown = { ...fourItems(), titles: ["a, b", "2", "3", "4"] };
  const lines = pointsCsv(new Cloud(shown), [drawnFour()], new Set([3]), "made by hand").split("\n");
  assert.equal(lines[0], "# made by hand");
  assert.equal(lines[1], "point,x z,y z,text,detail,group,rule,length,selected");
  assert.equal(lines[2], '0,-2,0,"a, b",ab,a b,add,3,0');
  assert.equal(lines[4], "2,-2,1,3,cd,c d,add,,0");
  assert.equal(lines[5], "3,2,1,4,c-d,c d,subtract,7,1");
});

test("trustworthiness is said in words that warn", () => {
  assert.match(trustWords(0.99), /neighbors here are neighbors there/);
  assert.match(trustWords(0.7), /says little/);
});
