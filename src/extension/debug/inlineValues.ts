/** @file The debugger's values beside the lines of the rule, while a session stands in it. */
import * as vscode from "vscode";
import { debugType } from "../contributions.ts";

const name = /[\p{L}_][\p{L}\p{N}_]*/gu;

export class RuleInlineValues implements vscode.InlineValuesProvider {
  /** Names of the function that is stepped through, down to where it stands; the debugger knows which of them are variables. */
  provideInlineValues(
    document: vscode.TextDocument,
    viewPort: vscode.Range,
    { stoppedLocation }: vscode.InlineValueContext,
  ): vscode.InlineValue[] {
    if (vscode.debug.activeDebugSession?.type !== debugType) return [];
    const last = stoppedLocation.end.line;
    const values: vscode.InlineValue[] = [];
    for (let line = last; line >= viewPort.start.line; line--) {
      const { text } = document.lineAt(line);
      if (/^\s*(#|>>>|""")/.test(text)) continue;
      const seen = new Set<string>();
      for (const match of text.replace(/#.*$/, "").matchAll(name)) {
        const [word] = match;
        if (seen.has(word)) continue;
        seen.add(word);
        const range = new vscode.Range(line, match.index, line, match.index + word.length);
        values.push(new vscode.InlineValueVariableLookup(range, word, true));
      }
      if (/^\s*def\b/.test(text)) break;
    }
    return values;
  }
}
