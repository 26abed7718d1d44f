/** @file The charts of the case map: golden drawings of a small map and of curves with intervals, the ramps, and the exported figure. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { rgb } from "d3";
import { type CurveChart, curveChart } from "../../webview/charts/curveChart.ts";
import { legendWords, mapChart, outline } from "../../webview/charts/mapChart.ts";
import { inkOn, layers, rampFor } from "../../webview/charts/ramp.ts";
import { paperInk } from "../../webview/charts/svg.ts";
import { wrapped } from "../../webview/charts/wrapped.ts";
import { figure } from "../../webview/map/paint/figure.ts";
import { shownModel, tinyGrid } from "./madeModel.ts";
import { drawnText, drawnWords, svgDocument } from "./svgDocument.ts";

const on = () => ({ document: svgDocument(), ink: paperInk });

/** `UPDATE_GOLDEN=1` writes the file anew. */
async function golden(name: string, text: string): Promise<void> {
  const path = join(import.meta.dirname, "golden", name);
  if (process.env["UPDATE_GOLDEN"] === "1") await writeFile(path, text);
  assert.equal(text, await readFile(path, "utf8"));
}

const axes = { rows: { name: "a", from: 0, to: 3 }, columns: { name: "b", from: 0, to: 4 } };

test("a small map: runs of one color are one rectangle, cells without a problem none, the square is outlined", async () => {
  const chart = mapChart(
    {
      title: "tiny",
      subtitle: "addition, direct",
      layer: "accuracy",
      ...axes,
      value: (row, column) => (row === 3 && column === 4 ? undefined : row === 1 && column > 0 && column < 3 ? 0 : 1),
      isHeld: (row, column) => row === 1 && column > 0 && column < 3,
      outlined: true,
      width: 254,
    },
    on(),
  );
  await golden("mapChart.txt", drawnText(chart));
});

test("curves with intervals: bands, bars, markers, both axes and a legend", async () => {
  const curve: CurveChart = {
    title: "Held-out cells by distance to the rim",
    xLabel: "cells inwards of the rim",
    yLabel: "accuracy",
    scale: "share",
    series: [
      {
        name: "one",
        style: 0,
        points: [0, 1, 2].map((x) => ({ x, y: 0.5 - x / 4, interval: [0.4 - x / 8, 0.6] as const })),
      },
      { name: "two", style: 1, points: [{ x: 0, y: 1, interval: [0.9, 1] }] },
    ],
    width: 300,
    height: 200,
    legend: true,
  };
  await golden("curveChart.txt", drawnText(curveChart(curve, on())));
});

/** The words of a chart of one loss that falls from 5 to `lowest`. */
function lossWords(lowest: number): readonly string[] {
  const points = [5, lowest].map((y, index) => ({ x: 1 + index * 200, y }));
  const chart: CurveChart = {
    title: "Loss",
    xLabel: "step",
    yLabel: "nats",
    scale: "log",
    series: [{ name: "a", style: 0, points }],
    width: 300,
    height: 200,
    legend: false,
  };
  return drawnWords(curveChart(chart, on()));
}

test("a loss that falls over decades has each decade on its axis", () => {
  const words = lossWords(0.025);
  for (const tick of ["0.01", "0.1", "1", "10"]) assert.ok(words.includes(tick), `${tick} among ${words.join(", ")}`);
});

test("one that falls over ten has every other, in few characters", () => {
  const ticks = lossWords(2e-9).filter((word) => /^[\d.]+(e-\d+)?$/.test(word) && Number(word) <= 10);
  assert.deepEqual(ticks, ["1e-8", "1e-6", "1e-4", "0.01", "1"]);
});

test("both ramps are told apart by lightness alone, and text on them can be read", () => {
  const lightness = (color: string): number => {
    const { r, g, b } = rgb(color);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const accuracy = Array.from({ length: 21 }, (_, step) => lightness(rampFor("accuracy").color(step / 20)));
  for (const [step, value] of accuracy.slice(1).entries()) assert.ok(value > (accuracy[step] ?? 0), `step ${step}`);
  const { color } = rampFor("difference");
  for (const side of [-1, 1])
    for (let step = 1; step <= 10; step++)
      assert.ok(lightness(color((side * step) / 10)) < lightness(color((side * (step - 1)) / 10)), `${side} ${step}`);
  assert.equal(inkOn(rampFor("accuracy").color(1)), "#111111");
  assert.equal(inkOn(rampFor("accuracy").color(0)), "#ffffff");
  assert.deepEqual(Object.keys(legendWords), [...layers]);
});

test("an outline goes once around each held-out part, and none around scattered cells", () => {
  const isHeld = (row: number, column: number): boolean => (row === 0 && column === 0) || (row >= 2 && column >= 3);
  const path = outline({ ...axes, isHeld, outlined: true }, 10);
  assert.equal(path, "M0,0H10M0,10H10M30,20H50M30,40H50M0,0V10M10,0V10M30,20V40M50,20V40");
  assert.equal(outline({ ...axes, isHeld, outlined: false }, 10), "");
});

test("the figure has each map with its letter, the curves, and a caption with what made it", () => {
  const maps = [shownModel("one", tinyGrid()), shownModel("two", tinyGrid())];
  const { svg, caption } = figure(maps, "accuracy", { document: svgDocument() });
  const words = drawnWords(svg);
  for (const expected of ["(a) one", "(b) two", "Held-out cells by distance to the rim", "Loss in training"])
    assert.ok(words.includes(expected), expected);
  assert.match(
    caption,
    /\(a\) one: addition, direct; 25 problems, 4 answers at temperature 1 to each; split 1hole_\(2, 2\)_1_9_0-5/,
  );
  assert.match(
    caption,
    /Trained cells 100 % \(64 of 64\), held out 8\.3 % \(3 of 36\), 95 % interval 2\.9 to 21\.8 %\. seed 7\./,
  );
  assert.match(drawnText(svg), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
});

test("a caption is wrapped at spaces and loses nothing", () => {
  const text = "one two three fourteen_letters five";
  assert.deepEqual(wrapped(text, 9), ["one two", "three", "fourteen_letters", "five"]);
  assert.equal(wrapped(text, 12).join(" "), text);
});
