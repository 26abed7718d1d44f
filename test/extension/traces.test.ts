/** @file What the editor shows of a trace: notes beside the lines, stepping, staleness. On real rules, responses and verdicts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { problemNote, ruleNotes } from "../../src/extension/trace/lineNotes.ts";
import { stepMarkdown, tokensOf } from "../../src/extension/trace/stepWords.ts";
import { firstWrong, stepLine } from "../../src/extension/trace/trace.ts";
import { Traces } from "../../src/extension/trace/traces.ts";
import { problemsOf, ruleText, uri, writeTrace } from "./realTrace.ts";

const [problem, second] = problemsOf() as [
  ReturnType<typeof problemsOf>[number],
  ReturnType<typeof problemsOf>[number],
];

function lineOf(code: string): number {
  return ruleText.split("\n").findIndex((it) => it.trim() === code) + 1;
}

function noteAt(traces: Traces, code: string): string | undefined {
  const trace = traces.active(uri);
  return trace && ruleNotes(trace).find((it) => it.line === lineOf(code))?.text;
}

test("a right trace notes the last claim at each line and how often the model was there", () => {
  const traces = new Traces();
  const trace = writeTrace(traces, problem);
  assert.equal(firstWrong(trace), undefined);
  assert.equal(noteAt(traces, "result = []"), "result=[]  ✓");
  assert.equal(noteAt(traces, "while num1 or num2:"), "✓  ×3");
  assert.equal(noteAt(traces, "digit1 = num1.pop() if num1 else 0"), "num1=[] digit1=5  ✓  ×2");
  assert.equal(noteAt(traces, "return result"), "→ [7, 2]  ✓");
  assert.equal(noteAt(traces, "result.insert(0, carry)"), undefined);
});

test("a wrong value is marked where it was claimed, with what was expected", () => {
  const traces = new Traces();
  const trace = writeTrace(traces, problem, "rfft", (it) => it.replace("total=12", "total=13"));
  const index = firstWrong(trace);
  assert.equal(index, 5);
  assert.equal(stepLine(trace, trace.steps[5] ?? assert.fail()), lineOf("total = digit1 + digit2 + carry"));
  traces.move(uri, "first-wrong");
  assert.match(noteAt(traces, "total = digit1 + digit2 + carry") ?? "", /^total=13 {2}✗ expected total=12$/);
  assert.match(problemNote(trace).text, /wrong from step 6/);
  assert.match(stepMarkdown(trace, 5), /Step 6 of 17.*wrong value/);
  assert.match(stepMarkdown(trace, 5), /\| expected \|.*`12`/);
});

test("what cannot be read is not called wrong", () => {
  const traces = new Traces();
  const trace = writeTrace(traces, problem, "rfft", (it) => it.replace("total=12", "total=??"));
  const step = trace.steps.find((it) => it.verdict === "malformed");
  assert.ok(step);
  assert.equal(trace.steps.indexOf(step) === firstWrong(trace), false);
  const note = ruleNotes({ ...trace, position: trace.steps.indexOf(step) }).find((it) => it.mark === "neutral");
  assert.match(note?.text ?? "", /cannot be read/);
});

test("a response that breaks off says so at the problem", () => {
  const traces = new Traces();
  const trace = writeTrace(traces, problem, "rfft", (it) => it.slice(0, it.indexOf("carry=1")));
  assert.equal(trace.ending?.verdict, "stopped-early");
  assert.match(problemNote(trace).text, /stopped early|cannot be read|wrong from/);
});

test("stepping moves one step at a time and shows the notes as of that step", () => {
  const traces = new Traces();
  writeTrace(traces, problem);
  assert.equal(traces.move(uri, "next")?.position, 0);
  assert.equal(noteAt(traces, "carry = 0"), undefined);
  for (let i = 0; i < 3; i++) traces.move(uri, "next");
  assert.equal(noteAt(traces, "digit1 = num1.pop() if num1 else 0"), "num1=[5] digit1=9  ✓");
  assert.equal(traces.move(uri, "previous")?.position, 2);
  for (let i = 0; i < 40; i++) traces.move(uri, "next");
  assert.equal(traces.active(uri)?.position, (traces.active(uri)?.steps.length ?? 0) - 1);
  for (let i = 0; i < 40; i++) traces.move(uri, "previous");
  assert.equal(traces.active(uri)?.position, 0);
  assert.equal(traces.move(uri, "first-wrong")?.position, 0, "nothing is wrong, so nothing moves");
});

test("stepping while the model still writes is not undone by the next token", () => {
  const traces = new Traces();
  let stepped = false;
  traces.onChange(() => {
    const trace = traces.active(uri);
    if (!stepped && trace?.steps.length === 4) {
      stepped = true;
      traces.move(uri, "next");
    }
  });
  assert.equal(writeTrace(traces, problem).position, 0);
});

test("each problem keeps its latest trace; the last run is shown at the rule's lines", () => {
  const traces = new Traces();
  const first = writeTrace(traces, problem);
  writeTrace(traces, second);
  assert.equal(traces.of(uri).length, 2);
  assert.equal(noteAt(traces, "return result"), "→ [9]  ✓");
  traces.activate(uri, first.id);
  assert.equal(noteAt(traces, "return result"), "→ [7, 2]  ✓");
  writeTrace(traces, problem);
  assert.equal(traces.of(uri).length, 2, "a new run takes the place of the old one");
});

test("an edit of the rule or the call makes a trace stale, one elsewhere does not, undo makes it fresh", () => {
  const traces = new Traces();
  writeTrace(traces, problem);
  const isStale = (text: string): boolean | undefined => {
    traces.markStale(uri, problemsOf(text));
    return traces.active(uri)?.stale;
  };
  assert.equal(isStale(ruleText.replace("total // 10", "total // 9")), true);
  assert.equal(noteAt(traces, "carry = 0"), "carry=0  ✓", "stale, not gone");
  assert.match(problemNote(traces.active(uri) ?? assert.fail()).text, /^edited since this run: /);
  assert.equal(isStale(ruleText), false);
  assert.equal(isStale(ruleText.replace("[5, 9]", "[5, 8]")), true);
  assert.equal(isStale(`${ruleText}\n\n# a remark\n`), false);
  traces.edit(uri, [{ first: 1, last: 1, lineCount: 2, atLineStart: true }]);
  assert.equal(isStale(`# a remark\n${ruleText}`), false, "the trace moved with its lines");
});

test("the tokens of a step are those its text was made of", () => {
  const traces = new Traces();
  const trace = writeTrace(traces, problem);
  const step = trace.steps[5] ?? assert.fail();
  assert.equal(
    tokensOf(trace, step)
      .map((it) => it.text)
      .join("")
      .trim(),
    step.text.trim(),
  );
});

test("closing a document forgets its traces and late tokens bring nothing back", () => {
  const traces = new Traces();
  let closed = false;
  traces.onChange(() => {
    if (!closed && traces.active(uri)?.steps.length === 2) {
      closed = true;
      traces.clear(uri);
    }
  });
  assert.throws(() => writeTrace(traces, problem));
  assert.deepEqual(traces.of(uri), []);
});
