/**
 * @file What a frame costs while a map of 100,000 points is moved, and how soon a map of 5,000 is there: the built page by itself in a real
 * browser. Printed, never asserted. And that both ways of drawing draw the same.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { build } from "esbuild";
import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.js";
import { root } from "../../scripts/environment.js";

const frameCount = 90;

/** The extension's part: maps come at once, as from its memory. */
const extension = `
  window.acquireVsCodeApi = () => ({
    getState() {}, setState() {},
    postMessage({ kind, id, name }) {
      if (kind !== "request") return;
      const result = name === "map"
        ? { coordinates: window.coordinates.slice(), variance: { shares: [0.5, 0.2], shown: [0.5, 0.2] }, divergence: null,
            trustworthiness: { value: 0.95, neighbors: 12, sampled: 5000 }, disparity: null, axes: null, parameters: { method: "pca" }, seconds: 1,
            width: 64, cached: true }
        : name === "nearest" ? { points: Int32Array.of(1, 2), distances: Float32Array.of(0.1, 0.2) } : {};
      window.postMessage({ kind: "ok", id, result }, "*");
    },
  });
  /** Eight groups; the same numbers each time. */
  window.send = (count) => {
    let state = 1;
    const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
    window.coordinates = Float32Array.from({ length: 2 * count }, (_, i) => {
      const group = (i >> 1) % 8;
      return (i % 2 ? Math.sin(group) : Math.cos(group)) * 3 + next() + next() + next() - 1.5;
    });
    const of = Int32Array.from({ length: count }, (_, i) => i % 8);
    const texts = (word) => Array.from({ length: count }, (_, i) => word + i);
    const model = { dir: "/m", name: "m", kind: "latent", layers: 0, heads: 0, encoderLayers: 2, decoderLayers: 2, latent: 16, hash: "" };
    const points = {
      id: "points " + count, name: "Points", unit: "items", total: count, titles: texts("premises "), details: texts("conclusion "),
      groups: of, groupNames: texts("").slice(0, 8), color: "rule", models: [model], rules: [], provenance: "", notices: [],
      columns: [{ kind: "category", name: "rule", values: ["a", "b", "c", "d", "e", "f", "g", "h"], of }],
    };
    const notice = { points, source: "s", message: null, runnable: false, busy: false };
    window.postMessage({ kind: "notice", name: "show", notice }, "*");
  };`;

