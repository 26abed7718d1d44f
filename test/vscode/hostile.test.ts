/**
 * @file Files that a person merely opens, and types in, whose rules would take all time or all memory: the extension host goes on with its
 * other work, and the editor says what is wrong. How long the host was kept at most is printed.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { patience, Workbench } from "./workbench.ts";

/** Far above what opening a file takes on a busy machine, far below what any of these rules takes. */
const muchTooLong = 1500;

const filler = `    # ${"x".repeat(90)}\n`.repeat(18);
const endless = Array.from(
  { length: 200 },
  (_, i) =>
    `def f${i}(n):\n    """\n    >>> f${i}(1)\n    1\n    """\n${filler}    while True:\n        n = n + 1\n    return n\n\n\n`,
);
/** No rule to be afraid of: its constant takes more steps than most rules, and it runs. */
const table = `SQUARES = [[i * i + j for j in range(180)] for i in range(180)]


def near(n):
    return SQUARES[n][n]


>>> near(4)
20
`;
const rule = (body: string): string => `def f(n):\n    """\n    >>> f(1)\n    """\n${body}\n`;
const branches = Array.from({ length: 1500 }, (_, i) => `    if n == ${i + 1}:\n        return ${i + 1}\n`);

const files: Readonly<Record<string, string>> = {
  "endless.py": endless.join(""),
  "comparing.py": rule(
    "    x = (1 << 999999) - 1\n    y = (1 << 999999) - 1\n    return len([x == y for i in range(1000000)])",
  ),
  "doubling.py": rule("    x = [0]\n    while True:\n        x = x + x"),
  "dicts.py": rule("    d = {i: i for i in range(200000)}\n    return len([d | d for i in range(1000)])"),
  "texts.py": rule("    x = 'a' * 7000000\n    y = x + 'b'\n    return len([y.startswith(x) for i in range(1000000)])"),
  "module.py": `table = [[i * j for i in range(2000)] for j in range(2000)]\n\n${rule("    return table[n][n]")}`,
  "length.py": `def f(a, b):\n    """Task: slow\n        a: integer 0..99\n        b: integer 0..99\n        length: sum([0 for i in range(90000)]) + 7\n\n    >>> f(1, 2)\n    """\n    return a + b\n`,
  "parens.py": rule(`    return ${"(".repeat(100_000)}n${")".repeat(100_000)}`),
  "branches.py": rule(`${branches.join("")}    return n`),
  "minus.py": `def f(n):\n    """\n    >>> f(1)\n    ${"-".repeat(10_000)}1\n    """\n    return n\n`,
  "fields.py": rule(`    return ${'f"{'.repeat(20_000)}n${'}"'.repeat(20_000)}`),
};

suite("files that are merely opened", () => {
  let workbench: Workbench;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rulescope-opened-"));
    for (const [name, text] of Object.entries({ "plain.py": rule("    return n"), "table.py": table, ...files }))
      await writeFile(join(folder, name), text);
    workbench = await Workbench.open({ folder, file: "plain.py" });
    await workbench.activated();
    await workbench.lenses();
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });

  test("opening and typing leave the extension host to its other work", async () => {
    const begun = (await workbench.log()).length;
    let longest = 0;
    for (const name of [...Object.keys(files), "table.py"]) {
      const before = (await workbench.log()).length;
      await workbench.openFile(name);
      const editor = workbench.page.locator(".editor-group-container.active .monaco-editor").first();
      const said = editor.locator(".codelens-decoration, [class*=squiggly]");
      await said.first().waitFor({ state: "attached" });
      await workbench.page.keyboard.press("Control+Home");
      await workbench.page.keyboard.type("# a", { delay: 40 });
      await workbench.page.keyboard.press("Enter");
      await said.first().waitFor({ state: "attached" });
      const log = (await workbench.log()).slice(before);
      const blocks = [...log.matchAll(/longest block ([0-9.]+) ms, ([0-9.]+) ms/g)];
      const most = Math.max(0, ...blocks.map(([, ms]) => Number(ms)));
      const worked = Math.max(0, ...blocks.map(([, , ms]) => Number(ms)));
      longest = Math.max(longest, worked);
      console.log(`${name}: the extension host was kept ${most.toFixed(0)} ms, ${worked.toFixed(0)} ms of it at work`);
    }
    console.log(`longest block of the extension host at work: ${longest.toFixed(0)} ms`);
    assert.ok(longest < muchTooLong, `${longest} ms`);
    assert.ok((await workbench.log()).length > begun, "it was measured");
  });

  test("a rule that would never end says so by its limit and its line, when it is run", async () => {
    await workbench.openFile("doubling.py");
    await workbench.clickLens(0, "Run");
    const message = workbench.page.locator(".notification-toast", { hasText: "stopped" }).first();
    await message.waitFor({ timeout: patience });
    assert.match((await message.textContent()) ?? "", /line [0-9]+/);
  });
});
