/**
 * @file What goes wrong, in a real VS Code: wrong answers, models that never end, a killed engine, missing and damaged models, rules
 * that cannot run, files that are too long or malformed. Each gives one clear message, and what was shown stays. The models
 * here write what the test decides; everything around them is real.
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
import { problemsShown } from "./problemsPanel.ts";
import { patience, Workbench } from "./workbench.ts";

const ruleFile = `def add(num1, num2):
    """
    >>> add([5, 9], [1, 3])
    [7, 2]
    """
    result = []
    carry = 0
    while num1 or num2:
        digit1 = num1.pop() if num1 else 0
        digit2 = num2.pop() if num2 else 0
        total = digit1 + digit2 + carry
        result.insert(0, total % 10)
        carry = total // 10
    if carry:
        result.insert(0, carry)
    return result
`;
const problemLine = ">>> add([5, 9], [1, 3])";

suite("trouble in VS Code", () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-trouble-"));
    await writeModels(join(folder, "models"));
    const files = join(folder, "files");
    await cp(join(root, "test", "vscode", "fixture"), files, { recursive: true });
    await writeFile(join(files, "rule.py"), ruleFile);
    await writeFile(join(files, "long.py"), `# ${"x".repeat(97)}\n`.repeat(100_000).concat(ruleFile));
    // In the folder's settings: in a window whose files are on a server, paths in the user's own are not the server's.
    const folderSettings = { "rulescope.modelFolders": [join(folder, "models")], "rulescope.device": "cpu" };
    workbench = await Workbench.open({ folder: files, file: "rule.py", folderSettings });
    await workbench.lenses();
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  test("a wrong step gets a diagnostic with expected against claimed, and First Wrong Step goes there", async () => {
    await workbench.chooseModel("wrong");
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(problemLine, /wrong from step 6/);
    await workbench.goToText("result = []");
    await workbench.keys("Control+Alt+r", "w");
    await workbench.untilStepLine("total = digit1 + digit2 + carry");
    assert.match(await workbench.noteAt("total = digit1 + digit2 + carry"), /total=13.*✗ expected total=12/);
    await workbench.untilStatus(/step 6 of \d+/);
    const problems = await problemsShown(workbench);
    assert.equal(
      problems.filter((it) => /Step 6 of add.*12.*13|Step 6 of add.*13.*12/.test(it)).length,
      1,
      problems.join("\n"),
    );
    assert.ok(
      problems.some((it) => /the rule's line/.test(it)),
      problems.join("\n"),
    );
    await workbench.screenshot("7-wrong-dark");
    assert.deepEqual(await workbench.notifications(), []);
  });

  test("an engine killed in mid-run gives one message and keeps what was shown; the next run works", async () => {
    await workbench.chooseModel("endless");
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(problemLine, /writing… step \d+/);
    await workbench.killEngine();
    await workbench.untilNote(problemLine, /could not finish after step \d+/);
    await workbench.oneNotification(/The engine stopped.*Run again/);
    assert.match(await workbench.noteAt("result = []"), /result=\[\].*✓/);
    await workbench.screenshot("8-engine-killed-dark");
    await workbench.notificationButton("Run Again");
    await workbench.untilNote(problemLine, /writing… step \d+/);
  });

  test("stop ends a run and keeps what was written, without a message", async () => {
    await workbench.untilNote(problemLine, /does not stop|stopped/);
    await workbench.goToText("result = []");
    await workbench.keys("Control+Alt+r", "r");
    await workbench.untilNote(problemLine, /writing… step \d+/);
    await workbench.keys("Control+Alt+r", "x");
    await workbench.untilNote(problemLine, /stopped at step \d+/);
    assert.match(await workbench.noteAt("result = []"), /result=\[\].*✓/);
    assert.deepEqual(await workbench.notifications(), []);
  });

  for (const [model, message] of [
    ["nowhere", /There is no model named nowhere.*Known models: .*wrong/],
    ["damaged", /model\.json is not JSON/],
    ["hollow", /model\.onnx/],
  ] as const) {
    test(`a model that is ${model} gives one message with a way to choose another`, async () => {
      await workbench.chooseModel(model);
      await workbench.clickLens(0, "rfft");
      await workbench.oneNotification(message);
      await workbench.untilNote(problemLine, /could not finish/);
      await workbench.notificationButton("Select Model");
      await workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: "Automatic" }).waitFor();
      await workbench.page.keyboard.press("Escape");
    });
  }

  test("a rule outside the language is pointed out where its problem stands, and the others stay", async () => {
    await workbench.chooseModel("wrong");
    await workbench.openFile("unusual.py");
    assert.equal((await workbench.lenses()).length, 3);
    const problems = await problemsShown(workbench);
    assert.ok(
      problems.some((it) => /outside/.test(it)),
      problems.join("\n"),
    );
  });

  test("a rule that raises says what it raises and where", async () => {
    await workbench.clickLens(1, "rfft");
    await workbench.untilNote(">>> raises([])", /raises IndexError.*line 28/);
  });

  test("a rule that never ends is stopped, and the message names the line", async () => {
    await workbench.clickLens(2, "rfft");
    await workbench.oneNotification(/endless was stopped at line 3[67]/);
    await workbench.closeNotifications();
  });

  test("a problem file with Windows line ends, Unicode and a malformed line runs its good lines", async () => {
    await workbench.openFile("lines.problems");
    assert.equal((await workbench.lenses()).length, 2);
    const problems = await problemsShown(workbench);
    assert.equal(problems.filter((it) => /fifty/.test(it)).length, 1, problems.join("\n"));
    await workbench.clickLens(1, "rfft");
    await workbench.untilNote("6+7", /✗|wrong|not checked|cannot/);
  });

  test("10 MB of text is not read, says so, and the editor answers", async () => {
    await workbench.openFile("long.py");
    const tooLong = (problems: readonly string[]): boolean => problems.some((it) => /longer than/.test(it));
    let problems = await problemsShown(workbench);
    for (const end = Date.now() + patience; !tooLong(problems) && Date.now() < end; )
      problems = await problemsShown(workbench);
    assert.ok(tooLong(problems), problems.join("\n"));
    await workbench.page.keyboard.press("Control+Home");
    await workbench.page.keyboard.type("# typed");
    await workbench.page
      .locator(".view-line", { hasText: /#.typed/ })
      .first()
      .waitFor();
  });

  test("an empty file has neither lenses nor messages", async () => {
    await workbench.openFile("empty.py");
    assert.equal(await workbench.page.locator(".editor-instance .codelens-decoration").count(), 0);
    await workbench.command("Rulescope: Show Log");
    assert.deepEqual(await workbench.notifications(), []);
  });
});

/** Models that write: a wrong total; the right trace and then its last token for ever. And two that are none. */
async function writeModels(parent: string): Promise<void> {
  const problem = readProblems(ruleFile, "python").problems[0] ?? assert.fail();
  const { prompt, response } = methodOf("rfft", "compact").render(problem);
  const write = async (name: string, text: string, ends: boolean): Promise<void> => {
    const dir = join(parent, name);
    await mkdir(dir, { recursive: true });
    await writeParrotModel(dir, {
      prompt,
      response: text,
      ends,
      manifest: { name, method: "rfft", dialect: "compact" },
    });
  };
  assert.match(response, /total=12/);
  await write("wrong", response.replace("total=12", "total=13"), true);
  await write("endless", response, false);
  await mkdir(join(parent, "damaged"));
  await writeFile(join(parent, "damaged", "model.json"), "{ not json");
  await write("hollow", response, true);
  await rm(join(parent, "hollow", "model.onnx"));
}
