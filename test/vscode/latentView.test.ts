/**
 * @file The latent view in a real VS Code with a bundled language VAE: colors and the legend, outlines by pointer and by keys, the way to the
 * editor and back, another rule's mean, dragging, where the rule can be read, what is exported, and what a reload leaves.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { savedAs } from "./fileDialog.ts";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

suite("the latent view", () => {
  let folder: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-latent-"));
    workbench = await Workbench.open({
      folder: join(root, "samples"),
      file: "derivation.problems",
      width: 1500,
      settings: { "rulescope.device": "cpu" },
    });
    await workbench.activated();
    await workbench.page.keyboard.press("Control+b");
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  const choose = (name: string, option: string) => view.choose(name, option);
  const tab = (name: string) => view.locator(`.tab[data-tab=${name}]`).click();
  const search = (text: string) => view.locator(".search input").fill(text);
  const map = () => view.locator(".marks").first();
  const settled = () => view.untilText(".map-words", /trustworthiness/);
  /** How many are selected, as the view says. */
  const selected = async (): Promise<number> => {
    const words = await view.untilText(".status", /selected/);
    return Number(/([\d,]+) selected/.exec(words)?.[1]?.replaceAll(",", ""));
  };

  const save = async (choice: string, name: string): Promise<Buffer> => {
    await choose("Export", choice);
    return savedAs(workbench, join(folder, name));
  };

  test("opens on the file's problems and the task's, colored by rule, with how far the map can be believed", async () => {
    await workbench.command("Rulescope: Open Latent View");
    const words = await settled();
    assert.match(
      words,
      /16 → 2 dimensions · variance 3\d\.\d % \+ 2\d\.\d % · trustworthiness 0\.9\d\d: most neighbors/,
    );
    await view.untilText(".status", /1,000 of 1,000 items/);
    const legend = await view.locator(".legend-value").allTextContents();
    assert.deepEqual(legend, ["add", "subtract", "multiply", "divide", "differentiate", "integrate"]);
    const axes = (await view.locator(".axes").first().textContent()) ?? "";
    assert.match(axes, /component 1 \(3\d\.\d % of the variance\).*component 2 \(2\d\.\d % of the variance\)/);
    await workbench.screenshot("latent");
  });

  test("the legend hides a rule, shows one alone, and follows the column that colors", async () => {
    const entry = (name: string) => view.locator(".legend-entry", { hasText: name });
    await entry("add").click();
    await view.untilText(".status", /8\d\d of 1,000/);
    await entry("add").click();
    await entry("integrate").focus();
    await workbench.keys("Shift+Enter");
    await view.untilText(".status", /1[45]\d of 1,000/);
    await workbench.keys("Shift+Enter");
    await view.untilText(".status", /1,000 of 1,000/);
    const verdict = { hasText: "verdict" };
    await view.locator("vscode-dropdown[aria-label=Color] vscode-option", verdict).waitFor({ state: "attached" });
    await choose("Color", "verdict");
    await view.untilText(".legend", /verdict.*correct.*does not follow/s);
    await choose("Color", "rule");
    await view.untilText(".legend", /add.*integrate/s);
  });

  test("a lasso by the pointer and a rectangle by keys select, and the others stay grey", async () => {
    const box = await map().boundingBox();
    assert.ok(box);
    const { mouse, keyboard } = workbench.page;
    const place = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
    await keyboard.down("Shift");
    await mouse.move(...place(0.5, 0.02));
    await mouse.down();
    for (const [x, y] of [
      [0.98, 0.02],
      [0.98, 0.98],
      [0.5, 0.98],
    ] as const)
      await mouse.move(...place(x, y), { steps: 4 });
    await mouse.up();
    await keyboard.up("Shift");
    const half = await selected();
    assert.ok(half > 300 && half < 900, `${half}`);
    await workbench.keys("Escape");
    await view.untilText(".status", /items$/);
    await workbench.keys("r", ...Array(6).fill("Shift+ArrowRight"), ...Array(6).fill("Shift+ArrowDown"), "Enter");
    const quarter = await selected();
    assert.ok(quarter > 20 && quarter < half, `${quarter} of ${half}`);
    await workbench.screenshot("latent-selected");
    await workbench.keys("Escape");
  });

  test("a point leads to its line, and a line to its point", async () => {
    await search("b*h*z@h");
    await view.untilText(".status", /4 selected/);
    await tab("table");
    await view.locator(".point-row", { hasText: "b*h^2*z/2" }).click();
    await workbench.until("the cursor to be at the problem's line", 30_000, async () => {
      const value = await workbench.page.locator(".editor-instance .active-line-number").first().textContent();
      return { done: value === "15", value };
    });
    await tab("point");
    await view.untilText(".point-detail", /b\*h\^2\*z\/2/);
    await view.untilText(".near-list", /./);
    await workbench.goToText("c+f@f [integrate]");
    await view.untilText(".point-detail", /f\^2\/2\+c\*f/);
    await view.untilText(".tab-body:not([hidden]) .facts", /integrate.*derivation\.problems/s);
  });

  test("another rule's mean z makes the decoder conclude by that rule, judged by the task", async () => {
    await tab("touch");
    const row = (name: string) => view.locator(".rules tr").filter({ has: view.locator("th", { hasText: name }) });
    await workbench.until("all rules to have a conclusion", 60_000, async () => {
      const value = await view.locator(".rules .verdict").count();
      return { done: value === 8, value };
    });
    assert.match((await row("own z").textContent()) ?? "", /f\^2\/2\+c\*f.*✓ integrate/);
    assert.match((await row("add").first().textContent()) ?? "", /c\+2\*f.*✓ add/);
    await workbench.until("the line to be filled", 30_000, async () => {
      const value = await view.locator(".strip").getAttribute("aria-label");
      return { done: /integrate/.test(value ?? ""), value };
    });
    await workbench.screenshot("latent-touch");
  });

  test("three selected points span a plane, whose conclusions are seen and walked through", async () => {
    await search("c+f@f");
    await view.untilText(".status", /6 selected/);
    await tab("table");
    for (const detail of ["subtract · c", "divide · c/f+1", "differentiate · 1"]) {
      await view.locator(".point-row", { hasText: detail }).click();
      await map().focus();
      await workbench.keys("Space");
    }
    await view.untilText(".status", /3 selected/);
    await tab("touch");
    await view.untilText(".plane", /A c\+f@f ∴ c\+2\*f.*B c\+f@f ∴ f\*\(c\+f\).*C c\+f@f ∴ f\^2\/2\+c\*f/s);
    await view.untilText(
      ".plane",
      /In this part of the plane: (add|integrate|multiply) [\d.]+ %, \w+ [\d.]+ %, \w+ [\d.]+ %/,
    );
    await view.locator(".plane-pad").focus();
    await workbench.keys("b");
    await view.untilText(".plane .said", /^0 % A \+ 100 % B \+ 0 % C: f\*\(c\+f\) ✓ multiply$/);
    await workbench.keys("a", ...Array(3).fill("Shift+ArrowRight"));
    await view.untilText(".plane .said", /^[3-9]\d\.\d % A \+ \d+\.\d+ % B \+ 0 % C: /);
    await workbench.screenshot("latent-plane");
    await choose("Export plane", "figure, SVG");
    const svg = (await savedAs(workbench, join(folder, "plane.svg"))).toString("utf8");
    assert.match(
      svg,
      /<desc>The plane through three points of z \(A c\+f@f ∴ c\+2\*f; B .*latent-derivation \([0-9a-f]{12}\)/,
    );
    await search("");
    await map().focus();
    await workbench.keys("Escape");
    await view.untilText(".status", /items$/);
  });

  test("while a point is dragged, its conclusion follows", async () => {
    await view.locator("vscode-button[aria-label^='Steer']").click();
    const box = await map().boundingBox();
    assert.ok(box);
    const { mouse } = workbench.page;
    await mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.5);
    await mouse.down();
    for (let i = 0; i < 40; i++) {
      await mouse.move(box.x + box.width * (0.7 - i * 0.012), box.y + box.height * (0.5 + Math.sin(i / 6) * 0.3));
      await workbench.page.waitForTimeout(15);
    }
    const rate = await view.untilText(".touch [role=status].rate", /\d+ conclusions a second/);
    await workbench.screenshot("latent-drag");
    await mouse.up();
    console.log(`dragging: ${rate}`);
    await view.locator("vscode-button[aria-label^='Move the map']").click();
  });

  test("the heat map says where the rule can be read, and leads there; clusters are compared with rules", async () => {
    await tab("where");
    await workbench.until("every layer and component to be probed", 120_000, async () => {
      const value = await view.locator(".heat-cell[role=button]").count();
      return { done: value === 13, value };
    });
    await workbench.screenshot("latent-where");
    // By keys: from the first cell of one tab stop, over the gap beside z, to the last layer's FFN output.
    await view.locator(".heat-cell[tabindex='0']").first().focus();
    await workbench.keys(...Array(4).fill("ArrowDown"), "ArrowRight", "ArrowRight", "Enter");
    await view.untilText(".map-title", /decoder: FFN output, layer 2/);
    await view.untilText(".map-words", /64 → 2 dimensions/);
    await view.untilText(".axes", /^1 · [\d.]+ %2 · [\d.]+ %distance \d+$/);
    await view.locator(".heat-cell[aria-label*='add are taken for add']").waitFor();
    await view.locator("vscode-button", { hasText: "Show as Table" }).first().click();
    await view.untilText(".numbers.plain", /linear probe.*z0\.9\d\d\d.*decoder: FFN output, layer 20\.\d{4}/s);
    await choose("Export confusion matrix", "table, CSV");
    const confused = (await savedAs(workbench, join(folder, "confusion.csv"))).toString("utf8").split("\n");
    assert.match(confused[0] ?? "", /^# Confusion matrix .*latent-derivation \([0-9a-f]{12}\)/);
    assert.match(confused[1] ?? "", /^true rule,taken for add,.*,taken for integrate$/);
    assert.match(confused[7] ?? "", /^integrate(,\d+){6}$/);
    await map().focus();
    await workbench.keys("[");
    await view.untilText(".map-title", /decoder: FFN output, layer 1/);
    await choose("Component, Map", "z");
    await view.untilText(".map-words", /16 → 2 dimensions/);
    await tab("clusters");
    await view.untilText(".tab-body:not([hidden]) .numbers", /cluster.*silhouette.*mostly/s);
    await view.untilText(".tab-body:not([hidden])", /As classes: rule.*Purity 9\d\.\d %/s);
  });

  test("the figure, the points and the values are saved with what made them", async () => {
    const svg = (await save("figure, SVG", "map.svg")).toString("utf8");
    assert.match(svg, /Mathematical derivation, 1,000 of 1,000 points, colored by rule/);
    assert.match(svg, /z of latent-derivation \([0-9a-f]{12}\): PCA of 16 dimensions/);
    const csv = (await save("points, CSV", "points.csv")).toString("utf8").split("\n");
    assert.equal(csv.length, 1003);
    assert.match(csv[1] ?? "", /^point,x z,y z,text,detail,group,rule,/);
    assert.match(csv[2] ?? "", /,c\+f@f,c\+2\*f,.*add/);
    const npy = await save("values, NPY", "z.npy");
    assert.match(npy.toString("latin1", 0, 128), /NUMPY.*'<f4'.*\(1000, 16\)/s);
    const png = await save("figure, PNG ×2", "map.png");
    assert.equal(png.toString("latin1", 1, 4), "PNG");
  });

  test("two layers of the decoder side by side have one brush", async () => {
    await map().focus();
    await workbench.keys("2");
    await view.untilText(".map-pane:nth-of-type(2) .map-words", /64 → 2 dimensions/);
    await choose("Component, Map", "decoder: attention output");
    await choose("Component, Second map", "decoder: residual");
    await view.untilText(".map-pane:nth-of-type(1) .map-title", /decoder: attention output, layer 1/);
    await view.untilText(".map-pane:nth-of-type(2) .map-title", /decoder: residual, layer 2/);
    await view.untilText(".map-pane:nth-of-type(1) .map-words", /64 → 2 dimensions/);
    // Drawn on the second map, selected on both.
    await view.locator(".marks").nth(1).focus();
    await workbench.keys("r", ...Array(4).fill("Shift+ArrowRight"), ...Array(4).fill("Shift+ArrowDown"), "Enter");
    assert.ok((await selected()) > 5);
    await search("differentiate");
    await view.untilText(".status", /16\d selected/);
    await workbench.screenshot("latent-two");
  });

  test("a reload brings back the points, the maps and the selection", async () => {
    await workbench.reload(/rulescope\.latent.*state:.*panes:\[\{[^\]]*\},\{[^\]]*\}\].*selected:\[\d+(,\d+){99,}/);
    await view.untilText(".map-pane:nth-of-type(2) .map-words", /64 → 2 dimensions/);
    await view.untilText(".status", /16\d selected/);
  });

  test("a sliver beside the editor hides nothing and overlaps nothing", async () => {
    await workbench.page.setViewportSize({ width: 780, height: 900 });
    const edges = await workbench.until("the view to be narrow", 60_000, async () => {
      const value = await view.locator("body").evaluate(({ ownerDocument }) => {
        const box = (selector: string) => ownerDocument.querySelector(selector)?.getBoundingClientRect();
        const page = ownerDocument.documentElement;
        return {
          wide: page.clientWidth,
          overflow: page.scrollWidth - page.clientWidth,
          mapEnds: box(".map-foot")?.bottom ?? 0,
          sideBegins: box(".side")?.top ?? 0,
          legend: box(".legend")?.width ?? 0,
        };
      });
      return { done: value.wide <= 420, value };
    });
    assert.ok(edges.overflow <= 0, JSON.stringify(edges));
    assert.ok(edges.sideBegins >= edges.mapEnds, JSON.stringify(edges));
    assert.ok(edges.legend > 0.9 * edges.wide, JSON.stringify(edges));
    await workbench.screenshot("latent-narrow");
    await workbench.page.setViewportSize({ width: 1500, height: 900 });
  });

  for (const [name, theme] of [
    ["light", "Default Light Modern"],
    ["high-contrast", "Default High Contrast"],
    ["high-contrast-light", "Default High Contrast Light"],
  ] as const)
    test(`is readable in ${name}`, async () => {
      await workbench.chooseTheme(theme);
      await workbench.screenshot(`latent-${name}`);
    });
});
