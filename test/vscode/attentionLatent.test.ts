/**
 * @file The attention view on a language VAE's items in a real VS Code: from a line of a `.problems` file and from a point of the latent view, by
 * encoder and decoder, with z's slot as a column where the decoder has one, and what is said where there is none or where numbers are none.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { writeTinyLatent } from "../engine/tinyLatent.ts";
import { savedAs } from "./fileDialog.ts";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

suite("the attention view on a language VAE", () => {
  let folder: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-attention-latent-"));
    for (const [name, options] of [
      ["slotted", { injection: "memory" }],
      ["unwell", { broken: "encoder" }],
    ] as const) {
      await mkdir(join(folder, "models", name), { recursive: true });
      await writeTinyLatent(join(folder, "models", name), { ...options, name });
    }
    const folderSettings = { "rulescope.modelFolders": [join(folder, "models")], "rulescope.device": "cpu" };
    workbench = await Workbench.open({
      folder: join(root, "samples"),
      file: "derivation.problems",
      width: 1500,
      height: 950,
      folderSettings,
    });
    await workbench.activated();
    await workbench.page.keyboard.press("Control+b");
    view = new View(workbench);
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  const reader = (name: string) => view.locator(".reader:visible", { hasText: name }).first().click();
  const tab = (name: string) => view.locator(".tab", { hasText: name }).click();
  const model = (name: string) => view.choose("Language VAE", name);
  const save = async (choice: string, name: string): Promise<string> => {
    await view.locator("vscode-dropdown.export").click();
    await view.locator("vscode-dropdown.export vscode-option", { hasText: choice }).click();
    return (await savedAs(workbench, join(folder, name))).toString();
  };

  test("where the cursor stands at no line of a task, the next one below is read", async () => {
    await workbench.command("Rulescope: Open Attention View");
    await view.untilText(".answer-line", /^c\+f@f \[add\] = c\+2\*f/);
  });

  test("a line of an inference task opens on its encoder: real tokens, both directions, what z is made of", async () => {
    await workbench.goToText("c+f@f [differentiate]");
    await workbench.command("Rulescope: Open Attention View");
    await view.untilText(".answer-line", /c\+f@f|c\+f \. f|\[differentiate\] = 1/);
    await view.untilText(
      ".about",
      /encoder · latent-derivation · 2 × 4 heads · \d+ tokens, \d+ of them premises · recomputed/,
    );
    await view.untilText(".notices", /in both directions.*z is made from.*<cls>.*no rule lines and no steps/s);
    const tabs = await view.locator(".tab:visible").allTextContents();
    assert.deepEqual(tabs, ["Matrix", "Lines", "Text", "Heads"]);
    await view.locator("canvas.matrix").focus();
    await workbench.keys("0", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight");
    await view.untilText(".summary", /^token 0 “<cls>” reads .* % \(.*\) at token [1-9] /);
    await workbench.screenshot("attention-encoder");
  });

  test("the view follows the cursor to another line", async () => {
    await workbench.goToText("b*h*z@h [divide]");
    await view.untilText(".answer-line", /\[divide\] = b\*z/);
  });

  test("text, lines and heads speak of what was read at a token, and only of scores that there are", async () => {
    await tab("Text");
    await view.untilText(".summary", /^At “<cls>” \(0\) the encoder read .* %/);
    await view.untilText(".text-part", /premises/);
    await workbench.keys("ArrowRight");
    await view.untilText(".summary", /^At “b” \(1\) the encoder read/);
    await tab("Lines");
    await view.untilText(".line-pane .step-note", /^Left: tokens of the item, in order\. Right: what was read at them/);
    await view.locator(".line-pane canvas").focus();
    await workbench.keys("ArrowDown");
    await view.untilText(".summary", /^At “<cls>” \(0\) the encoder read/);
    await tab("Heads");
    await view.untilText(".heads-pane tbody tr", /^L\d H\d/);
    const titles = (await view.locator(".heads-pane .sort").allTextContents()).map((it) => it.replace(/ [↑↓]$/, ""));
    assert.deepEqual(titles, ["head", "previous", "duplicate", "induction", "first token", "entropy", "distance"]);
    await workbench.screenshot("attention-encoder-heads");
  });

  test("the decoder is causal; where z is added to queries it is said that no weight goes to it", async () => {
    await reader("Decoder");
    await view.untilText(".about", /^decoder · latent-derivation/);
    await view.untilText(".notices", /added to the queries of every layer: it is no token.*no cross attention/s);
    await tab("Matrix");
    await view.locator("canvas.matrix").focus();
    await workbench.keys("ArrowUp", "ArrowUp", "ArrowUp");
    const canvas = view.locator("canvas.matrix");
    await canvas.hover({ position: { x: 96 + 300, y: 20 } });
    await view.untilText(".summary", /cannot see token \d+ .*, which comes later\./);
    const own = await save("numbers, CSV", "own.csv");
    await reader("z = 0");
    await view.untilText(".about", /^decoder, z = 0 · latent-derivation/);
    const none = await save("numbers, CSV", "none.csv");
    assert.match(
      own,
      /# .*\n# Attention weights.*\n# .*latent-derivation \(decoder\.onnx [0-9a-f]{12}\); read by the decoder;/,
    );
    const numbers = (text: string): string => text.split("\n").slice(3).join("\n");
    assert.equal(numbers(own).split("\n").length, numbers(none).split("\n").length);
    assert.notEqual(numbers(own), numbers(none), "z changes what the decoder looks at");
  });

  test("where z is a key and a value of its own, its weight is a column", async () => {
    await reader("Decoder");
    await model("slotted");
    await view.untilText(".about", /^decoder · slotted · 2 × 4 heads/);
    await view.untilText(".notices", /the column z is the cross attention/);
    const csv = await save("numbers, CSV", "slot.csv");
    const [head = "", z = "", bos = ""] = csv.split("\n").slice(3);
    assert.match(head, /^,0 z,1 <bos>,/);
    assert.match(z, /^0 z(,0)+$/);
    const weights = bos.split(",").slice(1).map(Number);
    assert.ok((weights[0] ?? 0) > 0.01 && Math.abs((weights[0] ?? 0) + (weights[1] ?? 0) - 1) < 1e-5, bos);
    await view.locator("canvas.matrix").focus();
    await workbench.keys("0", ...Array<string>(3).fill("Shift+ArrowUp"), ...Array<string>(3).fill("Shift+ArrowLeft"));
    await view.untilText(".summary", /^token 0 “z” is no token: it is read and reads nothing\./);
    await workbench.keys("ArrowDown");
    await view.untilText(".summary", /^token 1 “<bos>” reads .* % \(.*\) at token 0 “z”\./);
    await workbench.screenshot("attention-z");
    await tab("Heads");
    await view.untilText(".heads-pane thead", /inductionzentropy/);
  });

  test("a model whose numbers are none says so, and another one is a click away", async () => {
    await reader("Encoder");
    await model("unwell");
    await view.untilText(
      ".empty",
      /No activations to show.*unwell computes values that are not numbers in layer 0.*choose another model/,
    );
    assert.equal(await view.locator(".empty vscode-button", { hasText: "Run Problem" }).count(), 0);
    await workbench.screenshot("attention-unwell");
    // Its decoder is well, as long as it gets no z from there.
    await reader("z = 0");
    await view.untilText(".about", /^decoder, z = 0 · unwell/);
    await model("latent-derivation");
    await view.untilText(".about", /^decoder, z = 0 · latent-derivation/);
    await reader("Encoder");
  });

  test("a point of the latent view opens on the attention in it", async () => {
    await workbench.command("View: Close All Editors in Group");
    await workbench.command("Rulescope: Open Latent View");
    await view.untilText(".map-words", /trustworthiness/);
    await view.locator(".marks").first().focus();
    await workbench.keys("ArrowRight");
    await view.locator(".tab[data-tab=point]").click();
    const title = await view.untilText(".point-title", /./);
    await view.locator("vscode-button", { hasText: "Show Attention" }).click();
    const attention = new View(workbench, 1);
    await attention.untilText(".about", /^encoder · latent-derivation/);
    const call = (await attention.locator(".answer-line .call").textContent()) ?? "";
    const [premise = ""] = title.split(/[@ ]/);
    assert.ok(call.startsWith(premise), `${call} is of ${title}`);
    await workbench.screenshot("attention-from-latent");
  });
});
