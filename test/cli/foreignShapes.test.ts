/** @file `check` reads traces in the shapes in which other programs write them, and says by its status how they came out. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { methodOf } from "../../src/core/method/methods.ts";
import { taskProblem } from "../../src/core/sample/corpus.ts";
import { addition } from "../../src/core/task/addition.ts";
import { root } from "../sourceFiles.ts";
import { type Ended, folderWith, rulescope } from "./cli.ts";

const rule = join(root, "samples/addition.py");
const problem = taskProblem("addition")(addition.fromText("47+58=") ?? assert.fail());
const trace = methodOf("rfft").render(problem).response;
const states = methodOf("scratchpad").render(problem).response;
const call = "add([4, 7], [5, 8])";
const prompt = `Follow the rule.\n>>> ${call}`;
const user = { role: "user", content: prompt };
const assistant = { role: "assistant", content: trace };

function lines(...values: readonly unknown[]): string {
  return `${values.map((value) => JSON.stringify(value)).join("\n")}\n`;
}

/** The shapes, each with the same right trace. */
const shapes: Readonly<Record<string, string>> = {
  "call as a list": lines({ call: ["add", [4, 7], [5, 8]], response: trace }),
  "call by name and arguments": lines({
    problem: {
      function: "add",
      args: [
        [4, 7],
        [5, 8],
      ],
    },
    response: trace,
  }),
  "response in a list": lines({ call, response: [trace] }),
  "prompt and completion": lines({ prompt, completion: trace }),
  "generated text with its prompt": lines({ prompt, generated_text: prompt + trace }),
  "lists of generated texts": JSON.stringify([[{ prompt, generated_text: trace }]]),
  "chat messages": lines({ messages: [{ role: "system", content: "Add." }, user, assistant] }),
  "content in parts": lines({
    messages: [
      user,
      {
        role: "assistant",
        content: [
          { type: "reasoning", reasoning: "L2 result=[7]" },
          { type: "text", text: trace },
        ],
      },
    ],
  }),
  "a second question": lines({
    messages: [{ role: "user", content: "add([1], [1])" }, { role: "assistant", content: "2" }, user, assistant],
  }),
  conversations: lines({
    conversations: [
      { from: "human", value: prompt },
      { from: "gpt", value: trace },
    ],
  }),
  "a chat completion": lines({ prompt, choices: [{ index: 0, message: assistant, finish_reason: "stop" }] }),
  "a text completion": lines({ prompt, choices: [{ text: trace }] }),
  "OpenAI's batch output, the call as its id": lines({
    id: "batch_req_1",
    custom_id: call,
    response: { status_code: 200, body: { model: "m", choices: [{ message: assistant }] } },
    error: null,
  }),
  "OpenAI's responses": lines({
    input: prompt,
    output: [
      { type: "reasoning", summary: [] },
      { type: "message", content: [{ type: "output_text", text: trace }] },
    ],
  }),
  "lm-eval samples": lines({
    doc_id: 0,
    doc: { q: call },
    target: "105",
    arguments: { gen_args_0: { arg_0: prompt, arg_1: { until: ["\n\n"] } } },
    resps: [[trace]],
    filtered_resps: [trace],
    exact_match: 1,
  }),
  "older lm-eval samples": lines({ doc_id: 0, doc: {}, arguments: [[prompt, { until: [] }]], resps: [[trace]] }),
  "an Inspect log": JSON.stringify(
    {
      version: 2,
      status: "success",
      eval: { task: "t", model: "openai/m" },
      samples: [
        {
          id: 1,
          epoch: 1,
          input: prompt,
          target: "105",
          messages: [user, assistant],
          output: { model: "m", choices: [{ message: assistant, stop_reason: "stop" }] },
        },
      ],
    },
    null,
    2,
  ),
  "a sample with input as messages": lines({ id: 1, input: [user], output: { completion: trace } }),
  "a JSON array": JSON.stringify([{ call, response: trace }], null, 1),
  "a JSON array on one line": JSON.stringify([{ call, response: trace }]),
  "with a byte order mark": `\ufeff${lines({ call, response: trace })}`,
  "a call over lines": lines({ prompt: "add([4, 7],\n    [5, 8])", response: trace }),
  "a question in words": lines({ prompt: "What is 47 plus 58?", response: trace }),
  "a sum in words": lines({ question: "Find the sum of 47 and 58.", response: trace }),
  "a sum in a sentence": lines({ prompt: "Please compute 47 + 58. Show each step.", response: trace }),
};

async function check(t: Parameters<typeof folderWith>[0], text: string, ...flags: readonly string[]): Promise<Ended> {
  const folder = folderWith(t, { "traces.jsonl": text });
  return rulescope(["check", rule, join(folder, "traces.jsonl"), ...flags]);
}

