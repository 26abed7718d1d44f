/** @file The trace view in a real VS Code: it follows the editor and moves it, filters, searches, folds, and stays small. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

suite("the trace view", () => {
  let workbench: Workbench;
  let view: View;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py", width: 1400 });
    await workbench.lens(0, "rfft").click();
    await workbench.untilNote(problem, /✓ correct/);
    await workbench.command("Rulescope: Open Trace View");
    view = new View(workbench);
  });
  after(() => workbench.close());

  test("shows the problem, the answer and every step with its verdict", async () => {
    await view.untilText(".answer-line", /add\(\[5, 9\], \[1, 3\]\)= 72✓ correct/);
    await view.untilText(".count", /\d+ steps/);
    await workbench.screenshot("view-dark");
    const first = view.locator("[data-step='0']");
    assert.match((await first.getAttribute("aria-label")) ?? "", /^Step 1, line \d+, correct: /);
  });
});
