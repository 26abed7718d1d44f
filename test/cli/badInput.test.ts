/** @file Bad input on the command line: one message that says what to do, the exit status 2, nothing on stdout, no stack. */

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { doubling, type Ended, folderWith, rulescope } from "./cli.ts";

function assertRefused({ status, stdout, stderr }: Ended, message: RegExp): void {
  assert.match(stderr, message);
  assert.equal(status, 2);
  assert.equal(stdout, "");
  assert.doesNotMatch(stderr, /\n\s+at .*:\d+:\d+/, "no stack");
}

test("a file that is not there, a folder, and bytes that are no text", async (context) => {
  const folder = folderWith(context, { "bytes.py": Uint8Array.of(0x80, 0xff, 0x00, 0xc0) });
  mkdirSync(join(folder, "sub"));
  const trace = (name: string) => rulescope(["trace", name], { cwd: folder });
  assertRefused(await trace("nowhere.py"), /^There is no file nowhere\.py\. Name a Python file/);
  assertRefused(await trace("nowhere.py:3"), /^There is no file nowhere\.py\./);
  assertRefused(await trace("sub"), /^sub is a folder\. Name a file in it\./);
  assertRefused(await trace("bytes.py"), /^bytes\.py is not UTF-8 text\. Save it as UTF-8/);
});

test("an empty file, and one without a problem", async (context) => {
  const folder = folderWith(context, { "empty.py": "", "rule.py": "def f(x):\n    return x\n", "empty.problems": "" });
  for (const name of ["empty.py", "rule.py", "empty.problems"]) {
    assertRefused(
      await rulescope(["trace", name], { cwd: folder }),
      new RegExp(`^${name} has no problem that can be run\\. Write one`),
    );
  }
});

test("a line without a problem names the lines that have one", async (context) => {
  const folder = folderWith(context, { "double.py": doubling });
  const ended = await rulescope(["trace", "double.py:2"], { cwd: folder });
  assertRefused(ended, /^There is no problem on line 2 of double\.py\. Problems are on line 6\./);
});

test("a rule outside the language is named with line and column", async (context) => {
  const rule = "def f(x):\n    async with x:\n        pass\n    return x\n\n>>> f(1)\n";
  const folder = folderWith(context, { "outside.py": rule });
  const ended = await rulescope(["trace", "outside.py"], { cwd: folder });
  assertRefused(ended, /outside\.py:2:\d+: /);
});

test("a malformed problem is named, and the others run", async (context) => {
  const folder = folderWith(context, { "double.py": `${doubling}\n\n>>> double([1, )\n>>> double([3])\n` });
  const { status, stdout, stderr } = await rulescope(["trace", "double.py", "--json"], { cwd: folder });
  assert.equal(status, 2);
  assert.match(stderr, /^double\.py:15:\d+: /m);
  const { problems }: { readonly problems: readonly { readonly line: number; readonly result: string }[] } =
    JSON.parse(stdout);
  assert.deepEqual(
    problems.map(({ line, result }) => [line, result]),
    [
      [6, "[2, 4]"],
      [16, "[6]"],
    ],
  );
});

test("Windows line ends, a byte order mark and Unicode change nothing", async (context) => {
  const text = `# Ünïcödé – 加法\n${doubling}\n\n>>> double(['é', '加'])\n['éé', '加加']\n`;
  const folder = folderWith(context, { "unix.py": text, "windows.py": `\ufeff${text.replaceAll("\n", "\r\n")}` });
  const unix = await rulescope(["trace", "unix.py", "--json"], { cwd: folder });
  const windows = await rulescope(["trace", "windows.py", "--json"], { cwd: folder });
  assert.equal(unix.status, 0, unix.stderr);
  assert.match(unix.stdout, /'加加'/);
  assert.deepEqual(windows, unix);
});

test("10 MB of text is answered at once, with what to do", async (context) => {
  const filler = "# nothing to see here, only a comment that is long enough to fill a file quickly ........\n";
  const large = filler.repeat(Math.ceil((10 * 2 ** 20) / filler.length));
  const folder = folderWith(context, { "with.py": large + doubling, "without.py": large });
  const tooLarge = /This text is too large to be read as rules .*Move the rule to a file of its own/;
  assertRefused(await rulescope(["trace", "with.py"], { cwd: folder }), tooLarge);
  assertRefused(
    await rulescope(["trace", "without.py"], { cwd: folder }),
    /^without\.py has no problem that can be run/,
  );
});

test("10 MB on one line is answered", async (context) => {
  const folder = folderWith(context, { "line.py": "x".repeat(10 * 2 ** 20) });
  assertRefused(await rulescope(["trace", "line.py"], { cwd: folder }), /line\.py/);
});

test("a model that is not there or is damaged is named with what to do", async (context) => {
  const folder = folderWith(context, { "double.py": doubling });
  for (const name of ["empty", "broken"]) mkdirSync(join(folder, name));
  const run = (model: string) => rulescope(["run", "double.py", "--model", model], { cwd: folder });
  assertRefused(await run("nobody"), /^There is no model named nobody\. Known models: /);
  assertRefused(
    await run("./empty"),
    /There is no model in .*empty: model\.json is missing\. Choose another model, or train/,
  );
});

test("a recipe that is not there, is no JSON, or has a wrong field", async (context) => {
  const folder = folderWith(context, { "text.json": "{", "field.json": '{"version": 1, "name": "A b"}' });
  const train = (name: string) => rulescope(["train", name, "--out", "out"], { cwd: folder });
  assertRefused(await train("nowhere.json"), /^There is no recipe nowhere\.json\./);
  assertRefused(await train("text.json"), /^The recipe text\.json is not JSON/);
  assertRefused(await train("field.json"), /^The recipe field\.json is malformed: field `\w+`/);
});

test("a task that is not there names the nearest", async () => {
  assertRefused(
    await rulescope(["eval", "--model", "m", "--task", "adition"]),
    /There is no task adition\. Did you mean addition\?/,
  );
});
