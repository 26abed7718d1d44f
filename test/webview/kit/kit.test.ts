/** @file The kit of the views: questions and their answers, what went wrong, tabs, keys, tables and controls, in a small page. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { UserError } from "../../../src/core/base/errors.ts";
import type { CancelSignal } from "../../../src/protocol/cancellation.ts";
import { type Action, type Answer, useAction, useAnswer } from "../../../webview/kit/answer.ts";
import { Button, Checkbox, Dropdown, TextField } from "../../../webview/kit/controls.ts";
import { ExportMenu } from "../../../webview/kit/exportMenu.ts";
import { h } from "../../../webview/kit/h.ts";
import { onKeys, useKeys } from "../../../webview/kit/keys.ts";
import { Answers, EmptyState, ErrorBanner, useWaiting } from "../../../webview/kit/problems.ts";
import { ChoiceRow, SortTitle, Table } from "../../../webview/kit/table.ts";
import { TabBar, TabPanels } from "../../../webview/kit/tabs.ts";
import { openSmallPage, settled } from "./smallPage.ts";

const page = openSmallPage();
after(() => page.close());

/** Questions that are answered when the test says so. */
class Questions {
  readonly asked: string[] = [];
  readonly #open = new Map<string, { answer(value: string): void; fail(error: Error): void; signal: CancelSignal }>();

  ask(question: string, signal: CancelSignal): Promise<string> {
    this.asked.push(question);
    return new Promise((answer, fail) => this.#open.set(question, { answer, fail, signal }));
  }

  async answer(question: string): Promise<void> {
    this.#open.get(question)?.answer(`answer to ${question}`);
    await settled();
  }

  async fail(question: string, error: Error): Promise<void> {
    this.#open.get(question)?.fail(error);
    await settled();
  }

  isCancelled(question: string): boolean {
    return this.#open.get(question)?.signal.aborted ?? false;
  }
}

function Asking({ questions, of, group }: { questions: Questions; of: string | undefined; group?: string }) {
  const answer = useAnswer(of, (signal) => questions.ask(of ?? "", signal), { group });
  return h("p", { class: "asking" }, `${answer.state}: ${answer.value ?? "nothing"}`);
}

test("a key is asked for once, the last answer stays while the next is computed, and what is stale is called off", async () => {
  const questions = new Questions();
  const show = (of: string | undefined) => page.show(h(Answers, null, h(Asking, { questions, of })));
  await show("a");
  await show("a");
  assert.deepEqual(questions.asked, ["a"]);
  assert.equal(page.text(".asking"), "loading: nothing");
  await questions.answer("a");
  assert.equal(page.text(".asking"), "ready: answer to a");
  await show("b");
  assert.equal(page.text(".asking"), "loading: answer to a");
  await show("c");
  assert.ok(questions.isCancelled("b"));
  await questions.answer("b");
  assert.equal(page.text(".asking"), "loading: answer to a", "an answer that nobody waits for is dropped");
  await show(undefined);
  assert.ok(questions.isCancelled("c"));
  assert.equal(page.text(".asking"), "idle: answer to a");
  await show("c");
  await questions.answer("c");
  assert.equal(page.text(".asking"), "ready: answer to c");
  await show(undefined);
  await show("c");
  assert.deepEqual(questions.asked, ["a", "b", "c", "c"], "what was answered is not asked for again");
  await show("d");
  await page.show(null);
  assert.ok(questions.isCancelled("d"), "what is no longer there asks nothing");
});

test("of one group one question is under way, and the newest is asked when it is answered", async () => {
  const questions = new Questions();
  const show = (of: string) => page.show(h(Answers, null, h(Asking, { questions, of, group: "moves" })));
  await show("1");
  await show("2");
  await show("3");
  assert.deepEqual(questions.asked, ["1"]);
  await questions.answer("1");
  assert.deepEqual(questions.asked, ["1", "3"]);
  assert.equal(page.text(".asking"), "loading: answer to 1");
  await questions.answer("3");
  assert.equal(page.text(".asking"), "ready: answer to 3");
  await page.show(null);
});

test("what went wrong stands in the view until its question is answered", async () => {
  const questions = new Questions();
  const show = (of: string | undefined) =>
    page.show(h(Answers, null, h(ErrorBanner, null), h(Asking, { questions, of })));
  await show("a");
  assert.equal(page.all("[role=alert]").length, 0);
  const told = "The model is gone. Add its folder again. Select Model";
  await questions.fail("a", new UserError("model-missing", "The model is gone.", "Add its folder again."));
  assert.equal(page.text("[role=alert]"), told);
  assert.equal(page.all("[role=alert] a")[0]?.getAttribute("href"), "command:rulescope.selectModel");
  await show("b");
  assert.equal(page.text("[role=alert]"), told);
  await questions.answer("b");
  assert.equal(page.all("[role=alert]").length, 0);
  await show("a");
  await questions.fail("a", new UserError("too-long", "It is too long.", "Shorten it."));
  assert.equal(page.text("[role=alert]"), "It is too long. Shorten it.", "the message says all there is to do");
  await show(undefined);
  assert.equal(page.all("[role=alert]").length, 0, "nobody asks any more");
  await show("a");
  assert.deepEqual(questions.asked, ["a", "b", "a", "a"], "what failed is asked for again");
  await page.show(null);
});

test("a view says that it waits only after a moment", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const questions = new Questions();
  const Waiting = () => h("p", { class: "waiting" }, String(useWaiting()));
  await page.show(h(Answers, null, h(Waiting, null), h(Asking, { questions, of: "a" })));
  assert.equal(page.text(".waiting"), "false");
  t.mock.timers.tick(250);
  await settled();
  assert.equal(page.text(".waiting"), "true");
  await questions.answer("a");
  assert.equal(page.text(".waiting"), "false");
  await page.show(null);
});

