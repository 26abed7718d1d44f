/** @file A real VS Code in a real browser, with the extension, for tests: opens a folder and reads what a person would see. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { launchChromium } from "../../scripts/chromium.js";
import { addressOf, writeUserSettings } from "../../scripts/codeServer.js";
import { cacheFolder } from "../../scripts/environment.js";
import { testServer } from "../../scripts/testServer.js";
import { keptEditors } from "./keptEditors.ts";
import { noteAt } from "./notes.ts";
import { ended, extensionHostsOf } from "./processes.ts";
import { changeSettings } from "./settingsFile.ts";
import { stepLineOf } from "./stepLine.ts";
import { themeShown } from "./themeShown.ts";

export type Theme = "dark" | "light";

const themes: Readonly<Record<Theme, string>> = { dark: "Default Dark Modern", light: "Default Light Modern" };

export interface WorkbenchOptions {
  /** Copied, so that edits leave the original as it is. */
  readonly folder: string;
  /** Opened at the start; without it no file is. */
  readonly file?: string;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** The person's own. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the copied folder; settings of a machine can only be given here. */
  readonly folderSettings?: Readonly<Record<string, unknown>>;
}

/** How long one thing may take to show, in ms: a guard against hanging, not a measurement. Shorter by the variable while a test is written. */
export const patience = Number(process.env.RULESCOPE_PATIENCE ?? 120_000);

type Server = Awaited<ReturnType<typeof testServer>>;

interface Parts {
  readonly server: Server;
  readonly browser: Browser;
  /** The folder that is open: the copy. */
  readonly folder: string;
  /** Where this window's part of the log begins. */
  readonly logStart: number;
}

export class Workbench {
  readonly page: Page;
  readonly folder: string;
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #logStart: number;

