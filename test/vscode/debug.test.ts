/** @file A person debugs a model's reasoning in a real VS Code: a breakpoint, a step back, a changed value and the branch that it makes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Locator } from "playwright-core";
import { root } from "../../scripts/environment.js";
import { DebugView } from "./debugView.ts";
import { patience, Workbench } from "./workbench.ts";

suite("debugging in VS Code", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py", width: 1500, height: 1000 });
  });
  after(() => workbench.close());

  const view = (): DebugView => new DebugView(workbench);
  const rows = (): Locator => view().rows();
  const untilVariable = (name: string, value: string | RegExp): Promise<string> => view().untilVariable(name, value);
  const untilStep = (step: number): Promise<string> => view().untilStep(step);

  const command = (title: string): Promise<void> => workbench.command(title);

  test("the lens starts a session, which stands at the model's first step", async () => {
    await workbench.lenses();
    await workbench.clickLens(1, "Debug");
    await untilStep(1);
    await untilVariable("num1", "[4, 7]");
    await workbench.screenshot("debug-entry-dark");
  });

  test("a breakpoint stops it, and it steps back", async () => {
    await workbench.goToText("carry = total // 10");
    await workbench.page.keyboard.press("F9");
    await command("Debug: Continue");
    await untilStep(8);
    await untilVariable("carry", "1");
    await workbench.until("the values to stand beside the line", patience, async () => {
      const lines = await workbench.page.locator(".editor-instance .view-line").allTextContents();
      const value =
        lines.map((it) => it.replaceAll("\u00a0", " ")).find((it) => it.includes("carry = total // 10")) ?? "";
      return { done: value.includes("carry = 1, total = 15"), value };
    });
    await workbench.screenshot("debug-breakpoint-dark");
    await workbench.page.locator(".debug-toolbar .codicon-debug-step-back").click();
    await untilStep(7);
    await untilVariable("carry", "0");
    await command("Debug: Step Over");
    await untilStep(8);
  });

  test("a changed value branches, and the model goes on from it", async () => {
    await untilVariable("carry", "1");
    await rows().filter({ hasText: "carry =" }).first().dblclick();
    await workbench.page.locator(".debug-variables input").waitFor();
    await workbench.page.keyboard.press("Control+a");
    await workbench.page.keyboard.type("0");
    await workbench.page.keyboard.press("Enter");
    await untilVariable("carry", "0");
    await workbench.page.locator(".debug-variables .scope", { hasText: "Branches" }).waitFor();
    await workbench.goToText("carry = total // 10");
    await workbench.page.keyboard.press("F9");
    await command("Debug: Continue");
    await untilVariable("result", "[9, 5]");
    for (const scope of ["Branches", "Step"]) {
      await rows()
        .filter({ hasText: new RegExp(`^${scope}$`) })
        .first()
        .click();
    }
    await untilVariable("verdict", "correct");
    await workbench.screenshot("debug-branch-dark");
  });

  test("one can go back to the model's own reasoning, where it answers as the rule does", async () => {
    const choices = await workbench.choices("Rulescope: Go to Branch", "carry = 0");
    assert.equal(choices.length, 2);
    await workbench.choose(choices[0] ?? "");
    await untilVariable("carry", "1");
    await command("Debug: Continue");
    await untilVariable("result", "[1, 0, 5]");
    for (const [theme, name] of [
      ["Default Light Modern", "light"],
      ["Default High Contrast", "hc"],
    ] as const) {
      await workbench.chooseTheme(theme);
      await workbench.screenshot(`debug-end-${name}`);
    }
  });

  test("branches are compared side by side", async () => {
    await command("Rulescope: Compare Branches");
    await workbench.until("the comparison to open", 30_000, async () => {
      const value = (await workbench.page.locator(".tab").allTextContents()).join(" | ");
      return { done: value.includes("Compare: add([4, 7], [5, 8])"), value };
    });
    await workbench.screenshot("debug-compare-hc");
  });

  test("an edit under the session is told, and the session goes on", async () => {
    await workbench.goToText("# Return the result.", "end");
    await workbench.page.keyboard.type(" Really.");
    await workbench.page.keyboard.press("Control+Shift+y");
    await workbench.page.locator(".repl", { hasText: "The rule was edited" }).waitFor();
    await workbench.page.locator(".debug-toolbar .codicon-debug-step-back").click();
    await untilStep(17);
    await view().stop();
  });
});