test("an action runs when it is wanted, and a stopped one is forgotten", async () => {
  const questions = new Questions();
  let action: Action<string> | undefined;
  const Acting = () => {
    action = useAction<string>();
    return h("p", { class: "acting" }, wordsOf(action.answer));
  };
  await page.show(h(Answers, null, h(Acting, null)));
  assert.equal(page.text(".acting"), "idle nothing");
  void action?.run((signal) => questions.ask("try", signal));
  await settled();
  assert.equal(page.text(".acting"), "loading nothing");
  action?.stop();
  await settled();
  assert.ok(questions.isCancelled("try"));
  assert.equal(page.text(".acting"), "idle nothing");
  void action?.run((signal) => questions.ask("again", signal));
  await questions.fail("again", new Error("It did not work."));
  assert.equal(page.text(".acting"), "failed It did not work.");
  void action?.run((signal) => questions.ask("better", signal));
  await questions.answer("better");
  assert.equal(page.text(".acting"), "ready answer to better");
  action?.clear();
  await settled();
  assert.equal(page.text(".acting"), "idle nothing");
});

function wordsOf(answer: Answer<string>): string {
  return `${answer.state} ${answer.state === "failed" ? answer.message : (answer.value ?? "nothing")}`;
}

test("a tab is made when it comes to the front, told when it goes behind, and not drawn there", async () => {
  const names = ["one", "two"] as const;
  const drawn: string[] = [];
  const Panel = ({ name, isFront, version }: { name: string; isFront: boolean; version: number }) => {
    drawn.push(`${name} ${isFront} ${version}`);
    return h("section", { class: name, hidden: !isFront }, String(version));
  };
  let front: (typeof names)[number] = "one";
  const show = (version: number) =>
    page.show([
      h(TabBar<(typeof names)[number]>, {
        tabs: names.map((name) => ({ name, text: name.toUpperCase() })),
        front,
        choose: (name) => {
          front = name;
        },
      }),
      h(TabPanels<(typeof names)[number]>, {
        names,
        front,
        panel: (name, isFront) => h(Panel, { name, isFront, version }),
      }),
    ]);
  await show(1);
  await page.click("[data-tab=two]");
  await show(2);
  await show(3);
  assert.deepEqual(drawn, ["one true 1", "one false 2", "two true 2", "two true 3"]);
  assert.deepEqual(
    page.all("[role=tab]").map((tab) => `${tab.textContent} ${tab.getAttribute("aria-selected")}`),
    ["ONE false", "TWO true"],
  );
  assert.equal(page.text(".one"), "2", "it stays as it was");
  await page.show(null);
});

