/** @file Traces as chat models set them: with bullets, numbers, fences, prose and end tokens; and traces that cannot be read. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Judgement, judgementOf } from "../../../src/core/check/judgement.ts";
import { judgeResponse } from "../../../src/core/check/judgeResponse.ts";
import { readResponse } from "../../../src/core/check/reading.ts";
import type { Method } from "../../../src/core/method/method.ts";
import { methodOf } from "../../../src/core/method/methods.ts";
import { identical } from "../../../src/core/rule/identical.ts";
import { taskProblem } from "../../../src/core/sample/corpus.ts";
import { addition } from "../../../src/core/task/addition.ts";

const problem = taskProblem("addition")(addition.fromText("47+58=") ?? assert.fail());
const compact = methodOf("rfft");
const full = methodOf("rfft", "full");
const scratchpad = methodOf("scratchpad");

function lines(method: Method): readonly string[] {
  return method
    .render(problem)
    .response.split("\n")
    .filter((line) => line !== "");
}

function judge(method: Method, response: string): Judgement {
  const { verdicts, answer, goldAnswer } = readResponse(problem, method, response);
  return judgementOf(verdicts, answer === undefined ? undefined : identical(answer, goldAnswer));
}

type Dress = (lines: readonly string[]) => string;

const dresses: Readonly<Record<string, Dress>> = {
  "trailing blanks": (all) => all.map((line) => `${line}  `).join("\n"),
  "Windows' line ends": (all) => all.join("\r\n"),
  "blank lines": (all) => all.join("\n\n"),
  indents: (all) => all.map((line) => `    ${line}`).join("\n"),
  tabs: (all) => all.map((line) => `\t${line}`).join("\n"),
  bullets: (all) => all.map((line) => `- ${line}`).join("\n"),
  "nested bullets": (all) => all.map((line) => `  * ${line}`).join("\n"),
  dots: (all) => all.map((line) => `• ${line}`).join("\n"),
  quotations: (all) => all.map((line) => `> ${line}`).join("\n"),
  numbers: (all) => all.map((line, i) => `${i + 1}. ${line}`).join("\n"),
  "numbers in brackets": (all) => all.map((line, i) => `${i + 1}) ${line}`).join("\n"),
  "steps that are counted": (all) => all.map((line, i) => `Step ${i + 1}: ${line}`).join("\n"),
  fence: (all) => `\`\`\`\n${all.join("\n")}\n\`\`\``,
  "fence with a language": (all) => `Here it is:\n\n\`\`\`text\n${all.join("\n")}\n\`\`\`\n\nDone.`,
  "fence that stays open": (all) => `\`\`\`\n${all.join("\n")}`,
  "a sentence before": (all) => `Let's go step by step.\n${all.join("\n")}`,
  "a sentence after": (all) => `${all.join("\n")}\n\nSo the answer is **105**.`,
  "sentences between": (all) => all.join("\nNow the next one.\n"),
  "an end token": (all) => `${all.join("\n")}<|endoftext|>`,
  "another end token": (all) => `${all.join("\n")}</s>`,
  "an end token on its own line": (all) => `${all.join("\n")}\n<|im_end|>`,
  "another turn": (all) => `${all.join("\n")}<|im_end|>\n<|im_start|>user\nL2 result=[9]\n1+1,,C:0\n7`,
  "a token that begins the turn": (all) => `<s>${all.join("\n")}`,
};

for (const [name, method] of [
  ["compact", compact],
  ["scratchpad", scratchpad],
  ["full", full],
] as const) {
  suite(`${name}: a right trace stays right`, () => {
    for (const [what, dress] of Object.entries(dresses)) {
      test(what, () => assert.equal(judge(method, dress(lines(method))), "right"));
    }
  });

  suite(`${name}: a wrong trace stays wrong`, () => {
    const wrong = lines(method).map((line) =>
      line.replace(/^(.*total=.*)15$/, "$114").replace("4+5,5,C:1", "4+5,6,C:1"),
    );
    assert.notDeepEqual(wrong, lines(method));
    for (const [what, dress] of Object.entries(dresses))
      test(what, () => assert.equal(judge(method, dress(wrong)), "wrong"));
  });
}

suite("compact: other spellings of a step", () => {
  const spellings: Readonly<Record<string, (line: string) => string>> = {
    "spaces around the sign": (line) => line.replaceAll(/(\w)=(?!\[|$)/g, "$1 = ").replaceAll(/(\w)=\[/g, "$1 = ["),
    "a colon behind the label": (line) => line.replace(/^(L\d+)/, "$1:"),
    "small letters": (line) => line.replace(/^L/, "l"),
    "the word": (line) => line.replace(/^L/, "Line "),
    bold: (line) => `**${line}**`,
    "back-ticks": (line) => `\`${line}\``,
    return: (line) => line.replace(/ =\[/, " return ["),
  };
  for (const [what, change] of Object.entries(spellings))
    test(what, () => assert.equal(judge(compact, lines(compact).map(change).join("\n")), "right"));
});

suite("full: other spellings of a quotation", () => {
  const spellings: Readonly<Record<string, (line: string) => string>> = {
    "no space behind commas": (line) => line.replaceAll(", ", ","),
    "one back-tick": (line) => line.replaceAll("```", "`"),
    "spaces around the sign": (line) => line.replace(/^(\w+)=/, "$1 = "),
    "values in back-ticks": (line) => (/^\w+=\S/.test(line) ? `\`${line}\`` : line),
  };
  for (const [what, change] of Object.entries(spellings))
    test(what, () => assert.equal(judge(full, lines(full).map(change).join("\n")), "right"));
});

suite("scratchpad: the answer in a sentence", () => {
  const states = lines(scratchpad).slice(0, -1).join("\n");
  for (const answer of [
    "**105**",
    "The answer is 105.",
    "#### 105",
    "= 105",
    "Answer: 105",
    "\\boxed{105}",
    "105.",
    "`105`",
  ])
    test(answer, () => assert.equal(judge(scratchpad, `${states}\n${answer}`), "right"));
  test("a sum on the way is none", () =>
    assert.equal(
      judge(scratchpad, `${states.replace("4+5", "7 + 8 = 15, carry 1\n4+5")}\nThe answer is 105.`),
      "right",
    ));
  test("another one is wrong", () => assert.equal(judge(scratchpad, `${states}\nThe answer is 104.`), "wrong"));
  test("said twice, it is said once", () => assert.equal(judge(scratchpad, `${states}\n105\n#### 105\n105`), "right"));
});

suite("unreadable: never right, never wrong, never stopped early", () => {
  const all = lines(compact);
  const responses: Readonly<Record<string, string>> = {
    nothing: "",
    "only prose": "I would add the numbers digit by digit.",
    "only an answer": "The answer is 105.",
    "labels of another rule": all.map((line) => line.replace(/^L/, "R")).join("\n"),
    "prose after the first steps": [...all.slice(0, 4), "and so on until the end."].join("\n"),
    "a line of prose for a step": all
      .map((line) => (line.startsWith("L7") ? "The total is as expected." : line))
      .join("\n"),
    "a value in words": all.map((line) => line.replace("total=15", "total=fifteen")).join("\n"),
    "a returned value that breaks off": all.join("\n").slice(0, -2),
  };
  for (const [what, response] of Object.entries(responses)) {
    test(what, () => {
      const { verdicts } = readResponse(problem, compact, response);
      assert.equal(judge(compact, response), "unreadable");
      assert.deepEqual([verdicts.ending, verdicts.firstWrong], [undefined, undefined]);
      assert.match(verdicts.unreadable ?? "", /\.$/);
    });
  }

  test("a response that ends after readable steps has stopped early", () => {
    const { verdicts } = readResponse(problem, compact, all.slice(0, 4).join("\n"));
    assert.equal(verdicts.ending?.verdict, "stopped-early");
    assert.equal(judge(compact, all.slice(0, 4).join("\n")), "wrong");
  });

  test("prose before a wrong edit does not hide it", () => {
    const at = all.findIndex((line) => line.startsWith("L8"));
    const wrong = [...all.slice(0, at), "Now I put the digit in front.", "L8 result^4", ...all.slice(at + 1)];
    assert.equal(judge(compact, wrong.join("\n")), "wrong");
  });

  test("a step that is taken back later was wrong", () => {
    const at = all.findIndex((line) => line.startsWith("L7"));
    const corrected = [...all.slice(0, at), "L7 total=14", "Wait, that is wrong.", ...all.slice(at)];
    assert.equal(judge(compact, corrected.join("\n")), "wrong");
  });
});

test("the accuracy of a measurement stays exact: an answer that must be looked for does not count", () => {
  const direct = methodOf("direct");
  const strict = (method: Method, response: string): boolean =>
    judgeResponse(problem, method, { response, gold: method.render(problem), how: "ended" }).right;
  assert.deepEqual(
    ["105", "105\n", "**105**", "47+58=105", "105.0"].map((response) => strict(direct, response)),
    [true, true, false, false, false],
  );
  const bulleted = lines(compact)
    .map((line) => `- ${line}`)
    .join("\n");
  assert.deepEqual([strict(compact, lines(compact).join("\n")), strict(compact, bulleted)], [true, false]);
});
