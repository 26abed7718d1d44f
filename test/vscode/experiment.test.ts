/** @file Recipes in a real VS Code: their lens, their completion and checks, and an experiment that is run, cancelled and gone on with. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { parseExperimentRecord } from "../../src/core/record/experiment.ts";
import { exampleVaeRecipe } from "../core/recipe/exampleVaeRecipe.ts";
import { problemsShown } from "./problemsPanel.ts";
import { View } from "./views.ts";
import { patience, Workbench } from "./workbench.ts";

const tiny = {
  version: 1,
  name: "tiny",
  description: "As small as a model can be.",
  seed: 1,
  task: "addition",
  method: "direct",
  samples: 40,
  lengths: [1, 1],
  model: {
    layers: 1,
    width: 16,
    heads: [{ rotary: true, window: null }],
    feedForward: 32,
    activation: "relu",
    tiedEmbeddings: true,
    coupledPositions: 0,
    positionCoupling: "none",
  },
  training: {
    steps: 12,
    batchTokens: 128,
    learningRate: 0.01,
    warmupSteps: 2,
    schedule: "constant",
    finalLearningRateRatio: 1,
    weightDecay: 0,
    clip: 1,
    beta1: 0.9,
    beta2: 0.99,
    checkpointEverySteps: 4,
  },
  evaluation: { lengths: [1, 1], perLength: 4, seed: 3 },
};
const sweep = {
  version: 1,
  kind: "experiment",
  name: "sweep",
  description: "Two seeds.",
  base: "tiny.json",
  axes: [{ name: "seed", at: "seed", values: [1, 2] }],
};
const endless = { ...tiny, name: "endless", training: { ...tiny.training, steps: 1_000_000 } };
const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

suite("recipes in VS Code", () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-recipes-"));
    await mkdir(join(folder, "recipes"));
    const files = {
      tiny,
      sweep,
      endless,
      vae: exampleVaeRecipe,
      broken: { ...tiny, name: "broken", task: "baking" },
      other: { version: 1 },
    };
    for (const [name, value] of Object.entries(files))
      await writeFile(join(folder, "recipes", `${name}.json`), json(value));
    workbench = await Workbench.open({ folder, file: "recipes/sweep.json" });
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  const lens = () => workbench.page.locator(".codelens-decoration a");
  const untilNotified = (pattern: RegExp) =>
    workbench.until(`a notification like ${pattern}`, patience, async () => {
      const value = await workbench.notifications();
      return { done: value.some((text) => pattern.test(text)), value };
    });

  test("an experiment runs from its lens, and its record is there when it says so", async () => {
    await lens().filter({ hasText: "Run Experiment (2 trainings)" }).click();
    const row = workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Run" }).first();
    await row.waitFor();
    await workbench.screenshot("experiment-choose");
    assert.match((await row.textContent()) ?? "", /experiments\/sweep.*2 trainings/);
    await workbench.choose("2 trainings");
    await untilNotified(/Experiment sweep: 2 of 2 variants measured\. By length: [\d.]+ % right\./);
    await workbench.screenshot("experiment-done");
    const path = join(workbench.folder, "experiments", "sweep", "experiment.json");
    const record = parseExperimentRecord(await readFile(path, "utf8"), path);
    assert.deepEqual(
      record.variants.map(({ name }) => name),
      ["seed-1", "seed-2"],
    );
    await workbench.page.locator(".notification-toast a.monaco-button", { hasText: "Show" }).click();
    const asked = workbench.page.locator(".quick-input-list .monaco-list-row");
    for (const name of ["seed-1", "seed-2"]) await asked.filter({ hasText: name }).first().click();
    await workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
    const view = new View(workbench);
    await view.untilText(".summary", /seed-1: addition, direct/);
    await view.locator(".summary", { hasText: "seed-2: addition, direct" }).waitFor();
    await workbench.screenshot("experiment-shown");
    await workbench.closeNotifications();
  });

  test("a recipe of one training is run by the command, cancelled, and gone on with", async () => {
    await workbench.openFile("endless.json");
    await lens().filter({ hasText: "Train and Measure" }).waitFor();
    const asked = await workbench.choices("Rulescope: Run Experiment", "experiments/endless");
    assert.deepEqual(asked, ["Run", "Choose Another Folder…"]);
    await workbench.choose("one training");
    await untilNotified(/Experiment endless: step \d+ of 1000000, loss \d/);
    await workbench.screenshot("experiment-running");
    await workbench.page.locator(".notification-toast a.monaco-button", { hasText: "Cancel" }).click();
    await untilNotified(/Experiment endless was stopped\./);
    const out = join(workbench.folder, "experiments", "endless");
    assert.ok(existsSync(join(out, "endless", "checkpoints")), "what it did is kept");
    await workbench.closeNotifications();
    assert.deepEqual(await workbench.choices("Rulescope: Run Experiment", "0 of 1 measured already"), [
      "Resume",
      "Choose Another Folder…",
    ]);
    await workbench.page.keyboard.press("Escape");
  });

  test("a language VAE's recipe has its lens and its fields' meaning, and is trained and measured", async () => {
    await workbench.openFile("vae.json");
    await lens().filter({ hasText: "Train and Measure" }).waitFor();
    await workbench.until("what the field means", patience, async () => {
      await workbench.page.mouse.move(0, 0);
      const value = await workbench.hover("freeBits", "freeBits");
      return { done: /Nats that each dimension of z may cost for free/.test(value), value };
    });
    await lens().filter({ hasText: "Train and Measure" }).click();
    await workbench.choose("one training");
    await untilNotified(/Experiment test-latent: measured\. Conclusions by the rule's mean: [\d.]+ % exact\./);
    const path = join(workbench.folder, "experiments", "test-latent", "experiment.json");
    const record = parseExperimentRecord(await readFile(path, "utf8"), path);
    assert.equal(record.variants[0]?.rules?.evaluation.ruleMean.total, 20);
    await workbench.page.locator(".notification-toast a.monaco-button", { hasText: "Show" }).click();
    await workbench.page.locator(".tab.active", { hasText: "experiment.json" }).waitFor();
    await workbench.closeNotifications();
  });

  test("a malformed recipe is marked where it is wrong, and its lens says why it cannot be run", async () => {
    await workbench.openFile("broken.json");
    await lens().filter({ hasText: "This recipe cannot be run" }).waitFor();
    await workbench.page.locator(".squiggly-warning, .squiggly-error").first().waitFor();
    const problems = await problemsShown(workbench);
    assert.ok(
      problems.some((text) => /Value is not accepted.*"addition"/.test(text)),
      problems.join("\n"),
    );
    await lens().filter({ hasText: "This recipe cannot be run" }).click();
    await untilNotified(/The recipe .*broken\.json is malformed: field `task`: expected .*"addition".*, got "baking"/);
    await workbench.screenshot("recipe-broken");
    await workbench.closeNotifications();
  });

  test("pointing at a field tells what it means", async () => {
    await workbench.openFile("tiny.json");
    // The lens above the first line moves the others down when it comes.
    await lens().filter({ hasText: "Train and Measure" }).waitFor();
    await workbench.until("what the field means", patience, async () => {
      await workbench.page.mouse.move(0, 0);
      const value = await workbench.hover("positionCoupling", "positionCoupling");
      return { done: /numbered by the element of the problem that they belong to/.test(value), value };
    });
    await workbench.screenshot("recipe-hover");
  });

  test("other JSON files have no lens", async () => {
    await workbench.openFile("other.json");
    await workbench.page.waitForTimeout(1000);
    assert.equal(await lens().count(), 0);
  });
});
