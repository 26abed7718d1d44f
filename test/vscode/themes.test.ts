/**
 * @file The trace in every kind of theme and in a narrow window: notes are readable against the editor's background (WCAG 2.2,
 * contrast of at least 4.5), and pictures are saved for people to look at.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { noteContrasts, noteRight } from "./notes.ts";
import { Workbench } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

const themes = [
  ["dark", "Default Dark Modern"],
  ["light", "Default Light Modern"],
  ["high-contrast-dark", "Default High Contrast"],
  ["high-contrast-light", "Default High Contrast Light"],
] as const;

suite("themes", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py" });
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(problem, /✓ correct/);
    await workbench.goToText("carry = 0");
    for (let i = 0; i < 6; i++) await workbench.page.keyboard.press("Control+Alt+.");
    await workbench.untilStepLine("total = digit1 + digit2 + carry");
  });
  after(() => workbench.close());

  for (const [name, theme] of themes) {
    test(`notes are readable in ${name}`, async () => {
      await workbench.chooseTheme(theme);
      const contrasts = await noteContrasts(workbench.page);
      assert.ok(contrasts.length >= 5, JSON.stringify(contrasts));
      for (const { note, contrast } of contrasts) assert.ok(contrast >= 4.5, `${note}: ${contrast.toFixed(2)}`);
      await workbench.screenshot(`trace-${name}`);
    });
  }

  test("a narrow window still shows the answer beside its problem", async () => {
    await workbench.chooseTheme(themes[0][1]);
    await workbench.page.setViewportSize({ width: 640, height: 900 });
    await workbench.page.keyboard.press("Control+b");
    await workbench.untilNote(problem, /✓ correct/);
    const right = await noteRight(workbench.page, problem);
    assert.ok(right > 0 && right <= 640, `the note ends at ${right}`);
    await workbench.screenshot("trace-narrow");
  });
});
