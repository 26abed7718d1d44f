/** @file A workspace that is not trusted, in a real VS Code: only bundled models answer, nothing outside is read, nothing is trained. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { recipe } from "../core/recipe/exampleRecipe.ts";
import { problemsShown } from "./problemsPanel.ts";
import { Workbench } from "./workbench.ts";

suite("a workspace that is not trusted", () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-restricted-"));
    const files = join(folder, "files");
    await mkdir(files);
    await cp(join(root, "models", "addition-direct"), join(folder, "elsewhere"), { recursive: true });
    await writeFile(join(folder, "outside.py"), "def outside(x):\n    return x\n");
    await symlink(join(folder, "outside.py"), join(files, "link.py"));
    await writeFile(
      join(files, "model.problems"),
      `task: addition\nmethod: direct\nmodel: ${join(folder, "elsewhere")}\n12+34\n`,
    );
    await writeFile(join(files, "bundled.problems"), "task: addition\nmethod: direct\nmodel: addition-direct\n12+34\n");
    await writeFile(join(files, "rule.problems"), "rule: link.py\noutside(1)\n");
    await writeFile(join(files, "mine.json"), JSON.stringify(recipe(), null, 2));
    workbench = await Workbench.open({
      folder: files,
      file: "model.problems",
      settings: {
        "security.workspace.trust.enabled": true,
        "security.workspace.trust.startupPrompt": "never",
        "security.workspace.trust.banner": "never",
        "security.workspace.trust.untrustedFiles": "open",
      },
      folderSettings: { "rulescope.modelFolders": [folder] },
    });
    await workbench.lenses();
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  test("a bundled model answers", async () => {
    await workbench.openFile("bundled.problems");
    await workbench.lenses();
    await workbench.clickLens(0, "Run");
    await workbench.untilNote("12+34", /46/);
    assert.match(await workbench.log(), /first token .*addition-direct/);
  });

  test("a rule behind a link that leads out of the workspace is not read", async () => {
    await workbench.openFile("rule.problems");
    await workbench.until("a diagnostic for the rule", 60_000, async () => {
      const value = await problemsShown(workbench);
      return { done: value.some((it) => /link\.py" cannot be read/.test(it)), value };
    });
  });

  test("a recipe is not trained, and its lens says why", async () => {
    await workbench.openFile("mine.json");
    const lens = workbench.page.locator(".codelens-decoration a", { hasText: "Training is off" });
    await lens.waitFor();
    await workbench.command("Rulescope: Run Experiment");
    assert.match(await workbench.oneNotification(/Training is off/), /this workspace is not trusted/);
    assert.deepEqual((await readdir(workbench.folder)).includes("experiments"), false);
  });

  test("a model that the file names is not opened, and a button leads to where trust is given", async () => {
    await workbench.closeNotifications();
    await workbench.openFile("model.problems");
    await workbench.lenses();
    await workbench.clickLens(0, "Run");
    const text = await workbench.oneNotification(/was not opened/);
    assert.match(
      text,
      /elsewhere was not opened: this workspace is not trusted, so that only the bundled models answer/,
    );
    await workbench.notificationButton("Manage Workspace Trust");
    await workbench.page.locator(".workspace-trust-editor").waitFor();
    assert.doesNotMatch(await workbench.log(), /first token .*elsewhere/);
  });
});
