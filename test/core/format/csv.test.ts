/** @file Tables as CSV: what is quoted, what is nothing, and that no spreadsheet runs a field. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { csvText } from "../../../src/core/format/csv.ts";

test("a spreadsheet gets no formula, and numbers stay", () => {
  assert.equal(
    csvText([["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1"]]),
    `'=1+1,'+cmd|' /C calc'!A0,'@SUM(A1),'-2+3,'\t=1\n`,
  );
  assert.equal(csvText([["-0.5", "+3e-7", "=", "-", "1e5", "-inf", " x"]]), '-0.5,+3e-7,=,-,1e5,-inf," x"\n');
});

test("comments stand first, each on one line; nothing is an empty field", () => {
  const rows = [
    ["a", "b"],
    [-1.5, 'x,"y"'],
    [Number.NaN, undefined],
    ["# no comment", "two\nlines"],
  ];
  assert.equal(
    csvText(rows, ["made\nby", "for"]),
    '# made by\n# for\na,b\n-1.5,"x,""y"""\n,\n"# no comment","two\nlines"\n',
  );
});
