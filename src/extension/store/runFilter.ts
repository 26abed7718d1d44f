/** @file Asks how to filter the Runs view: typed text, a verdict, a method or a model. What was chosen before stays, until it is cleared. */
import * as vscode from "vscode";
import type { RunFilter, RunSummary, RunVerdict } from "../../client/store/runStore.ts";
import { type MethodName, methodNames } from "../../core/method/method.ts";
import { type Choice, choiceItem } from "../message/choices.ts";

interface FilterChoice extends Choice {
  readonly change: RunFilter;
}

const verdictWords: Readonly<Record<RunVerdict, string>> = {
  correct: "Answer and steps right",
  wrong: "Answer or a step wrong",
  unknown: "Nothing says what is right",
};

const methodWords: Readonly<Record<MethodName, string>> = {
  direct: "Direct answer",
  scratchpad: "Scratchpad",
  rfft: "Rule-following",
};

/** Resolves with the filter as it is then; undefined when nothing was chosen. */
export function askFilter(filter: RunFilter, runs: readonly RunSummary[]): Promise<RunFilter | undefined> {
  const choices = choicesOf(filter, runs).map(choiceItem);
  const picker = vscode.window.createQuickPick<FilterChoice>();
  picker.title = "Filter Runs";
  picker.placeholder = "Text in the problem, file, model or answer; or choose";
  picker.items = choices;
  picker.onDidChangeValue((text) => {
    const typed = choiceItem({ icon: "search", label: text, description: "text", alwaysShow: true, change: { text } });
    picker.items = text === "" ? choices : [typed, ...choices];
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [chosen] = picker.selectedItems;
      resolve(chosen && { ...filter, ...chosen.change });
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function choicesOf(filter: RunFilter, runs: readonly RunSummary[]): FilterChoice[] {
  const verdicts = Object.entries(verdictWords) as [RunVerdict, string][];
  const models = [...new Set(runs.map(({ model }) => model))].sort();
  const choice = (label: string, change: RunFilter, description: string): FilterChoice => {
    const [name = ""] = Object.keys(change);
    const chosen = Object.entries(filter).some(([key, value]) => key === name && value === Object.values(change)[0]);
    return {
      ...(chosen ? { icon: "check" } : {}),
      label,
      description,
      change: chosen ? { [name]: undefined } : change,
    };
  };
  return [
    ...verdicts.map(([verdict, words]) => choice(words, { verdict }, "verdict")),
    ...methodNames.map((method) => choice(methodWords[method], { method }, "method")),
    ...models.map((model) => choice(model, { model }, "model")),
  ];
}
