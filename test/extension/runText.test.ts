/** @file What is copied of a run: every step with its verdict, as text and as Markdown that the model's text cannot break. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runText, tokensCsv } from "../../src/extension/trace/runText.ts";
import { Traces } from "../../src/extension/trace/traces.ts";
import { shownTrace } from "../../src/extension/trace/viewRun.ts";
import { visitNear } from "../../src/extension/trace/visitNear.ts";
import { problemsOf, writeTrace } from "./realTrace.ts";

const [problem] = problemsOf();
assert.ok(problem);
const trace = writeTrace(new Traces(), problem, "rfft", (it) => it.replace("total=12", "total=13"));
const shown = shownTrace(trace);

test("the text has a line for each step and says what was expected", () => {
  const lines = runText(shown, "text").split("\n");
  assert.match(lines[0] ?? "", /^add\(\[5, 9\], \[1, 3\]\)/);
  assert.ok(
    lines.some((it) => /✓ {2}line 10 {2}digit1 = num1\.pop\(\)/.test(it)),
    lines.join("\n"),
  );
  const wrong = lines.findIndex((it) => it.includes("✗  line 12"));
  assert.match(lines[wrong] ?? "", /total=13$/);
  assert.match(lines[wrong + 1] ?? "", /wrong value/);
});

test("one step alone, as Markdown", () => {
  const index = trace.steps.findIndex((it) => it.verdict === "wrong-value");
  assert.match(
    runText(shown, "markdown", index),
    /^\d+\. ✗ line 12 `total = .*` `total=13` – wrong value, expected `total=12`\n$/,
  );
});

test("back-ticks in what a model wrote do not end the fence", () => {
  const odd = shownTrace(writeTrace(new Traces(), problem, "rfft", (it) => `${it}\n\`\`\`\n# not a title`));
  const text = runText(odd, "markdown");
  assert.match(text, /````text\n.*\n````\n$/s);
});

test("the table of tokens has a row for each and quotes what needs it", () => {
  const { tokens } = shown.growth([0, 3], [0, 0]);
  const rows = tokensCsv(tokens).split(/\n(?=\d+,)/);
  assert.equal(rows.length, 4);
  assert.match(rows[1] ?? "", /^0,0,.*,0\.9,0\.3,".*"$/s);
});

test("pieces put together are the whole", () => {
  const whole = shown.growth([0, shown.tokenCount], [0, shown.stepCount]);
  const [a, b] = [shown.growth([0, 7], [0, 3]), shown.growth([7, shown.tokenCount], [3, shown.stepCount])];
  assert.deepEqual([...a.tokens, ...b.tokens], whole.tokens);
  assert.deepEqual([...a.steps, ...b.steps], whole.steps);
});

test("the cursor on a line means its visit nearest to the current step", () => {
  const visits = trace.steps.flatMap(({ line }, index) => (line === 12 ? [index] : []));
  assert.equal(visits.length, 2);
  assert.equal(visitNear(trace, 12), visits[0]);
  assert.equal(visitNear({ ...trace, position: (visits[1] ?? 0) + 1 }, 12), visits[1]);
  assert.equal(visitNear(trace, 1), undefined);
});
