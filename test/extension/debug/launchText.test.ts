/** @file Where a cursor stands in launch.json: with comments, half-written values, several configurations. `|` marks it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeInLaunch } from "../../../src/extension/debug/launchText.ts";

function at(marked: string) {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const place = placeInLaunch(text, offset);
  return (
    place && {
      field: place.field,
      replaces: text.slice(place.start, place.end),
      others: Object.fromEntries(place.others),
    }
  );
}

const whole = (inside: string): string =>
  `{ // comment "model": "x"\n "version": "0.2.0",\n "configurations": [ {"type": "node", "model": "other"}, ${inside} ]\n}`;

test("a value that stands is replaced, quotes included, and the other fields are told", () => {
  assert.deepEqual(at(whole('{"type": "rulescope", "model": "add|ition", "program": "addition.py"}')), {
    field: "model",
    replaces: '"addition"',
    others: { type: "rulescope", program: "addition.py" },
  });
  assert.deepEqual(at(whole('{"type": "rulescope", /* "a": */ "problem": "f(\\"{x}\\", [1])|"}'))?.field, "problem");
});

test("a value that is missing, or whose quote is not closed, is found too", () => {
  const others = { type: "rulescope", method: "rfft" };
  assert.deepEqual(at(whole('{"type": "rulescope", "model": |, "method": "rfft"}')), {
    field: "model",
    replaces: "",
    others,
  });
  assert.deepEqual(at(whole('{"type": "rulescope", "method": "rfft", "model":|}')), {
    field: "model",
    replaces: "",
    others,
  });
  assert.deepEqual(at(whole('{"type": "rulescope", "model": "|\n, "method": "rfft"}')), {
    field: "model",
    replaces: '"',
    others,
  });
  assert.equal(at('{"configurations": [{"type": "rulescope", "problem": |')?.field, "problem");
});

test("keys, comments, nested objects and other places of the file are no values of a configuration", () => {
  const none = [
    whole('{"type": "rulescope", "mo|del": "a"}'),
    whole('{"type": "rulescope", // "model": "|"\n "model": "a"}'),
    whole('{"type": "rulescope", "env": {"model": "|"}}'),
    whole('{"type": "rulescope"}, |'),
    '{"model": "|"}',
    '{"tasks": [{"model": "|"}]}',
    "|",
    "",
  ];
  for (const text of none) assert.equal(at(text), undefined, text);
});

test("a workspace file holds its configurations one level deeper", () => {
  assert.equal(at('{"launch": {"configurations": [{"type": "rulescope", "run": "|"}]}}')?.field, "run");
});