  constructor(page: Page, { server, browser, folder, logStart }: Parts) {
    this.page = page;
    this.folder = folder;
    this.#server = server;
    this.#browser = browser;
    this.#logStart = logStart;
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const server = await testServer();
    const folder = join(await mkdtemp(join(tmpdir(), "rulescope-")), basename(options.folder));
    await cp(options.folder, folder, { recursive: true });
    if (options.folderSettings) await changeSettings(folder, options.folderSettings);
    writeUserSettings(server.profile, {
      "workbench.colorTheme": themes[options.theme ?? "dark"],
      "workbench.activityBar.location": "hidden",
      "editor.minimap.enabled": false,
      "editor.glyphMargin": true,
      "editor.stickyScroll.enabled": false,
      "files.autoSave": "off",
      "window.commandCenter": false,
      ...options.settings,
    });
    const { size: logStart } = await stat(server.logFile).catch(() => ({ size: 0 }));
    const browser = await launchChromium();
    const viewport = { width: options.width ?? 1280, height: options.height ?? 900 };
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(patience);
    await page.addInitScript(drawFrames);
    await page.goto(addressOf(server.port, folder, options.file));
    const workbench = new Workbench(page, { server, browser, folder, logStart });
    await page.locator(".monaco-workbench").waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    // A server keeps the extensions of a window that is gone for a while, in case it comes back.
    for (const host of await extensionHostsOf(this.#server.pid)) await ended(host);
    await this.#server.dispose();
    await rm(dirname(this.folder), { recursive: true });
  }

  /**
   * Reloads the window once VS Code has written down `kept` of the editors that are open, which it does a moment later. The address then
   * names no file: with one, VS Code opens that file instead of what was open.
   */
  async reload(kept: RegExp): Promise<void> {
    await this.until(`VS Code to keep ${kept}`, patience, async () => {
      const value = await keptEditors(this.page);
      return { done: kept.test(value), value };
    });
    const address = new URL(this.page.url());
    address.searchParams.delete("payload");
    await this.page.goto(address.href);
    await this.page.locator(".monaco-workbench").waitFor();
  }

  /** Waits for the extension: the palette takes up no command that comes while it is open. */
  async activated(): Promise<void> {
    await this.until("the extension to be active", patience, async () => {
      const value = await this.log();
      return { done: /activated in/.test(value), value };
    });
  }

  /** The lenses that are shown, top to bottom; one text for each line of lenses. */
  async lenses(): Promise<string[]> {
    const rows = this.page.locator(".codelens-decoration", { hasText: "Run" });
    await rows.first().waitFor();
    return (await rows.allTextContents()).map((it) => it.replaceAll("\u00a0", " ").trim());
  }

  /** One lens above the n-th problem (from 0). */
  lens(problem: number, title: string): Locator {
    const row = this.page.locator(".codelens-decoration", { hasText: "Run" }).nth(problem);
    return row.locator("a", { hasText: title });
  }

  /** Clicks a lens until what it asks for has begun: VS Code lets a click fall whose lens it renews in this very moment. */
  async clickLens(problem: number, title: string): Promise<void> {
    const lens = this.lens(problem, title);
    const begun = async () =>
      [...(await this.log()).matchAll(/a run was requested/g)].length +
      (await this.page.locator(".debug-toolbar").count());
    const before = await begun();
    await this.until(`the lens ${title} of problem ${problem} to be taken`, patience, async () => {
      const value = await lens.click({ timeout: 5000 }).then(() => "", String);
      const end = performance.now() + 10_000;
      while (value === "" && (await begun()) === before && performance.now() < end) await this.page.waitForTimeout(50);
      return { done: (await begun()) > before, value };
    });
  }

  /** Clicks what VS Code may draw anew in this very moment: a click that has missed it is made again. */
  async click(
    what: string,
    target: Locator,
    options: { readonly position?: { x: number; y: number } } = {},
  ): Promise<void> {
    await this.until(`a click on ${what}`, patience, async () => {
      const value = await target.click({ ...options, timeout: 5000 }).then(() => "", String);
      return { done: value === "", value };
    });
  }

  /** Waits until the note beside a line fits; returns it. */
  async untilNote(line: string, pattern: RegExp, milliseconds = patience): Promise<string> {
    return this.until(`the note beside ${JSON.stringify(line)} to fit ${pattern}`, milliseconds, async () => {
      const note = await noteAt(this.page, line);
      return { done: pattern.test(note), value: note };
    });
  }

  async untilStepLine(line: string): Promise<void> {
    await this.until(`the step line to be ${JSON.stringify(line)}`, patience, async () => {
      const value = await stepLineOf(this.page);
      return { done: value === line, value };
    });
  }

  /** Rests the pointer on a word of a line; returns the text of the hover that appears. */
  async hover(line: string, word: string): Promise<string> {
    const row = this.page.locator(".editor-instance .view-line", { hasText: nonBreaking(line) }).first();
    const box = await row.locator("span span", { hasText: word }).first().boundingBox();
    if (box === null) throw new Error(`${word} is not on screen`);
    await this.page.mouse.move(box.x + 2, box.y + box.height / 2);
    await this.page.mouse.move(box.x + 8, box.y + box.height / 2, { steps: 4 });
    const hover = this.page.locator(".monaco-hover .hover-contents").first();
    await hover.waitFor();
    return (await hover.textContent()) ?? "";
  }

  /** Puts the cursor on the first line with this text, by a click: made again where lenses that came just then have moved the line away. */
  async goToText(line: string, where: "start" | "end" = "start"): Promise<void> {
    const rows = this.page.locator(".view-line", { hasText: nonBreaking(line) });
    const editor = this.page.locator(".editor-instance", { has: rows }).first();
    const row = editor.locator(rows).first();
    const active = editor.locator(".line-numbers.active-line-number").first();
    await this.until(`the cursor to be on ${JSON.stringify(line)}`, patience, async () => {
      await row.click({ position: { x: 4, y: 8 } }); // what VS Code writes behind a line takes no part of its beginning
      const [number, text] = await Promise.all([active.boundingBox(), row.boundingBox()]);
      return { done: number !== null && text !== null && Math.abs(number.y - text.y) < 2, value: { number, text } };
    });
    await this.page.keyboard.press(where === "end" ? "End" : "Home");
  }

  /** Undoes edits until `done`. */
  async undoUntil(done: () => Promise<boolean>): Promise<void> {
    await this.until("undo to bring the text back", patience, async () => {
      if (await done()) return { done: true, value: "" };
      await this.page.keyboard.press("Control+z");
      await this.page.waitForTimeout(500);
      return { done: await done(), value: "" };
    });
  }

  /** Kills the engine as a crash would: by its process id, which the log names. */
  async killEngine(): Promise<void> {
    const pid = Number([...(await this.log()).matchAll(/engine process (\d+)/g)].at(-1)?.[1]);
    assert.ok(pid > 0, "the log names the engine's process");
    process.kill(pid, "SIGKILL");
  }

  /** Kills the process that extensions run in, as a crash would, and returns when it is gone. */
  async killExtensionHost(): Promise<void> {
    const [host, ...others] = await extensionHostsOf(this.#server.pid);
    assert.ok(host !== undefined && others.length === 0, "there is one extension host");
    await ended(host);
  }

  /** Polls `look` until it is done. Fails with what was seen last. */
  async until<T>(what: string, milliseconds: number, look: () => Promise<{ done: boolean; value: T }>): Promise<T> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const { done, value } = await look();
      if (done) return value;
      if (performance.now() > end) {
        await this.screenshot("failed").catch(() => {});
        const log = (await this.log()).trimEnd().split("\n").slice(-8).join("\n");
        throw new Error(`Waited in vain for ${what}; last seen: ${JSON.stringify(value)}. The log ends:\n${log}`);
      }
      await this.page.waitForTimeout(50);
    }
  }

  /** The status bar's item, which is written a moment after what it tells of. */
  untilStatus(pattern: RegExp): Promise<string> {
    const item = this.page.locator("[id='rulescope.rulescope.rulescope.status'], [id$='rulescope.status']").first();
    return this.until(`the status bar to fit ${pattern}`, patience, async () => {
      const value = ((await item.textContent()) ?? "").replaceAll("\u00a0", " ").trim();
      return { done: pattern.test(value), value };
    });
  }

  /** Presses keys one after another: a chord. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Opens a quick input by its key and types: a window that is busy, or was loaded just now, lets a key fall. */
  async #quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input");
    await this.until(`an input after ${key}`, patience, async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press(key);
      const value = await input.fill(text, { timeout: 5000 }).then(() => "", String);
      return { done: value === "", value };
    });
  }

  /**
   * Takes a command in the palette, which lists what there was when it was opened. Enter takes the row that has the focus; before the list
   * is filtered that is the command used last, and the one that is looked for may stand below it.
   */
  async palette(title: string): Promise<void> {
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).first();
    await this.until(`the command ${title}`, patience, async () => {
      await this.#quickInput("F1", `>${title}`);
      const value = await row.waitFor({ timeout: 10_000 }).then(() => "", String);
      await this.page.keyboard.press(value === "" ? "Enter" : "Escape");
      return { done: value === "", value };
    });
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.palette(title);
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Runs a command that asks; returns the choices once one with `awaited` is there. */
  async choices(title: string, awaited: string): Promise<string[]> {
    await this.palette(title);
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: awaited }).first().waitFor();
    const labels = rows.locator(".quick-input-list-row:first-child .label-name");
    return (await labels.allTextContents()).map((it) => it.trim());
  }

  /** Takes one of the choices on screen. */
  async choose(label: string): Promise<void> {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: label }).first().click();
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Puts the cursor at the end of a line (1-based) by `Go to Line`. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.#quickInput("Control+g", `:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.page.locator(".editor-instance .monaco-editor.focused").waitFor();
  }

  /** Notifications that are on screen, as text. */
  async notifications(): Promise<string[]> {
    const texts = await this.page.locator(".notification-toast .notification-list-item-message").allTextContents();
    return texts.map((it) => it.replaceAll("\u00a0", " ").trim());
  }

  /** Waits for a notification that fits, alone, and returns its text: what told of progress goes a moment later than its end is told. */
  async oneNotification(pattern: RegExp): Promise<string> {
    const [text = ""] = await this.until(`one notification that fits ${pattern}`, patience, async () => {
      const value = await this.notifications();
      return { done: value.length === 1 && pattern.test(value[0] ?? ""), value };
    });
    return text;
  }

  async notificationButton(title: string): Promise<void> {
    await this.page.locator(".notification-toast a.monaco-button", { hasText: title }).click();
    await this.page.locator(".notification-toast").waitFor({ state: "hidden" });
  }

  async closeNotifications(): Promise<void> {
    await this.command("Notifications: Clear All Notifications");
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first();
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
    await this.until(`the file ${name}`, patience, async () => {
      await this.#quickInput("Control+p", name);
      const clicked = row.click({ timeout: 10_000 }).then(() => tab.waitFor({ timeout: 10_000 }));
      const value = await clicked.then(() => "", String);
      return { done: value === "", value };
    });
    await this.page.locator(".editor-instance .view-line").first().waitFor();
  }

  /** Chooses a model by the settings of the open folder and waits until the extension has seen it. */
  async chooseModel(name: string): Promise<void> {
    await changeSettings(this.folder, { "rulescope.model": name });
    await this.until("the extension to see the setting", patience, async () => {
      const value = (await this.log()).split("\n").findLast((it) => it.includes("rulescope.model is now")) ?? "";
      return { done: value.includes(JSON.stringify(name)), value };
    });
  }

  /** Changes the color theme by the settings of the open folder, and waits until the window and its views have it. */
  async chooseTheme(label: string): Promise<void> {
    await changeSettings(this.folder, { "workbench.colorTheme": label });
    await themeShown(this.page, label);
  }

  noteAt(line: string, nth = 0): Promise<string> {
    return noteAt(this.page, line, nth);
  }

  /** Saves a picture for people to look at. */
  async screenshot(name: string): Promise<void> {
    const folder = join(cacheFolder, "screenshots");
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** Everything that the extension has logged in this window. */
  async log(): Promise<string> {
    const all = await readFile(this.#server.logFile).catch(() => Buffer.alloc(0)); // before activation there is none
    return all.toString("utf8", this.#logStart);
  }
}

/**
 * A window that nobody looks at draws no frames while nothing changes, and Chromium then calls no idle callback, in which VS Code does much of
 * its work, such as writing down what is open.
 */
function drawFrames(): void {
  if (window === window.top) setInterval(() => requestAnimationFrame(() => {}), 200);
}

/** The editor shows spaces as no-break spaces. */
function nonBreaking(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "[ \\u00a0]"));
}
