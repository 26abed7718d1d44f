/** @file How the command line reads what is typed, and what it says where it cannot. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../sourceFiles.ts";
import { rulescope } from "./cli.ts";

const commands = ["run", "trace", "runs", "compare", "check", "train", "eval", "export", "probe", "bench", "doctor"];

test("--help lists every command and the exit statuses", async () => {
  const { status, stdout, stderr } = await rulescope(["--help"]);
  assert.equal(status, 0);
  for (const name of commands) assert.match(stdout, new RegExp(`^  ${name} +\\S`, "m"));
  assert.match(stdout, /0 done, 1 some answer wrong, 2 could not run/);
  assert.equal(stderr, "");
});

test("every command has a help of its own with its flags and an example that names it", async () => {
  const all = commands.map(async (name) => ({ name, ...(await rulescope([name, "--help"])) }));
  for (const { name, status, stdout } of await Promise.all(all)) {
    assert.equal(status, 0, name);
    assert.match(stdout, new RegExp(`^Usage: rulescope ${name}`), name);
    assert.match(stdout, new RegExp(`^  rulescope ${name}`, "m"), name);
    assert.match(stdout, /^ {2}--help/m, name);
  }
});

test("without a command it shows the commands and says by its status that nothing was done", async () => {
  const { status, stdout } = await rulescope([]);
  assert.equal(status, 2);
  assert.match(stdout, /^Commands:$/m);
});

test("a mistyped command, flag or choice is answered with the nearest one, on stderr alone", async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["tarce", "a.py"], /There is no command tarce\. Did you mean `rulescope trace`\?/],
    [["trace", "a.py", "--jsno"], /has no flag --jsno\. Did you mean --json\?/],
    [["trace", "a.py", "--method", "rftt"], /--method cannot be rftt: perhaps rfft\./],
    [["run", "a.py", "--device", "gpu"], /--device cannot be gpu: .*See `rulescope run --help`/],
    [["bench", "dekode"], /decode/],
    [["runs", "exprot"], /cannot exprot\. Did you mean export\?/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await rulescope(args);
    assert.equal(status, 2, args.join(" "));
    assert.equal(stdout, "", args.join(" "));
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at /, "no stack");
  }
});

test("what is missing or too much is named", async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["trace"], /`rulescope trace` needs more/],
    [["trace", "a.py", "b.py"], /does not know what to do with b\.py/],
    [["trace", "a.py", "--method", "--json"], /--method needs a value \(direct\|scratchpad\|rfft\)/],
    [["trace", "a.py", "--json=yes"], /--json takes no value/],
    [["train", "recipes/addition-rfft.json"], /needs --out DIR/],
    [["eval"], /needs a MODEL/],
    [["eval", "--model", "m", "--lengths", "5-1"], /--lengths takes lengths from 1/],
    [["eval", "--model", "m", "--n", "0"], /--n needs a whole number of at least 1, not 0/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await rulescope(args);
    assert.equal(status, 2, args.join(" "));
    assert.equal(stdout, "", args.join(" "));
    assert.match(stderr, message);
  }
});

test("--version is the package's", async () => {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.deepEqual(await rulescope(["--version"]), { status: 0, stdout: `${version}\n`, stderr: "" });
});
