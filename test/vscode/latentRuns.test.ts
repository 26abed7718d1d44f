/**
 * @file The latent view of runs in a real VS Code: from a file and from the Runs view, steps and tokens, a map that is cancelled, models side by
 * side, runs that come meanwhile; and what is said where there is no map: one point, points that are all the same, a model without numbers.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Locator } from "playwright-core";
import { damagedModel } from "../damagedModel.ts";
import { savedAs } from "./fileDialog.ts";
import { View } from "./views.ts";
import { patience, Workbench } from "./workbench.ts";

const rfft = "task: addition\nmethod: rfft\n\n59+13\n47+58\n999+1\n";
const direct = "task: addition\nmethod: direct\n\n59+13\n47+58\n59 + 13\n";

suite("the latent view of runs", () => {
  let folder: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-latent-runs-"));
    const work = join(folder, "work");
    mkdirSync(work);
    writeFileSync(join(work, "rfft.problems"), rfft);
    writeFileSync(join(work, "direct.problems"), direct);
    damagedModel(join(folder, "models", "latent-damaged"));
    const folderSettings = { "rulescope.modelFolders": [join(folder, "models")], "rulescope.device": "cpu" };
    workbench = await Workbench.open({ folder: work, file: "rfft.problems", width: 1500, folderSettings });
    await workbench.activated();
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  const choose = (name: string, option: string) => view.choose(name, option);
  const field = async (label: string, text: string): Promise<void> => {
    await view.locator(`vscode-text-field[aria-label="${label}"] input`).fill(text);
  };
  const map = () => view.locator(".marks").first();
  /** In the group of the editors, not in that of the view. */
  const openFile = async (name: string): Promise<void> => {
    await workbench.keys("Control+1");
    await workbench.openFile(name);
  };
  const row = (text: string) => workbench.page.locator(".pane .monaco-list-row", { hasText: text }).first();
  const openRow = async (target: Locator): Promise<void> => {
    const command = workbench.page.locator(".monaco-menu .action-label", { hasText: "Open Latent View" });
    // A row that is drawn anew in this moment has no menu, and a menu that has just come may not take a click: then it stays.
    await workbench.until("the row's menu", patience, async () => {
      const value = await target
        .click({ button: "right", timeout: 5000 })
        .then(() => command.click({ timeout: 5000 }))
        .then(() => command.waitFor({ state: "detached", timeout: 2000 }))
        .then(() => "", String);
      if (value !== "") await workbench.keys("Escape");
      return { done: value === "", value };
    });
  };
  /** No click before it, which would fold a problem's runs away. */
  const openFromRuns = (text: string): Promise<void> => openRow(row(text));

  test("where no run is kept, the file's problems are run here, and their steps are the points", async () => {
    await workbench.command("Rulescope: Open Latent View");
    await view.untilText(".empty", /No run of rfft\.problems is saved yet/);
    await view.locator("vscode-button", { hasText: "Run All Problems" }).click();
    await view.untilText(".map-words", /128 → 2 dimensions · variance [\d.]+ % \+ [\d.]+ %/);
    await view.untilText(".status", /59 of 59 steps/);
    await view.untilText(".axes", /component 1 \([\d.]+ % of the variance\).*component 2/);
  });

  test("tokens are points as well, and a map that is cancelled rests until it is asked for again", async () => {
    await choose("What is shown", "tokens of runs of rfft.problems");
    await view.untilText(".status", /2\d\d of 2\d\d tokens/);
    await view.untilText(".map-words", /trustworthiness/);
    await view.locator("vscode-button[aria-label='Parameters of the map']").click();
    await choose("Method of the map", "t-SNE");
    await view.untilText(".map-words", /divergence/);
    assert.match((await view.locator(".axes").first().textContent()) ?? "", /^\d+(\.\d)? % of the map$/);
    await field("iterations", "20000");
    await view.untilText(".map-words", /t-SNE, still forming/);
    await view.untilText(".map-work", /layout, [\d,]+ of 20,000/);
    await view.locator(".map-work vscode-button", { hasText: "Cancel" }).first().click();
    await view.untilText(".map-words", /^Cancelled\. residual, layer 3 is drawn as far as it came\.$/);
    assert.match((await view.locator(".map-pane").first().getAttribute("class")) ?? "", /stale/);
    await map().focus();
    await workbench.keys("ArrowRight");
    await view.untilText(".point-detail", /token \d+/);
    assert.match((await view.locator(".map-words").first().textContent()) ?? "", /^Cancelled/);
    await workbench.screenshot("latent-cancelled");
    await view.locator("vscode-button", { hasText: "Draw Again" }).first().click();
    await view.untilText(".map-work", /layout, [\d,]+ of 20,000/);
    await field("iterations", "60");
    await view.untilText(".map-words", /divergence/);
    await choose("Method of the map", "PCA");
    await view.untilText(".map-words", /variance/);
    await choose("Component across", "3 (");
    await view.untilText(".axes", /component 3 \(/);
    await view.locator("vscode-button[aria-label='Parameters of the map']").click();
  });

  test("one run, and all runs of a problem, open from the Runs view", async () => {
    await workbench.command("Rulescope: Focus on Runs View");
    await openFromRuns("= 72");
    await view.untilText(".status", /17 of 17 steps/);
    await view.untilText(".map-words", /variance/);
    await workbench.screenshot("latent-one-run");
    await openFile("rfft.problems");
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote("59+13", /✓ correct/);
    await openFromRuns("2/2 correct · rfft.problems");
    await view.untilText(".status", /34 of 34 steps/);
    await map().focus();
    await workbench.keys("ArrowRight");
    await view.untilText(".near-list", /./);
  });

  test("runs that come meanwhile make the points stale, which one click mends", async () => {
    await choose("What is shown", "steps of all saved runs");
    await view.untilText(".status", /76 of 76 steps/);
    await workbench.clickLens(1, "rfft");
    await view.untilText(".notice", /Runs were saved or deleted since these points were made/);
    await workbench.screenshot("latent-stale");
    await view.locator("vscode-button", { hasText: "Show As It Is Now" }).click();
    await view.untilText(".status", /94 of 94 steps/);
    assert.equal(await view.locator(".notice").count(), 0);
    await choose("What is shown", "problems of all saved runs");
    await view.untilText(".status", /5 of 5 problems/);
    await view.untilText(".map-words", /128 → 2 dimensions/);
    await map().focus();
    await workbench.keys("ArrowRight");
    await view.untilText(".point-detail", /^answer \d+, rfft$/);
  });

  test("queries and keys of one head lie in one space; another model with the same tokens reads the same runs beside it", async () => {
    await openFile("direct.problems");
    await workbench.command("Rulescope: Open Latent View");
    await view.untilText(".empty", /No run of direct\.problems is saved yet/);
    await view.locator("vscode-button", { hasText: "Run All Problems" }).click();
    await view.untilText(".status", /3 of 3 steps/);
    await choose("What is shown", "tokens of runs of direct.problems");
    await view.untilText(".status", /\d+ of \d+ tokens/);
    await choose("Component, Map", "queries and keys");
    await view.untilText(".map-title", /queries and keys, layer \d, head 1/);
    await map().focus();
    await workbench.keys("2");
    await choose("Model, Second map", "addition-scratchpad");
    await choose("Component, Second map", "attention output");
    await view.untilText(".map-pane:nth-of-type(2) .map-title", /attention output/);
    await view.untilText(".map-pane:nth-of-type(2) .map-words", /variance/);
    await view.locator(".marks").nth(1).focus();
    await workbench.keys("[");
    await view.untilText(".map-pane:nth-of-type(2) .map-title", /attention output, layer 1/);
    await workbench.screenshot("latent-models");
    await choose("Export", "figure, SVG");
    const svg = (await savedAs(workbench, join(folder, "two.svg"))).toString("utf8");
    assert.match(
      svg,
      /\(a\) queries and keys, layer \d, head 1 of addition-direct.*\(b\) attention output, layer 1 of addition-scratchpad/s,
    );
    await map().focus();
    await workbench.keys("2");
  });

  test("one point, and points that are all the same, are no map: it is said, with what to do", async () => {
    await workbench.command("Rulescope: Focus on Runs View");
    await openFromRuns("= 105direct");
    await view.untilText(".map-words", /One point makes no map\. Choose more problems, steps or items\./);
    await view.locator(".tab[data-tab=where]").click();
    await view.untilText(".tab-body:not([hidden])", /nothing to probe for/);
    await view.locator(".tab[data-tab=clusters]").click();
    await view.untilText(".tab-body:not([hidden])", /No clusters yet: there is no map/);
    await workbench.screenshot("latent-one-point");
    const same = workbench.page.locator(".pane .monaco-list-row", { hasText: "= 72direct" });
    await same.nth(0).click();
    await same.nth(1).click({ modifiers: ["ControlOrMeta"] });
    await openRow(same.nth(1));
    await view.untilText(".status", /2 of 2 steps/);
    await view.untilText(".map-words", /All 2 points are the same here, so there is nothing to draw\./);
    await view.locator(".tab[data-tab=point]").click();
  });

  test("a model whose weights are no numbers is named, and what was shown before can be shown again", async () => {
    await choose("What is shown", "latent-damaged: items");
    await view.untilText(
      ".map-words",
      /latent-damaged gives no numbers at z: value 1 of point 1 is NaN\. Choose an earlier layer/,
    );
    await choose("What is shown", "latent-explanatory: items");
    await view.untilText(".map-words", /16 → 2 dimensions · variance 2\d\.\d % \+ 2\d\.\d %/);
    await map().focus();
    await workbench.keys("ArrowRight");
    await view.locator(".tab[data-tab=touch]").click();
    await view.untilText(".rules", /✓ .*– has no conclusion here/s);
    await workbench.screenshot("latent-explanatory");
  });
});
