/**
 * @file The pictures of README and docs: each view in a real VS Code on the samples, dark and light, written to `media`. `npm run screenshots`
 * makes all of them, `npm run screenshots -- latent map` some.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/environment.js";
import { DebugView } from "./debugView.ts";
import { View } from "./views.ts";
import { patience, Workbench, type WorkbenchOptions } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

const settings = {
  "editor.cursorBlinking": "solid",
  "workbench.tips.enabled": false,
  "rulescope.device": "cpu",
};

interface Scene {
  readonly options?: Partial<WorkbenchOptions>;
  /** Brings the workbench to what is to be seen. */
  readonly play: (workbench: Workbench) => Promise<void>;
}

const scenes: Readonly<Record<string, Scene>> = {
  trace: {
    options: { width: 1280, height: 840 },
    async play(workbench) {
      await runRule(workbench);
      await workbench.keys("Control+b");
      await workbench.command("Rulescope: Open Trace View");
      const view = new View(workbench);
      await view.untilText(".about", /rfft · addition-rfft/);
      await view.locator("[data-step='5']").click();
      await workbench.untilStepLine("total = digit1 + digit2 + carry");
    },
  },
  debug: {
    options: { width: 1380, height: 900 },
    async play(workbench) {
      const view = new DebugView(workbench);
      await workbench.lenses();
      await workbench.clickLens(1, "Debug");
      await view.untilStep(1);
      await workbench.goToText("carry = total // 10");
      await workbench.page.keyboard.press("F9");
      await workbench.command("Debug: Continue");
      await view.untilVariable("carry", "1");
      await view.rows().filter({ hasText: "carry =" }).first().dblclick();
      await workbench.page.locator(".debug-variables input").waitFor();
      await workbench.keys("Control+a");
      await workbench.page.keyboard.type("0");
      await workbench.keys("Enter");
      await view.untilVariable("carry", "0");
      await workbench.command("Debug: Continue");
      await view.untilVariable("result", "[9, 5]");
      await view
        .rows()
        .filter({ hasText: /^Branches$/ })
        .first()
        .click();
    },
  },
  compare: {
    options: { width: 1280, height: 760 },
    async play(workbench) {
      await workbench.lenses();
      await workbench.keys("Control+b");
      await workbench.goToText(problem);
      await workbench.command("Rulescope: Compare Methods");
      await new View(workbench).untilText(".divergence", /agree throughout|First divergence/);
    },
  },
  attention: {
    options: { width: 1400, height: 860 },
    async play(workbench) {
      await runRule(workbench);
      await workbench.keys("Control+b");
      await workbench.command("Rulescope: Open Attention View");
      const view = new View(workbench);
      await view.untilText(".about", /recomputed in/);
      await view.locator(".step-scroller canvas").focus();
      await workbench.until("step 6 to be current", patience, async () => {
        const value = (await view.locator(".summary").textContent()) ?? "";
        const done = /^Step 6 /.test(value);
        if (!done) await workbench.keys("ArrowRight");
        return { done, value };
      });
    },
  },
  map: {
    options: { width: 1500, height: 700, file: "maps.json" },
    async play(workbench) {
      await workbench.activated();
      await workbench.keys("Control+b");
      await workbench.choices("Rulescope: Open Case Map", "addition.square");
      const { page } = workbench;
      for (const row of await page.locator(".quick-input-list .monaco-list-row").all()) await row.click();
      await page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
      const view = new View(workbench);
      await view.untilText(".summary", /addition\.square: addition, direct\./);
      await view.locator(".chart.loss").waitFor();
    },
  },
  latent: {
    options: { width: 1560, height: 900, file: "derivation.problems" },
    async play(workbench) {
      await workbench.activated();
      await workbench.keys("Control+b");
      await workbench.command("Rulescope: Open Latent View");
      const view = new View(workbench);
      await view.untilText(".map-words", /trustworthiness/);
      await workbench.goToText("c+f@f [integrate]");
      await view.untilText(".point-detail", /f\^2\/2\+c\*f/);
      await view.locator(".tab", { hasText: "Steer" }).click();
      await workbench.until("all rules to have a conclusion", patience, async () => {
        const value = await view.locator(".rules .verdict").count();
        return { done: value === 8, value };
      });
    },
  },
  testing: {
    options: { width: 1280, height: 760 },
    async play(workbench) {
      await workbench.lenses();
      await workbench.command("Testing: Focus on Test Explorer View");
      await workbench.command("Test: Run Tests in Current File");
      await workbench.page.locator(".test-explorer-tree .monaco-list-row[aria-label*='Passed']").first().waitFor();
    },
  },
  runs: {
    options: { width: 1280, height: 760 },
    async play(workbench) {
      await workbench.lenses();
      for (const method of ["direct", "scratchpad", "rfft"]) {
        await workbench.clickLens(0, method);
        await workbench.untilNote(problem, method === "rfft" ? /✓ correct/ : new RegExp(`✓ correct.*${method}`));
      }
      await workbench.command("Rulescope: Focus on Runs View");
      await workbench.page.locator(".pane-body .monaco-list-row", { hasText: "rfft" }).first().waitFor();
    },
  },
};

/** A run by following the rule, finished, of the first problem. */
async function runRule(workbench: Workbench): Promise<void> {
  await workbench.lenses();
  await workbench.clickLens(0, "rfft");
  await workbench.untilNote(problem, /✓ correct/);
}

/** The samples, and a record with two maps of the committed results. */
async function demoFolder(folder: string): Promise<string> {
  const files = join(folder, "samples");
  await cp(join(root, "samples"), files, { recursive: true });
  const read = async (name: string): Promise<{ variants: readonly { name: string }[] }> =>
    JSON.parse(await readFile(join(root, "results", "case-based", name), "utf8"));
  const tasks = await read("five-tasks.json");
  const named = tasks.variants.filter(({ name }) => ["addition.square", "addition.random"].includes(name));
  await writeFile(join(files, "maps.json"), JSON.stringify({ ...tasks, name: "maps", variants: named, groups: [] }));
  return files;
}

/** The picture once nothing changes any more. */
async function settledPicture(workbench: Workbench): Promise<Buffer> {
  await workbench.page.mouse.move(0, 0);
  let last: Buffer = Buffer.alloc(0);
  await workbench.until("the window to be still", patience, async () => {
    const now = await workbench.page.screenshot({ animations: "disabled" });
    const done = now.equals(last);
    last = now;
    if (!done) await workbench.page.waitForTimeout(400);
    return { done, value: now.length };
  });
  return last;
}

async function shoot(name: string, { options, play }: Scene, folder: string): Promise<void> {
  const workbench = await Workbench.open({ folder, file: "addition.py", ...options, settings });
  try {
    await play(workbench);
    for (const [theme, label] of Object.entries({ dark: "Default Dark Modern", light: "Default Light Modern" })) {
      await workbench.chooseTheme(label);
      const picture = await settledPicture(workbench);
      await writeFile(join(root, "media", `${name}-${theme}.png`), picture);
      console.log(`media/${name}-${theme}.png  ${Math.ceil(picture.length / 1024)} KiB`);
    }
  } finally {
    await workbench.close();
  }
}

const wanted = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "rulescope-screenshots-"));
try {
  const files = await demoFolder(folder);
  for (const [name, scene] of Object.entries(scenes))
    if (wanted.length === 0 || wanted.includes(name)) await shoot(name, scene, files);
} finally {
  await rm(folder, { recursive: true });
}
