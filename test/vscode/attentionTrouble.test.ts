/**
 * @file The attention view in a real VS Code on runs at the edge of what there is: one written token, weights that are no numbers, a model file
 * that is another one since the run, one that is gone. Each says what is wrong and what to do; nothing is blank.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/environment.js";
import { type TinyModelOptions, writeTinyModel } from "../engine/tinyModel.ts";
import { View } from "./views.ts";
import { Workbench } from "./workbench.ts";

const problem = ">>> add([5, 9], [1, 3])";

suite("the attention view on extreme runs", () => {
  let folder: string;
  let model: string;
  let workbench: Workbench;
  let view: View;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-attention-trouble-"));
    model = join(folder, "models", "shaky");
    await mkdir(model, { recursive: true });
    await write();
    const folderSettings = {
      "rulescope.modelFolders": [join(folder, "models")],
      "rulescope.device": "cpu",
      "rulescope.maxNewTokens": 1,
      "rulescope.model": "shaky",
    };
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

  /** The model with its description, which names the graph by its hash. */
  const write = async (options: TinyModelOptions = {}): Promise<void> => {
    await writeTinyModel(model, { ...options, manifest: { name: "shaky" } });
    const description = JSON.parse(await readFile(join(model, "model.json"), "utf8"));
    const hash = createHash("sha256")
      .update(await readFile(join(model, "model.onnx")))
      .digest("hex");
    await writeFile(join(model, "model.json"), JSON.stringify({ ...description, hashes: { "model.onnx": hash } }));
  };
  const run = () => workbench.clickLens(0, "rfft");
  const tab = (name: string) => view.locator(".tab", { hasText: name }).click();
  /** Closes the view, where it is open, and opens it again: it finds everything out anew. */
  const reopen = async (close = true): Promise<void> => {
    if (close) {
      const shown = workbench.page.locator(".tabs-container .tab", { hasText: "Attention" });
      await shown.click({ button: "middle" });
      await shown.waitFor({ state: "detached" });
    }
    await workbench.command("Rulescope: Open Attention View");
  };

  test("a run of one written token is opened, and each tab says what it has", async () => {
    await run();
    await workbench.untilNote(problem, /stopped|cut|no answer|limit|1 token/i);
    await reopen(false);
    const about = await view.untilText(
      ".about",
      /rfft · shaky · 2 × 2 heads · \d+ tokens, \d+ of them prompt · recomputed/,
    );
    const [tokens = 0, prompt = 0] = (/(\d+) tokens, (\d+) of/.exec(about) ?? []).slice(1).map(Number);
    assert.equal(tokens - prompt, 1);
    await tab("Steps");
    await view.untilText(".step-pane", /no step/i);
    await workbench.screenshot("attention-one-token");
    await tab("Text");
    await workbench.keys("ArrowRight");
    await view.untilText(".summary", new RegExp(`^To write “.*” \\(${prompt}\\) the model read [\\d.]+ %`));
    await tab("Ablation");
    await view.untilText(".ablation-pane tbody tr", /^L\d H\d.*nats/);
    await workbench.screenshot("attention-one-token-ablation");
  });

  test("a model that is another one since the run is named", async () => {
    await write({ seed: 7 });
    await reopen();
    await view.untilText(
      ".notices",
      /shaky has changed since this run: what is shown is how the model of now reads it/,
    );
  });

  test("a model whose weights are no numbers says so and what to do", async () => {
    await write({ scale: Number.NaN });
    await reopen();
    await view.untilText(
      ".empty",
      /No activations to show.*shaky computes values that are not numbers.*train it again/,
    );
    await workbench.screenshot("attention-not-a-number");
  });

  test("a model that is gone says where it is looked for", async () => {
    await rename(model, join(folder, "shaky-away"));
    await reopen();
    await view.untilText(
      ".empty",
      /No activations to show.*shaky, which wrote this run, is no longer here\. Add its folder/,
    );
  });
});
