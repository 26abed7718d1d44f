/**
 * @file The trace view in a real VS Code: it follows the editor and moves it, filters, searches, folds, and
 * keeps its page small however long the run. One model writes a wrong total; the others are the bundled ones.
 */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { readProblems } from "../../src/core/document/problems.ts";
import { methodOf } from "../../src/core/method/methods.ts";
import { writeParrotModel } from "../engine/parrotModel.ts";
import { ruleText } from "../extension/realTrace.ts";
import { longRun } from "./longRun.ts";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

suite("the trace view", () => {
  let folder: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-view-"));
    const files = join(folder, "files");
    await cp(join(root, "samples"), files, { recursive: true });
    await writeFile(join(files, "rule.py"), ruleText);
    await writeWrongModel(join(folder, "models", "wrong"));
    const folderSettings = { "rulescope.modelFolders": [join(folder, "models")], "rulescope.device": "cpu" };
    workbench = await Workbench.open({ folder: files, file: "rule.py", width: 1400, folderSettings });
    await workbench.lenses();
    await workbench.command("Rulescope: Open Trace View");
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  const selected = () => view.locator(".step.selected").getAttribute("data-step");
  const untilSelected = (step: string) =>
    workbench.until(`step ${step} to be current`, 30_000, async () => {
      const value = await selected().catch(() => null);
      return { done: value === step, value };
    });

  test("says what to do while there is no run, and shows the run as it comes", async () => {
    await view.untilText(".empty", /No run yet.*Run Problem/);
    await workbench.screenshot("view-empty");
    await workbench.chooseModel("wrong");
    await view.locator(".empty vscode-button").click();
    await view.untilText(".answer-line", /add\(\[5, 9\], \[1, 3\]\)/);
    await view.untilText(".about", /rfft · wrong · CPU.* · \d+ steps · \d+ tokens · .*first wrong step 6/);
  });

  test("a step chosen in the view moves the editor; stepping in the editor moves the view", async () => {
    await view.locator("[data-step='5']").click();
    await workbench.untilStepLine("total = digit1 + digit2 + carry");
    await view.untilText(".details", /wrong value.*total/);
    await workbench.goToText("carry = 0");
    await untilSelected("1");
    await workbench.page.keyboard.press("Control+Alt+.");
    await untilSelected("2");
  });

  test("a wrong value is shown with what was expected, the difference marked", async () => {
    const row = view.locator("[data-step='5']");
    assert.match(
      (await row.textContent()) ?? "",
      /✗12total = digit1 \+ digit2 \+ carrywrong valuetotal=13 expected 12/,
    );
    assert.deepEqual(await row.locator("del").allTextContents(), ["13"]);
    assert.deepEqual(await row.locator("ins").allTextContents(), ["12"]);
  });

  test("keys go along the steps, to what is wrong, and into the search", async () => {
    await view.locator("[data-step='0']").click();
    await view.locator(".list[role=listbox]").first().focus();
    await workbench.keys("ArrowDown", "ArrowDown");
    await untilSelected("2");
    await workbench.keys("Home", "n");
    await untilSelected("5");
    await workbench.untilStepLine("total = digit1 + digit2 + carry");
    await workbench.keys("/", ..."result^");
    await view.untilText(".count", /found/);
    for (const text of await view.locator(".step .tokens").allTextContents()) assert.match(text, /result\^/);
    await workbench.keys("Escape");
    await view.locator(".loop").first().waitFor();
  });

  test("only failed steps, folded turns, tokens with their ids, and the prompt", async () => {
    const only = view.locator("vscode-checkbox");
    const before = await view.locator(".step").count();
    await only.click();
    await view.untilText(".count", /found/);
    assert.equal(await view.locator(".step.correct").count(), 0);
    await only.click();
    await view.locator(".loop").first().click();
    await workbench.until("a turn to fold", 10_000, async () => {
      const value = await view.locator(".step").count();
      return { done: value < before, value };
    });
    await view.locator(".loop").first().click();
    await view.locator(".tab", { hasText: "Tokens" }).click();
    await view.untilText(".prompt-toggle", /Show the prompt’s \d+ tokens/);
    assert.equal(await view.locator("[data-prompt]:visible").count(), 0, "the prompt's tokens are folded");
    await view.locator(".prompt-toggle").click();
    await view.untilText(".token-row.part", /Prompt \d+ tokens/);
    await view.untilText(".token-row:has([data-prompt='0'])", /^ +0 +\d+ +\S/);
    await workbench.screenshot("view-tokens");
    await view.locator(".prompt-toggle").click();
  });

  test("the prompt shows its tokens and their ids, and is searched", async () => {
    await view.locator(".tab", { hasText: "Prompt" }).click();
    await view.untilText(".rows:visible", /total/);
    await view.locator(".piece", { hasText: "total" }).first().hover();
    await view.untilText(".popover", /totalprompt token \d+ · id \d+/);
    await workbench.screenshot("view-prompt");
    await workbench.keys("/", ..."total//10");
    await view.untilText(".count", /1 found/);
    assert.deepEqual(
      (await view.locator(".prompt-line:visible").allTextContents()).map((it) => it.includes("total//10")),
      [true],
    );
    assert.ok((await view.locator(".piece.found").count()) > 0);
    await workbench.keys("Escape");
    await view.locator(".tab", { hasText: "Steps" }).click();
  });

  test("a token tells what else was likely, to the pointer and to the keyboard", async () => {
    await view.locator("[data-step='5'] .token").last().hover();
    await view.untilText(".popover", /^3token \d+ · id \d+.*entropy/);
    await workbench.screenshot("view-popover");
    await view.locator("[data-step='1']").click();
    await workbench.keys("ArrowRight", "ArrowRight");
    await view.untilText(".popover", /carrytoken \d+ · id/);
  });

  test("an edit marks the run as stale and leaves it there", async () => {
    await workbench.goToText("carry = 0", "end");
    await workbench.page.keyboard.type(" + 0");
    await view.untilText(".notices", /edited since this run/);
    await view.locator(".step").first().waitFor();
    await workbench.screenshot("view-stale");
    await workbench.undoUntil(async () => (await view.locator(".notice").count()) === 0);
  });

  test("a pinned view keeps its run, and the next one opens beside it", async () => {
    await view.locator("vscode-button[aria-label^=Pin]").click();
    await workbench.chooseModel("");
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(problem, /✓ correct/);
    assert.match((await view.locator(".about").textContent()) ?? "", /· wrong ·/);
    await view.locator("vscode-button[aria-label^=Pin]").click();
    await view.untilText(".about", /· addition-rfft ·/);
  });

  test("what somebody set is as it was after the window was reloaded, and so is the run", async () => {
    await view.locator(".tab", { hasText: "Tokens" }).click();
    await view.locator("vscode-dropdown").click();
    await view.locator("vscode-option", { hasText: "Entropy" }).click();
    await workbench.keys("/", ..."carry");
    await view.untilText(".count", /found/);
    const before = await view.untilText(".about", /· addition-rfft ·/);
    await workbench.reload(/rulescope\.trace.*state:\{tab:tokens,coloring:entropy,.*search:carry/);
    await view.untilText(".about", /· addition-rfft ·/);
    assert.equal(await view.locator(".about").textContent(), before);
    assert.equal(await view.locator(".tab[aria-selected=true]").textContent(), "Tokens");
    assert.match((await view.locator(".legend").textContent()) ?? "", /nats/);
    for (const text of await view.locator(".token-row .token:visible").allTextContents()) assert.match(text, /carry/);
    await workbench.screenshot("view-reloaded");
    await view.locator("vscode-text-field").click();
    await workbench.keys("Escape");
    await view.locator("vscode-dropdown").click();
    await view.locator("vscode-option", { hasText: "Probability" }).click();
    await view.locator(".tab", { hasText: "Steps" }).click();
    await workbench.lenses();
  });

  for (const [name, theme] of [
    ["light", "Default Light Modern"],
    ["high-contrast", "Default High Contrast"],
    ["high-contrast-light", "Default High Contrast Light"],
    ["dark", "Default Dark Modern"],
  ] as const)
    test(`is readable in ${name}`, async () => {
      await workbench.chooseModel("wrong");
      await workbench.clickLens(0, "rfft");
      await view.untilText(".about", /· wrong ·.*first wrong/);
      await view.locator("[data-step='5']").click();
      await view.untilText(".details", /wrong value/);
      await workbench.chooseTheme(theme);
      await workbench.screenshot(`view-${name}`);
    });

  test("fits a narrow window", async () => {
    const { page } = workbench;
    await page.keyboard.press("Control+b");
    await page.setViewportSize({ width: 760, height: 900 });
    await view.locator(".step.selected").waitFor();
    await workbench.until("the page to be as narrow as its window", 30_000, async () => {
      const [page = 0, window = 0] = await view.locator("body").evaluate((body) => [body.scrollWidth, innerWidth]);
      return { done: window < 500 && page <= window, value: `${page} of ${window} px` };
    });
    await workbench.screenshot("view-narrow");
    await page.setViewportSize({ width: 1400, height: 900 });
  });

  test("50,000 tokens leave the page small, and scrolling shows the rows in place", async (t) => {
    await view.post(longRun(50_000));
    await view.untilText(".about", /10,000 steps · 50,000 tokens/);
    await view.locator(".tab", { hasText: "Tokens" }).click();
    await view.locator("[data-index='0']").waitFor();
    for (const tab of ["Tokens", "Steps"]) {
      await view.locator(".tab", { hasText: tab }).click();
      const { frames, busy, most } = await view.scrollThrough(".lists .list:visible", 40);
      const words = (times: readonly number[]): string => {
        const sorted = [...times].sort((a, b) => a - b);
        return `${sorted[sorted.length >> 1]?.toFixed(1)} ms (median), ${sorted.at(-1)?.toFixed(1)} ms (slowest)`;
      };
      t.diagnostic(`${tab}: a frame takes ${words(frames)}, of it work ${words(busy)}; at most ${most} elements`);
      assert.ok(most < 3000, `${most} elements`);
    }
    await workbench.screenshot("view-long");
  });
});

async function writeWrongModel(dir: string): Promise<void> {
  const first = readProblems(ruleText, "python").problems[0] ?? assert.fail();
  const { prompt, response } = methodOf("rfft", "compact").render(first);
  await mkdir(dir, { recursive: true });
  const manifest = { name: "wrong", method: "rfft", dialect: "compact" } as const;
  await writeParrotModel(dir, { prompt, response: response.replace("total=12", "total=13"), ends: true, manifest });
}