suite("a map of many points", () => {
  let browser: Browser;
  let page: Page;
  let session: CDPSession;
  before(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const style =
      "--vscode-foreground:#ccc;--vscode-editor-background:#1f1f1f;--vscode-font-family:sans-serif;--vscode-font-size:13px";
    await page.setContent(`<html style="${style}"><body class="vscode-dark"><main id="view"></main></body>`);
    await page.evaluate(extension);
    const file = (name: string): Promise<string> => readFile(join(root, "dist", "webview", name), "utf8");
    await page.addStyleTag({ content: await file("latent.css") });
    await page.addScriptTag({ content: await file("latent.js") });
    session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
  });
  after(() => browser.close());

  /** Seconds of processor time of the page's main thread so far: it tells of the page, not of what else the machine does. */
  const processorTime = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };

  /** Points that are not of the background, of every hundredth pixel. */
  const drawnPixels = (): Promise<number> =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".points");
      const copy = document.createElement("canvas").getContext("2d");
      if (canvas === null || copy === null) return 0;
      Object.assign(copy.canvas, { width: canvas.width, height: canvas.height });
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let i = 0; i < data.length; i += 400) if (Math.abs((data[i] ?? 0) - 0x1f) > 12) found++;
      return found;
    });

  test("5,000 remembered points are there soon", async (t) => {
    const milliseconds = await page.evaluate(async () => {
      const start = performance.now();
      Reflect.get(window, "send")(5000);
      for (;;) {
        await new Promise((done) => requestAnimationFrame(done));
        if (/trustworthiness/.test(document.querySelector(".map-words")?.textContent ?? "")) break;
      }
      await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - start;
    });
    t.diagnostic(`5,000 points from their message to their picture: ${Math.round(milliseconds)} ms`);
    assert.match((await page.locator(".status").textContent()) ?? "", /5,000 of 5,000 items/);
    assert.ok((await drawnPixels()) > 50);
  });

  for (const gesture of ["zoom", "pan"] as const)
    test(`100,000 points, ${gesture}`, async (t) => {
      if (gesture === "zoom") {
        await page.evaluate("send(100000)");
        await page.locator(".status", { hasText: "100,000 of 100,000" }).waitFor();
        await page.waitForTimeout(1000);
      }
      const before = await processorTime();
      const times = await page.evaluate(
        async ([kind, count]) => {
          const canvas = document.querySelector<HTMLCanvasElement>(".marks");
          const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
          const found: number[] = [];
          let last = await frame();
          for (let i = 0; i < count; i++) {
            if (kind === "zoom")
              canvas?.dispatchEvent(new WheelEvent("wheel", { deltaY: i < count / 2 ? -20 : 20, bubbles: true }));
            else {
              const key = i < count / 2 ? "ArrowRight" : "ArrowLeft";
              canvas?.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey: true, bubbles: true }));
            }
            const now = await frame();
            found.push(now - last);
            last = now;
          }
          return found.sort((a, b) => a - b);
        },
        [gesture, frameCount] as const,
      );
      const cost = ((await processorTime()) - before) * (1000 / frameCount);
      const mean = times.reduce((a, b) => a + b, 0) / times.length;
      const [median, slowest] = [times[times.length >> 1] ?? 0, times.at(-1) ?? 0];
      t.diagnostic(
        `100,000 points, ${gesture}: ${(1000 / mean).toFixed(1)} frames a second, ${cost.toFixed(1)} ms of processor time each; between frames ${median.toFixed(1)} ms (median), ${slowest.toFixed(1)} ms (slowest)`,
      );
      assert.ok((await drawnPixels()) > 200);
    });

  test("the graphics processor draws what the processor draws", async () => {
    const bundle = await build({
      stdin: {
        contents: `
          export { drawingOrder } from "./looks.ts";
          export { pointPainter } from "./painter.ts";`,
        resolveDir: join(root, "webview", "latent", "scatter"),
        loader: "ts",
      },
      bundle: true,
      format: "iife",
      globalName: "scatter",
      write: false,
    });
    await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
    const { kinds, ink, apart } = (await page.evaluate(`(() => {
      const size = { width: 320, height: 320 };
      // On the middle of pixels: the processor draws nowhere else.
      const count = 63, xy = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        xy[2 * i] = ((i % 9) * 32 + 32.5 - 160) / 150.4;
        xy[2 * i + 1] = -(Math.floor(i / 9) * 40 + 40.5 - 160) / 150.4;
      }
      const states = Uint8Array.from({ length: count }, (_, i) => [0, 2, 4][i % 3]);
      const colors = Uint8Array.from({ length: count }, (_, i) => i % 5);
      const shapes = Uint8Array.from({ length: count }, (_, i) => Math.floor(i / 9));
      const palette = {
        colors: Uint8Array.from({ length: 768 }, (_, i) => (i * 83 + 60) % 256), dimmed: [90, 90, 90],
        background: [31, 31, 31], outline: [255, 255, 255],
      };
      const pictures = ["canvas", "webgl"].map((kind) => {
        const canvas = document.createElement("canvas");
        const painter = scatter.pointPainter(canvas, () => {}, kind);
        painter.move(xy, xy);
        painter.look({ colors, shapes, states, order: scatter.drawingOrder(states) });
        painter.draw({ zoom: { k: 1, x: 0, y: 0 }, size, ratio: 1, radius: 7, mix: 1, palette, moving: false });
        const copy = document.createElement("canvas").getContext("2d");
        Object.assign(copy.canvas, size);
        copy.drawImage(canvas, 0, 0);
        return { kind: painter.kind, data: copy.getImageData(0, 0, 320, 320).data };
      });
      const [one, other] = pictures;
      let ink = 0, apart = 0;
      for (let i = 0; i < one.data.length; i += 4) {
        const differs = (a, b) => Math.max(...[0, 1, 2].map((c) => Math.abs(a[i + c] - b(i + c))));
        if (differs(one.data, () => 31) > 10) ink++;
        if (differs(one.data, (at) => other.data[at]) > 40) apart++;
      }
      return { kinds: pictures.map(({ kind }) => kind), ink, apart };
    })()`)) as { kinds: string[]; ink: number; apart: number };
    assert.deepEqual(kinds, ["canvas", "webgl"]);
    assert.ok(ink > 5000, `${ink} pixels are drawn`);
    assert.ok(apart < ink * 0.01, `${apart} of ${ink} pixels differ`);
  });
});
