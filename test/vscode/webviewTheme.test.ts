/** @file The theme as a webview sees it, in a real browser: a page with the classes and variables that VS Code gives to a webview. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.js";
import { root } from "../../scripts/environment.js";

suite("a webview's theme", () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    const bundle = await build({
      entryPoints: [join(root, "webview", "theme.ts")],
      bundle: true,
      format: "iife",
      globalName: "theme",
      write: false,
    });
    browser = await launchChromium();
    page = await browser.newPage();
    await page.setContent('<body style="--vscode-editor-foreground: #123456"></body>');
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
  });
  after(() => browser.close());

  test("the kind follows the body's classes", async () => {
    const kinds = await page.evaluate(`
      ["vscode-light", "vscode-dark", "vscode-high-contrast", "vscode-high-contrast vscode-high-contrast-light"].map((it) => {
        document.body.className = it;
        return theme.themeKind(document.body);
      })`);
    assert.deepEqual(kinds, ["light", "dark", "high-contrast", "high-contrast-light"]);
  });

  test("a color is found by its id in settings; one that the theme lacks is empty", async () => {
    assert.equal(await page.evaluate(`theme.themeColor(document.body, "editor.foreground")`), "#123456");
    assert.equal(await page.evaluate(`theme.themeColor(document.body, "editor.unknown")`), "");
  });

  test("a change of theme is announced until it is no longer asked for", async () => {
    const heard = await page.evaluate(`(async () => {
      let heard = 0;
      const end = theme.onThemeChange(document.body, () => heard++);
      const turn = () => new Promise((done) => setTimeout(done, 0));
      document.body.className = "vscode-light";
      await turn();
      end();
      document.body.className = "vscode-dark";
      await turn();
      return heard;
    })()`);
    assert.equal(heard, 1);
  });
});
