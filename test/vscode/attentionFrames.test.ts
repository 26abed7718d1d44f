/**
 * @file How soon the attention view shows a long run and what its frames cost: the built page by itself in a real browser, with the real engine
 * behind it and models of random weights, whose size alone matters. Printed, never asserted; asserted is that what is shown is complete.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.js";
import { root } from "../../scripts/environment.js";
import { EngineClient } from "../../src/client/engineClient.ts";
import { writersOf } from "../../src/core/attention/writers.ts";
import { Rng } from "../../src/core/base/rng.ts";
import type { CaptureShape } from "../../src/protocol/activations.ts";
import type { AttentionRun, AttentionViewContract } from "../../src/protocol/attentionView.ts";
import type { Notice } from "../../src/protocol/request.ts";
import { type Finite, finite } from "../../src/protocol/wire.ts";
import { writeTinyModel } from "../engine/tinyModel.ts";

const entry = fileURLToPath(new URL("../../src/engine/main.ts", import.meta.url));
const frameCount = 60;

const style = Object.entries({
  foreground: "#cccccc",
  "editor-background": "#1f1f1f",
  "editor-font-family": "monospace",
  "font-family": "sans-serif",
  "font-size": "13px",
}).map(([name, value]) => `--vscode-${name}:${value}`);

interface Size {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly tokens: number;
}

suite("the attention view's frames", () => {
  let dir: string;
  let client: EngineClient;
  let browser: Browser;
  let page: Page;
  let session: CDPSession;
  /** What the page asks about. */
  let inside: { modelDir: string; device: "cpu"; prompt: string; response: number[] };
  /** Called when what each step read is on screen. */
  let stepsShown = (): void => {};
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "rulescope-frames-"));
    client = EngineClient.start({ role: "inspect", entry, device: "cpu" });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.setContent(`<html style="${style.join(";")}"><body class="vscode-dark"><main id="view"></main></body>`);
    await page.exposeFunction("toHost", (message: { kind: string; id: number; name: string; params: object }) => {
      if (message.kind === "request") void answer(message);
    });
    await page.evaluate(
      "window.acquireVsCodeApi = () => ({ postMessage: (message) => window.toHost(message), getState() {}, setState() {} })",
    );
    const file = (name: string): Promise<string> => readFile(join(root, "dist", "webview", name), "utf8");
    await page.addStyleTag({ content: await file("attention.css") });
    await page.addScriptTag({ content: await file("attention.js") });
  });
  after(async () => {
    await browser.close();
    await client.close();
    await rm(dir, { recursive: true, force: true });
  });

  /** Gives the page a message as the extension would; bytes go as text, which this channel can carry. */
  const post = (message: object): Promise<void> =>
    page.evaluate((text) => {
      const revive = (_: string, value: unknown): unknown => {
        if (typeof value !== "object" || value === null || !("base64" in value) || !("type" in value)) return value;
        const bytes = Uint8Array.from(atob(String(value.base64)), (c) => c.charCodeAt(0));
        return value.type === "Float32Array" ? new Float32Array(bytes.buffer) : bytes;
      };
      window.postMessage(JSON.parse(text, revive), "*");
    }, wired(message));

  /** The engine's answer to what the view asks; what is asked of the extension alone is acknowledged. */
  const answer = async ({ id, name, params }: { id: number; name: string; params: object }): Promise<void> => {
    const { run: _, ...rest } = { run: "", ...params };
    const value = !name.startsWith("attention") ? {} : await ask(name, { ...inside, ...rest }).catch(() => undefined);
    if (value === undefined || page.isClosed()) return;
    await post({ kind: "ok", id, result: value });
    if (name !== "attentionSpans") return;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    stepsShown();
  };
  const ask = (name: string, params: object): Promise<unknown> => Reflect.apply(client.request, client, [name, params]);

  /** Reads a run and shows it as the extension does. Resolves when all of it is there. */
  const open = async ({
    layers,
    heads,
    width,
    tokens,
  }: Size): Promise<{ first: number; opened: number; all: number; drawn: number }> => {
    const modelDir = join(dir, `${layers}x${heads}`);
    await mkdir(modelDir, { recursive: true });
    const config = {
      layers,
      width,
      heads: Array.from({ length: heads }, () => ({ rotary: true, window: null })),
      feedForward: 2 * width,
      coupledPositions: 0,
      coupledParts: 1,
    };
    await writeTinyModel(modelDir, { scale: 1, config, manifest: { contextLength: 4096, positionCoupling: "none" } });
    await client.loadModel(modelDir, "cpu");
    const rng = new Rng(7);
    inside = {
      modelDir,
      device: "cpu",
      prompt: "5",
      response: Array.from({ length: tokens - 1 }, () => 2 + Math.floor(rng.next() * 12)),
    };
    const began = performance.now();
    let first = 0;
    let opened = 0;
    const posted: Promise<void>[] = [];
    const id = `run ${layers}`;
    const watch = new Promise<void>((done) => {
      stepsShown = () => {
        opened = performance.now() - began;
        done();
      };
    });
    await client.request(
      "capture",
      { ...inside, thumbnail: 48 },
      {
        onEvent: (event) => {
          if (event.kind === "shape")
            posted.push(
              post({
                kind: "notice",
                name: "show",
                notice: {
                  run: runOf(id, event.shape),
                  message: null,
                  runnable: true,
                  latent: null,
                  busy: false,
                } satisfies Notice<AttentionViewContract, "show">,
              }),
            );
          else {
            if (first === 0) first = performance.now() - began;
            posted.push(
              post({
                kind: "notice",
                name: "layer",
                notice: { run: id, layer: event.layer, thumbnails: event.thumbnails },
              }),
            );
          }
        },
      },
    );
    const all = performance.now() - began;
    await Promise.all(posted);
    await post({ kind: "notice", name: "captured", notice: { run: id, seconds: all / 1000, bytes: 1 } });
    await page.locator(".about", { hasText: "recomputed in" }).waitFor();
    const drawn = performance.now() - began - all;
    await watch;
    return { first, opened, all, drawn };
  };

  /** Calls `step` before each frame; processor time of the page's main thread and time between frames, in ms. */
  const frames = async (
    step: (i: number) => string,
    count = frameCount,
  ): Promise<{ cost: number; median: number; slowest: number }> => {
    const processorTime = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
    };
    const start = await processorTime();
    const scripts = Array.from({ length: count }, (_, i) => step(i));
    const times = await page.evaluate(async (all) => {
      const canvas = document.querySelector("canvas.matrix");
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
      const found: number[] = [];
      let last = await frame();
      for (const text of all) {
        const { type, ...init } = JSON.parse(text);
        canvas?.dispatchEvent(type === "wheel" ? new WheelEvent("wheel", init) : new PointerEvent(type, init));
        const now = await frame();
        found.push(now - last);
        last = now;
      }
      return found.sort((a, b) => a - b);
    }, scripts);
    const cost = ((await processorTime()) - start) * (1000 / count);
    return { cost, median: times[times.length >> 1] ?? 0, slowest: times.at(-1) ?? 0 };
  };

  const memory = async (): Promise<string> => {
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
    const root = await browser.newBrowserCDPSession();
    const { processInfo } = await root.send("SystemInfo.getProcessInfo");
    const sizes = await Promise.all(
      processInfo
        .filter(({ type }) => type === "renderer")
        .map(async ({ id }) =>
          Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${id}/status`, "utf8").catch(() => ""))?.[1] ?? 0),
        ),
    );
    return `${(heap / 1e6).toFixed(0)} MB of script, ${(Math.max(...sizes) / 1024).toFixed(0)} MiB resident in the page's process`;
  };

  test("24 x 14 heads at 512 tokens", async (t) => {
    const { all, drawn } = await open({ layers: 24, heads: 14, width: 224, tokens: 512 });
    const redrawn = await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>(".threshold");
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
      await frame();
      const start = performance.now();
      if (slider) slider.value = "20";
      slider?.dispatchEvent(new Event("input"));
      await frame();
      return performance.now() - start;
    });
    t.diagnostic(
      `336 pictures computed in ${all.toFixed(0)} ms, drawn ${drawn.toFixed(0)} ms after the last; all drawn anew in ${redrawn.toFixed(0)} ms`,
    );
    assert.equal(await page.locator("button.head:not(.waiting) canvas").count(), 336);
    const painted = await page.locator("button.head canvas").evaluateAll(
      (all) =>
        all.filter((canvas) => {
          if (!(canvas instanceof HTMLCanvasElement)) return false;
          const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
          return data.some((value) => value > 0);
        }).length,
    );
    assert.equal(painted, 336);
    await page.evaluate(() => {
      const slider = document.querySelector<HTMLInputElement>(".threshold");
      if (slider) slider.value = "0";
      slider?.dispatchEvent(new Event("input"));
    });
  });

  test("2,048 tokens by 12 x 12 heads: opens, pans and zooms", async (t) => {
    const { first, opened, all } = await open({ layers: 12, heads: 12, width: 384, tokens: 2048 });
    t.diagnostic(
      `first layer after ${first.toFixed(0)} ms, steps on screen after ${opened.toFixed(0)} ms, all layers after ${all.toFixed(0)} ms`,
    );
    assert.equal(await page.locator("button.head:not(.waiting)").count(), 144);
    await page.locator(".tab", { hasText: "Matrix" }).click();
    await page.locator("button.head[data-layer='5'][data-head='3']").click();
    await page.locator(".answer-line", { hasText: "layer 5, head 3" }).waitFor();
    await page.locator(".attention:not(.waiting)").waitFor();
    const place = { offsetX: 400, offsetY: 300, clientX: 500, clientY: 400 };
    const zoom = await frames((i) =>
      JSON.stringify({ type: "wheel", ...place, deltaY: i % 20 < 10 ? -100 : 100, cancelable: true }),
    );
    await page.locator("canvas.matrix").press("0");
    await frames(() => JSON.stringify({ type: "wheel", ...place, deltaY: -100, cancelable: true }), 5);
    const pan = await frames((i) =>
      JSON.stringify({
        type: i === 0 ? "pointerdown" : i === frameCount - 1 ? "pointerup" : "pointermove",
        pointerId: 1,
        clientX: 500 - i * 3,
        clientY: 400 - i * 2,
      }),
    );
    const words = ({ cost, median, slowest }: typeof pan): string =>
      `${cost.toFixed(1)} ms of processor time a frame, between frames ${median.toFixed(1)} ms (median), ${slowest.toFixed(1)} ms (slowest)`;
    t.diagnostic(`zoom: ${words(zoom)}`);
    t.diagnostic(`pan: ${words(pan)}`);
    t.diagnostic(`memory: ${await memory()}`);
    await page.screenshot({ path: join(root, ".cache", "screenshots", "attention-long.png") });
  });
});

