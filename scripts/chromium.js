/**
 * @file Finds the Chromium that the browser tests drive, and starts it so that it speaks to nobody but VS Code.
 */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ScriptError } from "./environment.js";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"];

const elsewhere = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** How to get one, by platform. */
const installing = {
  linux: "sudo apt-get install chromium",
  darwin: "brew install --cask chromium",
  win32: "winget install Google.Chrome",
};

/** @returns {string | undefined} the program; the variable `CHROMIUM` comes before the PATH */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [
    process.env.CHROMIUM ?? "",
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return [...candidates, ...elsewhere].find((path) => path !== "" && existsSync(path));
}

/** @returns {string} the program; throws a `ScriptError` that names the command which installs it */
export function requireChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const command =
    Object.entries(installing).find(([platform]) => platform === process.platform)?.[1] ?? installing.linux;
  throw new ScriptError(
    `The tests in VS Code need Chromium, which is not on the PATH. Install it with \`${command}\`, ` +
      "or name one in the variable CHROMIUM.",
  );
}

/** Opens a headless Chromium. The caller closes it. */
export async function launchChromium() {
  const executablePath = requireChromium();
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