suite("shapes", { concurrency: 2 }, () => {
  for (const [name, text] of Object.entries(shapes))
    test(name, async (t) => {
      const { status, stdout, stderr } = await check(t, text, "--json");
      assert.equal(status, 0, stdout + stderr);
      const { traces, ...count } = JSON.parse(stdout);
      assert.deepEqual(count, { right: 1, wrong: 0, unreadable: 0 });
      assert.deepEqual([traces[0].verdict, traces[0].call, traces[0].answer], ["right", call, "105"]);
    });

  test("the study's conversations begin with the prompt again", async (t) => {
    const text = lines({
      conversations: [
        { from: "human", value: "47+58=" },
        { from: "gpt", value: `47+58=${states}` },
      ],
    });
    assert.equal((await check(t, text, "--method", "scratchpad")).status, 0);
  });

  test("FastChat's answers without questions: the problem that the response writes; with them, by id in any order", async (t) => {
    const answer = (id: number, text: string) => ({
      question_id: id,
      model_id: "m",
      choices: [{ index: 0, turns: [text] }],
    });
    const alone = await check(t, lines(answer(81, states)), "--method", "scratchpad");
    assert.equal(alone.status, 0, alone.stdout + alone.stderr);
    const folder = folderWith(t, {
      "answers.jsonl": lines(answer(82, "13"), answer(81, "105"), answer(83, "9")),
      "questions.jsonl": lines({ question_id: 81, turns: ["47+58="] }, { question_id: 82, turns: ["6+7="] }),
    });
    const flags = ["--method", "direct", "--prompts", join(folder, "questions.jsonl")];
    const { status, stdout, stderr } = await rulescope(["check", rule, join(folder, "answers.jsonl"), ...flags]);
    assert.match(stdout, /2 right, 0 wrong, 1 unreadable/);
    assert.match(stderr, /answers\.jsonl:3: .*--prompts/);
    assert.equal(status, 2);
  });

  test("a batch whose prompts stand in its input file; a request that failed", async (t) => {
    const folder = folderWith(t, {
      "output.jsonl": lines(
        { custom_id: "b", response: { body: { choices: [{ message: { content: "The answer is 13." } }] } } },
        {
          custom_id: "a",
          response: { body: { choices: [{ message: { content: "The answer is 10" }, finish_reason: "length" }] } },
        },
        { custom_id: "c", response: null, error: { message: "rate limit" } },
      ),
      "input.jsonl": lines(
        { custom_id: "a", body: { messages: [{ role: "user", content: "47+58=" }] } },
        { custom_id: "b", body: { messages: [{ role: "user", content: "6+7=" }] } },
      ),
    });
    const flags = ["--method", "direct", "--json", "--prompts", join(folder, "input.jsonl")];
    const { status, stdout, stderr } = await rulescope(["check", rule, join(folder, "output.jsonl"), ...flags]);
    const { traces, ...count } = JSON.parse(stdout);
    assert.deepEqual([status, count], [2, { right: 1, wrong: 0, unreadable: 2 }]);
    assert.equal(traces[0].extraction, "phrase");
    assert.match(stderr, /the request failed \(rate limit\)/);
  });

  test("--field names the response, also inside", async (t) => {
    const text = lines({ call, mine: { said: "105" }, response: "7" });
    assert.equal((await check(t, text, "--method", "direct", "--field", "mine.said")).status, 0);
    assert.equal((await check(t, text, "--method", "direct")).status, 1);
    const none = await check(t, text, "--field", "yours");
    assert.match(
      none.stderr,
      /no text in its field yours \(fields: call, mine, response\)\. Name the response's field with --field/,
    );
  });

  test("own exports: check --json is read again with the same verdicts", async (t) => {
    const first = await check(
      t,
      lines({ call, response: "105" }, { call, response: "104" }, { call, response: "" }),
      "--method",
      "direct",
      "--json",
    );
    const again = await check(t, first.stdout, "--json");
    const verdicts = ({ stdout }: Ended) =>
      JSON.parse(stdout).traces.map((each: { readonly verdict: string }) => each.verdict);
    assert.deepEqual(verdicts(first), ["right", "wrong", "unreadable"]);
    assert.deepEqual(verdicts(again), verdicts(first));
  });
});

test("the status: wrong before unreadable, and no trace is no success", async (t) => {
  const right = { call, response: "105", method: "direct" };
  const wrong = { call, response: "104", method: "direct" };
  const unreadable = { call, response: "I cannot.", method: "direct" };
  const status = async (...traces: readonly object[]): Promise<number | null> =>
    (await check(t, lines(...traces))).status;
  assert.deepEqual(
    await Promise.all([
      status(right, right),
      status(right, wrong),
      status(right, unreadable),
      status(wrong, unreadable),
    ]),
    [0, 1, 2, 1],
  );
  for (const text of ["", "\n\n", "[]"]) {
    const { status: none, stderr } = await check(t, text);
    assert.equal(none, 2);
    assert.match(stderr, /has no trace\. Name a file/);
  }
});
