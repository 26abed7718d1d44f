/** @file Everything that is shipped may be shipped: the licence of each package below the dependencies, as it declares it. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { notices, noticesFile, shippedPackages } from "../scripts/notices.js";
import { root } from "./sourceFiles.ts";

interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly license?: string;
}

/** Licences that only ask to be named. */
const permissive =
  /^(MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|Unlicense|CC0-1\.0|BlueOak-1\.0\.0|Python-2\.0)$/;

test("each shipped package has a permissive licence", () => {
  const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  );
  const shipped = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && entry.dev !== true);
  assert.ok(shipped.length > 10, "the lock file lists the shipped packages");
  const refused = shipped
    .map(([path, entry]) => ({ path, licence: licenceOf(path) ?? entry.license ?? "none declared" }))
    .filter(({ licence }) => !isPermissive(licence))
    .map(({ path, licence }) => `${path}: ${licence}`);
  assert.deepEqual(refused, []);
});

/** Of a choice (`MIT OR GPL-2.0`) one permissive side is enough; of a conjunction every part must be. */
function isPermissive(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, "");
  return plain.split(" OR ").some((choice) => choice.split(" AND ").every((part) => permissive.test(part.trim())));
}

function licenceOf(path: string): string | undefined {
  const file = join(root, path, "package.json");
  if (!existsSync(file)) return undefined;
  const manifest: { readonly license?: string | { readonly type: string } } = JSON.parse(readFileSync(file, "utf8"));
  return typeof manifest.license === "object" ? manifest.license.type : manifest.license;
}

test("the notices name every package that is bundled or shipped beside the bundle, as it is now", async () => {
  const text = readFileSync(noticesFile, "utf8");
  for (const folder of await shippedPackages()) {
    const { name, version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    assert.ok(text.includes(`\n${name} ${version}\n`), `${name} ${version} is named`);
  }
  assert.equal(text, await notices(), "`npm run notices` writes this file");
});
