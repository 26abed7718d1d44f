/**
 * @file The views in a real VS Code, audited by axe-core in four themes: contrast of text, names and roles of controls; and nothing moves for
 * who asked for reduced motion.
 */
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { View } from "./views.ts";
import { patience, Workbench } from "./workbench.ts";

const themes = [
  ["light", "Default Light Modern"],
  ["high contrast", "Default High Contrast"],
  ["high contrast light", "Default High Contrast Light"],
  ["dark", "Default Dark Modern"],
] as const;

/** What is used of axe-core, which the page gets as text. */
interface Axe {
  run(
    context: Document,
    options: Readonly<Record<string, unknown>>,
  ): Promise<{
    readonly passes: readonly unknown[];
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly ({ readonly target: readonly string[] } & Readonly<
        Record<"any" | "all" | "none", readonly { readonly message: string }[]>
      >)[];
    }[];
  }>;
}

suite("accessibility of the views", () => {
  let workbench: Workbench;
  let view: View;
  let audit: string;
  let folder: string;
  before(async () => {
    audit = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    folder = await mkdtemp(join(tmpdir(), "rulescope-accessibility-"));
    await cp(join(root, "samples"), folder, { recursive: true });
    await cp(join(root, "results", "case-based", "five-tasks.json"), join(folder, "experiment.json"));
    workbench = await Workbench.open({
      folder,
      file: "addition.py",
      width: 1500,
      height: 950,
      settings: { "rulescope.device": "cpu" },
    });
    await workbench.lenses();
    await workbench.page.keyboard.press("Control+b");
    await workbench.clickLens(0, "rfft");
    await workbench.untilNote(">>> add([5, 9], [1, 3])", /✓ correct/);
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  /** What axe objects to, one line each; `without` are rules left out. */
  const objections = async (without: readonly string[] = []): Promise<string[]> => {
    const body = view.locator("body");
    // Given by the driver, which the page's policy does not bind.
    if (!(await body.evaluate(() => "axe" in window))) await body.evaluate(audit);
    return body.evaluate(async (_, left) => {
      const { axe }: { axe?: Axe } = Object(window);
      const found = await axe?.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        rules: Object.fromEntries(left.map((id) => [id, { enabled: false }])),
        resultTypes: ["violations"],
      });
      if (found === undefined || found.passes.length < 10) return ["axe did not run"];
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, any, all, none }) => {
          const why = [...any, ...all, ...none].map(({ message }) => message)[0] ?? "";
          return `${id}: ${target.join(" ")}: ${why}`;
        }),
      );
    }, without);
  };
  const inEveryTheme = async (look: (theme: string) => Promise<string[]>): Promise<void> => {
    const found: string[] = [];
    for (const [name, theme] of themes) {
      await workbench.chooseTheme(theme);
      const kind = theme.replace("Default ", "").replace(" Modern", "");
      await workbench.until(`the view to be ${kind}`, patience, async () => {
        const value = (await view.locator("body").getAttribute("data-vscode-theme-id")) ?? "";
        return { done: value.includes(kind), value };
      });
      found.push(...(await look(name)).map((it) => `${name}: ${it}`));
    }
    assert.deepEqual(found, []);
  };
  /** Where keys are, which head is chosen and where a slider stands must differ by 3 to 1 from what is behind them. */
  const controlContrasts = (): Promise<string[]> =>
    view.locator("body").evaluate((body) => {
      const parts = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
      const luminance = (color: string): number => {
        const [r = 0, g = 0, b = 0] = parts(color).map((it) =>
          it <= 10.31475 ? it / 3294.6 : ((it / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = luminance(getComputedStyle(body).backgroundColor);
      const probe = document.createElement("span");
      body.append(probe);
      // A slider's thumb has the border of high contrast where there is one.
      const found = [
        "var(--vscode-focusBorder)",
        "var(--vscode-contrastBorder, var(--vscode-button-background))",
      ].flatMap((name) => {
        probe.style.color = name;
        const own = luminance(getComputedStyle(probe).color);
        const contrast = (Math.max(own, behind) + 0.05) / (Math.min(own, behind) + 0.05);
        return contrast >= 3 ? [] : [`${name} has a contrast of ${contrast.toFixed(2)}`];
      });
      probe.remove();
      return found;
    });
  const close = async (title: string): Promise<void> => {
    const tab = workbench.page.locator(".tabs-container .tab", { hasText: title });
    await tab.click({ button: "middle" });
    await tab.waitFor({ state: "detached" });
  };

  test("the attention view, tab by tab", async () => {
    await workbench.command("Rulescope: Open Attention View");
    await view.untilText(".about", /recomputed in/);
    await view.locator(".step-scroller canvas").focus();
    await workbench.keys("ArrowRight", "ArrowRight");
    await view.untilText(".summary", /^Step 2/);
    const tabs = ["text", "heads", "ablation", "steps"];
    const others = ["matrix", "lines", "compare", "patching"];
    await inEveryTheme(async (theme) => {
      const found: string[] = [];
      for (const tab of [...(theme === "light" ? others : []), ...tabs]) {
        await view.locator(`.tab[data-tab=${tab}]`).click();
        if (tab === "heads") await view.untilText(".heads-pane tbody", /L0 H0/);
        if (tab === "ablation") await view.untilText(".ablation-pane tbody", /nats/);
        found.push(...(await objections()).map((it) => `${tab}: ${it}`), ...(await controlContrasts()));
      }
      return found;
    });
  });

  test("nothing moves for who asked for it", async () => {
    /** What moves while something is computed, which is shown for that. */
    const moving = (): Promise<number> =>
      view.locator("body").evaluate(async (body) => {
        body.querySelector(".attention")?.classList.add("waiting");
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const roots = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
        const count = [document, ...roots].reduce((sum, it) => sum + it.getAnimations().length, 0);
        body.querySelector(".attention")?.classList.remove("waiting");
        return count;
      });
    assert.notEqual(await moving(), 0);
    await workbench.page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await moving(), 0);
    await workbench.page.emulateMedia({ reducedMotion: null });
    await close("Attention");
  });

  test("the trace view", async () => {
    await workbench.command("Rulescope: Open Trace View");
    await view.untilText("body", /result/);
    // Its steps are options of a list box that hold tokens to click, which two of the rules advise against.
    await inEveryTheme(() => objections(["nested-interactive", "label-content-name-mismatch"]));
    await close("Trace");
  });

  test("the compare view", async () => {
    await workbench.goToText(">>> add([5, 9], [1, 3])");
    await workbench.command("Rulescope: Compare Methods");
    await view.untilText(".divergence", /agree throughout|First divergence/);
    await view.locator("[data-row]", { hasText: "total=12" }).first().click();
    // A row's name says more than it shows: whose step it is, and its verdict in words.
    await inEveryTheme(() => objections(["label-content-name-mismatch"]));
    await close("Compare");
  });

  test("the case map: two maps, their difference to the oracle, squares to hold out, the table", async () => {
    await workbench.openFile("experiment.json");
    await workbench.choices("Rulescope: Open Case Map", "addition.square");
    const rows = workbench.page.locator(".quick-input-list .monaco-list-row");
    for (const name of [/^\s*addition\.square/, /^\s*addition\.random/])
      await rows.filter({ hasText: name }).first().click();
    await workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
    await view.untilText(".summary", /addition\.square: addition, direct/);
    await view.locator("canvas").first().focus();
    await workbench.keys("ArrowDown");
    await view.locator("vscode-button", { hasText: "Hold Out Squares" }).click();
    await inEveryTheme(() => objections());
    await view.locator("vscode-button", { hasText: "Table" }).click();
    await view.untilText(".table-bar .muted", /of 10,000 cells/);
    await inEveryTheme(() => objections());
    await close("Case Map");
  });

  test("the latent view", async () => {
    await workbench.openFile("derivation.problems");
    await workbench.command("Rulescope: Open Latent View");
    await view.untilText(".map-words", /trustworthiness/);
    await inEveryTheme(() => objections());
    await close("Latent");
  });
});