/** A run of steps of sixteen tokens, with a rule of ten lines at its beginning. */
function runOf(id: string, shape: CaptureShape): AttentionRun {
  const count = shape.tokens.length;
  const lines = Array.from({ length: 10 }, (_, i) => ({
    line: finite(i + 1),
    text: `line ${i + 1}`,
    tokens: span(i * 8, i * 8 + 8),
  }));
  const steps = Array.from({ length: Math.floor((count - 96) / 16) }, (_, i) => {
    const tokens = span(96 + i * 16, 112 + i * 16);
    assert.ok(writersOf(tokens)[1] <= count);
    return { tokens, line: finite(1 + (i % 10)), text: `L${1 + (i % 10)}`, verdict: "correct" as const };
  });
  return {
    id,
    call: id,
    method: "rfft",
    model: "random",
    shape: { ...shape, promptTokens: finite(96) },
    steps,
    lines,
    problem: span(80, 96),
    operands: null,
    latent: null,
    notices: [],
    provenance: "random weights",
  };
}

function span(from: number, to: number): [Finite, Finite] {
  return [finite(from), finite(to)];
}

function wired(message: object): string {
  return JSON.stringify(message, (_, value: unknown) =>
    value instanceof Uint8Array || value instanceof Float32Array
      ? {
          type: value.constructor.name,
          base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
        }
      : value,
  );
}
