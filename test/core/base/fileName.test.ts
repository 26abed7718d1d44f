/** @file Which names may become files and folders. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { fileName, fileNameOf, fileNameProblem, recipeName } from "../../../src/core/base/fileName.ts";

test("ordinary names are taken as they are", () => {
  for (const name of [
    "a",
    "seed-1.direct",
    "addition-rfft",
    "Größe 2",
    "加法",
    ".hidden",
    "con-1",
    "console",
    "x".repeat(200),
  ])
    assert.equal(fileNameProblem(name), undefined, name);
});

test("what leaves the folder, names a device or cannot be seen is refused", () => {
  const rows: readonly [string, RegExp][] = [
    ["", /empty/],
    ["../victim", /separator/],
    ["..\\victim", /separator/],
    ["/etc", /separator/],
    ["..", /folder above/],
    [".", /folder above/],
    ["c:", /character/],
    ["a?", /character/],
    ["a\0b", /cannot be seen/],
    ["a\nb", /cannot be seen/],
    ["a\u202eb", /cannot be seen/],
    ["a\u200bb", /cannot be seen/],
    ["a\u2028b", /cannot be seen/],
    ["a\ud800", /cannot be seen/],
    ["CON", /device/],
    ["nul.txt", /device/],
    ["Com1", /device/],
    ["lpt¹.json", /device/],
    ["aux .x", /device/],
    ["a.", /ends/],
    ["a ", /ends/],
    [" a", /begins/],
    ["...", /ends/],
    ["constructor", /reserved/],
    ["__proto__", /reserved/],
    ["x".repeat(201), /longer/],
    ["ä".repeat(101), /longer/],
  ];
  for (const [name, why] of rows) {
    assert.match(fileNameProblem(name) ?? "", why, JSON.stringify(name));
    assert.equal(v.is(fileName, name), false, JSON.stringify(name));
    assert.equal(v.is(recipeName, name), false, JSON.stringify(name));
  }
});

test("a proposed name is always a file's name", () => {
  assert.equal(fileNameOf("add([1, 2], [3])"), "add-1-2-3");
  for (const text of ["", "..", "../../x", "con", "\u202e", "a/b\\c", "constructor", "é".repeat(500)])
    assert.equal(fileNameProblem(fileNameOf(text)), undefined, JSON.stringify(text));
});
