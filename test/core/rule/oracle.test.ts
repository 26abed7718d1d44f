/** @file The interpreter against CPython: line, locals, and return value or exception of every step that `sys.settrace` recorded. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { type RecordedCall, type RecordedProgram, readPrograms, replay } from "../../oracle/rule/replay.ts";

function recorded(file: string): RecordedProgram[] {
  return readPrograms(readFileSync(new URL(`../../oracle/rule/${file}`, import.meta.url), "utf8"));
}

/** Where the interpreter leaves the record; undefined where it never does. */
function difference(source: string, call: RecordedCall): unknown {
  // Through JSON, as the record went: a value that is not there is a key that is not there.
  const replayed: RecordedCall = JSON.parse(JSON.stringify(replay(source, call.call)));
  if (isDeepStrictEqual(replayed, call)) return undefined;
  const at = call.steps.findIndex((step, i) => !isDeepStrictEqual(step, replayed.steps[i]));
  if (at >= 0) return { step: at, recorded: call.steps[at], replayed: replayed.steps[at] };
  const { value, error, steps } = call;
  return { recorded: [value, error, steps.length], replayed: [replayed.value, replayed.error, replayed.steps.length] };
}

function differences(programs: readonly RecordedProgram[]): unknown[] {
  return programs.flatMap(({ name, source, calls }) =>
    calls.flatMap((call) => {
      const found = difference(source, call);
      return found === undefined ? [] : [{ name, call: call.call, found }];
    }),
  );
}

test("written programs step as they do in CPython", () => {
  const programs = recorded("written.jsonl");
  assert.ok(programs.length >= 40, `${programs.length} programs`);
  assert.deepEqual(differences(programs), []);
});

test("generated programs step as they do in CPython", () => {
  const file = readFileSync(new URL("../../oracle/rule/generated.jsonl.gz", import.meta.url));
  const programs = readPrograms(gunzipSync(file).toString("utf8"));
  assert.equal(programs.length, 2000);
  assert.deepEqual(differences(programs), []);
});

test("the records are of the programs beside them", () => {
  for (const { name, source } of recorded("written.jsonl")) {
    const file = new URL(`../../oracle/rule/programs/${name}.py`, import.meta.url);
    assert.equal(readFileSync(file, "utf8"), source, name);
  }
});
