/** @file A person's first minute in a real VS Code: open the sample, click the lens, watch the trace, step through it, edit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { seenNotes, watchNotes } from "./notes.ts";
import { patience, Workbench } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

suite("the sample in VS Code", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ folder: join(root, "samples"), file: "addition.py" });
  });
  after(() => workbench.close());

  test("each problem has a line of lenses", async () => {
    const lenses = await workbench.lenses();
    assert.equal(lenses.length, 5);
    for (const text of lenses) assert.match(text, /^Run\s*\|\s*Debug\s*\|\s*direct\s*\|\s*scratchpad\s*\|\s*rfft$/);
    await workbench.screenshot("1-lenses-dark");
  });

  test("a click runs the problem, and the trace streams in beside the rule", async () => {
    await watchNotes(workbench.page);
    await workbench.clickLens(0, "rfft");
    const note = await workbench.untilNote(problem, /correct|expected|could not/);
    assert.match(note, /^72\s+✓ correct/);
    const seen = await seenNotes(workbench.page, problem);
    assert.ok(
      seen.some((it) => /writing… step \d+/.test(it)),
      `steps were shown while the model wrote: ${JSON.stringify(seen)}`,
    );
    assert.match(await workbench.noteAt("digit1 = num1.pop() if num1 else 0"), /num1=\[\].*digit1=5.*✓.*×2/);
    assert.match(await workbench.noteAt("carry = total // 10"), /carry=0.*✓.*×2/);
    assert.match(await workbench.noteAt("return result"), /→ \[7, 2\].*✓/);
    assert.deepEqual(await workbench.notifications(), []);
    await workbench.screenshot("2-trace-dark");
  });

  test("next, previous and first wrong step move the highlighted line", async () => {
    await workbench.goTo(9);
    await workbench.page.keyboard.press("Control+Alt+.");
    await workbench.untilStepLine("result = []");
    for (const line of ["carry = 0", "while num1 or num2:", "digit1 = num1.pop() if num1 else 0"]) {
      await workbench.page.keyboard.press("Control+Alt+.");
      await workbench.untilStepLine(line);
    }
    await workbench.page.keyboard.press("Control+Alt+.");
    await workbench.untilStepLine("digit2 = num2.pop() if num2 else 0");
    await workbench.untilNote("digit2 = num2.pop() if num2 else 0", /num2=\[1\].*digit2=3.*✓$/);
    await workbench.untilNote("total = digit1 + digit2 + carry", /^$/); // a later step is not shown yet
    await workbench.untilStatus(/step 5 of \d+/);
    await workbench.screenshot("3-step-dark");
    await workbench.command("Rulescope: Previous Step");
    await workbench.untilStepLine("digit1 = num1.pop() if num1 else 0");
  });

  test("the hover of a rule line tells the claimed state and the tokens", async () => {
    const text = await workbench.hover("digit1 = num1.pop() if num1 else 0", "digit1");
    assert.match(text, /Step 4 of \d+/);
    assert.match(text, /claimed/);
    assert.match(text, /Tokens:.*%/s);
    assert.match(text, /Least certain/);
    assert.match(text, /addition-rfft/);
    await workbench.screenshot("4-hover-dark");
    await workbench.page.keyboard.press("Escape");
  });

  test("several problems keep their latest trace each; the cursor chooses which one the rule shows", async () => {
    await workbench.clickLens(1, "rfft");
    await workbench.untilNote(">>> add([4, 7], [5, 8])", /✓ correct/);
    assert.match(await workbench.noteAt(problem), /✓ correct/);
    assert.match(await workbench.noteAt("return result"), /→ \[1, 0, 5\]/);
    await workbench.goToText(problem);
    await workbench.untilNote("return result", /→ \[7, 2\]|^$/);
  });

  test("an edit of the rule marks the trace stale and keeps it; undo makes it fresh", async () => {
    await workbench.goToText("carry = total // 10", "end");
    await workbench.page.keyboard.type(" ");
    await workbench.page.keyboard.type("+ 1");
    await workbench.untilNote(problem, /edited since this run/);
    assert.match(await workbench.noteAt("digit1 = num1.pop() if num1 else 0"), /digit1=/);
    await workbench.screenshot("5-stale-dark");
    await workbench.undoUntil(async () => !/edited since/.test(await workbench.noteAt(problem)));
  });

  test("lines inserted above move the trace along without making it stale", async () => {
    await workbench.goTo(1);
    await workbench.page.keyboard.press("Enter");
    await workbench.page.waitForTimeout(1000);
    assert.match(await workbench.noteAt("digit1 = num1.pop() if num1 else 0"), /digit1=/);
    assert.doesNotMatch(await workbench.noteAt(problem), /edited since/);
  });

  test("the log says how long activation and the first token took", async () => {
    const log = await workbench.log();
    assert.match(log, /activated in \d+(\.\d+)? ms/);
    assert.match(log, /first token after \d+ ms \(cold/);
    assert.match(log, /first token after \d+ ms \(warm/);
  });

  test("the scratchpad and the direct answer are checked as well", async () => {
    await workbench.clickLens(2, "scratchpad");
    await workbench.untilNote(">>> add([6], [7])", /✓ correct\s+· scratchpad/);
    await workbench.clickLens(2, "direct");
    await workbench.untilNote(">>> add([6], [7])", /✓ correct\s+· direct/);
  });

  test("Select Model lists the bundled models, and the choice is what Run takes", async () => {
    assert.deepEqual(await workbench.choices("Rulescope: Select Model", "Open a model folder"), [
      "Automatic",
      "addition-direct",
      "addition-rfft",
      "addition-scratchpad",
      "Open a model folder…",
    ]);
    await workbench.choose("addition-direct");
    await workbench.until("the setting to change", patience, async () => {
      const value = await workbench.log();
      return { done: value.includes('rulescope.model is now "addition-direct"'), value: "" };
    });
    await workbench.clickLens(2, "Run");
    await workbench.untilNote(">>> add([6], [7])", /· direct/);
    await workbench.choices("Rulescope: Select Model", "Open a model folder");
    await workbench.choose("Automatic");
  });

  test("Select Device says what this machine can use", async () => {
    const choices = await workbench.choices("Rulescope: Select Device", "cpu");
    assert.equal(choices[0], "auto");
    assert.ok(choices.includes("cpu"));
    await workbench.choose("cpu");
    await workbench.clickLens(0, "rfft");
    await workbench.untilStatus(/CPU/);
  });

  test("Copy Diagnostics puts versions, devices and models on the clipboard", async () => {
    await workbench.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await workbench.command("Rulescope: Copy Diagnostics");
    const text = await workbench.until("the clipboard to hold the diagnostics", patience, async () => {
      const value = await workbench.page.evaluate(() => navigator.clipboard.readText());
      return { done: value.includes("Rulescope"), value };
    });
    assert.match(text, /ONNX Runtime \d/);
    assert.match(text, /- cpu: available/);
    assert.match(text, /- addition-rfft: addition, rfft/);
    assert.deepEqual(await workbench.notifications(), []);
  });
});
