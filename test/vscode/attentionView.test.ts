/**
 * @file The attention view in a real VS Code, on the activations of the bundled rule-following model: it follows the editor and moves it, paints
 * the rule's lines, reads out numbers to pointer and keys, exports the numbers that it shows, keeps its state, and says what is missing.
 */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { writeEarlierModel } from "../engine/earlierModel.ts";
import { writeParrotModel } from "../engine/parrotModel.ts";
import { savedAs } from "./fileDialog.ts";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

suite("the attention view", () => {
  let folder: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-attention-"));
    // Its graph looks the next token up: it answers, and has no attention.
    const polly = { name: "polly", method: "direct", task: "addition" } as const;
    await mkdir(join(folder, "models", "polly"), { recursive: true });
    await writeParrotModel(join(folder, "models", "polly"), { prompt: "59+13=", response: "72", manifest: polly });
    await writeEarlierModel(join(root, "models", "addition-rfft"), join(folder, "models", "earlier"), 200);
    const folderSettings = { "rulescope.modelFolders": [join(folder, "models")], "rulescope.device": "cpu" };
    workbench = await Workbench.open({
      folder: join(root, "samples"),
      file: "addition.py",
      width: 1500,
      height: 950,
      folderSettings,
    });
    await workbench.lenses();
    await workbench.page.keyboard.press("Control+b");
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  /** What stands before the visible lines that are painted, by line. */
  const painted = (): Promise<Record<string, string>> =>
    workbench.page.evaluate(() => {
      const found: Record<string, string> = {};
      for (const line of document.querySelectorAll<HTMLElement>(".editor-instance .view-line"))
        for (const span of line.querySelectorAll<HTMLElement>("span[class*='ced-']")) {
          const { content } = getComputedStyle(span, "::before");
          const weight = /[0-9.]+.%/.exec(content)?.[0];
          if (weight) found[(line.textContent ?? "").replaceAll("\u00a0", " ").trim()] = weight.replace("\u00a0", " ");
        }
      return found;
    });

  const tab = (name: string) => view.locator(".tab", { hasText: name }).click();

  const save = async (choice: string, name: string): Promise<Buffer> => {
    await view.locator("vscode-dropdown.export").click();
    await view.locator("vscode-dropdown.export vscode-option", { hasText: choice }).click();
    return savedAs(workbench, join(folder, name));
  };

  test("says what to do while there is no run, and what is missing where a model has no activations to show", async () => {
    await workbench.command("Rulescope: Open Attention View");
    await view.untilText(".empty", /No run yet.*which line of the rule it read.*Run Problem/);
    await workbench.chooseModel("polly");
    await workbench.clickLens(0, "direct");
    await workbench.untilNote(problem, /72/);
    await view.untilText(
      ".empty",
      /No activations to show.*polly does not say how its layers are built.*Choose a model/,
    );
    await workbench.screenshot("attention-error");
    await workbench.chooseModel("");
  });

  test("opens on a run: its steps by the rule's lines, and the lines painted in the editor", async () => {
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(problem, /✓ correct/);
    await view.untilText(
      ".about",
      /rfft · addition-rfft · 3 × 2 heads · 195 tokens, 125 of them prompt · recomputed in/,
    );
    await view.locator("canvas").first().waitFor();
    await view.locator(".step-scroller canvas").focus();
    await workbench.keys("ArrowRight", "ArrowRight");
    const words = await view.untilText(
      ".summary",
      /^Step 2 \(line 22\) read .* % at line 2\d, .*; .* % in its own steps\./,
    );
    await workbench.untilStepLine("carry = 0");
    const [, weight = "", line = ""] = /read ([\d.]+ %) at line \d+, ([^;]+);/.exec(words) ?? [];
    await workbench.until("the line to be painted", 30_000, async () => {
      const value = await painted();
      return { done: value[line] === weight, value };
    });
    await workbench.goToText("carry = 0");
    await workbench.until("the editor to step on", 60_000, async () => {
      const value = (await view.locator(".summary").textContent()) ?? "";
      if (value.startsWith("Step 2 ")) {
        // Pressed again, because a busy window has the keys some time after the click.
        await workbench.keys("Control+Alt+.");
        await workbench.page.waitForTimeout(1500);
      }
      return { done: /^Step [34] \(line 2[45]\)/.test(value), value };
    });
    await view.locator("summary", { hasText: "as a table" }).click();
    await view.untilText(".number-table caption", /Attention weights at the tokens that wrote each step/);
    await view.untilText(".number-table tbody tr", /^step 1: L2 result=\[\]0\.\d+/);
    await view.locator("summary", { hasText: "as a table" }).click();
    await workbench.screenshot("attention-steps");
  });

  test("a cell of the steps tells its weight, and a click goes there", async () => {
    const canvas = view.locator(".step-scroller canvas");
    const box = await canvas.boundingBox();
    assert.ok(box);
    const cell = box.width / 17;
    await canvas.hover({ position: { x: 3.5 * cell, y: 18 + 5 * 20 + 10 } });
    await view.untilText(".summary", /^Step 4, L5 num1- digit1=9, read [\d.]+ % at line 25, digit1 = num1\.pop/);
    await canvas.click({ position: { x: 5.5 * cell, y: 30 } });
    await workbench.untilStepLine("total = digit1 + digit2 + carry");
    await workbench.page.mouse.move(0, 0);
    await view.untilText(".code-row.claimed", /27total = digit1 \+ digit2 \+ carry/);
  });

  test("keys walk over heads, and one head alone is what is shown and painted", async () => {
    await workbench.keys("h");
    await view.locator("button.head[data-layer='0'][data-head='0']").press("ArrowDown");
    await view.locator("button.head[data-layer='1'][data-head='0']").press("ArrowRight");
    await workbench.keys("Enter");
    await view.untilText(".answer-line", /layer 1, head 1$/);
    const words = await view.untilText(".summary", /^Step 6 \(line 27\) read/);
    const [, weight = "", line = ""] = /read ([\d.]+ %) at line \d+, ([^;]+);/.exec(words) ?? [];
    await workbench.until("the head's lines to be painted", 30_000, async () => {
      const value = await painted();
      return { done: value[line] === weight, value };
    });
  });

  test("a matrix cell reads out to the pointer and to keys, is pinned, and is exported with the same number", async () => {
    await tab("Matrix");
    const canvas = view.locator("canvas.matrix");
    await canvas.hover({ position: { x: 96 + 60, y: 300 } });
    await view.untilText(".summary", /^token \d+ “.+” reads .* % \(.*\) at token \d+ “.+”\.$/);
    await canvas.focus();
    const [, hovered = ""] = /^token (\d+)/.exec((await view.locator(".summary").textContent()) ?? "") ?? [];
    await workbench.keys("ArrowUp", "ArrowLeft", "+", "+", "Enter");
    await view.untilText(".pin", new RegExp(`^${Number(hovered) - 1} .*→`));
    const words = await view.untilText(".summary", new RegExp(`^token ${Number(hovered) - 1} `));
    await workbench.screenshot("attention-matrix");
    const [, query = "", exact = "", key = ""] = /token (\d+) .*\(([\d.e-]+)\) at token (\d+)/.exec(words) ?? [];
    await workbench.keys("0");
    const lines = (await save("numbers, CSV", "matrix.csv")).toString().split("\n");
    assert.match(
      lines.slice(0, 3).join("\n"),
      /# add\(\[5, 9\], \[1, 3\]\): layer 1, head 1.*\n.*\n.*addition-rfft \(model\.onnx [0-9a-f]{12}\)/,
    );
    const cells = (lines[4 + Number(query)] ?? "").replace(/^"(?:[^"]|"")*",/, ",").split(",");
    assert.equal(Number(cells[1 + Number(key)]).toPrecision(4), exact, "the view and the export show the same number");
    const npy = await save("numbers, NPY", "matrix.npy");
    const start = npy.length - 195 * 195 * 4;
    assert.equal(npy.readFloatLE(start + (Number(query) * 195 + Number(key)) * 4).toPrecision(4), exact);
  });

  test("lines, text, heads and ablations of the step", async () => {
    await tab("Lines");
    assert.equal(await view.locator(".summary").textContent(), "", "what was read out in another tab is gone");
    await view.untilText(".line-pane", /Left: tokens of step/);
    await view.locator(".line-pane canvas").focus();
    await workbench.keys("ArrowDown", "ArrowDown");
    await view.untilText(".summary", /^To write “.+” \(\d+\) the model read/);
    await tab("Text");
    await view.locator(".text-token", { hasText: "total" }).last().click();
    await view.untilText(".summary", /^To write “.*total” \(\d+\) the model read [\d.]+ %/);
    await workbench.keys("ArrowRight");
    await view.untilText(".summary", /^To write “=”/);
    await workbench.screenshot("attention-text");
    await tab("Heads");
    await view.locator(".heads-pane button.sort", { hasText: "operands" }).click();
    await view.untilText(".heads-pane tbody tr", /^L0 H1/);
    await view.locator(".heads-pane vscode-text-field").click();
    await workbench.keys(..."L1");
    await view.untilText(".heads-pane [role=status]", /^Showing 2 of 6 heads$/);
    await view.untilText(".heads-pane tbody tr", /^L1 H0/);
    await workbench.screenshot("attention-heads");
    await tab("Ablation");
    await view.untilText(".ablation-pane thead tr", /effect ↓rankweight at line 27rank/);
    await view.untilText(".ablation-pane tbody tr", /^L\d H\d.*nats1\..*%\d\./);
    await view.locator(".ablation-pane vscode-button", { hasText: "Try on This Step" }).click();
    await view.untilText(".tried", /Its tokens together: .* before, .* without/);
    await workbench.screenshot("attention-ablation");
  });

  test("a run is compared with another one: side by side, and patched", async () => {
    await tab("Patching");
    await view.untilText(".patch-pane .cause-words", /Choose a run to compare this one with/);
    await view.locator(".compared-bar vscode-button", { hasText: "Choose Run" }).click();
    await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Another problem" }).click();
    const input = workbench.page.locator(".quick-input-widget input");
    await workbench.until("the box that asks for a call", 30_000, async () => {
      const value = await input.inputValue().catch(() => "");
      return { done: value.startsWith("add("), value };
    });
    await input.fill("add([5, 8], [1, 3])");
    await workbench.keys("Enter");
    await view.untilText(".compared-words", /Compared with: add\(\[5, 8\], \[1, 3\]\) · addition-rfft · 195 tokens/);
    await view.untilText(
      ".patch-pane .cause-words",
      /^Measured at token \d+: “.+” in the clean run, “.+” in the corrupted run/,
    );
    await view.locator(".patch-pane vscode-button", { hasText: "Patch" }).click();
    await view.untilText(
      ".patch-pane .step-note",
      /The most is restored at .*\((1\.0\d|0\.9\d)\).*ln p of “.+” and “.+”/,
    );
    await view.locator(".patch-pane canvas").focus();
    await workbench.keys("ArrowDown", "ArrowRight");
    await view.untilText(".summary", /^layer 0, line 21: restores -?[\d.]+\.$/);
    await workbench.screenshot("attention-patching");
    const effects = (await save("numbers, CSV", "patch.csv")).toString();
    assert.match(effects, /other run: add\(\[5, 8\], \[1, 3\]\) by addition-rfft/);
    assert.match(effects, /\nembedding,.*\nlayer 0,.*\nlayer 1,.*\nlayer 2,/s);
    await tab("Compare");
    await view.untilText(".compare-pane .step-note", /same visit of the same line: 17 of 17 and 17 steps/);
    await view.locator(".compare-pane canvas").focus();
    await workbench.keys("ArrowDown", "ArrowRight");
    await view.untilText(
      ".summary",
      /^this .* %, other .* %, difference -?[\d.]+ points: 2 L3 carry=0, 7 {2}def add\(num1, num2\):$/,
    );
    await workbench.screenshot("attention-compare");
  });

  test("a response is compared with how the model of an earlier step reads it", async () => {
    await view.locator(".compared-bar vscode-button", { hasText: "Choose Run" }).click();
    const rows = workbench.page.locator(".quick-input-list .monaco-list-row");
    await rows
      .filter({ hasText: /^\s*addition-rfft, step 200/ })
      .filter({ hasText: "this response, as another model reads it" })
      .click();
    await view.untilText(
      ".compared-words",
      /Compared with: add\(\[5, 9\], \[1, 3\]\) · addition-rfft, step 200 · 195 tokens/,
    );
    await view.untilText(".compare-pane .step-note", /same visit of the same line: 17 of 17 and 17 steps/);
    await view.locator(".compare-pane canvas").focus();
    await workbench.keys("ArrowDown", "ArrowRight");
    const words = await view.untilText(".summary", /^this [\d.]+ %, other [\d.]+ %, difference -?[\d.]+ points/);
    assert.doesNotMatch(words, /difference 0\.0 points/);
    await workbench.screenshot("attention-earlier");
    const numbers = (await save("numbers, CSV", "earlier.csv")).toString();
    assert.match(
      numbers,
      /other run: add\(\[5, 9\], \[1, 3\]\) by addition-rfft, step 200 \(model\.onnx [0-9a-f]{12}\)/,
    );
    await tab("Patching");
    await view.untilText(
      ".patch-pane .cause-words",
      /by addition-rfft, step 200: .*same model\. Choose a run by addition-rfft\.$/,
    );
  });

  test("rollout goes through all layers, in the view and in the editor", async () => {
    await tab("Steps");
    const before = await view.untilText(".summary", /^Step \d+ /);
    await view.locator("vscode-dropdown[aria-label^='How far']").click();
    await view.locator("vscode-option", { hasText: "rollout: all layers" }).click();
    await view.untilText(".answer-line", /rollout through all layers, layer 1, head 1$/);
    const words = await workbench.until("another sentence", 30_000, async () => {
      const value = (await view.locator(".summary").textContent()) ?? "";
      return { done: value !== before && value.startsWith("Step"), value };
    });
    const [, weight = "", line = ""] = /read ([\d.]+ %) at line \d+, ([^;]+);/.exec(words) ?? [];
    await workbench.until("the lines to be painted by it", 30_000, async () => {
      const value = await painted();
      return { done: value[line] === weight, value };
    });
    await workbench.screenshot("attention-rollout");
    await view.locator("vscode-dropdown[aria-label^='How far']").click();
    await view.locator("vscode-option", { hasText: "each head by itself" }).click();
    await view.untilText(".answer-line", /\) {2}layer 1, head 1$/);
  });

  test("pictures are saved with their caption", async () => {
    await tab("Steps");
    const svg = (await save("picture, SVG", "steps.svg")).toString();
    assert.match(svg, /What each step read: attention weights.*training seed \d+.*recomputed on the CPU/s);
    const png = await save("picture, PNG", "steps.png");
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    await mkdir(join(root, ".cache", "screenshots"), { recursive: true });
    await cp(join(folder, "steps.png"), join(root, ".cache", "screenshots", "attention-figure.png"));
  });

  for (const [name, theme] of [
    ["light", "Default Light Modern"],
    ["high-contrast", "Default High Contrast"],
    ["high-contrast-light", "Default High Contrast Light"],
    ["dark", "Default Dark Modern"],
  ] as const)
    test(`is readable in ${name}`, async () => {
      await workbench.chooseTheme(theme);
      await view.locator(".step-scroller canvas").waitFor();
      await workbench.screenshot(`attention-${name}`);
    });

  test("what was chosen outlives a reload of the window", async () => {
    await tab("Matrix");
    await view.locator("vscode-checkbox", { hasText: "without first token" }).click();
    // Without the file that the address names VS Code opens what was open.
    await workbench.page.evaluate(() => {
      const address = new URL(location.href);
      address.searchParams.delete("payload");
      history.replaceState(null, "", address.href);
    });
    await workbench.command("Developer: Reload Window");
    await view.untilText(".empty", /No run yet/);
    await workbench.clickLens(0, "rfft");
    await view.untilText(".answer-line", /layer 1, head 1$/);
    assert.equal(await view.locator(".tab[aria-selected='true']").textContent(), "Matrix");
    assert.equal(
      await view.locator("vscode-checkbox", { hasText: "without first" }).getAttribute("aria-checked"),
      "true",
    );
  });
});