test("keys: of an element before those of the view, none while somebody types", async () => {
  const heard: string[] = [];
  const Keys = () => {
    useKeys({ a: () => heard.push("view a"), b: () => heard.push("view b"), c: () => false });
    return h("div", null, h("p", { onKeyDown: onKeys({ b: () => heard.push("element b") }) }), h("input", null));
  };
  await page.show(h(Keys, null));
  await page.press("a", "p");
  await page.press("b", "p");
  await page.press("c", "p");
  await page.press("a", "input");
  await page.press("toString", "p");
  assert.deepEqual(heard, ["view a", "element b"]);
  await page.show(null);
  await page.press("a");
  assert.equal(heard.length, 2, "what is gone hears nothing");
});

test("a table sorts by its titles and is chosen from by rows", async () => {
  const heard: string[] = [];
  const head = ["head", h(SortTitle, { text: "effect", direction: "descending", sort: () => heard.push("sort") })];
  const row = h(ChoiceRow, { title: "L0 H1", selected: true, choose: () => heard.push("chosen") }, h("td", null, "5"));
  await page.show(h(Table, { class: "scores", caption: "Heads", head }, row));
  await page.click(".sort");
  await page.click("tbody tr");
  await page.press("Enter", "tbody tr");
  assert.deepEqual(heard, ["sort", "chosen", "chosen"]);
  assert.equal(page.text("table"), "Headsheadeffect ↓L0 H15");
  assert.equal(page.all("th")[1]?.getAttribute("aria-sort"), "descending");
  assert.equal(page.all("tbody tr")[0]?.getAttribute("aria-selected"), "true");
});

test("controls say what was chosen, and a menu shows its title again", async () => {
  const heard: unknown[] = [];
  const choices = [
    { value: "mean", text: "mean of heads" },
    { value: "max", text: "max of heads" },
  ] as const;
  await page.show([
    h(Button, { click: () => heard.push("click"), label: "Run", pressed: true }, "Run"),
    h(Button, { class: "off", click: () => heard.push("disabled"), disabled: true }, "Off"),
    h(Checkbox, { checked: false, change: (on) => heard.push(on) }, "without first token"),
    h(Dropdown<"mean" | "max">, { label: "Heads as one", choices, value: "mean", change: (it) => heard.push(it) }),
    h(TextField, { label: "Filter", value: "", change: (text) => heard.push(text) }),
    h(ExportMenu<"svg">, { choices: [{ value: "svg", text: "SVG" }], save: (format) => heard.push(format) }),
  ]);
  await page.click("vscode-button");
  await page.click(".off");
  await page.change("vscode-dropdown", "max");
  await page.change("vscode-text-field", "L1");
  await page.change(".export", "svg");
  assert.deepEqual(heard, ["click", "max", "L1", "svg"]);
  const menu = page.all(".export")[0];
  assert.ok(menu && "value" in menu);
  assert.equal(menu.value, "");
  assert.equal(page.all("vscode-button")[0]?.getAttribute("aria-pressed"), "true");
  assert.equal(page.all("vscode-text-field")[0]?.getAttribute("aria-label"), "Filter");
});

test("an empty view says what to do", async () => {
  await page.show(
    h(EmptyState, { title: "No run yet", text: "Run a problem." }, h(Button, { click() {} }, "Run Problem")),
  );
  assert.equal(page.text(".empty"), "No run yetRun a problem.Run Problem");
});
