/**
 * @file The ways into a debugging session in a real VS Code: F5 at the cursor and a launch.json that completes itself, also one that names
 * what is not there. And another token in the place of the model's, which branches as a changed value does.
 */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { DebugView } from "./debugView.ts";
import { patience, Workbench } from "./workbench.ts";

const program = `\${workspaceFolder}/addition.py`;
const configurations = [
  { name: "Good", program, problem: "add([4, 7], [5, 8])", model: "", method: "rfft" },
  { name: "No file", program: `\${workspaceFolder}/nowhere.py` },
  { name: "No model", program, model: "nowhere" },
  { name: "No problem", program, problem: "subtract([1], [2])" },
];

suite("starting to debug in VS Code", () => {
  let workbench: Workbench;
  let view: DebugView;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py", width: 1500, height: 1000 });
    view = new DebugView(workbench);
    await workbench.lenses();
  });
  after(() => workbench.close());

  const start = async (name: string): Promise<void> => {
    await workbench.choices("Debug: Select and Start Debugging", name);
    await workbench.choose(name);
  };

  test("F5 debugs the problem at the cursor, with no launch.json", async () => {
    await workbench.goToText(">>> add([6], [7])");
    await workbench.page.keyboard.press("F5");
    await view.untilStep(1);
    await view.untilVariable("num1", "[6]");
  });

  test("another token in the place of the model's makes a branch, which the model goes on from", async () => {
    for (let step = 2; step <= 6; step++) {
      await view.stepOver();
      await view.untilStep(step);
    }
    await view.untilVariable("total", "13");
    const tokens = await workbench.choices("Rulescope: Pick Another Token", "total");
    assert.deepEqual(tokens, ['"\\nL7"', '" total"', '"="', '"1"', '"3"']);
    const alternatives = workbench.page.locator(".quick-input-list .monaco-list-row");
    await workbench.click("the token of the digit", alternatives.filter({ hasText: '"3"' }).first());
    await alternatives.filter({ hasText: '"3"' }).locator(".codicon-check").waitFor();
    await workbench.screenshot("debug-token-dark");
    const another = alternatives.filter({ hasNot: workbench.page.locator(".codicon-check") }).first();
    await workbench.click("another token", another);
    await view.untilVariable("total", /^\d+ ≠ 13$/); // the rule goes on as it was, the model from the token
    await workbench.page.locator(".debug-variables .scope", { hasText: "Branches" }).waitFor();
    await workbench.screenshot("debug-token-branch-dark");
    await view.stop();
  });

  test("launch.json completes models and problems", async () => {
    await mkdir(join(workbench.folder, ".vscode"), { recursive: true });
    const shared = { type: "rulescope", request: "launch" };
    const all = { version: "0.2.0", configurations: configurations.map((it) => ({ ...shared, ...it })) };
    const text = `${JSON.stringify(all, null, 2)}\n`;
    await writeFile(join(workbench.folder, ".vscode", "launch.json"), text);
    await workbench.openFile("launch.json");
    const proposals = workbench.page.locator(".suggest-widget .monaco-list-row");
    for (const [value, first] of [
      ['"model": "', /addition-rfft/],
      ['"problem": "', /add\(\[5, 9\], \[1, 3\]\)/],
    ] as const) {
      const before = text.slice(0, text.indexOf(value) + value.length).split("\n");
      await workbench.goTo(before.length, (before.at(-1) ?? "").length + 1);
      await workbench.until(`proposals for ${value}`, patience, async () => {
        await workbench.page.keyboard.press("Control+Space");
        await proposals
          .first()
          .waitFor({ timeout: 5000 })
          .catch(() => {});
        const value = await proposals.allTextContents();
        return { done: value.some((it) => first.test(it.replaceAll("\u00a0", " "))), value };
      });
      await workbench.screenshot(`launch-${value.slice(1, 6)}`);
      await workbench.page.keyboard.press("Escape");
    }
  });

  for (const [name, message] of [
    ["No file", /There is no file .*nowhere\.py.*Correct the path/s],
    ["No model", /There is no model named nowhere.*Known models: .*addition-rfft/s],
    ["No problem", /There is no problem subtract\(\[1\], \[2\]\) in addition\.py.*Problems: add\(\[5, 9\]/s],
  ] as const)
    test(`a configuration with ${name.toLowerCase()} says what is missing and what there is`, async () => {
      await start(name);
      const dialog = workbench.page.locator(".monaco-dialog-box");
      await dialog.waitFor();
      assert.match(((await dialog.textContent()) ?? "").replaceAll("\u00a0", " "), message);
      if (name === "No model") await workbench.screenshot("launch-no-model");
      await workbench.page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      await workbench.page.locator(".debug-toolbar").waitFor({ state: "hidden" });
    });

  test("a configuration that fits starts after those, and outlives its engine", async () => {
    await workbench.openFile("addition.py");
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(">>> add([5, 9], [1, 3])", /✓ correct/); // then the log names the engine's process
    await start("Good");
    await view.untilStep(1);
    await view.untilVariable("num2", "[5, 8]");
    await workbench.killEngine();
    // By its button: the keyboard may still be where the launch was chosen.
    const over = workbench.page.locator(".debug-toolbar .codicon-debug-step-over");
    await workbench.click("the button for a step", over);
    await view.untilStep(2);
    await view.untilVariable("carry", "0");
    await view.stop();
  });
});
