/**
 * @file The case map in a real VS Code: two maps side by side, what the pointer and the keys say, a cell's run in the editor, the oracle's
 * difference, the table, a square that is drawn and trained with, the export, and the state over a reload.
 */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { exampleMapRecipe, roundHole, writeMapModel } from "../extension/madeMap.ts";
import { savedAs } from "./fileDialog.ts";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

suite("the case map", () => {
  let folder: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-map-"));
    const files = join(folder, "files");
    const models = join(folder, "models");
    await cp(join(root, "samples"), files, { recursive: true });
    for (const record of ["five-tasks.json", "lengths-rfft.json"])
      await cp(join(root, "results", "case-based", record), join(files, record));
    const recipe = await exampleMapRecipe();
    const small = { ...recipe.model, layers: 1, width: 32, feedForward: 64 };
    await writeMapModel(join(models, "hole"), { name: "hole", ...roundHole, changes: { model: small } });
    const early = { square: roundHole.square, right: () => 0, steps: 1000 };
    await writeMapModel(join(models, "hole", "snapshots", "step-1000"), { name: "hole", ...early });
    await writeMapModel(join(models, "triangle"), {
      name: "triangle",
      square: roundHole.square,
      right: ({ row, column }, distance) => (distance !== undefined && row + column >= 100 ? 0 : 5),
      uncovered: ({ row, column }) => row + column > 100 && Math.max(Math.abs(row - 50), Math.abs(column - 50)) <= 10,
      changes: { method: "scratchpad" },
    });
    const folderSettings = { "rulescope.modelFolders": [models], "rulescope.device": "cpu" };
    workbench = await Workbench.open({ folder: files, file: "addition.py", width: 1500, folderSettings });
    await workbench.lenses();
    await workbench.page.keyboard.press("Control+b");
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  /** The middle of a cell of the n-th map, from the canvas' corner. */
  const placeOf = async (row: number, column: number, nth = 0): Promise<{ x: number; y: number }> => {
    const box = await view.locator("canvas").nth(nth).boundingBox();
    assert.ok(box);
    const size = Math.min((box.width - 50) / 100, (box.height - 42) / 100);
    return { x: 42 + (column + 0.5) * size, y: 6 + (row + 0.5) * size };
  };

  test("the record in the active editor, whatever its name, is the one that is opened", async () => {
    await workbench.openFile("five-tasks.json");
    const offered = await workbench.choices("Rulescope: Open Case Map", "addition.square");
    assert.ok(offered.includes("chickens-and-rabbits.random"), offered.join(", "));
    await workbench.keys("Escape");
    await workbench.openFile("addition.py");
  });

  test("models with a map are offered, and two open side by side", async () => {
    const offered = await workbench.choices("Rulescope: Open Case Map", "hole");
    assert.ok(offered.includes("triangle"), offered.join(", "));
    const rows = workbench.page.locator(".quick-input-list .monaco-list-row");
    for (const name of [/^\s*hole(?!,)/, "triangle"]) await rows.filter({ hasText: name }).first().click();
    await workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
    await view.untilText(".summary", /hole: addition, direct. Trained cells: 100 % \(47,795 of 47,795\) right/);
    await view.untilText(".summary", /In the held-out square: \d+\.\d %.*interval/);
    assert.equal(await view.locator("canvas").count(), 2);
    await view.locator(".chart.distance").waitFor();
    await view.locator(".chart.loss").waitFor();
    await workbench.screenshot("map-dark");
  });

  test("pointing at a cell tells its problem and what each model answered", async () => {
    await view
      .locator("canvas")
      .first()
      .hover({ position: await placeOf(47, 52) });
    await view.untilText(".readout", /47\+52= 99.*a = 47, b = 52 · held out, 7 from the rim/);
    await view.untilText(".readout", /hole.*right 0 of 5 · answered 89 5 times.*triangle.*right 5 of 5/);
  });

  test("keys move the cell cursor and zoom about it", async () => {
    await view.locator("canvas").first().focus();
    await workbench.page.mouse.move(0, 0);
    await workbench.keys("ArrowUp", "ArrowUp", "ArrowRight");
    await view.untilText(".readout", /49\+51= 100|48\+51= 99|49\+50= 99/);
    for (let i = 0; i < 7; i++) await workbench.keys("+");
    await workbench.screenshot("map-zoom");
    await workbench.keys("0");
  });

  test("the difference to the oracle, which is computed where the record has none", async () => {
    await view.untilText(".summary", /hole:.*step-coverage oracle expects in \d+\.\d %/);
    await view.locator("vscode-dropdown").first().click();
    await view.locator("vscode-option", { hasText: "Accuracy − oracle" }).click();
    await view.locator("svg[aria-label='Legend: Accuracy − oracle']").waitFor();
    await workbench.screenshot("map-difference");
    await view.locator("vscode-dropdown").first().click();
    await view.locator("vscode-option", { hasText: "Accuracy" }).first().click();
  });

  test("the table says the same, and can be left again", async () => {
    await view.locator("vscode-button", { hasText: "Table" }).click();
    await view.untilText(".table-bar .muted", /^441 of 10,000 cells/);
    await view.untilText(".table .row", /a = 40, b = 40 · held out, 0 from the rim.*right 5 of 5/);
    await workbench.screenshot("map-table");
    await view.locator("vscode-button", { hasText: "Table" }).click();
    await view.locator("canvas").first().waitFor();
  });

  test("what was shown, and how, comes back after a reload", async () => {
    await view.locator("canvas").first().focus();
    await workbench.keys("+", "+");
    const before = await view.untilText(".readout", /a = \d+, b = \d+/);
    const [cell = "", row = "", column = ""] = /a = (\d+), b = (\d+)/.exec(before) ?? [];
    await workbench.reload(
      new RegExp(`rulescope\\.map.*state:.*zoom:\\{k:[^1].*cursor:\\{row:${row},column:${column}\\}`),
    );
    await view.untilText(".summary", /hole: addition, direct/);
    assert.equal(await view.locator("canvas").count(), 2);
    await view.untilText(".readout", new RegExp(cell));
    await workbench.screenshot("map-reloaded");
    await view.locator("vscode-button", { hasText: "Whole" }).click();
  });

  test("a clicked cell runs in the editor, by the map's model", async () => {
    await view
      .locator("canvas")
      .first()
      .click({ position: await placeOf(12, 34) });
    await workbench.untilNote("12+34", /46/);
    await view
      .locator("canvas")
      .first()
      .click({ position: await placeOf(13, 35) });
    await workbench.untilNote("13+35", /48/);
    await workbench.screenshot("map-run");
  });

  test("a drawn square is named, one too large is refused, and a training with it fills its map", async () => {
    await view.locator("vscode-button", { hasText: "Hold Out Squares" }).click();
    const canvas = view.locator("canvas").first();
    const box = await canvas.boundingBox();
    assert.ok(box);
    const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
      const [start, end] = [await placeOf(...from), await placeOf(...to)];
      await workbench.page.mouse.move(box.x + start.x, box.y + start.y);
      await workbench.page.mouse.down();
      await workbench.page.mouse.move(box.x + end.x, box.y + end.y, { steps: 5 });
      await workbench.page.mouse.up();
    };
    await drag([2, 2], [80, 80]);
    await view.untilText(".brush", /half-width 39, which is too large.*can be at most 26/);
    await canvas.focus();
    await workbench.keys("Delete");
    await drag([20, 60], [30, 70]);
    await view.untilText(".brush", /1hole_\(25, 65\)_5_121_0-100: trains on 9,879 cells, holds 121 out/);
    await workbench.screenshot("map-brush");
    await view.locator(".brush vscode-text-field input").fill("12");
    await view.locator("vscode-button", { hasText: "Train With These Held Out" }).click();
    await view.untilText(".pane:last-child .pane-title", /hole-without-25-65-5/);
    await view.untilText(".pane:last-child .work", /preparing|training|measuring/);
    await workbench.until("the map to be measured", 240_000, async () => {
      const value = (await view.locator(".summary").last().textContent()) ?? "";
      const over = !(await view.locator(".pane").last().locator(".work").isVisible());
      return { done: over && /hole-without-25-65-5: .*9,879/.test(value), value };
    });
    await workbench.screenshot("map-trained");
  });

  test("a training that is cancelled says so", async () => {
    await view.locator("vscode-button", { hasText: "Hold Out Squares" }).click();
    await view.locator("canvas").first().focus();
    await workbench.keys("b");
    await view.locator(".brush vscode-text-field input").fill("50000");
    await view.locator("vscode-button", { hasText: "Train With These Held Out" }).click();
    await view.untilText(".pane:last-child .work", /training, step/);
    await view.locator(".pane:last-child .work vscode-button").click();
    await view.untilText(".pane:last-child .work", /stopped/, 120_000);
    await view.locator(".pane").last().locator(".close").click();
  });

  test("the figure, the cells and the maps are saved with a caption", async () => {
    for (const name of ["figure.svg", "cells.csv", "maps.json", "figure.png"]) {
      await view.locator("vscode-button[aria-label='Export…']").click();
      await savedAs(workbench, join(folder, name));
    }
    const svg = await readFile(join(folder, "figure.svg"), "utf8");
    assert.match(svg, /Case map\. Each cell is one problem.*1hole_\(50, 50\)_10_441_0-100.*seed 1/s);
    const csv = (await readFile(join(folder, "cells.csv"), "utf8")).split("\n");
    assert.equal(csv[1 + 47 * 100 + 52], "hole,addition,direct,47,52,47+52=,1,7,5,0,0,89 x5");
    assert.match(await readFile(join(folder, "maps.json"), "utf8"), /"caption": "Case map/);
    const png = await readFile(join(folder, "figure.png"));
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    await mkdir(join(root, ".cache", "screenshots"), { recursive: true });
    await cp(join(folder, "figure.png"), join(root, ".cache", "screenshots", "map-figure.png"));
  });

  test("the map of an earlier step of the training is offered, and stands beside that of its end", async () => {
    await view.locator("vscode-button", { hasText: "Add Map" }).click();
    const row = workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: /^\s*hole, step 1000/ });
    await row.click();
    await workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
    await view.untilText(".pane:last-child .pane-title", /hole, step 1000/);
    await workbench.until("its sentence", 30_000, async () => {
      const value = (await view.locator(".summary").allTextContents()).join(" ");
      return { done: /hole, step 1000: addition, direct\. Trained cells: 0(\.0)? %/.test(value), value };
    });
    await workbench.screenshot("map-steps");
    await view.locator(".pane").last().locator(".close").click();
  });

  for (const [name, theme] of [
    ["light", "Default Light Modern"],
    ["high-contrast", "Default High Contrast"],
    ["high-contrast-light", "Default High Contrast Light"],
  ] as const)
    test(`is readable in ${name}`, async () => {
      await workbench.chooseTheme(theme);
      await workbench.screenshot(`map-${name}`);
    });

  test("an empty view says what to do", async () => {
    const closes = view.locator(".pane .close");
    await workbench.until("every map to be removed", 60_000, async () => {
      const value = await closes.count(); // one that was removed may still stand there for a moment
      if (value > 0)
        await closes
          .first()
          .click({ timeout: 1000 })
          .catch(() => {});
      return { done: value === 0, value };
    });
    await view.untilText(".empty", /No case map yet.*rulescope train/);
    await workbench.screenshot("map-empty");
  });

  test("a record of lengths shows its curves, and nothing that only a map can do", async () => {
    await workbench.openFile("lengths-rfft.json");
    await workbench.choices("Rulescope: Open Case Map", "29m-tokens.seed-1");
    await workbench.page.locator(".quick-input-list .monaco-list-row").first().click();
    await workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
    await view.locator(".chart.length").waitFor();
    for (const name of ["Zoom in (+)", "Show the whole grid (0)"])
      assert.equal(await view.locator(`vscode-button[aria-label="${name}"]`).isVisible(), false, name);
    assert.equal(await view.locator(".readout").isVisible(), false);
    await view.locator("vscode-button[aria-label='Export…']").waitFor();
    await workbench.screenshot("map-lengths");
  });
});
