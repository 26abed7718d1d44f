/** @file The positions of a form's tokens: what is to be found by equality has equal rows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formTokens } from "../../../src/core/method/form/formVocabulary.ts";
import { FormPositions, FormWords, formPositionRows } from "../../../src/core/position/formPositions.ts";

const tokens = ["<pad>", "<end>", ...formTokens];
const words = new FormWords(tokens);
const rows = formPositionRows(tokens.length);

interface Placed {
  readonly token: string;
  readonly previous: string;
  readonly label: number;
  readonly code: number;
  readonly owner: number;
  readonly index: number;
  readonly version: number;
}

function placed(text: string): Placed[] {
  const positions = new FormPositions(words);
  return [...text.matchAll(/[ \n]?\S+/g)].map(([token]) => {
    const id = tokens.indexOf(token);
    assert.ok(id >= 0, token);
    let packed = positions.push(id);
    const [previous = 0, label = 0, code = 0, owner = 0, index = 0, version = 0] = rows.map((count) => {
      const row = packed % count;
      packed = Math.floor(packed / count);
      return row;
    });
    assert.equal(packed, 0);
    return { token: token.trim(), previous: tokens[previous]?.trim() ?? "", label, code, owner, index, version };
  });
}

const text = `
L1 b = a .pop ( ) + 3 ; a b -> L2
L2 return b ; ret -> END
>>> a [[ 5 9 ]]
L1 b = a [[ 5 9 ]] .pop ( ) 9 + 3 ; a [[ 5 ]] b 12 ->
L2 return b 12 ; ret 12 ->`;
const all = placed(text);
const at = (token: string, nth = 0) => all.filter((each) => each.token === token)[nth] ?? assert.fail(token);

test("the code of a line has the same rows in the listing and in the trace, values count as none of it", () => {
  const listing = all.slice(
    0,
    all.findIndex(({ token }) => token === ">>>"),
  );
  const trace = all.slice(all.findIndex(({ token }) => token === ">>>") + 1);
  for (const line of [1, 2]) {
    const coded = (from: readonly Placed[]) =>
      from.filter(({ label, index }) => label === line && index === 0).map(({ token, code }) => `${code} ${token}`);
    const recited = coded(trace).filter((word) => !/ (?:9|12)$/.test(word));
    // The last word of a line of the listing is where it goes, which a trace says by its next line.
    assert.deepEqual(recited, coded(listing).slice(0, -1));
  }
});

test("a value has its owner, its position in it, and how often it has been stated", () => {
  const [first, second, third] = [at("[[", 0), at("[[", 1), at("[[", 2)];
  assert.deepEqual(
    [first, second, third].map(({ owner, index, version }) => [owner, index, version]),
    [
      [1, 1, 1],
      [1, 1, 2],
      [1, 1, 3],
    ],
  );
  const items = all.filter(({ owner, version, index }) => owner === 1 && version === 2 && index > 0);
  assert.deepEqual(
    items.map(({ token, index }) => [token, index]),
    [
      ["[[", 1],
      ["5", 2],
      ["9", 3],
      ["]]", 4],
    ],
  );
});

test("a result of an operation has no owner, and a constant of the code is code", () => {
  const nine = all.filter(({ token, index }) => token === "9" && index === 0);
  assert.deepEqual(
    nine.map(({ owner, code }) => [owner, code]),
    [[0, at(")", 1).code]],
  );
  const three = all.filter(({ token }) => token === "3");
  assert.deepEqual(new Set(three.map(({ code }) => code)).size, 1);
});

test("every token is told by the one before it", () => {
  for (const [i, { previous }] of all.entries()) assert.equal(previous, i === 0 ? "<pad>" : all[i - 1]?.token);
});
