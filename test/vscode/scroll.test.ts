/**
 * @file What a frame costs while the trace view scrolls through 50,000 tokens: the built page by itself in a real browser. Printed, never
 * asserted. The processor time of the page's main thread tells of the page; the time between frames tells of the machine as well.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.js";
import { root } from "../../scripts/environment.js";
import { longRun } from "./longRun.ts";

const frameCount = 60;

/** As a wheel does, and as somebody does who drags the scrollbar from end to end. */
const manners = [
  { name: "120 px a frame", pixels: 120 },
  { name: "the whole list in one second", pixels: undefined },
] as const;

const variables = {
  foreground: "#cccccc",
  "editor-background": "#1f1f1f",
  "editor-font-family": "monospace",
  "editor-font-size": "14px",
  "font-family": "sans-serif",
  "font-size": "13px",
  "charts-orange": "#d18616",
  "charts-blue": "#3794ff",
  "rulescope-wrongForeground": "#f48771",
  "rulescope-correctForeground": "#89d185",
};

suite("scrolling through 50,000 tokens", () => {
  let browser: Browser;
  let page: Page;
  let session: CDPSession;
  before(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 700, height: 900 } });
    const style = Object.entries(variables).map(([name, value]) => `--vscode-${name}:${value}`);
    await page.setContent(`<html style="${style.join(";")}"><body class="vscode-dark"><main id="view"></main></body>`);
    await page.evaluate("window.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} })");
    const file = (name: string): Promise<string> => readFile(join(root, "dist", "webview", name), "utf8");
    await page.addStyleTag({ content: await file("trace.css") });
    await page.addScriptTag({ content: await file("trace.js") });
    const { run, status, pieces } = longRun(50_000);
    const notices = [
      { name: "show", notice: { run } },
      { name: "status", notice: { run: run.id, status } },
      ...pieces.map((notice) => ({ name: "grow", notice })),
    ];
    await page.evaluate((all) => {
      for (const it of all) window.postMessage({ kind: "notice", ...it }, "*");
    }, notices);
    await page.locator(".about", { hasText: "50,000 tokens" }).waitFor();
    session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
  });
  after(() => browser.close());

  /** Seconds of processor time of the page's main thread so far. */
  const processorTime = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  };

  for (const tab of ["Tokens", "Steps"])
    for (const { name, pixels } of manners)
      test(`${tab}, ${name}`, async (t) => {
        await page.locator(".tab", { hasText: tab }).click();
        const list = page.locator(".lists .list:visible").first();
        await list.locator(".row").first().waitFor();
        const before = await processorTime();
        const frames = await list.evaluate(
          async (scrolled, { count, step }) => {
            const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
            const all = scrolled.scrollHeight - scrolled.clientHeight;
            const times: number[] = [];
            let last = await frame();
            for (let i = 0; i < count; i++) {
              scrolled.scrollTop = step === null ? (all * (i + 1)) / count : all / 4 + i * step;
              const now = await frame();
              times.push(now - last);
              last = now;
            }
            await frame();
            return times.sort((a, b) => a - b);
          },
          { count: frameCount, step: pixels ?? null },
        );
        const cost = ((await processorTime()) - before) * (1000 / frameCount);
        const [median, slowest] = [frames[frames.length >> 1] ?? 0, frames.at(-1) ?? 0];
        t.diagnostic(
          `${tab}, ${name}: ${cost.toFixed(1)} ms of processor time a frame; ` +
            `between frames ${median.toFixed(1)} ms (median), ${slowest.toFixed(1)} ms (slowest)`,
        );
        // Rows are in place, at their numbers, with nothing between them: what is drawn covers what is in sight.
        const { gaps, drawn } = await list.evaluate((scrolled) => {
          const view = scrolled.getBoundingClientRect();
          const rows = [...scrolled.querySelectorAll(".row")].map((row) => row.getBoundingClientRect());
          const sorted = rows.sort((a, b) => a.top - b.top);
          const off = sorted.filter(
            (row, index) => index > 0 && Math.abs(row.top - (sorted[index - 1]?.bottom ?? 0)) > 1,
          );
          const covers = (sorted[0]?.top ?? 0) <= view.top && (sorted.at(-1)?.bottom ?? 0) >= view.bottom - 1;
          return { gaps: off.length + (covers ? 0 : 1), drawn: rows.length };
        });
        assert.equal(gaps, 0);
        assert.ok(drawn > 10 && drawn < 120, `${drawn} rows`);
      });
});
