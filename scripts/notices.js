/**
 * @file Writes THIRD-PARTY-NOTICES.txt: the license of every package that is bundled or shipped beside the bundle. What is bundled is asked of esbuild, versions of
 * the lock file, texts of the packages themselves. `npm run notices` after a dependency has changed; a test holds it up to date.
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledInputs } from "./build.js";
import { ensureDependencies, isMain, root, runScript, ScriptError } from "./environment.js";

export const noticesFile = join(root, "THIRD-PARTY-NOTICES.txt");

/** Shipped as they are: native code cannot be bundled. */
const besideTheBundle = ["node_modules/onnxruntime-node", "node_modules/onnxruntime-common"];

/** Packages without a license file, by who holds the copyright; their package.json names the license. */
const holders = new Map([
  ["@microsoft/fast-element", "Copyright (c) Microsoft Corporation"],
  ["@microsoft/fast-foundation", "Copyright (c) Microsoft Corporation"],
  ["@microsoft/fast-web-utilities", "Copyright (c) Microsoft Corporation"],
  ["onnxruntime-node", "Copyright (c) Microsoft Corporation"],
  ["onnxruntime-common", "Copyright (c) Microsoft Corporation"],
]);

/** @type {Promise<readonly string[]> | undefined} */
let shipped;

/** The packages that are shipped, by their folder from the root. Bundled once to be told. */
export function shippedPackages() {
  shipped ??= packagesOfBundles();
  return shipped;
}

async function packagesOfBundles() {
  const folders = new Set(besideTheBundle);
  for (const input of await bundledInputs()) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort();
}

export async function notices() {
  /** @type {{packages: Record<string, {version?: string}>}} */
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const parts = (await shippedPackages()).map((folder) => {
    const version = lock.packages[folder]?.version;
    if (version === undefined)
      throw new ScriptError(`${folder} is bundled but not in package-lock.json. Run npm install.`);
    /** @type {{name: string, license?: string, homepage?: string}} */
    const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    return [`${manifest.name} ${version}`, manifest.license ?? "", "", licenceOf(folder, manifest)]
      .join("\n")
      .trimEnd();
  });
  const head = "Rulescope is shipped with the packages below, under their own licences. Made by `npm run notices`.";
  const line = "-".repeat(80);
  return `${[head, ...parts].join(`\n\n${line}\n\n`)}\n`;
}

/**
 * @param {string} folder
 * @param {{name: string, license?: string}} manifest
 */
function licenceOf(folder, { name, license }) {
  const files = readdirSync(join(root, folder)).filter((file) =>
    /^(?:licen[cs]e|copying|notice|thirdpartynotice)/i.test(file),
  );
  const texts = files.sort().map((file) =>
    readFileSync(join(root, folder, file), "utf8")
      .replace(/\r\n?/g, "\n")
      .trim(),
  );
  if (texts.length > 0) return texts.join("\n\n");
  const holder = holders.get(name);
  if (holder !== undefined && license === "MIT") return `MIT License\n\n${holder}\n\n${mit}`;
  throw new ScriptError(`${name} has no licence file. Name who holds its copyright in scripts/notices.js.`);
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A
PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN
ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

async function main() {
  ensureDependencies();
  writeFileSync(noticesFile, await notices());
  console.error(`Wrote ${noticesFile}.`);
}

if (isMain(import.meta.url)) await runScript(main);
