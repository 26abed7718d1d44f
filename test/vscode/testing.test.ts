/** @file Problems as tests in a real VS Code: found without an open file, run from the Testing view, passed and failed, with their traces, again on save, stopped, a thousand. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { Rng } from "../../src/core/base/rng.ts";
import { addition } from "../../src/core/task/addition.ts";
import { View } from "./views.ts";
import { patience, Workbench } from "./workbench.ts";

/** The rule adds two where the model was trained to add nothing: its step is wrong there. */
const changedRule = `def add(num1, num2):
    """
    >>> add([5, 9], [1, 3])
    """
${addition.ruleSource.split("\n").slice(1).join("\n").replace("digit1 + digit2 + carry", "digit1 + digit2 + carry + 2")}`;

suite("the Test Explorer", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), width: 1400 });
    // Before anything looks for files: the window's search for them remembers what it found.
    await writeFile(join(workbench.folder, "changed.py"), changedRule);
    const rng = new Rng(5);
    const writeProblems = (name: string, count: number, length: number): Promise<void> => {
      const lines = Array.from({ length: count }, () => addition.toText(addition.sample(rng, length)).replace("=", ""));
      return writeFile(join(workbench.folder, name), `task: addition\n\n${lines.join("\n")}\n`);
    };
    await writeProblems("many.problems", 1000, 1);
    await writeProblems("endless.problems", 2000, 5);
  });
  after(() => workbench.close());

  /** The rows of the Testing view, as a screen reader says them. */
  const rows = async (): Promise<string[]> => {
    const found = await workbench.page.locator(".test-explorer-tree .monaco-list-row").all();
    return Promise.all(found.map(async (it) => (await it.getAttribute("aria-label")) ?? ""));
  };
  const untilRow = (pattern: RegExp) =>
    workbench.until(`a row that fits ${pattern}`, patience, async () => {
      const value = await rows();
      return { done: value.some((it) => pattern.test(it)), value };
    });

  const row = (text: string) =>
    workbench.page.locator(".test-explorer-tree .monaco-list-row", { hasText: text }).first();

  const testedRuns = async (): Promise<number> => [...(await workbench.log()).matchAll(/problems? tested in/g)].length;

  /** Clicks what a row shows while the pointer rests on it. */
  const action = (text: string, name: string) =>
    workbench.until(`${name} on the row ${text}`, patience, async () => {
      await workbench.page.mouse.move(900, 450);
      await row(text).hover();
      const button = row(text).locator(`.actions-container [aria-label*="${name}"]`);
      const done = await button.click({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      return {
        done,
        value: await row(text)
          .locator("[aria-label]")
          .evaluateAll((its) => its.map((it) => it.ariaLabel)),
      };
    });

  test("finds the problems of the folder while no file is open", async () => {
    await workbench.activated();
    await workbench.command("Testing: Focus on Test Explorer View");
    await untilRow(/addition\.problems/);
    await row("addition.problems").click();
    await workbench.page.keyboard.press("ArrowRight");
    await untilRow(/^(59\+13|add\(\[5, 9\])/);
    await workbench.page.keyboard.press("ArrowLeft");
    await workbench.screenshot("testing-found");
  });

  test("runs the problems of the open file", async () => {
    await workbench.openFile("addition.py");
    await workbench.lenses();
    await workbench.page.keyboard.press("Control+1");
    await workbench.command("Test: Run Tests in Current File");
    await untilRow(/addition\.py.*Passed/);
    await workbench.page.locator(".test-explorer-tree .monaco-list-row", { hasText: "addition.py" }).click();
    await workbench.page.keyboard.press("ArrowRight");
    const shown = await untilRow(/add\(\[9, 9, 9\], \[1\]\).*Passed/);
    assert.equal(shown.filter((it) => /^add\(.*Passed/.test(it)).length, 5, shown.join("\n"));
    await workbench.screenshot("testing-passed");
  });

  test("a step that is wrong is shown at its line of the rule, as expected against got", async () => {
    await workbench.openFile("changed.py");
    await workbench.lenses();
    await workbench.command("Test: Run Tests in Current File");
    await untilRow(/changed\.py.*Failed/);
    await workbench.page.locator(".test-explorer-tree .monaco-list-row", { hasText: "changed.py" }).click();
    await workbench.command("Test: Peek Output");
    await workbench.page.locator(".test-output-peek").waitFor();
    await workbench.page
      .locator(".test-output-peek .view-line", { hasText: /total\s=\s1[24]/ })
      .first()
      .waitFor();
    await workbench.screenshot("testing-failed");
    await workbench.keys("Escape", "Control+1");
    await workbench.page.locator(".test-output-peek").waitFor({ state: "hidden" });
  });

  test("a result leads to its trace with one click", async () => {
    await action("changed.py", "Open Trace");
    const view = new View(workbench);
    await view.untilText(".answer-line", /add\(\[5, 9\], \[1, 3\]\)/);
    await view.untilText(".about", /first wrong step/);
    await workbench.untilNote(">>> add([5, 9], [1, 3])", /wrong|right answer/);
    await workbench.screenshot("testing-trace");
    await workbench.command("View: Close All Editors");
  });

  test("problems run again with each save, for as long as that is wanted", async () => {
    await workbench.openFile("changed.py");
    await action("changed.py", "Turn on Continuous Run");
    await workbench.goToText("total = digit1 + digit2 + carry + 2", "end");
    for (let i = 0; i < 4; i++) await workbench.page.keyboard.press("Backspace");
    await workbench.page.keyboard.press("Control+s");
    await untilRow(/changed\.py.*Passed/);
    await workbench.page.keyboard.type(" + 2");
    await workbench.page.keyboard.press("Control+s");
    await untilRow(/changed\.py.*Failed/);
    await action("changed.py", "Turn off Continuous Run");
    const before = await testedRuns();
    await workbench.goToText("total = digit1 + digit2 + carry + 2", "end");
    await workbench.page.keyboard.type(" ");
    await workbench.page.keyboard.press("Control+s");
    await workbench.page.locator(".tab.active:not(.dirty)").waitFor();
    // What another file's run leaves in the log comes after all that this save could have begun.
    await workbench.openFile("addition.py");
    await workbench.command("Test: Run Tests in Current File");
    await workbench.until("that run", patience, async () => {
      const value = await testedRuns();
      return { done: value > before, value };
    });
    assert.equal(await testedRuns(), before + 1);
  });

  test("a run is stopped half-way", async () => {
    await workbench.openFile("endless.problems");
    await untilRow(/endless\.problems/);
    await workbench.command("Test: Run Tests in Current File");
    await untilRow(/endless\.problems.*(Running|Queued)/i);
    await workbench.command("Test: Cancel Test Run");
    await workbench.until("the log to say so", patience, async () => {
      const value = (await workbench.log()).split("\n").slice(-6).join("\n");
      return { done: /2,000 problems tested in [^,]+, stopped/.test(value), value };
    });
  });

  test("a thousand problems run with progress, and the editor answers meanwhile", async () => {
    await workbench.openFile("many.problems");
    await untilRow(/many\.problems/);
    await workbench.command("Test: Run Tests in Current File");
    await untilRow(/many\.problems.*(Running|Queued)/i);
    await workbench.goTo(500);
    await untilRow(/many\.problems.*(Passed|Failed)/);
    assert.match(await workbench.log(), /1,000 problems tested in/);
    await workbench.screenshot("testing-many");
  });

  test("is readable in high contrast", async () => {
    await workbench.openFile("changed.py");
    for (const [name, theme] of [
      ["high-contrast", "Default High Contrast"],
      ["high-contrast-light", "Default High Contrast Light"],
      ["light", "Default Light Modern"],
    ] as const) {
      await workbench.chooseTheme(theme);
      await workbench.screenshot(`testing-${name}`);
    }
  });
});
