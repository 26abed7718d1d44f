/**
 * @file Golden texts beside the tests that use them, in a folder `golden`. A test compares a text with its file; with UPDATE_GOLDEN=1 it
 * writes the file instead. A file that no test of its folder asked for is a failure.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const updating = process.env.UPDATE_GOLDEN === "1";

export class Golden {
  readonly #dir: string;
  readonly #used = new Set<string>();

  /** The golden files of the test file at `testUrl`: those whose names start with `prefix`. */
  constructor(testUrl: string, prefix: string) {
    this.#dir = join(fileURLToPath(new URL(".", testUrl)), "golden");
    after(() => {
      const present = existsSync(this.#dir) ? readdirSync(this.#dir).filter((name) => name.startsWith(prefix)) : [];
      const unused = present.filter((name) => !this.#used.has(name));
      assert.deepEqual(unused, [], "golden files that no test uses; delete them");
    });
  }

  /** Declares a test that `make` gives exactly the text in the file. */
  test(name: string, file: string, make: () => string | Promise<string>): void {
    this.#used.add(file);
    test(name, async () => {
      const path = join(this.#dir, file);
      const text = await make();
      if (updating) {
        mkdirSync(this.#dir, { recursive: true });
        writeFileSync(path, text);
      }
      assert.ok(existsSync(path), `${path} is missing; UPDATE_GOLDEN=1 writes it`);
      assert.equal(
        text,
        readFileSync(path, "utf8"),
        `${file} differs; if that is right, run again with UPDATE_GOLDEN=1`,
      );
    });
  }
}
